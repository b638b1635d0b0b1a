"""A value told by words that fit another fact better, where that fact's own value is missing."""

import re
from collections.abc import Iterator, Sequence

from bot.checker.borne import Borne
from bot.checker.ledger import Entry, Ledger, is_group
from bot.checker.lexicon import Words, words
from bot.checker.mentions import Mention, mentions_of
from bot.checker.roles import is_early
from bot.checker.trace import agrees, comparable, counts_else

_CUT_BEFORE = re.compile(r"[;·|→,\n]|[.!?]\s")
_CUT_DATED = re.compile(r"[;\n]|[.!?]\s")
_CUT_AFTER = re.compile(r"[;:·|→\n]|[.!?]\s")
_LABEL = re.compile(r"[^\w\n]*([A-Za-z][^:\n]{2,40}):")
_NONE = re.compile(r"\b(?:no|none|nobody|nothing|without)\b", re.I)
_NOT = re.compile(
    r"\b(?:no|not|nobody|none|never|without|lacks?|lacking|missing|unanswered)\b", re.I
)
_MORE = re.compile(r"\b(?:more|others?|rest|further|smaller|remaining)\b", re.I)
# "And 3 more", "showing 20 of 34": what a text leaves out or lists, which few words tell.
_OF_ALL = re.compile(r"\bof (?:the|your|its|their|all|our) $")
_MORE_AFTER = re.compile(r"\s(?:more|others?)\b")
_THEN = re.compile(r"\b(?:from|then|was|were|start\w*|began|earlier|before)\b", re.I)
_BOUND = re.compile(r"[^.;\n]{0,12}\bor (?:less|more)\b", re.I)
_QUOTED = re.compile(r"“([^”]{4,})”")
_PARTIAL = re.compile(r"^more\b|\b(?:shown|listed)\b")


def outdone(bare: str, told: Sequence[Borne], ledger: Ledger) -> Iterator[tuple[Mention, str]]:
    """Give each mention with a fact that its clause tells better and that nothing else there is."""
    for at, borne in enumerate(told):
        if not borne.entries:
            continue
        sentence = bare[borne.start : borne.end]
        if all(entry.fact.attribute.startswith("more ") for entry in borne.entries):
            if not _MORE.search(sentence):
                yield borne.mention, f"this is {borne.entries[0].fact.attribute}"
            continue
        if _MORE_AFTER.match(bare, borne.mention.end) and not _is_left_out(borne.entries):
            scope = ledger.of((*borne.scope.near, *borne.scope.wide))
            is_all = all(len(entry.words) == 1 for entry in borne.entries)
            if is_all and any(entry.fact.attribute.startswith("more ") for entry in scope):
                yield borne.mention, f"this is {borne.entries[0].fact.attribute}, not what is left"
                continue
        rival = _Place(bare, borne, told, at, ledger).rival()
        if rival is not None:
            yield borne.mention, f"the words beside it tell {rival.fact.attribute}"


def _plain(entry: Entry) -> int:
    return sum(word[0] != "@" for word in entry.words)


def _is_left_out(entries: Sequence[Entry]) -> bool:
    return any(entry.fact.attribute.startswith("more ") for entry in entries)


def around_of(bare: str, told: Sequence[Borne], at: int) -> Words:
    """Give the words of the clause that a mention stands in, its cue's and its line's label's."""
    borne = told[at]
    low, high = _span(bare, borne, told, at)
    label = _LABEL.match(bare, borne.start, borne.mention.start)
    return words(bare[low:high]) | borne.cue.words | words(label[1] if label else "")


