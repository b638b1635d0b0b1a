"""A text as it grows, with the facts that it states and where they stand in it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NoteFact:
    """One thing that a note says: what of, of whom, good (1), bad (-1) or neither, and where."""

    event: str
    kind: str
    entity: str
    polarity: int
    start: int
    end: int


@dataclass(slots=True)
class Page:
    """Text in parts; spans are character offsets, end excluded."""

    text: str = ""
    facts: list[NoteFact] = field(default_factory=list)

    def add(self, words: str) -> None:
        self.text += words

    def state(self, words: str, *, event: str, kind: str, entity: str, polarity: int) -> None:
        """Add words that state a fact."""
        start = len(self.text)
        self.text += words
        self.facts.append(NoteFact(event, kind, entity, polarity, start, len(self.text)))
