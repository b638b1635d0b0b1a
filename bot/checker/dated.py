"""A record told with another's day: “Monthly call” (call note, 11 Feb) for the one of 13 Feb.

Where a tool's facts have a thing and its day under one source ("note" and "note of"), a text that
tells the thing and a day beside it tells that day.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from bot.checker.borne import Borne
from bot.checker.ledger import Ledger
from bot.checker.mentions import Mention

_OF = " of"
_GAP = re.compile(r"[”\"’']?\s*(?:[,(]\s*[\w -]{0,20})*[,(]\s*")
_OPENS = re.compile(r"(?:\[|; ?|“)$")
_LONG = 3
"""A thing of fewer words is told only where a bracket, a semicolon or a quotation begins it."""


def misdated(bare: str, told: Sequence[Borne], ledger: Ledger) -> Iterator[tuple[Mention, str]]:
    """Give each day beside a record's words that is no day of a record with these words."""
    days = _days(ledger)
    if not days:
        return
    dated = [borne.mention for borne in told if borne.mention.day is not None]
    texts = sorted(days, key=len, reverse=True)
    for mention in dated:
        low = max(0, mention.start - 160)
        before = bare[low : mention.start]
        best = ""
        for text in texts:
            at = before.rfind(text)
            if at < 0 or len(text) <= len(best) or not _GAP.fullmatch(before, at + len(text)):
                continue
            if len(text.split()) < _LONG and not _OPENS.search(before[:at]):
                continue
            best = text
        day = mention.day
        if best and day is not None and not any(day.covers(known) for known in days[best]):
            yield mention, f"{best!r} has another day"


def _days(ledger: Ledger) -> dict[str, set[date]]:
    of_source: dict[tuple[str, str, str], set[date]] = defaultdict(set)
    for entry in ledger.all():
        if entry.day is not None and entry.fact.attribute.endswith(_OF):
            thing = entry.fact.attribute.removesuffix(_OF)
            of_source[entry.fact.entity, thing, entry.fact.source].add(entry.day)
    found: dict[str, set[date]] = defaultdict(set)
    for entry in ledger.all():
        key = (entry.fact.entity, entry.fact.attribute, entry.fact.source)
        if isinstance(entry.fact.value, str) and key in of_source:
            found[entry.fact.value] |= of_source[key]
    return found
