"""Writes a tool's result as an answer, from the template that bears the tool's name."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from bot.builtin.environment import environment
from bot.drafting import Drafted
from tools.result import Result
from tools.show import show

_TEMPLATES = Path(__file__).parent / "templates"
_BLANKS = re.compile(r"\n{3,}")
WORD_LIMITS = {"weekly_digest": 300}
# How far a template can shorten: 0 is in full.
_BRIEFEST = 5


def write(results: Sequence[Result]) -> str:
    """The results as one Markdown text, in order."""
    return "\n\n".join(write_one(result) for result in results)


def write_one(result: Result, drafts: Sequence[Drafted] = ()) -> str:
    """One result as Markdown, from `templates/<tool>.md.jinja`; `drafts` are its own, worded.

    A text with a limit of words is written anew without its lesser parts until it keeps it.
    """
    limit = WORD_LIMITS.get(result.tool)
    for brevity in range(_BRIEFEST + 1 if limit else 1):
        text = _written(result, drafts, brevity)
        if limit is None or len(text.split()) < limit:
            break
    return text


def _written(result: Result, drafts: Sequence[Drafted], brevity: int) -> str:
    template = _environment().get_template(f"{result.tool}.md.jinja")
    text = template.render(
        v=result.view,
        today=result.today,
        tables=result.tables,
        charts=result.charts,
        drafts=drafts,
        brevity=brevity,
    )
    if result.stated:
        told = _environment().get_template("_stated.jinja")
        text += "\n\n" + told.render(stated=result.stated, today=result.today)
    return _BLANKS.sub("\n\n", text).strip()


def write_page(name: str, **values: Any) -> str:
    """A text that isn't about a result: help, what can't be done."""
    template = _environment().get_template(f"{name}.md.jinja")
    return _BLANKS.sub("\n\n", template.render(**values)).strip()


@cache
def _environment() -> Environment:
    return environment(_TEMPLATES, show)
