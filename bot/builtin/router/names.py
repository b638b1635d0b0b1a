"""Finds the accounts and CSMs that a question names, as people write names: cut short, misspelt.

A name that is also an English word ("Target", "Ramp") counts only where it is written or placed
as a name. A capitalised name that nobody in the list bears is passed on as it stands, so that the
tool can say that it is not there and which are near.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.builtin.router.name_words import (
    ENTITY_WORDS,
    LEGAL_SUFFIXES,
    NEVER_NAMES,
    WORDS_AND_FIRST_NAMES,
)

_LONGEST = 5
TOKEN = re.compile(r"[^\W_]+|&")
_BEFORE_A_NAME = re.compile(
    r"\b(?:about|with|at|for|from|regarding|inside|status of"
    r"|(?:anything|rundown|update|news|latest) on|how is|how's|hows)\s+$",
    re.I,
)
_STATUS = re.compile(
    r"(?:'s)? (?:status|renewal(?: date)?|contract|notice date|(?:open )?tickets|p1s?|usage"
    r"|adoption|nps|csat|arr|health|score|champion|stakeholders|contacts|success plan"
    r"|onboarding)\W*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: `value` is the listed name, or the words as typed where none fits."""

    value: str
    start: int
    end: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    folded: str
    start: int
    end: int


class NameIndex:
    """The ways to write each of a list of names."""

    def __init__(self, names: Sequence[str], *, people: bool = False) -> None:
        self._people = people
        self._names_by_key: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for key in _person_keys(name) if people else _account_keys(name):
                self._names_by_key[key].add(name)
        self._single = [key for key in self._names_by_key if " " not in key and not _weak(key)]
        self._by_first_word: dict[str, list[str]] = defaultdict(list)
        for key in self._names_by_key:
            if " " in key:
                self._by_first_word[key.split()[0]].append(key)

    def spot(self, text: str, vocabulary: Collection[str]) -> list[Mention]:
        """Return the listed names in `text`, in order, the longest reading first.

        `vocabulary` holds the words of ordinary questions: they are never misspelt names.
        """
        tokens = _tokens(text)
        mentions, position = [], 0
        while position < len(tokens):
            found = self._longest(text, tokens, position, vocabulary)
            if found is None:
                position += 1
                continue
            mention, count = found
            mentions.append(mention)
            position += count
        return mentions

    def _longest(
        self, text: str, tokens: list[_Token], position: int, vocabulary: Collection[str]
    ) -> tuple[Mention, int] | None:
        for count in range(min(_LONGEST, len(tokens) - position), 0, -1):
            run = tokens[position : position + count]
            key = self._key_of(run, vocabulary)
            plain = key is not None and (_weak(key) or key in vocabulary)
            if key is None or (plain and not self._reads_as_name(text, tokens, run)):
                continue
            return self._mention(text, tokens, position, count, key)
        return None

    def _key_of(self, run: list[_Token], vocabulary: Collection[str]) -> str | None:
        key = " ".join(token.folded for token in run)
        for candidate in (key, key.removesuffix("s")):
            if candidate in self._names_by_key:
                return candidate
        if len(run) > 1:
            options = self._by_first_word.get(run[0].folded, [])
            near = _nearest(key, options, edits=2) if len(key) >= 7 else None
            return near or self._misspelt_first(run, vocabulary)
        if len(key) < 5 or key in vocabulary or is_common(key):
            return None
        near = _nearest(key, self._single, edits=2 if len(key) >= 7 else 1)
        return near if near is not None and near[0] == key[0] else None

    def _misspelt_first(self, run: list[_Token], vocabulary: Collection[str]) -> str | None:
        """Return "orrin payments" for "orin payments"."""
        first = run[0].folded
        if len(first) < 4 or first in vocabulary or is_common(first):
            return None
        word = _nearest(first, (w for w in self._by_first_word if w[0] == first[0]), edits=1)
        key = " ".join(token.folded for token in run)
        return _nearest(key, self._by_first_word[word], edits=2) if word else None

    def _reads_as_name(self, text: str, tokens: list[_Token], run: list[_Token]) -> bool:
        if len(run) > 1:
            return True
        token, first = run[0], run[0].start == tokens[0].start
        if self._people and token.folded not in WORDS_AND_FIRST_NAMES:
            return True
        if token.folded in NEVER_NAMES:
            return False
        if text[token.end : token.end + 2] in ("'s", "’s") or len(tokens) == 1:
            return True
        if token.text[0].isupper() and not first:
            return True
        if text != text.lower() or self._people:
            return False
        return bool(_BEFORE_A_NAME.search(text[: token.start]) or _STATUS.match(text, token.end))

    def _mention(
        self, text: str, tokens: list[_Token], position: int, count: int, key: str
    ) -> tuple[Mention, int]:
        first = tokens[position]
        while position + count < len(tokens) and _continues(tokens[position + count]):
            count += 1
        end = tokens[position + count - 1].end
        names = self._names_by_key[key]
        more = _capitalised_after(text, tokens, position + count)
        if more:
            end = more[-1].end
            return Mention(text[first.start : end], first.start, end, known=False), count + len(
                more
            )
        value = next(iter(names)) if len(names) == 1 else text[first.start : end]
        return Mention(value, first.start, end), count


