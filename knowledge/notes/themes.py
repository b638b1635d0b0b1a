"""Themes of many short texts: what belongs together, and by which words it is best called.

Texts are clustered by average linkage on cosine distance (scipy), over an embedder's vectors
where there is one, else over TF-IDF of word stems. A theme's name is the shortest stretch of one of
its texts that holds its most telling words: those with the highest class-based TF-IDF (Grootendorst
2022).
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from knowledge.notes.embedder import Embedder

Vectors = NDArray[np.float32]
# Texts further apart than this are about different things; by likeness of meaning, and of words.
_APART = {True: 0.55, False: 0.78}
# A text at least so near to a topic is about it, by meaning.
_ABOUT = 0.4
# Linkage holds half of n x n distances: 36 MB at this size.
MOST_TEXTS = 3000
MOST_EMBEDDED = 500
_NAME_WORDS = 3
_LONGEST_NAME = 9
_ENDINGS = ("ation", "ing", "or", "er", "ie", "ed", "e", "al")
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_FILE = Path(__file__).with_name("themes.toml")


@dataclass(frozen=True, slots=True)
class Theme:
    """Texts that belong together, by their places in the list; the most central first.

    `name` is verbatim from one of them.
    """

    name: str
    members: tuple[int, ...]


def themes(texts: Sequence[str], embedder: Embedder | None = None) -> list[Theme]:
    """Group texts into themes, the largest first. At most `MOST_TEXTS` of them.

    More than `MOST_EMBEDDED` are grouped by their words: an answer can't wait for their vectors.
    """
    if not texts:
        return []
    meant = embedder if by_meaning(texts, embedder) else None
    vectors = _embedded(texts, meant) if meant else tf_idf(texts)
    labels = _labels(vectors, _APART[meant is not None])
    groups: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        groups[label].append(place)
    ordered = sorted(groups.values(), key=lambda places: (-len(places), places[0]))
    names = _names(texts, ordered)
    return [
        Theme(name, tuple(_central_first(vectors, places)))
        for name, places in zip(names, ordered, strict=True)
    ]


def by_meaning(texts: Sequence[str], embedder: Embedder | None) -> bool:
    """Whether texts are grouped by meaning, and not by their words."""
    return embedder is not None and len(set(texts)) <= MOST_EMBEDDED


def about(topic: str, texts: Sequence[str], embedder: Embedder | None = None) -> list[int]:
    """The places of the texts that are about a topic: they have its words, or its meaning."""
    wanted = {stem(word) for word in _words(topic)}
    found = {i for i, text in enumerate(texts) if wanted & {stem(w) for w in _words(text)}}
    if embedder and texts and by_meaning(texts, embedder):
        likeness = _embedded(texts, embedder) @ embedder.embed([topic])[0]
        found |= {int(i) for i in np.flatnonzero(likeness >= _ABOUT)}
    return sorted(found)


def _embedded(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """A vector for each text; the same text is embedded once."""
    places = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return embedder.embed(list(places))[[places[text] for text in texts]]


def tf_idf(texts: Sequence[str]) -> Vectors:
    """One row of unit length per text over the stems that two texts or more have, or any has."""
    counted = [Counter(stem(word) for word in _words(text)) for text in texts]
    places = {word: i for i, word in enumerate(sorted({w for c in counted for w in c}))}
    matrix = np.zeros((len(texts), max(len(places), 1)), np.float32)
    for row, count in enumerate(counted):
        for word, times in count.items():
            matrix[row, places[word]] = times
    seen = np.maximum((matrix > 0).sum(axis=0), 1)
    matrix *= np.log(1 + len(texts) / seen).astype(np.float32)
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(length > 0, length, 1)
    return matrix


def stem(word: str) -> str:
    """A word without its commonest English endings: enough to hold "approvals" to "approval"."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    word = word[:-1] if word.endswith("s") and len(word) > 4 else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            return word[:-1] if word[-1:] == word[-2:-1] else word
    return word


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(tomllib.loads(_FILE.read_text("utf-8"))["stop"].split())


def _words(text: str) -> list[str]:
    stop = _stop_words()
    found = [word for word in _WORD.findall(text) if word.lower().replace("’", "'") not in stop]
    return [word for word in found if len(word) > 2]


def _labels(vectors: Vectors, apart: float) -> list[int]:
    if len(vectors) == 1:
        return [0]
    near = np.clip(1.0 - vectors @ vectors.T, 0.0, 2.0)
    condensed = near[np.triu_indices(len(vectors), 1)]
    return [int(label) for label in fcluster(linkage(condensed, "average"), apart, "distance")]


def _central_first(vectors: Vectors, places: Sequence[int]) -> list[int]:
    mine = vectors[list(places)]
    likeness = mine @ mine.mean(axis=0)
    return [places[int(i)] for i in np.argsort(-likeness, kind="stable")]


def _names(texts: Sequence[str], groups: Sequence[Sequence[int]]) -> list[str]:
    """What tells each group from the others, by tf x log(1 + average words / f), as it was said."""
    counts = [Counter(stem(w) for i in places for w in set(_words(texts[i]))) for places in groups]
    overall = sum(counts, Counter[str]())
    average = overall.total() / len(groups)
    named = []
    for places, count in zip(groups, counts, strict=True):
        score = {s: n * log(1 + average / overall[s]) for s, n in count.items()}
        best = sorted(score, key=lambda s: (-score[s], s))[:_NAME_WORDS]
        named.append(_as_said(frozenset(best), [texts[i] for i in places]))
    return named


def _as_said(stems: frozenset[str], texts: Sequence[str]) -> str:
    """The stretch, of at most `_LONGEST_NAME` words, with the most of the stems; the shortest."""
    stretches = [stretch for text in texts for stretch in _stretches(text, stems)]
    best = max(stretches, key=lambda s: (s[0], -s[1]), default=(0, 0, ""))
    return best[2] or (texts[0] if texts else "")


def _stretches(text: str, stems: frozenset[str]) -> list[tuple[int, int, str]]:
    """(stems held, words, the stretch) from each telling word of a text to each later one near."""
    words = list(_WORD.finditer(text))
    telling = [(n, stem(word[0])) for n, word in enumerate(words) if stem(word[0]) in stems]
    found = []
    for at, (first, _) in enumerate(telling):
        held: set[str] = set()
        for last, name in telling[at:]:
            if last - first >= _LONGEST_NAME:
                break
            held.add(name)
            stretch = text[words[first].start() : words[last].end()]
            found.append((len(held), last - first, stretch))
    return found
