"""Cuts a note into passages: whole turns and paragraphs, about 150 words, each placed in the text.

A passage is `text[start:end]`, so that what is quoted is verbatim. A turn or a paragraph is cut
only where it is long, and then between sentences.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.notes.turns import Block, blocks_of

AIM_WORDS = 150
MOST_WORDS = 200
LONG_WORDS = 240
_WORD = re.compile(r"\S+")
_SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?]+[\"'”’)\]]*(?=\s|$)|\n|$)\s*")
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
    if _words(text, block.start, block.end) <= LONG_WORDS:
        yield block
        return
    start, count = block.start, 0
    for begin, end in _sentences(text, block):
        words = _words(text, begin, end)
        if count and count + words > AIM_WORDS:
            yield Block(start, begin, block.speaker, block.at_seconds)
            start, count = begin, 0
        count += words
    yield Block(start, block.end, block.speaker, block.at_seconds)


def _sentences(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Sentences; one that is itself too long by its words."""
    for match in _SENTENCE.finditer(text, block.start, block.end):
        begin, end = match.span()
        if begin == end:
            continue
        words = [w.start() for w in _WORD.finditer(text, begin, end)]
        cuts = [begin, *words[AIM_WORDS::AIM_WORDS], end]
        yield from pairwise(cuts)


def _packed(text: str, pieces: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    count = 0
    for piece in pieces:
        words = _words(text, piece.start, piece.end)
        if group and (count >= AIM_WORDS or count + words > MOST_WORDS):
            yield group
            group, count = [], 0
        group.append(piece)
        count += words
    if group:
        yield group


def _joined(text: str, group: Sequence[Block]) -> Passage:
    start, end = group[0].start, group[-1].end
    while end > start and text[end - 1].isspace():
        end -= 1
    speakers = list(dict.fromkeys(block.speaker for block in group if block.speaker))
    speaker = ", ".join(speakers)[:_LONGEST_SPEAKER] or None
    return Passage(start, end, speaker, group[0].at_seconds)


def _words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))
