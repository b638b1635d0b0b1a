"""What slack_sdk's own block classes make is taken by the fake, element by element."""

from __future__ import annotations

import pytest
from slack_sdk.models import blocks as sdk

from tests.fakes.slack.blocks import check_message_blocks

LABEL = sdk.PlainTextObject(text="Open", emoji=True)
CONFIRM = sdk.ConfirmObject(title="Sure?", text="It goes out.", confirm="Yes", deny="No")
THUMB = sdk.FeedbackButtonObject(text="Good", value="good", accessibility_label="Good answer")
PLAIN_RUN = sdk.RichTextElementParts.Text(text="Acme")
RICH = sdk.RichTextBlock(elements=[sdk.RichTextSectionElement(elements=[PLAIN_RUN])])
BUTTON = sdk.ButtonElement(text=LABEL, action_id="a", value="v", style="danger", confirm=CONFIRM)
OPTION = sdk.Option(text=LABEL, value="v", description="why")

BLOCKS = [
    sdk.SectionBlock(text=sdk.MarkdownTextObject(text="*Acme*", verbatim=True), accessory=BUTTON),
    sdk.SectionBlock(fields=["*ARR*", "120,000 EUR"], expand=True),
    sdk.SectionBlock(text="a", accessory=sdk.StaticSelectElement(action_id="a", options=[OPTION])),
    sdk.SectionBlock(text="a", accessory=sdk.OverflowMenuElement(action_id="a", options=[OPTION])),
    sdk.HeaderBlock(text="At risk"),
    sdk.DividerBlock(),
    sdk.ImageBlock(image_url="https://example.com/a.png", alt_text="Usage", title="Usage"),
    sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="as of today")]),
    sdk.ActionsBlock(elements=[BUTTON, sdk.DatePickerElement(action_id="d")]),
    sdk.ContextActionsBlock(
        elements=[
            sdk.FeedbackButtonsElement(action_id="f", positive_button=THUMB, negative_button=THUMB),
            sdk.IconButtonElement(icon="trash", text="Remove", action_id="r"),
        ]
    ),
    sdk.MarkdownBlock(text="**Acme**"),
    RICH,
    sdk.TableBlock(
        rows=[[sdk.RawTextObject(text="Acme"), RICH]],
        column_settings=[{"align": "right", "is_wrapped": True}],
    ),
    sdk.TaskCardBlock(task_id="1", title="Scan", status="complete", details=RICH),
    sdk.PlanBlock(title="Plan"),
    sdk.CardBlock(title="Acme", body="at risk", actions=[BUTTON]),
    sdk.CarouselBlock(elements=[sdk.CardBlock(title="Acme")]),
    sdk.ContainerBlock(title="More", child_blocks=[sdk.DividerBlock()], is_collapsible=True),
    sdk.InputBlock(label="Why", element=sdk.PlainTextInputElement(action_id="w", multiline=True)),
]


@pytest.mark.parametrize("block", BLOCKS, ids=[str(block.type) for block in BLOCKS])
def test_a_block_of_the_sdk_is_taken(block: sdk.Block) -> None:
    check_message_blocks([block.to_dict()])
