"""A fact's own words told with another value in them: "annual in advance, 33 days" for 30 days."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.checker.borne import Borne
from bot.checker.figures import DAYS
from bot.checker.ledger import Ledger
from bot.checker.mentions import Mention, mentions_of

_LEAST = 8
"""So many characters before a value are a frame, not chance."""
_LONGEST = 120
_GAP = re.compile(r"\s*[(:,]\s*")
_TAIL = re.compile(r"\b\w{4,} (?:to|until|since|on)$")
_ROOM = {"day": 1.0, "week": 4.0, "month": 16.0, "quarter": 16.0, "year": 20.0}


class _Frame(NamedTuple):
    before: str
    value: str


def misframed(bare: str, told: Sequence[Borne], ledger: Ledger) -> Iterator[tuple[Mention, str]]:
    """Give each mention that stands where a fact's text has another value of its kind."""
    frames = [
        frame
        for entry in ledger.all()
        if isinstance(entry.fact.value, str) and len(entry.fact.value) <= _LONGEST
        for frame in _frames(entry.fact.value)
    ]
    for borne in told:
        mention = borne.mention
        before = bare[max(0, mention.start - _LONGEST) : mention.start]
        meant = {frame.value for frame in frames if before.endswith(frame.before)}
        if meant and not any(_are_alike(mention.text, value) for value in meant):
            yield mention, f"the facts have {min(meant)!r} in these words"


def misspanned(bare: str, told: Sequence[Borne]) -> Iterator[tuple[Mention, str]]:
    """Give each span of time that the dates after it don't make: "last 90 days (3 Dec - 2 Mar)"."""
    for at in range(len(told) - 2):
        span, first, last = (told[at + step].mention for step in range(3))
        if span.figure is None or span.figure.unit not in DAYS or not last.joined:
            continue
        if first.day is None or last.day is None or not _GAP.fullmatch(bare, span.end, first.start):
            continue
        start, end = first.day.exact(last.day.year), last.day.exact(None)
        if start is None or end is None:
            continue
        if start > end:
            start = start.replace(year=start.year - 1)
        days = (end - start).days + 1
        unit = span.figure.unit
        if abs(days - span.figure.value * DAYS[unit]) > _ROOM.get(unit, 1.0):
            yield span, f"the dates beside it are {days} days"


def mistailed(bare: str, told: Sequence[Borne], ledger: Ledger) -> Iterator[tuple[Mention, str]]:
    """Give each day after words that end other facts' names: "in the week to 2 Mar"."""
    tails = defaultdict(list)
    for entry in ledger.all():
        found = _TAIL.search(entry.fact.attribute)
        if entry.day is not None and found:
            tails[found[0].lower()].append(entry.day)
    for borne in told if tails else ():
        day = borne.mention.day
        before = _TAIL.search(bare[: borne.mention.start].rstrip()[-30:])
        known = tails.get(before[0].lower(), []) if before and day else []
        if day is not None and known and not any(day.covers(one) for one in known):
            yield borne.mention, "the facts have another day in these words"


@lru_cache(maxsize=4096)
def _frames(text: str) -> tuple[_Frame, ...]:
    return tuple(
        _Frame(text[: known.start], known.text)
        for known in mentions_of(text)
        if known.start >= _LEAST and " " in text[: known.start].strip()
    )


def _are_alike(one: str, other: str) -> bool:
    return one.casefold().lstrip("+") == other.casefold().lstrip("+")
