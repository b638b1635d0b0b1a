"""What templates do to facts, charts and tables: `{{ v.count|spelled }}`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from knowledge.facts import Fact
from tools.result import Chart, Table
from tools.show import bare, escape, said, show

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_BARS = "▁▂▃▄▅▆▇█"


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


def _text(fact: Fact) -> str:
    """A fact's words as they are, on one line."""
    return " ".join(str(fact.value).split())


def _lower_first(text: str) -> str:
    """The text with its first letter small, where its second is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _lines(text: str) -> str:
    """Plain text in Markdown: escaped, its lines kept."""
    paragraphs = [part.splitlines() for part in text.split("\n\n")]
    return "\n\n".join("  \n".join(escape(line) for line in part) for part in paragraphs)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "n": bare,
    "spelled": _spelled,
    "upfirst": _upfirst,
    "change": _change,
    "table": _table,
    "spark": spark,
    "waterfall": waterfall,
    "signed": _signed,
    "weekday": _weekday,
    "ticket": _ticket,
    "said": _said,
    "text": _text,
    "lower_first": _lower_first,
    "esc": escape,
    "lines": _lines,
}
