"""Which of two values of one thing a place in the text calls for: "41 → 22", "38, was 61"."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from bot.checker.ledger import Entry
from bot.checker.lexicon import Words, stem

Role = Literal["", "before", "after", "change"]

_EARLY = re.compile(
    r"\b(?:baseline|previous|prior|first|earlier|former|then|start(?:ing)?)\b", re.I
)
_CHANGE = re.compile(
    r"\b(?:change|fall|fell|grow|grew|rise|rose|drop|decl|incr|decr|trend|uplift|los)", re.I
)
_TARGET = "@target"
_MARKED = """@baseline baselin @target target first earli former then start actual now
    newest last latest"""
_MARKS: Words = frozenset((*_MARKED.split(), stem("previous")))
_ARROW = re.compile(r"\s*(?:[%\w]+\s)?(?:→|->)\s*")
_WAS = re.compile(r"(?:\bwas|\bwere|\bfrom)\s(?:about |around )?$", re.I)
_MOVED = re.compile(
    r"\b(?:up|down|fell|rose|grew|dropped|declined|increased|decreased|shrank)(?: by)?\s$", re.I
)


def role_of(bare: str, start: int, end: int, is_joined: bool) -> Role:
    """Give the role of the mention at [start, end): before a change, after it, its size, none."""
    before = bare[max(0, start - 16) : start]
    if is_joined and before.rstrip().endswith(("→", "->")):
        return "after"
    if _ARROW.match(bare, end):
        return "before"
    if bare[start:end].endswith("%") and _MOVED.search(before):
        return "change"
    return "before" if _WAS.search(before) else ""


def in_role(found: list[Entry], among: Sequence[Entry], role: Role) -> list[Entry]:
    """Leave out an entry in the wrong role where `among` has its counterpart in the right one.

    A change told as one ("up 6%") takes an entry that is a change.
    """
    if not role:
        return found
    if role == "change":
        return [entry for entry in found if _CHANGE.search(entry.fact.attribute)]
    return [entry for entry in found if not _is_opposed(entry, among, role == "before")]


def _is_opposed(entry: Entry, among: Sequence[Entry], wants_early: bool) -> bool:
    if _TARGET not in entry.words and is_early(entry, among) == wants_early:
        return False
    return any(
        other is not entry
        and _TARGET not in other.words
        and are_versions(entry, other)
        and is_early(other, among) == wants_early
        for other in among
    )


def is_early(entry: Entry, among: Sequence[Entry]) -> bool:
    """Say whether it is a former value: by its attribute, or read before another of the same."""
    if _EARLY.search(entry.fact.attribute):
        return True
    read = entry.fact.as_of or date.max
    return any(
        other.fact.attribute == entry.fact.attribute
        and other.fact.entity == entry.fact.entity
        and (other.fact.as_of or date.min) > read
        for other in among
    )


def are_versions(one: Entry, other: Entry) -> bool:
    """Say whether two entries are of one thing, then and now."""
    same = one.fact.entity == other.fact.entity and one.unit == other.unit
    return same and one.words - _MARKS == other.words - _MARKS
