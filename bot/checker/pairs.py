"""Mentions that bind each other: "31 Mar (29 days)", "3 Dec - 2 Mar"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from bot.checker.borne import Borne
from bot.checker.dates import Day
from bot.checker.figures import Figure
from bot.checker.ledger import Entry, Ledger
from bot.checker.mentions import Mention, mentions_of

_OPENS = re.compile(r"\s*\(\s*")
_DUE = re.compile(r"\s(?:overdue|late|old|away|ago)\s\((?:due|on|since)\s(?:\w{3}\s)?")
_STILL = re.compile(r"\s*(?:\)|old\b|ago\b|left\b|away\b|overdue\b|,)")
_PART = re.compile(r"\s*(?:-?of-?|out of)\s*(?:the |your |its |their |all )?(?:team['’]s )?")
_SHARED = re.compile(r"\s(?:[A-Za-z]+\s){0,2}\(")
_TIME = re.compile(r"\b(?:lately|before|then|now)$")
_RANGE = re.compile(r"\s*(?:[–-]|to)\s*")


def unpaired(bare: str, told: Sequence[Borne], ledger: Ledger) -> Iterator[tuple[Mention, str]]:
    """Give each mention that its neighbour belies, with the reason."""
    for one, two in pairwise(told):
        between = bare[one.mention.end : two.mention.start]
        reason = _days_off(one, two, bare, ledger) or _backwards(one, two, between)
        reason = reason or _is_another_range(one, two, ledger)
        if reason:
            yield two.mention, reason


def unwhole(bare: str, told: Sequence[Borne]) -> Iterator[tuple[Mention, str]]:
    """Give each whole of which the part beside it is none: "3 of 7" of two times or things."""
    for one, two in pairwise(told):
        if not (two.mention.joined and one.entries and two.entries):
            continue
        if not _PART.fullmatch(bare, one.mention.end, two.mention.start):
            continue
        counts = [e for e in (*one.entries, *two.entries) if not e.is_count]
        if counts or any(_belongs(a, b) for a in one.entries for b in two.entries):
            continue
        yield two.mention, f"this is {two.entries[0].fact.attribute}, not of what is beside it"


def _belongs(part: Entry, whole: Entry) -> bool:
    times = [_TIME.search(entry.fact.attribute) for entry in (part, whole)]
    if times[0] and times[1] and times[0][0] != times[1][0]:
        return False
    return part.fact.entity != whole.fact.entity or bool(part.words & whole.words)


def misshared(bare: str, told: Sequence[Borne]) -> Iterator[tuple[Mention, str]]:
    """Give each percentage that the part and the whole before it don't make: "$5 of $10 (20%)"."""
    for at in range(len(told) - 2):
        part, whole, share = (told[at + step].mention for step in range(3))
        if not (part.figure and whole.figure and share.figure and whole.joined):
            continue
        if share.figure.unit != "percent" or part.figure.unit != whole.figure.unit:
            continue
        is_part = _PART.fullmatch(bare, part.end, whole.start)
        if not is_part or not _SHARED.fullmatch(bare, whole.end, share.start):
            continue
        if whole.figure.value and not _is_share(part.figure, whole.figure, share.figure):
            yield share, "the amounts beside it make another share"


def _is_share(part: Figure, whole: Figure, share: Figure) -> bool:
    low = 100 * (part.value - part.slack) / (whole.value + whole.slack)
    high = 100 * (part.value + part.slack) / max(whole.value - whole.slack, 1e-9)
    return low - share.slack - 1e-6 <= share.value <= high + share.slack + 1e-6


def _days_off(one: Borne, two: Borne, bare: str, ledger: Ledger) -> str:
    """Say what is wrong with "14 Mar (12 days)" or "7 days overdue (due 23 Feb)"."""
    between = bare[one.mention.end : two.mention.start]
    if one.mention.day is not None and _OPENS.fullmatch(between):
        is_counted = _STILL.match(bare, two.mention.end)
        dated, counted = (one, two) if is_counted else (None, None)
    elif two.mention.day is not None and _DUE.fullmatch(between):
        dated, counted = two, one
    else:
        return ""
    if dated is None or counted is None:
        return ""
    figure = counted.mention.figure
    if figure is None or figure.unit != "day" or not dated.entries:
        return ""
    if any(_is_so_far(figure, entry, ledger.today) for entry in dated.entries):
        return ""
    return "the date and the days beside it don't fit"


def _is_so_far(figure: Figure, entry: Entry, today: date | None) -> bool:
    since = today or entry.fact.as_of
    if entry.day is None or since is None:
        return True
    return figure.covers(float(abs((entry.day - since).days)))


def _backwards(one: Borne, two: Borne, between: str) -> str:
    """Say what is wrong with a range whose end comes before its start, a part over its whole."""
    first, last = one.mention, two.mention
    if not last.joined:
        return ""
    if first.figure is not None and last.figure is not None:
        is_over = first.figure.value > last.figure.value
        is_alike = first.figure.unit == last.figure.unit and first.figure.unit != "percent"
        if _PART.fullmatch(between) and is_over and is_alike:
            return "a part can't be more than its whole"
        is_range = between.strip() in ("to", "–") and not one.cue.is_change and not one.cue.role
        return "the range ends before it begins" if is_range and is_over else ""
    if first.day is None or last.day is None or not _RANGE.fullmatch(between):
        return ""
    start, end = first.day.exact(None), last.day.exact(None)
    if start and end:
        return "the range ends before it begins" if end < start else ""
    starts = [entry.day for entry in one.entries or [] if entry.day]
    ends = [entry.day for entry in two.entries or [] if entry.day]
    if starts and ends and max(ends) < min(starts):
        return "the range ends before it begins"
    return ""


def _is_another_range(one: Borne, two: Borne, ledger: Ledger) -> str:
    """Say what is wrong with "(3 Dec - 27 Jan)" where a fact's words are "(3 Dec - 2 Mar)"."""
    if not two.mention.joined or one.mention.day is None or two.mention.day is None:
        return ""
    told = (one.mention.day, two.mention.day)
    ranges = {r for entry in ledger.all() for text in entry.texts for r in _ranges(text)}
    alike = [r for r in ranges if r[0] == told[0] or r[1] == told[1]]
    return "the facts have another range" if alike and told not in ranges else ""


@lru_cache(maxsize=4096)
def _ranges(text: str) -> tuple[tuple[Day, Day], ...]:
    found = mentions_of(text)
    return tuple(
        (one.day, two.day)
        for one, two in pairwise(found)
        if two.joined and one.day is not None and two.day is not None
    )
