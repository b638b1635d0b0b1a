"""Files under an answer: its charts as pictures, and the whole of it where it is too long."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answer import Answer
from bot.slack.reply import Reply
from bot.slack.views import Message, context
from tools.result import Chart

# A picture (PNG) of a chart.
Render = Callable[[Chart], bytes]

MOST_MESSAGES = 4
MOST_CHARTS = 3
IN_A_FILE = "This is the beginning: the whole answer is in the file below."


def whole_as_file(messages: Sequence[Message], alone: bool) -> list[Message]:
    """The messages to post: of a very long answer the first, the rest being in a file.

    What one person sees alone can't be a file: it is posted in full.
    """
    if len(messages) <= MOST_MESSAGES or alone:
        return list(messages)
    first, last = messages[0], messages[-1]
    ending = [block for block in last.blocks if block["type"] not in ("markdown", "table")]
    return [replace(first, blocks=(*first.blocks, context(IN_A_FILE), *ending))]


def attach(
    reply: Reply,
    answer: Answer,
    messages: Sequence[Message],
    shown: Sequence[Message],
    render: Render | None,
) -> None:
    """Upload what belongs to a posted answer; what can't be a file goes out as messages."""
    if len(shown) < len(messages):
        whole = answer.text.encode()
        title = "The whole answer"
        if not reply.upload("answer.md", whole, title, title):
            reply.post([*shown, *messages[1:]])
    if render is None:
        return
    for number, chart in enumerate(answer.charts[:MOST_CHARTS], start=1):
        reply.upload(f"chart-{number}.png", render(chart), chart.title, chart.alt)