@lru_cache(maxsize=64)
def name_index(names: tuple[str, ...], *, people: bool = False) -> NameIndex:
    return NameIndex(names, people=people)


def is_common(word: str) -> bool:
    """Say whether a word (lower case) is plain English rather than somebody's name."""
    return word in _common_words() or word in ENTITY_WORDS or word in NEVER_NAMES


def fold(text: str) -> str:
    """Lower-case without accents: the form in which names are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    path = Path(__file__).with_name("common_words.txt")
    return frozenset(path.read_text(encoding="utf-8").split())


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in TOKEN.finditer(text):
        folded = fold(match.group())
        if folded == "s" and text[match.start() - 1 : match.start()] in ("'", "’"):
            continue
        folded = {"&": "and", "n": "and", "st": "street"}.get(folded, folded)
        tokens.append(_Token(match.group(), folded, match.start(), match.end()))
    return tokens


def _account_keys(name: str) -> Iterator[str]:
    words = [token.folded for token in _tokens(name)]
    if words and (len(words) != 2 or words[0] != "the"):
        yield " ".join(words)
    core = [word for word in words if word not in LEGAL_SUFFIXES] or words
    core = core[1:] if core[:1] == ["the"] and len(core) > 1 else core
    yield " ".join(core)
    for start in range(len(core)):
        for end in range(start + 1, len(core) + 1):
            part = core[start:end]
            distinctive = any(not is_common(word) and len(word) > 2 for word in part)
            whole_words = part[-1] != "and" and part[0] != "and"
            if whole_words and (distinctive or (start == 0 and _may_stand_alone(part))):
                yield " ".join(part)


def _may_stand_alone(part: list[str]) -> bool:
    return len(part) > 1 or (part[0] not in ENTITY_WORDS and len(part[0]) > 3)


def _person_keys(name: str) -> Iterator[str]:
    words = [token.folded for token in _tokens(name)]
    if "team" in words:
        yield from {" ".join(words), " ".join(reversed(words))}
    elif words:
        yield from {" ".join(words), words[0], words[-1]}


def _weak(key: str) -> bool:
    return all(is_common(word) for word in key.split())


def _nearest(key: str, options: Iterable[str], *, edits: int) -> str | None:
    best = process.extractOne(key, options, scorer=OSA.distance, score_cutoff=edits)
    return best[0] if best else None


def _continues(token: _Token) -> bool:
    return token.folded in LEGAL_SUFFIXES and token.folded not in {"and", "co", "sa", "as", "group"}


def _capitalised_after(text: str, tokens: list[_Token], position: int) -> list[_Token]:
    """The words that make "Acme Robotics" another name than the listed "Acme Ltd"."""
    more: list[_Token] = []
    for token in tokens[position : position + 2]:
        gap = text[tokens[position - 1 + len(more)].end : token.start]
        if gap != " " or not token.text.istitle() or not _foreign(token.folded):
            break
        more.append(token)
    return more


def _foreign(word: str) -> bool:
    return word not in NEVER_NAMES and (not is_common(word) or word in ENTITY_WORDS)