class _Place:
    """One mention among the others, and what its clause tells."""

    def __init__(
        self, bare: str, borne: Borne, told: Sequence[Borne], at: int, ledger: Ledger
    ) -> None:
        self._borne, self._told, self._ledger = borne, told, ledger
        self._sentence = bare[borne.start : borne.end]
        self._said = words(self._sentence)
        before = bare[max(0, borne.mention.start - 12) : borne.mention.start]
        dated = [one.mention for one in told[:at] if one.start == borne.start and one.mention.day]
        self._window = dated[-1].text if dated else ""
        self._titles = _QUOTED.findall(self._sentence)
        self._is_bound = _BOUND.match(bare, borne.mention.end) is not None
        self._is_whole = borne.mention.joined or _OF_ALL.search(before) is not None
        self._around = around_of(bare, told, at)

    def rival(self) -> Entry | None:
        """Give a fact told better than each of those that bear the mention out; None if none is."""
        found: Entry | None = None
        scope = self._ledger.of((*self._borne.scope.near, *self._borne.scope.wide))
        for entry in self._borne.entries or []:
            found = next((other for other in scope if self._outdoes(other, entry)), None)
            if found is None:
                return None
        return found

    def _outdoes(self, other: Entry, entry: Entry) -> bool:
        mention, cue = self._borne.mention, self._borne.cue
        is_wider = is_group(other.fact.entity) and not is_group(entry.fact.entity)
        if other.fact.entity != entry.fact.entity and not is_wider:
            return False
        if other.unit != entry.unit and not self._is_countable(other, entry):
            return False
        if not comparable(mention, cue, other) or agrees(mention, cue, other, self._ledger.today):
            return False
        if not (self._is_told_better(other, entry) or self._is_told_rightly(other, entry)):
            return False
        return not self._is_beside_the_point(other)

    def _is_countable(self, other: Entry, entry: Entry) -> bool:
        """Say whether the two may be taken for each other though their units differ."""
        if other.is_count and entry.is_count:
            return True
        if other.is_count and not entry.unit:
            return words(other.unit) <= self._around
        return entry.is_count and not other.unit

    def _is_told_better(self, other: Entry, entry: Entry) -> bool:
        around = self._around
        mine, theirs = entry.words & around, other.words & around
        if other.fact.entity != entry.fact.entity:
            both = other.is_count and entry.is_count and not self._is_whole
            return both and not self._borne.scope.is_told and 1 < len(theirs) > len(mine)
        if self._is_whole:
            return False
        is_bound = self._is_bound or self._borne.cue.is_in_table
        is_general = bool(other.words) and other.words < entry.words
        is_general = (is_general or _plain(other) == 1) and other.words <= around
        if mine == theirs and is_general and not is_bound:
            rest = entry.words - other.words
            is_then = is_early(entry, ()) and _THEN.search(self._sentence) is not None
            return bool(rest) and not rest & self._said and not is_then
        if other.words == entry.words and entry.is_count and not other.is_count:
            return entry.unit not in self._borne.cue.counted and not self._borne.cue.is_in_table
        if not mine < theirs:
            return False
        if other.words <= around:
            return True
        if self._borne.mention.figure is None or entry.words <= around:
            return False
        if not mine:
            return sum(word[0] != "@" for word in theirs) > 1
        return 2 * len(mine & other.words) > len(entry.words)

    def _is_told_rightly(self, other: Entry, entry: Entry) -> bool:
        """Say whether the clause has the window ("in May") or the "not" of the other alone."""
        around = self._around
        if not entry.words & around <= other.words & around or self._borne.mention.figure is None:
            return False
        if _NOT.search(entry.fact.attribute) and not _NOT.search(other.fact.attribute):
            shared = entry.words & other.words if entry.words & other.words & around else ()
            if not _NOT.search(self._sentence) and sum(word[0] != "@" for word in shared) > 1:
                return True
        if self._windows(entry) == "untold" and self._windows(other) == "told":
            return True
        if self._is_titled(other) and not self._is_titled(entry):
            return True
        return bool(self._window) and self._is_of(other) and not self._is_of(entry)

    def _is_titled(self, entry: Entry) -> bool:
        """Say whether its name ends in words that the sentence quotes: "accounts behind X"."""
        return any(entry.fact.attribute.endswith(f" {title}") for title in self._titles)

    def _is_of(self, entry: Entry) -> bool:
        """Say whether it is the fact of the window that stands before: "May 2026 $5 (2)"."""
        return entry.fact.attribute.endswith(f" in {self._window}")

    def _windows(self, entry: Entry) -> str:
        windows = [m for m in mentions_of(entry.fact.attribute) if m.kind in ("date", "duration")]
        if not windows:
            return ""
        return "told" if all(window.text in self._sentence for window in windows) else "untold"

    def _is_clear(self, one: Borne, other: Entry) -> bool:
        """Say whether a mention tells a count that isn't the other: "One is onboarding"."""
        entries = one.entries or []
        counts = other.is_count and all(entry.is_count for entry in entries)
        return counts and all(one.cue.noun & entry.words for entry in entries)

    def _is_beside_the_point(self, other: Entry) -> bool:
        if _PARTIAL.search(other.fact.attribute):
            return True
        if other.number == 0 and _NONE.search(self._sentence):
            return True
        return any(
            one.start == self._borne.start
            and comparable(one.mention, one.cue, other)
            and agrees(one.mention, one.cue, other, self._ledger.today)
            and not counts_else(one.cue, other)
            and (not one.cue.noun or bool(one.cue.noun & other.words))
            and (not one.entries or other in one.entries or not self._is_clear(one, other))
            for one in self._told
        )


def _span(bare: str, borne: Borne, told: Sequence[Borne], at: int) -> tuple[int, int]:
    low, high = borne.start, borne.end
    is_dated = borne.mention.day is not None
    if at and told[at - 1].mention.end > low and not is_dated:
        low = told[at - 1].mention.end
    if at + 1 < len(told) and told[at + 1].mention.start < high:
        high = told[at + 1].mention.start
    for cut in (_CUT_DATED if is_dated else _CUT_BEFORE).finditer(bare, low, borne.mention.start):
        low = cut.end()
    after = _CUT_AFTER.search(bare, borne.mention.end, high)
    return low, after.start() if after else high
