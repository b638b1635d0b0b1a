"""Finds a name that no list holds, by its capital and its place in the question."""

import re
from collections.abc import Collection

from bot.builtin.router.name_words import NEVER_NAMES
from bot.builtin.router.names import TOKEN, Mention, fold

_UNKNOWN_NAME = re.compile(
    r"\b(?:about|with|for|at|of|on|from|regarding|is|did|has|does|pull up|how's|how are)\s+"
    r"(?P<after>"
    r"(?:[A-Z]|\d+[A-Z])[\w&.-]*(?:\s+(?:[A-Z][\w&.-]*|&|of)(?=\s|$|[?!.,;:'’]))*)"
    r"|(?P<owner>[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*)*)(?=['’]s\b)"
)


def spot_unknown(text: str, vocabulary: Collection[str]) -> Mention | None:
    """Return a capitalised name in a name's place that no list holds, as it stands."""
    for match in _UNKNOWN_NAME.finditer(text):
        start = match.start(match.lastgroup or 0)
        words = list(TOKEN.finditer(text, start, match.end()))
        while words and _ordinary(words[-1].group(), vocabulary):
            words.pop()
        if words and not _ordinary(words[0].group(), vocabulary):
            end = words[-1].end()
            return Mention(text[start:end], start, end, known=False)
    return None


def _ordinary(word: str, vocabulary: Collection[str]) -> bool:
    folded = fold(word)
    if folded in NEVER_NAMES or folded in vocabulary:
        return True
    return word.isupper() and len(word) < 4
