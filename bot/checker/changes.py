"""A change that a text tells between two facts of one attribute: "down 23 points", "up 4%"."""

from collections.abc import Iterable
from itertools import combinations

from bot.checker.cues import Cue
from bot.checker.figures import Figure
from bot.checker.ledger import Entry
from bot.checker.lexicon import clash
from bot.checker.mentions import Mention


def is_told_change(mention: Mention, cue: Cue, entries: list[Entry]) -> bool:
    figure = mention.figure
    if figure is None or not cue.is_change:
        return False
    return any(_is_change(figure, one, two) for one, two in _pairs(entries, cue))


def _pairs(entries: list[Entry], cue: Cue) -> Iterable[tuple[Entry, Entry]]:
    numbers = [e for e in entries if e.number is not None and not clash(e.words, cue.words)]
    for one, two in combinations(numbers, 2):
        same = one.fact.entity == two.fact.entity and one.unit == two.unit
        if same and one.words and (one.words <= two.words or two.words <= one.words):
            yield one, two


def _is_change(figure: Figure, one: Entry, two: Entry) -> bool:
    a, b = one.number or 0.0, two.number or 0.0
    if figure.unit == "percent":
        return any(base and figure.covers((end - base) / base * 100) for base, end in _ways(a, b))
    if not _may_change_by(figure.unit, one):
        return False
    scale = 100.0 if one.unit == "ratio" else 1.0
    return any(figure.covers((end - base) * scale) for base, end in _ways(a, b))


def _may_change_by(unit: str, entry: Entry) -> bool:
    is_share = entry.unit in ("percent", "ratio")
    if unit == "points":
        return is_share or entry.is_points
    if unit == "":
        return not is_share and not entry.is_money
    return entry.unit == unit


def _ways(a: float, b: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return (a, b), (b, a)
