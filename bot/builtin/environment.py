"""How templates are read: strictly, and nothing but facts and words is printed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context

from bot.builtin.filters import FILTERS
from knowledge.facts import Fact


def environment(folder: Path, write: Callable[[Fact, date], str]) -> Environment:
    """The templates of a folder; `write` is how a fact is printed on the template's `today`."""

    @pass_context
    def finalize(context: Context, value: Any) -> Any:
        if isinstance(value, Fact):
            return write(value, context["today"])
        if isinstance(value, str | int):
            return value
        # An inline `if` without `else`; a missing name is a StrictUndefined.
        if type(value) is Undefined:
            return ""
        kind = type(value).__name__
        raise TypeError(f"a template printed a {kind}; only facts and words are shown")

    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - `write` escapes facts where the text is Markdown
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    made.filters.update(FILTERS)
    return made
