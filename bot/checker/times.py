"""Two times of one count: "3 of 5 emails since 2 Dec, 4 of 6 in as many days before"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from bot.checker.borne import Borne
from bot.checker.ledger import Entry, Ledger
from bot.checker.mentions import Mention

_TAILS = {" lately": " before", " before": " lately"}
_CLAUSE = re.compile(r"[^,;.:\n)]*")
_EARLY = re.compile(r"\b(?:before|earlier|previous(?:ly)?|prior|then|from|against)\b", re.I)
_COURSE = re.compile(r"[\s_*]*From\b")
_TO = re.compile(r"\bto\b")
_NEAR = 28


def mistimed(bare: str, told: Sequence[Borne], ledger: Ledger) -> Iterator[tuple[Mention, str]]:
    """Give each count of one time that stands in a clause of the other."""
    known = {(e.fact.entity, e.fact.attribute) for e in ledger.all()}
    for borne in told:
        timed = [tail for entry in borne.entries or () if (tail := _tail(entry, known))]
        if not timed or len(timed) < len(borne.entries or ()):
            continue
        is_early = _is_early(bare, borne)
        if all((tail == " before") != is_early for tail in timed):
            other = "the time before" if not is_early else "lately"
            yield borne.mention, f"this is a count of {other}"


def unmoved(bare: str, told: Sequence[Borne], today: date | None) -> Iterator[tuple[Mention, str]]:
    """Give each day that a course ends on, where it is not after the one that it began on:
    "From $5 on 31 Dec to $6 on 31 Dec"."""
    for (start, end), group in groupby(told, key=lambda borne: (borne.start, borne.end)):
        if not _COURSE.match(bare, start, end):
            continue
        days = [borne.mention for borne in group if borne.mention.day and borne.mention.day.day]
        if len(days) < 2 or not _TO.search(bare, days[0].end, days[1].start):
            continue
        first, last = (_near(mention, today) for mention in days[:2])
        if first and last and first >= last:
            yield days[1], "it isn't after the day that this began on"


def _near(mention: Mention, today: date | None) -> date | None:
    """Give the day; where no year is told, in the year that puts it nearest to today."""
    if mention.day is None or today is None:
        return None
    years = (today.year - 1, today.year, today.year + 1)
    known = [day for year in years if (day := mention.day.exact(year))]
    return min(known, key=lambda day: abs((day - today).days), default=None)


def _tail(entry: Entry, known: set[tuple[str, str]]) -> str:
    """Give the end of the fact's name that tells its time, where there is one of the other."""
    attribute = entry.fact.attribute
    for tail, counterpart in _TAILS.items():
        if attribute.endswith(tail):
            twin = attribute.removesuffix(tail) + counterpart
            return tail if (entry.fact.entity, twin) in known else ""
    return ""


def _is_early(bare: str, borne: Borne) -> bool:
    after = _CLAUSE.match(bare, borne.mention.end)
    before = bare[max(borne.start, borne.mention.start - _NEAR) : borne.mention.start]
    before = re.split(r"[,;.:(]", before)[-1]
    return bool(_EARLY.search(f"{before} {after[0] if after else ''}"))
