"""Quotations: somebody's words must stand so, word for word, in a fact of the one quoted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.checker.layout import plain
from bot.checker.ledger import Entry

_QUOTE = re.compile(r"“([^”\n]+)”|(?<![\w\"])\"([^\"\n]+)\"(?!\w)|«([^»\n]+)»")
_LINE = re.compile(r"^[ \t]*>[ \t]?(.+)$", re.MULTILINE)
_PASSED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_OFFERED = re.compile(
    r"\b(?:try|ask|type|reply|example|e\.g|such as|named|called|mean|match(?:es|ing)?|like"
    r"|know|find|understand|account|accounts)(?:\W+[\w']+){0,2}[\s,;:.•*-]*$",
    re.I,
)
_OR = re.compile(r"(?:[\s,;:•*-]|\bor\b|\band\b)+$")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LISTED = re.compile(r"(?:(?<=\s)|^)[-*•](?=\s)")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: [start, end) with its marks, and the words inside.

    `is_block` is a line after ">", which holds drafts as often as quotations; `is_offered`, words
    that the reader may type or has typed: neither needs a fact.
    """

    start: int
    end: int
    words: str
    is_block: bool = False
    is_offered: bool = False


def quotes(text: str, bare: str) -> list[Quote]:
    """Find the quotations of a text."""
    found = []
    for match in _QUOTE.finditer(bare):
        inner = match[1] or match[2] or match[3]
        is_offered = _is_offered(bare[max(0, match.start() - 240) : match.start()])
        found.append(Quote(match.start(), match.end(), inner, is_offered=is_offered))
    for match in _LINE.finditer(text):
        start, end = match.span(1)
        found.append(Quote(start, end, bare[start:end], is_block=True))
    return found


def is_verbatim(quote: Quote, entries: Iterable[Entry]) -> bool:
    """Say whether the words stand in some fact's value or name, in order where "…" skips."""
    parts = [_plain(part).strip(" .,;:!?") for part in _ELLIPSIS.split(quote.words.strip('“”"«» '))]
    parts = [part for part in parts if part]
    if not parts:
        return True
    return any(_holds(_plain(text), parts) for entry in entries for text in entry.texts)


def _holds(text: str, parts: list[str]) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


@lru_cache(maxsize=4096)
def _plain(written: str) -> str:
    # As the answer's own markup is blanked out, so is what looks like it in a fact's words.
    written = plain(f"x {_UNSEEN.sub('', written)}")[2:]
    written = _LISTED.sub(" ", written)
    written = written.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    # Without blanks: an escaped "<" left one where its backslash stood.
    return "".join(written.split()).lower()


def _is_offered(before: str) -> bool:
    before = _OR.sub("", _PASSED.sub("", before))
    return _OFFERED.search(before[-48:]) is not None
