"""Picks what to quote of a passage: the turn or the sentences that answer, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.notes.passages import Passage, turns_in
from knowledge.notes.stems import terms_of
from knowledge.notes.turns import label_end

MOST_WORDS = 45
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Quote:
    """`words` stand in the passage's text from `start` to `end`."""

    start: int
    end: int
    words: str
    speaker: str | None
    at_seconds: int | None


def quote_of(
    text: str, kind: str, wanted: Sequence[str], speaker: str | None = None, said_by: str = ""
) -> Quote:
    """The part of a passage's text that has most of the wanted terms, without a speaker's label.

    `speaker` is the passage's own. With `said_by`, only what somebody of that name said counts.
    """
    whole = Passage(0, len(text), speaker)
    turns = [turn for turn in turns_in(text, whole, kind) if _is_by(turn, said_by)] or [whole]
    parts = [part for turn in turns for part in _parts(text, turn)] or [whole]
    best = max(parts, key=lambda part: _worth(text, part, wanted))
    return Quote(best.start, best.end, text[best.start : best.end], best.speaker, best.at_seconds)


def _is_by(turn: Passage, said_by: str) -> bool:
    return said_by.casefold() in (turn.speaker or "").casefold()


def _worth(text: str, part: Passage, wanted: Sequence[str]) -> tuple[int, int]:
    found = terms_of(text[part.start : part.end])
    return len(set(found) & set(wanted)), len(found)


def _parts(text: str, turn: Passage) -> Iterator[Passage]:
    """A turn's words; where they are many, its sentences in groups that are short enough."""
    start = label_end(text, turn.start) if turn.speaker else turn.start
    end = turn.end
    bounds = [start, *(m.end() for m in _SENTENCE_END.finditer(text, start, end)), end]
    at = start
    for before, after in pairwise(bounds):
        if before > at and len(text[at:after].split()) > MOST_WORDS:
            yield from _trimmed(text, turn, at, before)
            at = before
    yield from _trimmed(text, turn, at, end)


def _trimmed(text: str, turn: Passage, start: int, end: int) -> Iterator[Passage]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if start < end:
        yield Passage(start, end, turn.speaker, turn.at_seconds)
