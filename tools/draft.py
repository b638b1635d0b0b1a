"""What a drafting tool returns beside its facts: places for words, and what each may say.

The tool finds out and decides the order; the agent's model, or the built-in writer, fills the
places; the checker holds each against its own facts. No file is made before that.
"""

from dataclasses import dataclass
from typing import Literal

from knowledge.facts import Fact

Audience = Literal["internal", "client"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for words. `facts` are all that it may state, `asks` is what a model is told of it.

    One that asks nothing (a greeting) has the built-in words whoever writes.
    `words` is the most that it may have. One that is not `is_needed` may stay empty: what can't be
    traced leaves it, and the draft goes on without.
    """

    name: str
    asks: str
    facts: tuple[Fact, ...]
    words: int
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A deliverable before its words: `kind` names its brief and its built-in wording.

    `view` is what the built-in wording reads; its facts are the slots'. `withheld` are facts that
    nobody outside may read (scores, notes, other customers): the wall knows them, no slot has them.
    """

    kind: str
    account: str
    audience: Audience
    view: object
    slots: tuple[Slot, ...]
    withheld: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that a slot may state, each once."""
        return tuple(dict.fromkeys(fact for slot in self.slots for fact in slot.facts))
