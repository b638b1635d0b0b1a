"""Where sentences and quotations begin and end, by their offsets."""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s+[\"“'‘(\[]?[A-ZÀ-Þ0-9#@]|\s*$)|\s[–—]\s(?=[A-Z])|;\s")
_ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|no|vs|e\.g|i\.e|approx|etc|incl|dept|inc|ltd|corp|co|ca|nr|fig|[A-Z])\.$",
    re.I,
)
_QUOTED = re.compile(
    r"“[^”]{2,600}”|(?<!\w)\"[^\"\n]{2,600}\"(?!\w)|«[^»]{2,600}»|„[^“”]{2,600}[“”]"
)


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of text[start:end], without the blanks around them."""
    at = start
    for match in _END.finditer(text, start, end):
        if _ABBREVIATION.search(text, at, match.start() + 1) and match[0] == ".":
            continue
        yield from _trimmed(text, at, match.end())
        at = match.end()
    yield from _trimmed(text, at, end)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """The spans between quotation marks, the marks included."""
    return [match.span() for match in _QUOTED.finditer(text)]


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
