"""What the intent is told from: words, letter runs, and which kinds of slot a question fills."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.builtin.router import places, words
from bot.builtin.router.question import ACCOUNT, CSM

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_SEPARATOR = re.compile(r"[^\w'%-]+")


def _any_of(table: Mapping[str, str]) -> str:
    return "|".join(table.values())


CUES = tuple(
    re.compile(rf"(?<![\w-])(?:{wording})(?!\w)", re.I)
    for wording in (
        ACCOUNT,
        CSM,
        "accounts|customers|clients|logos|accts|book|who|which|whose",
        _any_of(words.SEGMENTS),
        _any_of(places.REGIONS | places.COUNTRIES),
        _any_of(words.INDUSTRIES),
        _any_of(words.BANDS),
        _any_of(words.STAGES),
        _any_of(words.SORTS),
        _any_of(words.GROUPINGS),
        _any_of(words.METRICS),
        _any_of(words.PRIORITIES),
        _any_of(words.TICKET_STATES),
        _any_of(words.PLAN_STATES),
        _any_of(words.ROLES),
        _any_of(words.FOCUSES),
        _any_of(words.SURVEYS),
    )
)


def cues(text: str) -> Floats:
    """Return a unit vector: which kinds of slot the text fills."""
    present = [1.0 if cue.search(text) else 0.0 for cue in CUES]
    vector = np.array([*present, 0.3], dtype=np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def grams(text: str) -> Counter[str]:
    """Count the text's words, word pairs, and runs of 3 and 4 letters."""
    tokens = ["^", *_SEPARATOR.sub(" ", text.lower()).split(), "$"]
    found = Counter(f"w{token}" for token in tokens)
    found.update(f"w{first} {second}" for first, second in itertools.pairwise(tokens))
    for token in tokens[1:-1]:
        padded = f" {token} "
        for size in (3, 4):
            ends = range(size, len(padded) + 1)
            found.update(f"c{padded[end - size : end]}" for end in ends)
    return found


class Lexicon:
    """TF-IDF over the exemplars, kept as postings: gram -> the rows that have it, and how much.

    The postings of gram n are `rows[starts[n] : starts[n + 1]]`, and so are their `weights`.
    """

    def __init__(
        self, grams: Sequence[str], starts: Ints, rows: Ints, weights: Floats, texts: int
    ) -> None:
        self.grams, self.starts, self.rows, self.weights = tuple(grams), starts, rows, weights
        self.texts = texts
        bounds = itertools.pairwise(starts.tolist())
        self._bounds = dict(zip(self.grams, bounds, strict=True))

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Lexicon":
        counts = [grams(text) for text in texts]
        having = Counter(gram for count in counts for gram in count)
        postings: dict[str, list[tuple[int, float]]] = {gram: [] for gram in having}
        for row, count in enumerate(counts):
            weights = {gram: _weight(n, having[gram], len(counts)) for gram, n in count.items()}
            length = math.sqrt(sum(weight**2 for weight in weights.values()))
            for gram, weight in weights.items():
                postings[gram].append((row, weight / length))
        pairs = [pair for posting in postings.values() for pair in posting]
        starts = np.cumsum([0, *(len(posting) for posting in postings.values())], dtype=np.int32)
        rows = np.array([row for row, _ in pairs], dtype=np.int32)
        weights_of = np.array([weight for _, weight in pairs], dtype=np.float32)
        return cls(tuple(postings), starts, rows, weights_of, len(counts))

    def likeness(self, text: str) -> Floats:
        """Return the cosine of the text with each exemplar, shape (texts,)."""
        found = np.zeros(self.texts, dtype=np.float32)
        squares = 0.0
        for gram, number in grams(text).items():
            begin, end = self._bounds.get(gram, (0, 1))
            weight = _weight(number, end - begin, self.texts)
            squares += weight**2
            if gram in self._bounds:
                found[self.rows[begin:end]] += np.float32(weight) * self.weights[begin:end]
        return found / np.float32(math.sqrt(squares) or 1.0)


def _weight(number: int, documents: int, texts: int) -> float:
    return (1 + math.log(number)) * math.log(1 + texts / documents)
