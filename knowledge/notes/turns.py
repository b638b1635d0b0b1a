"""A note's own parts: the turns of a transcript, the paragraphs of a note, a mail's own words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
# A turn begins with a name and a colon, and may have a time before the name or after it.
_LABEL = re.compile(
    rf"^[ \t]*(?:[\[(]?(?P<before>{_TIME})[\])]?[ \t]{{0,8}}[-–|]?[ \t]{{0,8}})?"
    r"(?P<speaker>\[removed\]|[^\W\d_][\w.'’&/()@-]*(?:[ \t]{1,8}[\w.'’&/()@-]+){0,5}?)"
    rf"[ \t]{{0,8}}(?:[\[(](?P<after>{_TIME})[\])])?[ \t]{{0,8}}:(?:[ \t]+|$)",
    re.MULTILINE,
)
_BREAK = re.compile(r"\n[ \t]*\n\s*")
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_BELOW = re.compile(
    r"^(?:-{2,}[ \t]*(?:Original Message|Forwarded message)|_{10,}[ \t]*$"
    r"|On\b[^\n]{5,200}(?:\n[^\n]{0,120})?\bwrote:[ \t]*$"
    r"|(?:Am|Le)\b[^\n]{5,200}\b(?:schrieb|a écrit)\b[^\n]*:[ \t]*$"
    r"|From:[^\n]+\n(?:Sent|Date):[^\n]+\n)",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:end]`, said by `speaker` where that is known.

    `follows` is false where something between this block and the one before was left out.
    """

    start: int
    end: int
    speaker: str | None = None
    at_seconds: int | None = None
    follows: bool = True


def blocks_of(text: str, kind: str) -> list[Block]:
    """The parts of a note in order, without blank ones."""
    if kind == "transcript":
        return list(_turns(text))
    if kind == "email":
        return list(_own_words(text))
    return list(_paragraphs(text, 0, len(text)))


def is_transcript(text: str) -> bool:
    """Say whether most lines of a text are turns of two speakers or more."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = Counter(match["speaker"] for line in lines if (match := _LABEL.match(line)))
    repeated = [name for name, count in found.items() if count > 1]
    return len(repeated) >= 2 and found.total() >= 0.6 * len(lines)


def _turns(text: str) -> Iterator[Block]:
    labels = list(_LABEL.finditer(text))
    if not labels:
        yield from _paragraphs(text, 0, len(text))
        return
    yield from _paragraphs(text, 0, labels[0].start())
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        yield Block(label.start(), end, label["speaker"].strip(), _seconds(label))


def _paragraphs(text: str, start: int, end: int, *, follows: bool = True) -> Iterator[Block]:
    at = start
    for match in _BREAK.finditer(text, start, end):
        if text[at : match.start()].strip():
            yield Block(at, match.end(), follows=follows)
            follows = True
        at = match.end()
    if text[at:end].strip():
        yield Block(at, end, follows=follows)


def _own_words(text: str) -> Iterator[Block]:
    """A mail's paragraphs without the lines that quote, and without the mail that it answers."""
    below = _BELOW.search(text)
    last = below.start() if below and text[: below.start()].strip() else len(text)
    at, follows = 0, True
    for quoted in _QUOTED.finditer(text, 0, last):
        yield from _paragraphs(text, at, quoted.start(), follows=follows)
        at, follows = quoted.end(), False
    yield from _paragraphs(text, at, last, follows=follows)


def _seconds(label: re.Match[str]) -> int | None:
    found = label["before"] or label["after"]
    if not found:
        return None
    parts = [int(part) for part in re.split(r"[.,]", found)[0].split(":")]
    hours, minutes, seconds = [0] * (3 - len(parts)) + parts
    return hours * 3600 + minutes * 60 + seconds


def label_end(text: str, start: int) -> int:
    """Where the words of a turn that begins at `start` begin, after the speaker's name."""
    label = _LABEL.match(text, start)
    return label.end() if label else start
