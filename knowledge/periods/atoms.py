"""One time without its preposition: a rule's own words, or an edge or a part of what they name."""

import re
from functools import cache

from knowledge.periods.events import EVENTS
from knowledge.periods.frame import Frame, Rule
from knowledge.periods.named import NAMED
from knowledge.periods.period import Span
from knowledge.periods.relative import RELATIVE, edge_of
from knowledge.periods.units import DAY, add_months

RULES: tuple[Rule, ...] = (*RELATIVE, *NAMED, *EVENTS)
EDGE = r"(?:the\s+)?(?P<edge>end|close|start|beginning)(?:[\s-]+of)?[\s-]+(?:the\s+)?"
THIRD = r"(?:the\s+)?(?P<third>early|mid|middle|late)[\s-]*(?:(?:in|of)\s+)?(?:the\s+)?"
REST = r"(?:the\s+)?(?:rest|remainder|balance)\s+of\s+"

_LONGEST_MONTH = 31
_LONGEST_QUARTER = 92


def read_atom(words: str, frame: Frame) -> Span | None:
    """Give the days that `words` mean without any preposition, or None."""
    for pattern, rule in _compiled():
        match = pattern.fullmatch(words)
        if match and (span := rule.build(match, frame)):
            return span
    if match := re.match(REST, words):
        whole = words[match.end() :]
        span = read_atom(whole, frame) or read_atom(f"the {whole}", frame)
        return _rest(span, frame) if span else None
    if (match := re.match(EDGE, words)) and (span := read_atom(words[match.end() :], frame)):
        return edge_of(span, match["edge"])
    if (match := re.match(THIRD, words)) and (span := read_atom(words[match.end() :], frame)):
        return _third(span, match["third"])
    if words.endswith((" end", "-end")) and (span := read_atom(words[:-4], frame)):
        return edge_of(span, "end")
    return None


def _rest(span: Span, frame: Frame) -> Span:
    return Span(max(span.start, frame.today), span.end, f"the rest of {span.name}")


def _third(span: Span, which: str) -> Span | None:
    position = {"early": 0, "mid": 1, "middle": 1, "late": 2}[which]
    days = (span.end - span.start + DAY).days
    if not 28 <= days <= _LONGEST_QUARTER or span.start.day != 1:
        return None
    if days <= _LONGEST_MONTH:
        start = span.start.replace(day=1 + 10 * position)
        end = span.end if which == "late" else span.start.replace(day=10 + 10 * position)
    else:
        start = add_months(span.start, position)
        end = add_months(start, 1) - DAY
    return Span(start, end, f"{'mid' if position == 1 else which} {span.name}")


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    return tuple((re.compile(rule.pattern), rule) for rule in RULES)
