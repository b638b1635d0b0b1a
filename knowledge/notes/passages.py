"""Cuts a note into passages: whole turns and paragraphs, about 150 words, each placed in the text.

A passage is `text[start:end]`, so that what is quoted is verbatim. A turn or a paragraph is cut
only where it is long, and then between sentences; a word only where it alone is too long.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.notes.turns import Block, blocks_of

AIM_WORDS = 150
MOST_WORDS = 200
LONG_WORDS = 240
MOST_CHARACTERS = 2_000
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"(?:(?<![.!?])[.!?]+[\"'”’)\]]*(?=\s)|\n)\s*")
_LONGEST_SPEAKER = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]` of a note. `speaker`: one name, several joined by ", ", or None.

    `at_seconds`: when it begins, in seconds from the start of a recording.
    """

    start: int
    end: int
    speaker: str | None = None
    at_seconds: int | None = None


def cut(text: str, kind: str, author: str | None = None) -> list[Passage]:
    """Cut a note's text. An email's speaker is its author.

    `kind`: call_note, transcript or email.

    What a mail quotes of earlier mails is left out: those are somebody else's words.
    """
    found: list[Passage] = []
    for run in _runs(blocks_of(text, kind)):
        pieces = [piece for block in run for piece in _pieces(text, block)]
        found += [_joined(text, group) for group in _packed(text, pieces)]
    if kind != "email" or not author:
        return found
    return [Passage(p.start, p.end, p.speaker or author, p.at_seconds) for p in found]


def turns_in(text: str, passage: Passage, kind: str) -> list[Passage]:
    """The turns or paragraphs that a passage is made of."""
    return [
        Passage(
            passage.start + block.start,
            passage.start + block.end,
            block.speaker or passage.speaker,
            passage.at_seconds if block.at_seconds is None else block.at_seconds,
        )
        for block in blocks_of(text[passage.start : passage.end], kind)
    ]


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that follow each other without anything left out between them."""
    run: list[Block] = []
    for block in blocks:
        if run and not block.follows:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _pieces(text: str, block: Block) -> Iterator[Block]:
    """The block, or where it is long its sentences in groups of about the aim."""
    if not _is_long(text, block):
        yield block
        return
    start, stop, count = block.start, block.start, 0
    for begin, end in _sentences(text, block):
        words = _words(text, begin, end)
        if count and (count + words > AIM_WORDS or _length(text, start, end) > MOST_CHARACTERS):
            yield Block(start, stop, block.speaker, block.at_seconds)
            count = 0
        if not count:
            start = begin
        stop, count = end, count + words
    if count:
        yield Block(start, stop, block.speaker, block.at_seconds)


def _is_long(text: str, block: Block) -> bool:
    if _length(text, block.start, block.end) > MOST_CHARACTERS:
        return True
    return _words(text, block.start, block.end) > LONG_WORDS


def _sentences(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Sentences; one that is itself too long by its words, or by what fits of them."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, block.start, block.end)]
    for begin, end in pairwise([block.start, *ends, block.end]):
        words = [w.start() for w in _WORD.finditer(text, begin, end)]
        if not words:
            continue
        for first, last in pairwise([begin, *words[AIM_WORDS::AIM_WORDS], end]):
            if _length(text, first, last) <= MOST_CHARACTERS:
                yield first, last
            else:
                yield from _fitting(text, first, last)


def _fitting(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """As many words as fit into a passage, and parts of a word that alone doesn't fit."""
    start = stop = -1
    for word in _WORD.finditer(text, begin, end):
        for at in range(word.start(), word.end(), MOST_CHARACTERS):
            until = min(at + MOST_CHARACTERS, word.end())
            if start >= 0 and until - start > MOST_CHARACTERS:
                yield start, stop
                start = -1
            start, stop = (at if start < 0 else start), until
    yield start, stop


def _packed(text: str, pieces: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    count = 0
    for piece in pieces:
        words = _words(text, piece.start, piece.end)
        is_full = count >= AIM_WORDS or count + words > MOST_WORDS
        if group and (is_full or _length(text, group[0].start, piece.end) > MOST_CHARACTERS):
            yield group
            group, count = [], 0
        group.append(piece)
        count += words
    if group:
        yield group


def _joined(text: str, group: Sequence[Block]) -> Passage:
    start, end = group[0].start, group[-1].end
    end = start + _length(text, start, end)
    speakers = list(dict.fromkeys(block.speaker for block in group if block.speaker))
    speaker = ", ".join(speakers)[:_LONGEST_SPEAKER] or None
    return Passage(start, end, speaker, group[0].at_seconds)


def _length(text: str, start: int, end: int) -> int:
    """The characters without the blanks at the end."""
    return len(text[start:end].rstrip())


def _words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))
