"""Figures that stand in a fact's own words: "renewals in the next 90 days", a ticket's id."""

import re
from collections.abc import Iterable

from bot.checker.cues import Cue
from bot.checker.ledger import Entry
from bot.checker.lexicon import Words, words
from bot.checker.mentions import Mention, mentions_of

_WORD_BEFORE = re.compile(r"([A-Za-z][\w-]*)\W{0,2}$")
_WORD_AFTER = re.compile(r"\W{0,2}([A-Za-z][\w-]*)")


def stands_in_words(bare: str, mention: Mention, entries: Iterable[Entry]) -> bool:
    """Say whether the mention is part of a fact's text that stands there whole."""
    for entry in entries:
        text = entry.fact.value
        if isinstance(text, str) and len(text) > len(mention.text) and mention.text in text:
            low = bare.find(text, max(0, mention.end - len(text)), mention.start + len(text))
            if low >= 0 and low <= mention.start and mention.end <= low + len(text):
                return True
    return False


def is_literal(mention: Mention, cue: Cue, entries: list[Entry]) -> bool:
    """Say whether the mention is one of the words of a fact."""
    for entry in entries:
        for written in entry.texts:
            if mention.text == f"#{written}":
                return True
            for known in mentions_of(written):
                if not _says_the_same(mention, known, cue, written):
                    continue
                is_told = not cue.words or bool(entry.words & cue.words) or cue.is_in_table
                if is_told or not _is_number_alone(mention, written):
                    return True
    return False


def _is_number_alone(mention: Mention, written: str) -> bool:
    return mention.text == written.strip() and mention.text.isdigit()


def _says_the_same(mention: Mention, known: Mention, cue: Cue, written: str) -> bool:
    if mention.kind != known.kind:
        return False
    if mention.day is not None or known.day is not None:
        return mention.day == known.day and not _is_out_of_range(mention, known, cue)
    if mention.figure is None or known.figure is None:
        return mention.text.casefold().replace(" ", "") == known.text.casefold().replace(" ", "")
    if mention.figure.value != known.figure.value or mention.figure.unit != known.figure.unit:
        return False
    if mention.figure.unit:
        return True
    return known.text == written.strip() or bool(_beside(known, written) & cue.words)


def _is_out_of_range(mention: Mention, known: Mention, cue: Cue) -> bool:
    """Say whether an end of a fact's range stands by itself, and not as that end."""
    if not (known.joined or known.joins) or mention.joined or mention.joins:
        return False
    return cue.bound != ("until" if known.joined else "since")


def _beside(known: Mention, written: str) -> Words:
    before = _WORD_BEFORE.search(written[: known.start])
    after = _WORD_AFTER.match(written[known.end :])
    return words(" ".join(match[1] for match in (before, after) if match))
