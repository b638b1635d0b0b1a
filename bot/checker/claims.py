"""Claims without a figure: "the largest", "the second-oldest", "half of them", "doubled"."""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from bot.checker.ledger import Entry, Ledger
from bot.checker.lexicon import Words, words
from bot.checker.names import Named
from bot.checker.roles import are_versions, is_early

_RANKS = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5}
_BEST = re.compile(
    r"\b[Tt]he (?:(?P<rank>second|third|fourth|fifth|2nd|3rd|4th)[- ])?"
    r"(?P<most>(?P<high>largest|biggest|highest|greatest)|smallest|lowest)\s+"
    r"(?P<of>(?:(?!(?:is|was|has|had|with|at|by|in|of|and|to|comes|on|for)\b)[\w-]+\s?){1,3})"
)
_PART = re.compile(
    r"\b(?P<how>(?:more|less) than |over |under |almost |nearly |about |roughly |some )?"
    r"(?P<part>half|(?:a|one) third|two[- ]thirds|(?:a|one) quarter|three[- ]quarters|a fifth)"
    r"(?= of (?:the |your |its |their |all |our )?\w)",
    re.I,
)
_NOT_A_PART = re.compile(r"\b(?:first|second|last|next|other|each|better|in|by|for)\s$", re.I)
_PARTS = {"half": 1 / 2, "third": 1 / 3, "thirds": 2 / 3, "quarter": 1 / 4, "quarters": 3 / 4}
_PARTS["fifth"] = 1 / 5
_TIMES = re.compile(
    r"\b(?P<how>more than |almost |nearly )?(?P<times>doubled|tripled|halved)\b", re.I
)
_FACTORS = {"doubled": 2.0, "tripled": 3.0, "halved": 0.5}
_SIZES: Words = frozenset(("account", "customer", "client"))
_LOOSE, _TIGHT = 0.15, 0.06
"""How far, of the told value, the facts may be from "nearly half", and from "half"."""


class Claim(NamedTuple):
    """A claim at [start, end) that the facts don't bear out."""

    start: int
    end: int
    reason: str


def false_ranks(
    bare: str, sentence: tuple[int, int], names: Sequence[Named], ledger: Ledger
) -> Iterator[Claim]:
    """Give superlatives about the one account of a sentence that other accounts' facts belie."""
    accounts = {name.entities for name in names if name.is_account}
    if len(accounts) != 1:
        return
    (entities,) = accounts
    for match in _BEST.finditer(bare, *sentence):
        about = words(match["of"])
        for mine in _ranked(ledger.of(entities), about):
            held = {entry.number or 0.0 for entry in _peers(mine, ledger)}
            values = sorted(held, reverse=bool(match["high"]))
            rank = _RANKS.get(match["rank"] or "", 1)
            if len(values) > 1 and (len(values) < rank or values[rank - 1] != mine.number):
                why = f"by {mine.fact.attribute} another account is"
                yield Claim(match.start(), match.end("most"), why)
                break


def false_parts(bare: str, sentence: tuple[int, int], near: Sequence[Entry]) -> Iterator[Claim]:
    """Give parts ("half of") and multiples ("doubled") that no facts in scope make."""
    told = words(bare[sentence[0] : sentence[1]])
    numbers = [e for e in near if e.number is not None and e.words & told]
    for match in _PART.finditer(bare, *sentence):
        if _NOT_A_PART.search(bare, max(0, match.start() - 10), match.start()):
            continue
        part = _PARTS[re.split(r"[- ]", match["part"].lower())[-1]]
        if not any(_is_about(match["how"], value, part) for value in _shares(numbers)):
            yield Claim(match.start(), match.end(), "no two facts are in that proportion")
    for match in _TIMES.finditer(bare, *sentence):
        factor = _FACTORS[match["times"].lower()]
        if not any(_is_about(match["how"], value, factor) for value in _growths(numbers)):
            yield Claim(match.start(), match.end(), "no fact changed by that factor")


def _ranked(entries: list[Entry], about: Words) -> list[Entry]:
    numbers = [e for e in entries if e.number is not None]
    if about <= _SIZES:
        return [e for e in numbers if e.fact.attribute == "ARR"]
    return [e for e in numbers if e.words & about and about - _SIZES <= e.words]


def _peers(mine: Entry, ledger: Ledger) -> list[Entry]:
    return [
        entry
        for entry in ledger.of(ledger.accounts)
        if entry.number is not None
        and entry.fact.attribute == mine.fact.attribute
        and entry.unit == mine.unit
    ]


def _is_about(how: str | None, value: float, told: float) -> bool:
    how = (how or "").strip().lower()
    if how in ("more than", "over"):
        return told < value < told * 1.4
    if how in ("less than", "under"):
        return told * 0.6 < value < told
    room = _LOOSE if how else _TIGHT
    return abs(value - told) <= room * told


def _shares(numbers: Sequence[Entry]) -> Iterator[float]:
    for entry in numbers:
        if entry.unit in ("percent", "ratio"):
            yield (entry.number or 0.0) / (100 if entry.unit == "percent" else 1)
    yield from (value for value in _ratios(numbers) if value < 1)


def _growths(numbers: Sequence[Entry]) -> Iterator[float]:
    for entry in numbers:
        if entry.unit == "percent" and "chang" in entry.words:
            yield 1 + (entry.number or 0.0) / 100
    for one, two in permutations(numbers, 2):
        is_turned = is_early(one, numbers) or not is_early(two, numbers)
        if are_versions(one, two) and two.number and not is_turned:
            yield (one.number or 0.0) / two.number


def _ratios(numbers: Sequence[Entry]) -> Iterator[float]:
    for one, two in permutations(numbers, 2):
        is_count = one.is_count and two.is_count
        alike = one.unit == two.unit not in ("percent", "ratio") or is_count
        if alike and one.fact.entity == two.fact.entity and two.number:
            yield (one.number or 0.0) / two.number
