"""Gives passages their vectors: the new ones alone, in small writes, wherever it was left."""

from collections.abc import Callable

from knowledge.notes.embedder import Embedder
from knowledge.store.engine import Store
from knowledge.store.vectors import (
    NOTHING,
    LeftOut,
    add_vectors,
    drop_other_models,
    lacking,
    without_vector,
)

_READ = 256
_WRITE = 64
_DROPPED = 2_000
Progress = Callable[[int, int], None]


def embed_passages(
    store: Store,
    embedder: Embedder,
    progress: Progress | None = None,
    *,
    left_out: LeftOut = NOTHING,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Embed every passage that has no vector of this model; return how many there were.

    What is `left_out` isn't read by the embedder. Vectors of another model serve until all
    passages have this one's, and are deleted then. `progress` is called with the passages done and
    the passages in all; `stopped` is asked between writes. What is written stays: a run that ends
    early goes on where it was.
    """
    with store.read() as connection:
        total = lacking(connection, embedder.name, left_out)
    done, after = 0, 0
    while not stopped():
        with store.read() as connection:
            some = without_vector(connection, embedder.name, after, _READ, left_out)
        if not some:
            _drop_others(store, embedder.name)
            break
        for start in range(0, len(some), _WRITE):
            part = some[start : start + _WRITE]
            rows = embedder.embed([text for _, text in part])
            with store.write() as connection:
                add_vectors(connection, embedder.name, [key for key, _ in part], rows)
            done += len(part)
            if progress is not None:
                progress(done, max(done, total))
            if stopped():
                break
        after = some[-1][0]
    return done


def _drop_others(store: Store, model: str) -> None:
    while True:
        with store.write() as connection:
            if not drop_other_models(connection, model, _DROPPED):
                return
