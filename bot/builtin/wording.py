"""The built-in words of a draft: plain text, a block of `drafts/<kind>.jinja` for each slot."""

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment

from bot.builtin.environment import environment
from tools.draft import Draft
from tools.show import plain

_DRAFTS = Path(__file__).parent / "drafts"


def worded(draft: Draft, today: date) -> dict[str, str]:
    """The text of each slot by its name; empty where there is nothing to say.

    Raises KeyError where the draft's template has no block for a slot.
    """
    template = _environment().get_template(f"{draft.kind}.jinja")
    context = template.new_context({"v": draft.view, "draft": draft, "today": today})
    # What a template imports, extends or sets is known once it has run from its top.
    list(template.root_render_func(context))
    return {
        slot.name: _tidy("".join(context.blocks[slot.name][0](context))) for slot in draft.slots
    }


def _tidy(text: str) -> str:
    """Without blanks at the lines' ends, and one empty line at the most."""
    kept: list[str] = []
    for line in (line.strip() for line in text.strip().splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)


@cache
def _environment() -> Environment:
    return environment(_DRAFTS, plain)
