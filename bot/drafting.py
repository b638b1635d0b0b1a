"""Words into a draft: a model's where they hold, ours where they don't, none where neither does.

Each slot is held against its own facts, and what a customer will read against the wall besides. A
client's draft never carries a mark: the sentence goes, or the draft is held with the reason.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.builtin.wording import worded
from bot.checker import Finding, Leak, check, leaks
from knowledge.facts import Fact
from tools.draft import Draft, Slot
from tools.show import for_model

logger = logging.getLogger(__name__)

_HEADING = re.compile(r"^\s*\[([a-z0-9_]+)\]\s*$", re.M)
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
BULLET = "•"
# A model may run over by so much before its text is asked shorter.
_OVER = 1.25


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft with its words, by slot. One with `held` reasons may not be given out.

    `untraced` are the spans that no fact bears out in a text for colleagues, by their slot's text.
    """

    draft: Draft
    texts: Mapping[str, str]
    held: tuple[str, ...] = ()
    untraced: tuple[Finding, ...] = ()
    by_model: bool = False

    def text(self, name: str) -> str:
        """The words of a slot; none of a draft that is held."""
        return "" if self.held else self.texts.get(name, "")


Ask = Callable[[Draft, str], str]
"""Asks a model for a draft's words: its brief is the draft's kind, the text what it may use."""


def drafted(draft: Draft, today: date, accounts: Sequence[str], ask: Ask | None = None) -> Drafted:
    """The draft with words that hold. What `ask` raises is raised: then ask again without it.

    `accounts` are the names known to be customers.
    """
    hold = _Hold(draft, accounts)
    ours = worded(draft, today)
    theirs = _theirs(draft, hold, ask) if ask else {}
    texts, held, untraced = dict(theirs), [], []
    for slot in draft.slots:
        if slot.name in theirs:
            continue
        if draft.audience == "internal":
            texts[slot.name] = ours[slot.name]
            untraced += hold.untraced(slot, ours[slot.name])
            continue
        texts[slot.name], reasons = hold.what_stands(slot, ours[slot.name])
        held += reasons
    return Drafted(draft, texts, tuple(dict.fromkeys(held)), tuple(untraced), bool(theirs))


def _theirs(draft: Draft, hold: "_Hold", ask: Ask) -> dict[str, str]:
    """A model's texts that hold, by slot; what doesn't is asked for once more."""
    slots = [slot for slot in draft.slots if slot.asks]
    texts = _parted(ask(draft, _order(slots)), slots)
    faults = {slot.name: hold.faults(slot, texts.get(slot.name, "")) for slot in slots}
    wrong = [slot for slot in slots if faults[slot.name]]
    if wrong:
        again = f"{_order(wrong)}\n\n{_complaint(wrong, texts, faults)}"
        texts |= _parted(ask(draft, again), wrong)
    return {
        slot.name: texts[slot.name]
        for slot in slots
        if slot.name in texts and not hold.faults(slot, texts[slot.name])
    }


def _order(slots: Sequence[Slot]) -> str:
    """What a model is told: each place with what it is for and the facts that it may state.

    A fact is told once, by a number that the places name.
    """
    facts = list(dict.fromkeys(fact for slot in slots for fact in slot.facts))
    numbers = {fact: f"f{number}" for number, fact in enumerate(facts, start=1)}
    told = [f"{numbers[f]}. {f.entity}, {f.attribute}: {for_model(f)}" for f in facts]
    places = [
        f"[{slot.name}] At most {slot.words} words, from {_which(slot, numbers)}. {slot.asks}"
        for slot in slots
    ]
    return "\n".join(["Facts:", *told, "", "Places:", *places])


def _which(slot: Slot, numbers: Mapping[Fact, str]) -> str:
    named = [numbers[fact] for fact in dict.fromkeys(slot.facts)]
    return "all facts" if len(named) == len(numbers) else ", ".join(named) or "no fact"


def _complaint(
    slots: Sequence[Slot], texts: Mapping[str, str], faults: Mapping[str, Sequence[str]]
) -> str:
    told = "\n".join(
        f"[{slot.name}] you wrote: {texts.get(slot.name, '')!r}. " + " ".join(faults[slot.name])
        for slot in slots
    )
    return f"These places can't stay as they were. Write them again:\n{told}"


def _parted(reply: str, slots: Sequence[Slot]) -> dict[str, str]:
    """The texts under their [names]; what stands under no known name is left out."""
    parts = _HEADING.split(reply)
    known = {slot.name for slot in slots}
    found = zip(parts[1::2], parts[2::2], strict=True)
    return {name: text.strip() for name, text in found if name in known and text.strip()}


@dataclass(frozen=True, slots=True)
class _Hold:
    """Holds texts of one draft."""

    draft: Draft
    accounts: Sequence[str]

    def faults(self, slot: Slot, text: str) -> list[str]:
        """What is wrong with a model's text of a slot, each in a sentence; none where it stands."""
        if not text:
            return ["It is missing."] if slot.is_needed else []
        found = [f"“{f.text}”: {f.reason}." for f in self._found(slot, text)]
        if len(text.split()) > slot.words * _OVER:
            found.append(f"It has {len(text.split())} words; {slot.words} are the most.")
        return found

    def what_stands(self, slot: Slot, text: str) -> tuple[str, list[str]]:
        """Our text for a client without what doesn't hold, and why the draft is held, if so."""
        found = self._found(slot, text)
        if not found:
            return text, []
        rest = _without(text, found)
        if (rest or not slot.is_needed) and not self._found(slot, rest):
            logger.info("draft %s, %s: a sentence left it", self.draft.kind, slot.name)
            return rest, []
        return "", [f"“{f.text}”: {f.reason}" for f in found]

    def untraced(self, slot: Slot, text: str) -> list[Finding]:
        """The spans of a text that the slot's facts don't bear out."""
        return check(text, slot.facts, accounts=self.accounts)

    def _found(self, slot: Slot, text: str) -> list[Finding | Leak]:
        found: list[Finding | Leak] = [*self.untraced(slot, text)]
        if self.draft.audience == "client":
            known = (*self.draft.facts, *self.draft.withheld)
            client = self.draft.account
            found += leaks(text, known, client=client, accounts=self.accounts)
        return found


def _without(text: str, found: Sequence[Finding | Leak]) -> str:
    """The text without the sentences that something was found in; a list's line goes whole.

    What announces a list goes with the last of its lines.
    """
    kept: list[str] = []
    at = 0
    for line in text.splitlines(keepends=True):
        hurt = [f for f in found if f.start < at + len(line) and at < f.end]
        if not hurt:
            kept.append(line.strip())
        elif not line.lstrip().startswith(BULLET):
            kept.append(_sentences_without(line, at, hurt))
        at += len(line)
    return "\n".join(_announced(kept)).strip()


def _sentences_without(line: str, start: int, found: Sequence[Finding | Leak]) -> str:
    kept, at = "", 0
    for end in [*(m.end() for m in _SENTENCES.finditer(line)), len(line)]:
        if not any(start + at < f.end and f.start < start + end for f in found):
            kept += line[at:end]
        at = end
    return kept.strip()


def _announced(lines: Sequence[str]) -> list[str]:
    """The lines without a heading that nothing stands under any more."""
    kept: list[str] = []
    for line in reversed(lines):
        following = next((later for later in reversed(kept) if later), "")
        if line.endswith(":") and not following.startswith(BULLET):
            continue
        kept.append(line)
    return kept[::-1]
