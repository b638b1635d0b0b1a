"""Signs in what the customer says: notice, export, competitors, price, other risks, requests.

The patterns are in signs.toml. What we say ourselves in a call or a mail is no sign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.notes.reading.clean import Sentence
from knowledge.notes.reading.patterns import words, written
from knowledge.notes.reading.records import Found, Kind

_FILE = "signs.toml"
_NAMED_SURE = 0.7


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: Kind
    sign: str
    sure: float
    hints: tuple[str, ...]
    matches: re.Pattern[str]
    unless: re.Pattern[str] | None


def signs_in(sentences: Sequence[Sentence], known: frozenset[str] = frozenset()) -> list[Found]:
    """What the customer says that speaks of leaving, price or wishes, one of each kind a sentence.

    `known` are names in lower case that are no competitors: people and the account itself.
    """
    found: list[Found] = []
    for sentence in sentences:
        if sentence.side == "us" and not sentence.is_report:
            continue
        kinds: set[str] = set()
        for one in (*_named(sentence, known), *_matched(sentence)):
            if one.kind not in kinds:
                kinds.add(one.kind)
                found.append(one)
    return found


def _matched(sentence: Sentence) -> Iterator[Found]:
    lower = sentence.text.lower()
    for sign in _signs():
        if sign.hints and not any(hint in lower for hint in sign.hints):
            continue
        match = sign.matches.search(sentence.text)
        if match and not (sign.unless and sign.unless.search(sentence.text)):
            detail = {"sign": sign.sign, "words": match[0].strip()}
            yield Found(sign.kind, sentence.start, sentence.end, sign.sure, detail)


def _named(sentence: Sentence, known: frozenset[str]) -> Iterator[Found]:
    for match in _pattern("named").finditer(sentence.text):
        name = (match["after"] or match["before"]).rstrip(".,;")
        first = name.split()[0].lower()
        if first in words(_FILE, "nobody") or first in known or name.lower() in known:
            continue
        if _pattern("buying").search(sentence.text):
            detail = {"sign": "named", "who": name, "words": match[0].strip()}
            yield Found("competitor", sentence.start, sentence.end, _NAMED_SURE, detail)
            return


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(written(_FILE)["patterns"][name])


@cache
def _signs() -> tuple[_Sign, ...]:
    return tuple(
        _Sign(
            one["kind"],
            one["sign"],
            one["sure"],
            tuple(one.get("hints", "").split()),
            _any_of(one["is"]),
            _any_of(one["unless"]) if one["unless"] else None,
        )
        for one in written(_FILE)["signs"]
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Patterns whose words begin at a boundary and whose blanks are any blanks."""
    parts = [p if p.startswith(("^", "(?<", "(?:%", "\\")) else rf"\b{p}" for p in patterns]
    return re.compile("|".join(f"(?:{p})" for p in parts), re.I)
