"""Finds the passages of notes that answer a question, among those that its readers may see.

Words (BM25) and meaning (vectors) each give a score; the two are put on one scale and added.
A few accounts are searched exactly. The whole company goes through the wide index where there is
one, whose answers are looked up in SQL again before anything is shown.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from knowledge.notes.candidates import Question, candidates
from knowledge.notes.folding import fold
from knowledge.notes.index import NotesIndex
from knowledge.notes.relevance import relevance
from knowledge.notes.stems import query_terms
from knowledge.store.access import View
from knowledge.store.passage_search import Filters, FoundPassage, newest_ids, passages_of

# How many candidates are looked at for each hit wanted: some fold into one.
LOOKED_AT = 4
How = Literal["words and meaning", "words", "date"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, its score, and how many others say the same.

    `is_relevant`: good enough by itself, where the score is only good for the order.
    """

    passage: FoundPassage
    score: float
    is_relevant: bool
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, the best first; none where nothing is relevant. `how`: what they were found by."""

    hits: tuple[Hit, ...]
    how: How


def search(view: View, query: str, filters: Filters, index: NotesIndex, *, limit: int = 5) -> Found:
    """Return up to `limit` passages in the order in which they answer the query.

    None at all unless one of them is relevant by itself, and none on a query without words.
    """
    terms = query_terms(query)
    embedder = index.serving(view)
    how: How = "words" if embedder is None else "words and meaning"
    if not terms:
        return Found((), how)
    vector = None if embedder is None else index.embed_query(embedder, query)
    question = Question(terms, embedder, vector)
    scored = candidates(view, question, filters, index)
    enough = relevance(scored.covered, scored.cosine) >= 1
    if not enough.any():
        return Found((), how)
    ranks = scored.fused()
    best = np.argsort(-ranks, kind="stable")[: limit * LOOKED_AT]
    ids = [int(scored.ids[i]) for i in best]
    texts = passages_of(view, filters, ids)
    folded = dict(fold([texts[key] for key in ids if key in texts]))
    hits = [
        Hit(texts[key], float(ranks[i]), bool(enough[i]), folded[texts[key]])
        for i, key in zip(best, ids, strict=True)
        if texts.get(key) in folded
    ]
    return Found(tuple(hits[:limit]), how)


def newest(view: View, filters: Filters, *, limit: int = 5, spoken: bool = False) -> Found:
    """Return the passages of the newest notes, whatever they say; `spoken` leaves emails out."""
    ids = newest_ids(view, filters, limit * LOOKED_AT)
    texts = passages_of(view, filters, ids)
    kept = [texts[key] for key in ids if key in texts]
    hits = [Hit(one, 0.0, True) for one in kept if not (spoken and one.kind == "email")]
    return Found(tuple(hits[:limit]), "date")
