"""Names in a text: which entities it speaks of, where, and which names nobody knows."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.checker.ledger import Ledger, is_group

_TOKEN = re.compile(r"[^\W_]+(?:[&'’.-][^\W_]+)*")
_ORDINARY = """global united first new the north south east west blue green red national general
    american european next one open data cloud digital health all any account accounts your book
    team monday friday march may today support usage success customer customers health enterprise
    market best great big super smart good key core main one
    two three four five six seven eight nine ten"""
_COMMON = frozenset(_ORDINARY.split())
_SUFFIX = r"(?:Inc|Ltd|LLC|GmbH|Corp|PLC|plc|AG|BV|Oy|AB|SAS|SpA|Pty|LLP|Labs|Holdings)"
_INCORPORATED = re.compile(rf"\b((?:[A-Z][\w&'’-]*\s)+{_SUFFIX})\b")


@dataclass(frozen=True, slots=True)
class Named:
    """A name at [start, end) of the text, and the entities that it may mean.

    `is_known` is False for an account of the viewer's that no fact speaks of.
    """

    start: int
    end: int
    entities: tuple[str, ...]
    is_account: bool
    is_known: bool = True


class Directory:
    """Every name that may be met, by its first word, so that a text is read once."""

    def __init__(self, ledger: Ledger, accounts: Collection[str]) -> None:
        self._ledger = ledger
        self._accounts = frozenset(accounts)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for name in dict.fromkeys([*ledger.entries, *accounts]):
            self._add(name)

    def find(self, plain: str) -> list[Named]:
        """Find the names in a text, in order; the longest wins where several begin."""
        tokens = [(m.start(), m.end(), _norm(m[0])) for m in _TOKEN.finditer(plain)]
        found, at = [], 0
        while at < len(tokens):
            size, names = self._longest(plain, tokens, at)
            if not size:
                at += 1
                continue
            found.append(self._named(tokens[at][0], tokens[at + size - 1], names))
            at += size
        return found

    def strangers(self, plain: str) -> Iterator[tuple[int, int]]:
        """Give the spans of company names (by their suffix) that nothing knows."""
        for match in _INCORPORATED.finditer(plain):
            if not self.knows(match[1]):
                yield match.span(1)

    def knows(self, name: str) -> bool:
        """Say whether a name occurs in any fact's words or among the entities."""
        folded = _fold(name)
        if any(folded in _fold(entity) for entity in self._ledger.entries):
            return True
        return any(folded in _fold(text) for entry in self._ledger.all() for text in entry.texts)

    def _add(self, name: str) -> None:
        phrase = tuple(_norm(token) for token in _TOKEN.findall(name))
        if not phrase or phrase == ("today",):
            return
        self._phrases[phrase[0]].append((phrase, name))
        if len(phrase) == 1 or is_group(name):
            return
        if name not in self._ledger.accounts and name not in self._accounts:
            self._phrases[phrase[-1]].append((phrase[-1:], name))
        short = phrase[:2] if phrase[0] in _COMMON or len(phrase[0]) < 4 else phrase[:1]
        if short != phrase:
            self._phrases[short[0]].append((short, name))

    def _longest(
        self, plain: str, tokens: list[tuple[int, int, str]], at: int
    ) -> tuple[int, list[str]]:
        start, _, word = tokens[at]
        size = 0
        names: list[str] = []
        for phrase, name in self._phrases.get(word, ()):
            if len(phrase) < size or (name[0].isupper() and not plain[start].isupper()):
                continue
            span = tokens[at : at + len(phrase)]
            if tuple(token[2] for token in span) != phrase or not _is_one_phrase(plain, span):
                continue
            if len(phrase) > size:
                size, names = len(phrase), []
            names.append(name)
        return size, names

    def _named(self, start: int, last: tuple[int, int, str], names: Iterable[str]) -> Named:
        known = tuple(name for name in names if name in self._ledger.entries)
        end = last[1]
        if not known:
            unknown = tuple(names)
            return Named(start, end, unknown, True, self.knows(unknown[0]))
        return Named(start, end, known, any(name in self._ledger.accounts for name in known))


def _is_one_phrase(plain: str, tokens: list[tuple[int, int, str]]) -> bool:
    gaps = pairwise(tokens)
    return all(not plain[a[1] : b[0]].strip(" ,-&/") for a, b in gaps)


@lru_cache(maxsize=16384)
def _norm(token: str) -> str:
    token = token.replace("’", "'").replace(".", "").lower()
    return token.removesuffix("'s").rstrip("'-")


def _fold(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())
