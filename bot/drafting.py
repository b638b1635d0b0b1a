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
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
# A model may run over by so much before its text is asked shorter.
_OVER = 1.25


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft with its words, by slot. One with `held` reasons may not be given out."""

    draft: Draft
    texts: Mapping[str, str]
    held: tuple[str, ...] = ()
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
    texts, held = dict(theirs), []
    for slot in draft.slots:
        if slot.name in theirs:
            continue
        text, reasons = hold.what_stands(slot, ours[slot.name])
        texts[slot.name] = text
        held += reasons
    return Drafted(draft, texts, tuple(dict.fromkeys(held)), bool(theirs))


def _theirs(draft: Draft, hold: "_Hold", ask: Ask) -> dict[str, str]:
    """A model's texts that hold, by slot; what doesn't is asked for once more."""
    texts = _parted(ask(draft, _order(draft.slots)), draft)
    faults = {slot.name: hold.faults(slot, texts.get(slot.name, "")) for slot in draft.slots}
    wrong = [slot for slot in draft.slots if faults[slot.name]]
    if wrong:
        again = f"{_order(wrong)}\n\n{_complaint(wrong, texts, faults)}"
        texts |= _parted(ask(draft, again), draft)
    return {
        slot.name: texts[slot.name]
        for slot in draft.slots
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


def _parted(reply: str, draft: Draft) -> dict[str, str]:
    """The texts under their [names]; what stands under no known name is left out."""
    parts = _HEADING.split(reply)
    known = {slot.name for slot in draft.slots}
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
        """Our text of a slot without what doesn't hold, and why the draft must be held, if so."""
        found = self._found(slot, text)
        if not found or self.draft.audience == "internal":
            return text, []
        rest = _without(text, found)
        if (rest or not slot.is_needed) and not self._found(slot, rest):
            logger.info("draft %s, %s: a sentence left it", self.draft.kind, slot.name)
            return rest, []
        return "", [f"“{f.text}”: {f.reason}" for f in found]

    def _found(self, slot: Slot, text: str) -> list[Finding | Leak]:
        found: list[Finding | Leak] = [*check(text, slot.facts, accounts=self.accounts)]
        if self.draft.audience == "client":
            known = (*self.draft.facts, *self.draft.withheld)
            client = self.draft.account
            found += leaks(text, known, client=client, accounts=self.accounts)
        return found


def _without(text: str, found: Sequence[Finding | Leak]) -> str:
    """The text without the sentences that something was found in."""
    kept, at = "", 0
    for end in [*(m.end() for m in _SENTENCES.finditer(text)), len(text)]:
        if not any(at < f.end and f.start < end for f in found):
            kept += text[at:end]
        at = end
    return kept.strip()
