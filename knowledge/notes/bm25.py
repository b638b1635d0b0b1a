"""BM25: how well the words of a passage answer those of a question; and scores put on one scale.

score = sum over terms of idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * words / average)), with
idf = ln(1 + (N - n + 0.5) / (n + 0.5)) (Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009; the 1 + keeps idf positive, as Lucene does).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
Floats = NDArray[np.float64]


def idf(holding: Floats, passages: int) -> Floats:
    """The weight of each term that `holding` of the `passages` have; shape kept."""
    return np.log1p((np.maximum(passages - holding, 0) + 0.5) / (holding + 0.5))


def bm25(counts: Floats, words: Floats, weights: Floats, average: float) -> Floats:
    """The score of each passage.

    `counts`: how often each passage (row) has each term (column). `words`: the passages' lengths.
    `weights`: the terms' idf. `average`: the mean length where the passages come from.
    """
    length = K1 * (1 - B + B * words / max(average, 1.0))
    return np.asarray((counts * (K1 + 1) / (counts + length[:, None])) @ weights)


def term_counts(texts: Sequence[str], terms: Sequence[str]) -> Floats:
    """How often each text (terms divided by blanks) has each term: shape (texts, terms)."""
    # Two blanks between words, so that one that is said twice in a row is counted twice.
    padded = [f" {text.replace(' ', '  ')} " for text in texts]
    found = [[text.count(f" {term} ") for term in terms] for text in padded]
    return np.array(found, dtype=np.float64).reshape(len(texts), len(terms))


def standard(scores: Floats) -> Floats:
    """The scores in standard deviations from their mean; zeros where all are alike."""
    spread = float(scores.std()) if scores.size else 0.0
    if spread < 1e-12:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread)
