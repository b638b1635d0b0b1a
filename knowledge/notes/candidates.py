"""The passages that may answer a question, each scored by its words and by its meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.notes.bm25 import Floats, bm25, idf, standard, term_counts
from knowledge.notes.embedder import Embedder
from knowledge.notes.index import NotesIndex
from knowledge.store.access import View
from knowledge.store.passage_search import (
    Filters,
    Match,
    Vectors,
    extent,
    matches_of,
    matching,
    some_accounts,
    vectors_of,
    vectors_within,
)

# Up to here all passages within the filters are compared.
FEW_PASSAGES = 2_000
# Of more: how many each way proposes, and how many may share a term that is used.
WIDE_MATCHES = 250
WIDE_NEAREST = 150
COMMON = 2_000
# The words' part in the fused score: meaning is the better judge by itself.
WORDS_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Candidates:
    """One entry a passage. `words`: its BM25. `covered`: the share of the question's words that it
    has, by their weight, 0 to 1. `cosine`: its likeness to the question, NaN without a vector.
    """

    ids: NDArray[np.int64]
    words: Floats
    covered: Floats
    cosine: Floats

    def fused(self) -> Floats:
        """Two fifths the words' score, three the meaning's, each in standard deviations.

        A passage without a vector is taken to be as like as the average.
        """
        known = ~np.isnan(self.cosine)
        meaning = np.zeros_like(self.words)
        meaning[known] = standard(self.cosine[known])
        return WORDS_SHARE * standard(self.words) + (1 - WORDS_SHARE) * meaning


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is looked for: its terms, and its vector where something embeds."""

    terms: Sequence[str]
    embedder: Embedder | None
    vector: NDArray[np.float32] | None


def candidates(view: View, question: Question, filters: Filters, index: NotesIndex) -> Candidates:
    """Score every passage of a few accounts; of many, those that words and the index propose."""
    accounts = some_accounts(view, index.few_accounts)
    if accounts is not None:
        count, words = extent(view, filters)
        if count <= FEW_PASSAGES:
            return _of_few(view, question, filters, accounts, (count, words))
    return _of_many(view, question, filters, index, accounts)


def _of_few(
    view: View,
    question: Question,
    filters: Filters,
    accounts: Sequence[int],
    of_scope: tuple[int, int],
) -> Candidates:
    """Exact: words and vectors of all passages within the filters."""
    count, words = of_scope
    if not count or not accounts:
        return _none()
    matches = (
        matching(view, filters, question.terms, accounts, FEW_PASSAGES) if question.terms else []
    )
    near = _nearest_none()
    if question.embedder is not None:
        near = vectors_within(view, filters, question.embedder.name)
    counts = term_counts([match.terms for match in matches], question.terms)
    weights = idf((counts > 0).sum(axis=0), count)
    return _scored(question, matches, counts, weights, words / count, near)


def _of_many(
    view: View,
    question: Question,
    filters: Filters,
    index: NotesIndex,
    accounts: Sequence[int] | None,
) -> Candidates:
    """What the rarer words find, and what is nearest in meaning."""
    corpus = index.corpus(view)
    if not corpus.passages:
        return _none()
    holding = {term: index.holding(view, term) for term in question.terms}
    telling = _telling(holding)
    matches = matching(view, filters, telling, accounts, WIDE_MATCHES) if telling else []
    near = _nearest_none()
    if question.embedder is not None and question.vector is not None:
        near = _nearest(view, question, filters, index)
        here = {match.id for match in matches}
        matches += matches_of(view, filters, [i for i in near[0].tolist() if i not in here])
        close = set(near[0].tolist())
        lacking = [match.id for match in matches if match.id not in close]
        near = _both(near, vectors_of(view, filters, question.embedder.name, lacking))
    counts = term_counts([match.terms for match in matches], question.terms)
    weights = idf(np.array([holding[t] for t in question.terms], dtype=float), corpus.passages)
    return _scored(question, matches, counts, weights, corpus.average_words, near)


def _telling(holding: Mapping[str, int]) -> list[str]:
    """The question's rarer terms: the rarest, and more while few passages have them."""
    chosen: list[str] = []
    total = 0
    for term in sorted(holding, key=lambda term: holding[term]):
        if not holding[term]:
            continue
        total += holding[term]
        if chosen and total > COMMON:
            break
        chosen.append(term)
    return chosen


def _nearest(view: View, question: Question, filters: Filters, index: NotesIndex) -> Vectors:
    """The nearest passages that may be read: by the wide index, exactly where that won't do."""
    assert question.embedder is not None
    assert question.vector is not None
    model = question.embedder.name
    if index.wide is not None and not filters.are_set:
        proposed = index.wide.nearest(model, question.vector, WIDE_NEAREST)
        near = vectors_of(view, filters, model, proposed)
        if proposed and len(near[0]) >= len(proposed) // 2:
            return near
    ids, rows = vectors_within(view, filters, model)
    if not len(ids):
        return ids, rows
    best = np.argsort(-(rows @ question.vector), kind="stable")[:WIDE_NEAREST]
    return ids[best], rows[best]


def _scored(
    question: Question,
    matches: Sequence[Match],
    counts: Floats,
    weights: Floats,
    average: float,
    near: Vectors,
) -> Candidates:
    """Put both scores beside each other, for every passage that has one of them."""
    lengths = np.array([match.words for match in matches], dtype=np.float64)
    by_words = bm25(counts, lengths, weights, average)
    total = float(weights.sum()) or 1.0
    covered = (counts > 0) @ weights / total
    match_ids = np.array([match.id for match in matches], dtype=np.int64)
    ids = np.union1d(match_ids, near[0])
    found = Candidates(ids, np.zeros(len(ids)), np.zeros(len(ids)), np.full(len(ids), np.nan))
    at = np.searchsorted(ids, match_ids)
    found.words[at], found.covered[at] = by_words, covered
    if question.vector is not None and len(near[0]):
        found.cosine[np.searchsorted(ids, near[0])] = near[1] @ question.vector
    return found


def _both(first: Vectors, second: Vectors) -> Vectors:
    if not len(second[0]):
        return first
    if not len(first[0]):
        return second
    return np.concatenate([first[0], second[0]]), np.concatenate([first[1], second[1]])


def _nearest_none() -> Vectors:
    return np.empty(0, dtype=np.int64), np.empty((0, 0), dtype=np.float32)


def _none() -> Candidates:
    empty = np.empty(0)
    return Candidates(np.empty(0, dtype=np.int64), empty, empty, empty)
