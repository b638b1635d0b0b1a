"""Small books of notes for the tests of search, and an embedder that needs no weights."""

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.notes.stems import terms_of
from knowledge.store.access import Person, View, person_by_email
from knowledge.store.engine import Store
from tests.factories import TODAY

MAYA, TOM, OPS = "maya@steward.test", "tom@steward.test", "ops@steward.test"


class Letters:
    """Embeds a text by its words, each a direction of its own."""

    dimensions = 64

    def __init__(self, name: str = "letters") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms_of(text):
                row += _direction(term, self.dimensions)
            row[0] += 0.01
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=10_000)
def _direction(term: str, dimensions: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(crc32(term.encode()))
    return rng.normal(size=dimensions).astype(np.float32)


def person(store: Store, email: str) -> Person:
    with store.read() as connection:
        found = person_by_email(connection, email)
    assert found is not None
    return found


def view_of(store: Store, connection: object, *emails: str) -> View:
    people = tuple(person(store, email) for email in emails)
    return View(connection, people, TODAY, TODAY)  # type: ignore[arg-type]
