"""Every mention in a text that has to be borne out: where it stands, and what it claims."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.checker.dates import DATE, Day, read_days
from bot.checker.figures import DAYS, FIGURE, SCALE, WORD, Figure, read_figure, read_word
from bot.checker.findings import Kind

_TIME = re.compile(r"(?<![\w:.])\d{1,2}(?::\d\d(?::\d\d)?(?:\s?[ap]m)?|\s?[ap]m)\b(?!:)", re.I)
_TICKET = re.compile(r"(?=[#A-Z])(?:(?<![\w&/])#\w*\d\w*|(?<![\w-])(?!Q[1-4]-)[A-Z]{2,10}-\d+\b)")
_STRUCTURE = re.compile(
    r"(?=[\[\dSOIRLPATsoirlpat])(?:\[\d+\]|\b24/7\b|\bper 1,?0+\b|\b\d:\d\b"
    r"|\b(?i:step|option|item|row|line|page|slide)s? \d+\b"
    r"|\b(?i:(?:a|one|two|three)[ -](?:third|quarter)s?)(?= of\b))"
)
_JOIN = re.compile(
    r"\s*(?:[–/→-]|->|to|-?of-?|out of|vs\.?|versus|from|against|\(was|,? ?was"
    r"|(?:down|up) (?:to|from)|compared (?:to|with))\s*"
    r"(?:the |your |its |their |all )?(?:team['’]s )?"
)
_IS = re.compile(r"\b(?:is|was|as) $")
_ARROWS = ("→", "->")
_RANGES = ("–", "-", "to", *_ARROWS)


class Mention(NamedTuple):
    """One claim of a text: a `figure`, a `day`, or (both None) a time or a ticket as written."""

    start: int
    end: int
    text: str
    kind: Kind
    figure: Figure | None = None
    day: Day | None = None
    joined: bool = False
    """It continues the mention before it: "41 → 22", "4 of 34"."""
    joins: bool = False
    """The next one continues it."""


def mentions(plain: str) -> list[Mention]:
    """Find every mention in a text without markup, in order, none overlapping another."""
    if not plain:
        return []
    taken = bytearray(len(plain))
    for match in _STRUCTURE.finditer(plain):
        _take(taken, match.start(), match.end())
    found = [mention for mention in _all(plain) if _take(taken, mention.start, mention.end)]
    found.sort(key=lambda mention: mention.start)
    return _joined(plain, found)


@lru_cache(maxsize=4096)
def mentions_of(written: str) -> tuple[Mention, ...]:
    """Find the mentions in a fact's own words."""
    return tuple(mentions(written))


def _take(taken: bytearray, start: int, end: int) -> bool:
    if any(taken[start:end]):
        return False
    taken[start:end] = b"\x01" * (end - start)
    return True


def _all(plain: str) -> Iterator[Mention]:
    for match in DATE.finditer(plain):
        for start, end, day in read_days(match):
            yield Mention(start, end, plain[start:end], "date", day=day)
    for pattern in (_TIME, _TICKET):
        kind: Kind = "date" if pattern is _TIME else "number"
        for match in pattern.finditer(plain):
            yield Mention(match.start(), match.end(), match[0], kind)
    for match in FIGURE.finditer(plain):
        if not _is_part_of_a_word(plain, match):
            yield _figure(match, read_figure(match))
    for match in WORD.finditer(plain):
        if _quantifies(plain, match):
            yield _figure(match, read_word(match))


def _figure(match: re.Match[str], figure: Figure) -> Mention:
    kind: Kind = "number"
    if figure.unit == "percent":
        kind = "percent"
    elif figure.unit in DAYS:
        kind = "duration"
    elif figure.unit and figure.unit != "points":
        kind = "money"
    return Mention(match.start(), match.end(), match[0], kind, figure=figure)


def _is_part_of_a_word(plain: str, match: re.Match[str]) -> bool:
    if match["ordinal"]:
        return True
    follows = plain[match.end() : match.end() + 1]
    return follows.isalpha() or follows == "_"


def _quantifies(plain: str, match: re.Match[str]) -> bool:
    if match["span"]:
        return not match[0].lower().endswith("-minute")
    if match[0].lower() == "one" and _IS.search(plain, max(0, match.start() - 6), match.start()):
        return False
    return not plain.startswith((" us", "-"), match.end())


def _joined(plain: str, found: list[Mention]) -> list[Mention]:
    for at in range(1, len(found)):
        before, here = found[at - 1], found[at]
        if not _JOIN.fullmatch(plain, before.end, here.start):
            continue
        found[at - 1] = before._replace(joins=True)
        found[at] = here._replace(joined=True)
        _share_unit(found, at, plain[before.end : here.start].strip())
    return found


def _share_unit(found: list[Mention], at: int, between: str) -> None:
    before, here = found[at - 1], found[at]
    if before.figure is None or here.figure is None or between not in _RANGES:
        return
    if here.text[-1] in "kKmMB" and before.text[-1].isdigit() and between not in _ARROWS:
        scale = SCALE[here.text[-1].lower()]
        value, slack = before.figure.value * scale, before.figure.slack * scale
        before = before._replace(figure=before.figure._replace(value=value, slack=slack))
        found[at - 1] = before
    if before.figure is None:
        return
    if here.figure.unit and not before.figure.unit:
        shared = before.figure._replace(unit=here.figure.unit)
        found[at - 1] = before._replace(figure=shared, kind=here.kind)
    elif before.kind in ("money", "percent") and not here.figure.unit:
        shared = here.figure._replace(unit=before.figure.unit)
        found[at] = here._replace(figure=shared, kind=before.kind)
