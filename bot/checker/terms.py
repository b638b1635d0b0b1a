"""Discounts and prices that a customer may be told: those that their own facts have."""

import re
from collections.abc import Sequence
from datetime import date

from bot.checker.ledger import Entry
from bot.checker.lexicon import words
from bot.checker.mentions import Mention, mentions

_CONCESSION = re.compile(r"\b(?:concession|discount|credit|rebate)\b", re.I)


def is_approved(sentence: str, own: Sequence[Entry], today: date | None) -> bool:
    """Say whether a concession among the client's entries is the one of the sentence.

    Its figures are all those of the sentence that no other fact of the client has; where there is
    none, the two share words.
    """
    priced = [m for m in mentions(sentence) if m.kind in ("percent", "money")]
    told = [m.figure for m in priced if m.figure and not is_known(m, own)]
    said = words(sentence)
    for entry in _approved(own, today):
        values = _values(entry, own)
        if told and all(figure.value in values for figure in told):
            return True
        about = words(f"{entry.fact.attribute} {entry.fact.value}") & said
        if not told and sum(word[0] != "@" for word in about) > 1:
            return True
    return False


def is_conceded(mention: Mention, own: Sequence[Entry], today: date | None) -> bool:
    """Say whether the figure is one of an approved concession."""
    figure = mention.figure
    return figure is not None and any(
        figure.value in _values(entry, own) for entry in _approved(own, today)
    )


def _values(concession: Entry, own: Sequence[Entry]) -> set[float]:
    values = {m.figure.value for m in mentions(str(concession.fact.value)) if m.figure}
    return values | {e.number for e in own if _is_beside(e, concession) and e.number is not None}


def is_known(mention: Mention, own: Sequence[Entry]) -> bool:
    """Say whether the amount or percentage is one of the client's, and no concession."""
    figure = mention.figure
    return figure is not None and any(
        entry.number is not None
        and entry.unit == figure.unit
        and figure.covers(entry.number)
        and not _CONCESSION.search(entry.fact.attribute)
        for entry in own
    )


def _approved(own: Sequence[Entry], today: date | None) -> list[Entry]:
    """Give the concessions that name who approved them and have not run out."""
    terms = [entry for entry in own if _CONCESSION.search(entry.fact.attribute)]
    return [entry for entry in terms if _is_signed(entry, terms) and _is_on(entry, terms, today)]


def _is_signed(entry: Entry, terms: Sequence[Entry]) -> bool:
    if re.match(r"approved\b", entry.fact.attribute, re.I):
        return True
    return any(
        "approved by" in other.fact.attribute and other.fact.value
        for other in terms
        if _is_beside(other, entry)
    )


def _is_on(entry: Entry, terms: Sequence[Entry], today: date | None) -> bool:
    now = today or entry.fact.as_of
    ends = [e.day for e in terms if e.day and _is_beside(e, entry) and "until" in e.fact.attribute]
    return now is None or all(end >= now for end in ends)


def _is_beside(other: Entry, entry: Entry) -> bool:
    return other is entry or bool(entry.fact.source and other.fact.source == entry.fact.source)
