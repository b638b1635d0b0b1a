"""A value that a sentence derives by an operation that it names, from facts of one attribute."""

import re
from collections.abc import Sequence
from itertools import combinations

from bot.checker.ledger import Entry, Ledger
from bot.checker.lexicon import Words
from bot.checker.mentions import Mention
from bot.checker.names import Named

_SUM = re.compile(r"\b(?:together|combined|in total|altogether|add(?:s|ed)? up|sum)\b", re.I)
_DIFFERENCE = re.compile(
    r"\b(?:more|fewer|less|higher|lower|larger|smaller|ahead|behind)\b.*\b(?:than|of)\b", re.I
)
_SHARE = re.compile(r"\s*of\b")


def is_derived(
    mention: Mention, told: Words, sentence: str, names: Sequence[Named], ledger: Ledger
) -> bool:
    """Say whether it is a sum or difference over the accounts named, or a share of a total.

    `told` are the words beside the mention, `names` those of the sentence. Operands are facts of
    one attribute and unit: any figure is the sum of some two of many facts.
    """
    figure = mention.figure
    if figure is None:
        return False
    accounts = list(dict.fromkeys(name.entities for name in names if name.is_account))
    rows = [_named(ledger.of(entities), told) for entities in accounts]
    if figure.unit == "percent":
        totals = _named(ledger.of(ledger.groups), told)
        after = sentence.partition(mention.text)[2]
        return _SHARE.match(after) is not None and any(
            two.number and figure.covers(100 * (one.number or 0.0) / two.number)
            for row in rows
            for one in row
            for two in totals
            if _are_alike(one, two)
        )
    if len(rows) < 2:
        return False
    if _SUM.search(sentence):
        return any(
            figure.covers(sum(entry.number or 0.0 for entry in operands))
            for first in rows[0]
            if first.unit == figure.unit or not figure.unit
            for operands in [[entry for row in rows for entry in row if _are_alike(entry, first)]]
            if len(operands) == len(rows)
        )
    return _DIFFERENCE.search(sentence) is not None and any(
        figure.covers(abs((one.number or 0.0) - (two.number or 0.0)))
        for left, right in combinations(rows, 2)
        for one in left
        for two in right
        if _are_alike(one, two) and (one.unit == figure.unit or not figure.unit)
    )


def _named(entries: list[Entry], told: Words) -> list[Entry]:
    return [entry for entry in entries if entry.number is not None and entry.words & told]


def _are_alike(one: Entry, two: Entry) -> bool:
    return one.fact.attribute == two.fact.attribute and one.unit == two.unit
