"""The fake's Block Kit checks: what Slack's limits let through, and where they say no."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.slack.blocks import check_message_blocks, check_view, pings_in
from tests.fakes.slack.errors import SlackError

Block = dict[str, Any]


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def markdown(text: str) -> Block:
    return {"type": "markdown", "text": text}


def context(count: int) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": "a"}] * count}


def button(action_id: str, **more: Any) -> Block:
    label = {"type": "plain_text", "text": "Open"}
    return {"type": "button", "action_id": action_id, "text": label, **more}


def actions(count: int) -> Block:
    return {"type": "actions", "elements": [button(f"open-{place}") for place in range(count)]}


def table(rows: int, columns: int = 2, cell: str = "a") -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell}] * columns] * rows}


def code_of(blocks: object) -> str:
    with pytest.raises(SlackError) as caught:
        check_message_blocks(blocks)
    return caught.value.code


def messages_of(blocks: object) -> list[str]:
    with pytest.raises(SlackError) as caught:
        check_message_blocks(blocks)
    return list(caught.value.extra["response_metadata"]["messages"])


AT_THE_LIMIT: dict[str, list[Block]] = {
    "50 blocks": [{"type": "divider"}] * 50,
    "section of 3000": [section("x" * 3000)],
    "header of 150": [header("x" * 150)],
    "10 in a context": [context(10)],
    "25 actions": [actions(25)],
    "markdown of 12,000": [markdown("x" * 12_000)],
    "13,202 characters": [markdown("x" * 12_000), section("x" * 1202)],
    "table of 100 by 20": [table(100, 20, "abcde")],
}
OVER_THE_LIMIT: dict[str, tuple[list[Block], str]] = {
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed"),
    "section of 3001": ([section("x" * 3001)], "must be less than 3001 characters"),
    "header of 151": ([header("x" * 151)], "must be less than 151 characters"),
    "11 in a context": ([context(11)], "no more than 10 items allowed"),
    "26 actions": ([actions(26)], "no more than 25 items allowed"),
    "markdown of 12,001": ([markdown("x" * 12_001)], "must be less than 12001 characters"),
    "table of 101 rows": ([table(101)], "no more than 100 items allowed"),
    "table of 21 columns": ([table(1, 21)], "no more than 20 items allowed"),
    "table of 10,001 characters": (
        [table(2, 1, "x" * 5001)],
        "table text must be less than 10001 characters",
    ),
    "empty section": ([section("")], "must be more than 0 characters"),
    "empty cell": ([table(1, 1, "")], "must be more than 0 characters"),
    "unknown block": ([{"type": "poem"}], "unsupported type: poem"),
    "unknown key": ([{"type": "divider", "colour": "red"}], "additional property: colour"),
    "mrkdwn header": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}],
        "must be one of plain_text",
    ),
    "section of nothing": ([{"type": "section"}], "must define either `text` or `fields`"),
    "image without alt text": (
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "missing required field: alt_text",
    ),
    "button label of 76": (
        [
            {
                "type": "actions",
                "elements": [button("a", text={"type": "plain_text", "text": "x" * 76})],
            }
        ],
        "must be less than 76 characters",
    ),
    "same action twice": (
        [{"type": "actions", "elements": [button("a"), button("a")]}],
        "`action_id` a already exists",
    ),
    "same block twice": (
        [{"type": "divider", "block_id": "a"}] * 2,
        "`block_id` a already exists",
    ),
    "alert in a message": ([{"type": "alert", "text": "a"}], "unsupported type: alert"),
}


@pytest.mark.parametrize("blocks", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_blocks_at_the_limit_are_taken(blocks: list[Block]) -> None:
    check_message_blocks(blocks)


@pytest.mark.parametrize(("blocks", "message"), OVER_THE_LIMIT.values(), ids=OVER_THE_LIMIT)
def test_blocks_over_the_limit_are_refused(blocks: list[Block], message: str) -> None:
    assert any(message in told for told in messages_of(blocks))
    assert code_of(blocks) == "invalid_blocks"


def test_a_refusal_says_where() -> None:
    blocks = [{"type": "divider"}, section("x" * 3001)]
    assert messages_of(blocks) == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        [markdown("x" * 12_000), section("x" * 1203)],
        [markdown("# a\n\n" * 10 + "x" * 11_900), section("x" * 300)],
        [markdown("# a\n\nb\n\n" * 26)],
    ],
    ids=["13,203 characters", "ten headings beside 12,200", "52 rendered blocks"],
)
def test_a_message_over_the_ceiling_is_too_long(blocks: list[Block]) -> None:
    assert code_of(blocks) == "msg_blocks_too_long"


def test_a_message_takes_one_table() -> None:
    assert code_of([table(1), table(1)]) == "invalid_attachments"


def test_blocks_of_the_agents_kind_are_taken() -> None:
    thumbs = {"text": {"type": "plain_text", "text": "Good"}, "value": "good"}
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": thumbs,
        "negative_button": thumbs,
    }
    check_message_blocks(
        [
            {"type": "context_actions", "elements": [feedback]},
            {"type": "task_card", "task_id": "1", "title": "Scan", "status": "complete"},
            {
                "type": "container",
                "title": {"type": "plain_text", "text": "a"},
                "child_blocks": [section("inside")],
            },
        ]
    )


def test_a_modal_with_an_input_needs_a_submit() -> None:
    title = {"type": "plain_text", "text": "Edit"}
    field = {
        "type": "input",
        "label": title,
        "element": {"type": "plain_text_input", "action_id": "draft"},
    }
    modal = {"type": "modal", "title": title, "blocks": [field]}
    with pytest.raises(SlackError, match="invalid_arguments"):
        check_view(modal, "modal")
    check_view({**modal, "submit": title}, "modal")


def test_pings_are_found_where_slack_would_ring() -> None:
    assert pings_in("<!channel> hello <@U1>", []) == ["<!channel>", "<@U1>"]
    assert pings_in("", [section("<!here|here>")]) == ["<!here|here>"]
    assert pings_in("", [header("<!channel>")]) == []
    assert pings_in("&lt;!channel&gt;", [section("&lt;!channel&gt;")]) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "rows", "fields", "chart", "child_blocks"]
            ),
            inner
            | st.sampled_from(["section", "table", "actions", "rich_text", "container", "card"]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


def verdict(blocks: object) -> str:
    try:
        check_message_blocks(blocks)
    except SlackError as error:
        return error.code
    return "ok"


@given(JSON)
def test_any_json_is_taken_or_refused_and_nothing_else(blocks: object) -> None:
    assert verdict(blocks) in ("ok", "invalid_blocks", "invalid_attachments")
