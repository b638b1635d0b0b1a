"""What a search needs besides the store: who embeds, the wide index, the company's statistics."""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.notes.embedder import Embedder
from knowledge.notes.wide import WideIndex
from knowledge.store.access import View
from knowledge.store.passage_search import holding, whole_extent
from knowledge.store.vectors import counts_by_model

# How old a count may be that only weighs words or picks a model.
_STALE_SECONDS = 60.0
_QUERIES_KEPT = 256


@dataclass(frozen=True, slots=True)
class Corpus:
    """How much there is to search, in the whole company; `by_model` counts vectors."""

    passages: int
    average_words: float
    by_model: dict[str, int]


class NotesIndex:
    """Shared by threads. `embedders`: the one that is wanted, then others that could still serve.

    While the passages get vectors of the wanted model, those of another go on answering.
    """

    def __init__(
        self,
        embedders: Sequence[Embedder] = (),
        wide: WideIndex | None = None,
        *,
        few_accounts: int = 200,
    ) -> None:
        """A search of more than `few_accounts` accounts doesn't compare every passage."""
        self.embedders = tuple(embedders)
        self.wide = wide
        self.few_accounts = few_accounts
        self._lock = threading.Lock()
        self._queries: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()
        self._corpus: tuple[float, Corpus] | None = None
        self._holding: dict[str, int] = {}

    def corpus(self, view: View) -> Corpus:
        """The company's statistics, of the last minute."""
        with self._lock:
            if self._corpus and time.monotonic() - self._corpus[0] < _STALE_SECONDS:
                return self._corpus[1]
        passages, average = whole_extent(view.connection)
        found = Corpus(passages, average, counts_by_model(view.connection))
        with self._lock:
            self._corpus = (time.monotonic(), found)
            self._holding.clear()
        return found

    def holding(self, view: View, term: str) -> int:
        """How many of the company's passages have a term, of the last minute."""
        if term not in self._holding:
            self._holding[term] = holding(view.connection, term)
        return self._holding[term]

    def serving(self, view: View) -> Embedder | None:
        """The embedder whose vectors answer now: the wanted one once it has as many as others."""
        counts = self.corpus(view).by_model
        able = [embedder for embedder in self.embedders if counts.get(embedder.name)]
        return max(able, key=lambda embedder: counts[embedder.name], default=None)

    def embed_query(self, embedder: Embedder, query: str) -> NDArray[np.float32]:
        """The query's vector; those of the last queries are kept."""
        key = (embedder.name, query)
        with self._lock:
            if key in self._queries:
                self._queries.move_to_end(key)
                return self._queries[key]
        vector: NDArray[np.float32] = embedder.embed([query])[0]
        with self._lock:
            self._queries[key] = vector
            while len(self._queries) > _QUERIES_KEPT:
                self._queries.popitem(last=False)
        return vector
