"""What becomes of a model's words that no fact bears out: asked again once, then marked.

The built-in model's own words come from templates and are left as they are.
"""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from bot.builtin.writer import write
from bot.checker import Finding, check
from bot.seat import Seat
from knowledge.facts import Fact
from tools.result import Result, Trouble

logger = logging.getLogger(__name__)

MARK = " (?)"
MOST_MARKED = 2
"""Where more is untraced than this, the built-in wording takes the text's place."""


class Settled(NamedTuple):
    """A text that may be shown, and the spans of it that are marked as untraced."""

    text: str
    untraced: tuple[Finding, ...]


def mended(
    new: list[BaseMessage], seat: Seat, ask: Callable[[list[BaseMessage]], list[BaseMessage]]
) -> list[BaseMessage]:
    """The messages with the model's second try after them, where its first had untraced spans.

    `ask` gives what the model adds to the messages so far. A second try that fails or is worse
    leaves the first.
    """
    first = untraced(new, seat)
    if not first:
        return new
    asked = [*new, HumanMessage(_request(first, are_told=not seat.held.is_used))]
    try:
        again = [*asked, *ask(asked)]
    except Exception as error:
        logger.warning("a model's second try failed: %s", error, exc_info=error)
        return new
    return again if len(untraced(again, seat)) <= len(first) else new


def untraced(new: Sequence[BaseMessage], seat: Seat) -> tuple[Finding, ...]:
    """The spans of the last message that no fact of the tools' results bears out.

    Where no tool was called, amounts and percentages alone are held: there is nothing to trace to,
    and a day or a count may well be the question's own.
    """
    found = check(words_of(new, seat), facts_of(new), accounts=seat.accounts)
    if not artifacts_of(new):
        found = [finding for finding in found if finding.kind in ("money", "percent")]
    return tuple(found)


def settled(new: Sequence[BaseMessage], seat: Seat) -> Settled:
    """The last message's text as it may be shown: marked, or in the built-in wording."""
    text = words_of(new, seat)
    found = untraced(new, seat)
    if not found:
        return Settled(text, ())
    results = [a for a in artifacts_of(new) if isinstance(a, Result)]
    if results and len(found) > MOST_MARKED:
        note = "_The model's wording had figures that the data doesn't have; these are ours._"
        return Settled(f"{write(results)}\n\n{note}", ())
    return _marked(text, found)


def words_of(new: Sequence[BaseMessage], seat: Seat) -> str:
    """The last message's text as its reader may see it: with the values that marks stand for."""
    return seat.held.show(str(new[-1].text)).strip()


def facts_of(new: Sequence[BaseMessage]) -> list[Fact]:
    """The facts under the messages, in the order of the calls."""
    return [fact for artifact in artifacts_of(new) for fact in artifact.facts]


def artifacts_of(new: Sequence[BaseMessage]) -> list[Result | Trouble]:
    """What the tools gave, in the order of the calls."""
    return [m.artifact for m in new if isinstance(m, ToolMessage) and m.artifact is not None]


def _request(found: Sequence[Finding], *, are_told: bool) -> str:
    """What to ask for; without the spans, where they may have what is withheld."""
    lines = "\n".join(f"- “{finding.text}”: {finding.reason}" for finding in found)
    if not are_told:
        lines = f"- {len(found)} of the figures, dates or names: look them up once more"
    return (
        "These spans of your answer aren't in the tools' results:\n"
        f"{lines}\n"
        "Write the whole answer again with what the results say. Leave out what they don't say, "
        "and don't mention this request."
    )


def _marked(text: str, found: Sequence[Finding]) -> Settled:
    moved, shift, kept = text, 0, []
    for finding in found:
        start, end = finding.start + shift, finding.end + shift
        moved = moved[:end] + MARK + moved[end:]
        shift += len(MARK)
        kept.append(Finding(start, end, finding.text, finding.kind, finding.reason))
    spans = ", ".join(dict.fromkeys(f"“{finding.text}”" for finding in found))
    note = f"_Not traced to the data, check before use: {spans}._"
    return Settled(f"{moved}\n\n{note}", tuple(kept))
