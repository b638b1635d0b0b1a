"""What goes into a reading of a note, and what comes out: plain records, spans into the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from knowledge.company import Company

Side = Literal["us", "client"]
Kind = Literal[
    "commitment", "departure", "arrival", "competitor", "price", "notice", "legal", "export",
    "risk", "request",
]  # fmt: skip
# Kinds that speak against a renewal, whatever the tone in which they are said.
RISKS: tuple[Kind, ...] = ("departure", "competitor", "price", "notice", "legal", "export", "risk")


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note as it is read. `kind` is call_note, transcript or email."""

    text: str
    kind: str
    day: date
    author: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Who is who while reading: `ours` are the names of the company's own people."""

    company: Company
    ours: frozenset[str] = frozenset()

    def is_ours(self, name: str) -> bool:
        """Whether a name, or a first name, is one of ours. A name that nobody has is not."""
        words = name.casefold().split()
        if not words:
            return False
        known = [own.casefold().split() for own in self.ours]
        return any(own == words or (len(words) == 1 and own[:1] == words) for own in known)


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a note says, at [start, end) of its text.

    `detail` by kind. commitment: side, by, what, due (ISO date or ""). departure, arrival: who.
    risk, notice, legal, price: sign (what gave it away). competitor: who ("" where it isn't named).
    """

    kind: Kind
    start: int
    end: int
    confidence: float
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """Words that show a tone: `score` from -1 (bad) to 1 (good)."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Tone:
    """The tone of one message: the score, and the spans that show it, the strongest first.

    `manner` is "" unless tone and matter part: "polite, and leaving", "calm, and leaving", "angry,
    and staying".
    """

    score: float
    spans: tuple[Span, ...]
    manner: str = ""


@dataclass(frozen=True, slots=True)
class NoteReading:
    """All that a note says. `tone` is None where there is nobody's tone to read: a machine's mail,
    or our own words alone."""

    source: Literal["person", "auto_reply", "bounce"]
    found: tuple[Found, ...]
    tone: Tone | None
