"""Writes a tool's result as an answer, from the template that bears the tool's name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context

from knowledge.facts import Fact
from tools.result import Chart, Result, Table
from tools.show import bare, escape, said, show

_TEMPLATES = Path(__file__).parent / "templates"
_BLANKS = re.compile(r"\n{3,}")
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WORD_LIMITS = {"weekly_digest": 300}
# How far a template can shorten: 0 is in full.
_BRIEFEST = 5
_BARS = "▁▂▃▄▅▆▇█"


def write(results: Sequence[Result]) -> str:
    """The results as one Markdown text, in order."""
    return "\n\n".join(write_one(result) for result in results)


def write_one(result: Result) -> str:
    """One result as Markdown, from `templates/<tool>.md.jinja`.

    A text with a limit of words is written anew without its lesser parts until it keeps it.
    """
    limit = WORD_LIMITS.get(result.tool)
    for brevity in range(_BRIEFEST + 1 if limit else 1):
        text = _written(result, brevity)
        if limit is None or len(text.split()) < limit:
            break
    return text


def _written(result: Result, brevity: int) -> str:
    template = _environment().get_template(f"{result.tool}.md.jinja")
    text = template.render(
        v=result.view,
        today=result.today,
        tables=result.tables,
        charts=result.charts,
        brevity=brevity,
    )
    return _BLANKS.sub("\n\n", text).strip()


def write_page(name: str, **values: Any) -> str:
    """A text that isn't about a result: help, what can't be done."""
    template = _environment().get_template(f"{name}.md.jinja")
    return _BLANKS.sub("\n\n", template.render(**values)).strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown, escaped fact by fact
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
        keep_trailing_newline=False,
    )
    environment.filters.update(
        n=bare,
        spelled=_spelled,
        upfirst=_upfirst,
        change=_change,
        table=_table,
        spark=spark,
        waterfall=waterfall,
        signed=_signed,
        weekday=_weekday,
        ticket=_ticket,
        said=_said,
        esc=escape,
    )
    return environment


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    if isinstance(value, Fact):
        return show(value, context["today"])
    if isinstance(value, str | int):
        return value
    if (
        type(value) is Undefined
    ):  # an inline `if` without `else`; a missing name is a StrictUndefined
        return ""
    raise TypeError(f"a template printed a {type(value).__name__}; only facts and words are shown")


def _spelled(fact: Fact) -> str:
    """A small count in a word, as a sentence begins with it."""
    count = fact.value
    if isinstance(count, int) and 0 <= count < len(_WORDS):
        return _WORDS[count]
    return bare(fact)


@pass_context
def _weekday(context: Context, fact: Fact) -> str:
    """A date with its weekday: "Sat 14 Mar"."""
    day = fact.value
    shown = show(fact, context["today"])
    return f"{day:%a} {shown}" if hasattr(day, "weekday") else shown


@pass_context
def _table(context: Context, table: Table) -> str:
    """A Markdown table; its cells are facts and words."""
    today = context["today"]
    rows = [[c if isinstance(c, str) else show(c, today) for c in row] for row in table.rows]
    lines = [_row(table.columns), _row(["---"] * len(table.columns)), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def spark(chart: Chart, width: int = 26) -> str:
    """A chart's first series as a line of bars, at most `width` of them."""
    values = [value for _, value in chart.series[0].points][-width:]
    if not values:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    top = len(_BARS) - 1
    return "".join(_BARS[round((value - low) / span * top)] for value in values)


def waterfall(chart: Chart, width: int = 40) -> str:
    """A chart's bars as lines of text: totals full, what was lost light, what was won medium."""
    top = max((max(bar.start, bar.end) for bar in chart.bars), default=0) or 1.0
    room = max((len(bar.label) for bar in chart.bars), default=0)
    lines = []
    for bar in chart.bars:
        low, high = sorted((round(bar.start / top * width), round(bar.end / top * width)))
        mark = "█" if bar.is_total else "░" if bar.end < bar.start else "▓"
        size = bar.end - bar.start
        number = f"{size:.0f}" if bar.is_total else f"{size:+.0f}".replace("-", "−")
        drawn = " " * low + mark * max(high - low, 1)
        lines.append(f"{bar.label:<{room}} {number:>4} {drawn}".rstrip())
    return "\n".join(lines)


def _signed(fact: Fact) -> str:
    """A change with its sign: "+4", "−11", "0"."""
    if not isinstance(fact.value, int | float | Decimal):
        return "unknown"
    sign = "+" if fact.value > 0 else "−" if fact.value < 0 else ""
    return sign + bare(replace(fact, value=abs(Decimal(str(fact.value)))))


def _ticket(fact: Fact) -> str:
    """A ticket's id as people say it: "#4821", or as it is where it isn't a number."""
    written = escape(str(fact.value))
    return f"#{written}" if written.isdigit() else written


def _said(fact: Fact) -> str:
    """Words of any fact as somebody's, to stand between “ and ”."""
    return said(str(fact.value))


def _upfirst(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def _change(fact: Fact) -> str:
    """A change in percent in words: "down 32%", "up 4%", "unchanged"."""
    if not isinstance(fact.value, int | float | Decimal):
        return "unknown"
    if fact.value == 0:
        return "unchanged"
    size = replace(fact, value=abs(Decimal(str(fact.value))))
    return f"{'up' if fact.value > 0 else 'down'} {bare(size)}%"
