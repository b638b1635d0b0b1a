"""The lexicon of business mail as compiled patterns. The words themselves are in lexicon.toml."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("lexicon.toml")
_WORD = re.compile(r"(?<![\w-])\w")
_KEY = 3
_WEIGHTS = {"very_good": 2.0, "good": 1.0, "bad": -1.0, "very_bad": -2.0, "neutral": 0.0}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`terms` are the phrases by the three letters that they begin with, the longest first;
    `weights` and `stems` say what a phrase weighs."""

    terms: Mapping[str, re.Pattern[str]]
    weights: dict[str, float]
    stems: tuple[tuple[str, float], ...]
    negations: re.Pattern[str]
    intensifiers: re.Pattern[str]
    hedges: re.Pattern[str]
    staying: re.Pattern[str]

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """The phrases of a text from left to right, the longest where several begin."""
        text, end = text.replace("’", "'"), 0
        for word in _WORD.finditer(text):
            at = word.start()
            bucket = self.terms.get(text[at : at + _KEY].lower()) if at >= end else None
            match = bucket.match(text, at) if bucket else None
            if match:
                end = match.end()
                yield match

    def weight(self, words: str) -> float:
        """What a found phrase weighs: 2 and -2 strong, 1 and -1 plain, 0 for mere politeness."""
        plain = " ".join(words.lower().replace("’", "'").split())
        if plain in self.weights:
            return self.weights[plain]
        return next((weight for stem, weight in self.stems if plain.startswith(stem)), 0.0)


@cache
def load_lexicon() -> Lexicon:
    """The lexicon that comes with Steward, compiled once."""
    written = tomllib.loads(_FILE.read_text("utf-8"))
    weights: dict[str, float] = {}
    stems: dict[str, float] = {}
    for group, weight in _WEIGHTS.items():
        for phrase in _phrases(written[group]):
            (stems if phrase.endswith("*") else weights)[phrase.removesuffix("*")] = weight
    longest_stem_first = sorted(stems.items(), key=lambda pair: -len(pair[0]))
    phrases = [p for group in _WEIGHTS for p in _phrases(written[group])]
    return Lexicon(
        terms=_by_beginning(phrases),
        weights=weights,
        stems=tuple(longest_stem_first),
        negations=_any_of(_phrases(written["negations"])),
        intensifiers=_any_of(_phrases(written["intensifiers"])),
        hedges=_any_of(_phrases(written["hedges"])),
        staying=_any_of(_phrases(written["staying"])),
    )


def _by_beginning(phrases: list[str]) -> dict[str, re.Pattern[str]]:
    """One pattern for all phrases is tried at every letter: a hundred times slower than this."""
    found: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        found[phrase[:_KEY]].append(phrase)
    return {key: _any_of(mine) for key, mine in found.items()}


def _phrases(written: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in written.split("|") if phrase.strip()]


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """The longest phrase that begins at a place, on word boundaries, whatever the apostrophe."""
    parts = []
    for phrase in sorted(phrases, key=len, reverse=True):
        stem, is_stem = phrase.removesuffix("*"), phrase.endswith("*")
        body = re.escape(stem).replace(r"\ ", r"\s+").replace("'", "['’]")
        start = "" if stem.startswith("n'") else r"(?<![\w-])"
        parts.append(f"{start}{body}{'[a-z]*' if is_stem else ''}(?![\\w-])")
    return re.compile("|".join(parts), re.I)
