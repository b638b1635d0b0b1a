"""The vector index of the whole company, in Chroma: made from the store, and made again on doubt.

It holds the passages' ids and vectors, no text. Embedded, it belongs to the one process that has
its lock (Chroma isn't safe between processes); on a server, that process alone writes. What it
answers are proposals: the store says what is there and who may read it.
"""

import fcntl
import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SourceUnavailable
from knowledge.notes import chroma
from knowledge.store.engine import Store
from knowledge.store.forget import MARK
from knowledge.store.landing_after import workspace_value
from knowledge.store.vectors import state_of_vectors, stored_vectors, vector_ids

logger = logging.getLogger(__name__)

_BATCH = 500
_SAMPLE = 24
# Its graph leaves a few passages in a thousand out of reach: a sample may miss some.
_FOUND_IN_SAMPLE = 0.85
Progress = Callable[[int, int], None]


class WideIndex:
    """Safe to read from several threads while one brings it in line.

    A model's vectors are proposed from once they were compared with the store.
    """

    def __init__(self, store: Store, folder: Path, url: str = "") -> None:
        """`folder` has the lock, and Chroma's files where `url` names no server."""
        self._store, self._folder, self._url = store, folder, url
        self._lock: Any = None
        self._client: Any = None
        self._trusted: dict[str, Any] = {}
        self._aligned: object = None

    def take(self) -> bool:
        """Become the one process that has the index; say whether that could be."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = (self._folder / "owner.lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._lock = handle
        return True

    def give_up(self) -> None:
        """Let another process have the index."""
        self._trusted.clear()
        self._disconnect()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def nearest(self, model: str, vector: NDArray[np.float32], count: int) -> list[int]:
        """The ids of about `count` passages, the nearest first; none where it can't be trusted."""
        collection = self._trusted.get(model)
        if collection is None:
            return []
        try:
            return chroma.nearest(collection, vector, count)
        except Exception:
            # Whatever it is, the store can answer, and the next round makes the index again.
            logger.exception("the wide index failed; the store answers until it is made again")
            self._trusted.pop(model, None)
            return []

    def bring_in_line(self, progress: Progress | None = None) -> None:
        """Make the index hold what the store holds, compare the two, and trust it then.

        An index that a killed process left half written, that differs, or that fails is thrown
        away and made from the store. Raises SourceUnavailable where a server doesn't answer.
        """
        try:
            self._align(progress)
        except SourceUnavailable:
            raise
        except Exception:
            logger.exception("the wide index is damaged and is made again")
            self._throw_away()
            self._align(progress)

    def _align(self, progress: Progress | None) -> None:
        if self._client is None and not self._url and self._unsure.exists():
            self._throw_away()
        with self._store.read() as connection:
            models = state_of_vectors(connection)
            mark = workspace_value(connection, MARK) or ""
        state = (models, mark)
        if not models and self._client is None and not self._url and not _files_in(self._folder):
            return
        if state == self._aligned and set(models) == set(self._trusted):
            return
        with self._doubted():
            client = self._connected()
            chroma.drop_unknown(client, {chroma.name_of(model) for model in models})
            for model in models:
                self._align_model(client, model, mark, progress)
        self._trusted = {m: c for m, c in self._trusted.items() if m in models}
        self._aligned = state

    def _align_model(self, client: Any, model: str, mark: str, progress: Progress | None) -> None:
        collection = chroma.collection_of(client, model, mark)
        self._fill(collection, model, progress)
        if not self._agrees(collection, model):
            logger.warning("the wide index differs from the store and is made again")
            self._trusted.pop(model, None)
            client.delete_collection(chroma.name_of(model))
            collection = chroma.collection_of(client, model, mark)
            self._fill(collection, model, progress)
        if self._agrees(collection, model):
            self._trusted[model] = collection

    def _fill(self, collection: Any, model: str, progress: Progress | None) -> None:
        with self._store.read() as connection:
            wanted = vector_ids(connection, model)
        present = {int(key) for key in collection.get(include=[])["ids"]}
        for gone in _parts(sorted(present - set(wanted))):
            collection.delete(ids=[str(key) for key in gone])
        missing = [key for key in wanted if key not in present]
        done = 0
        for some in _parts(missing):
            with self._store.read() as connection:
                ids, rows = stored_vectors(connection, model, some)
            if ids:
                collection.upsert(ids=[str(key) for key in ids], embeddings=rows)
            done += len(some)
            if progress is not None:
                progress(done, len(missing))

    def _agrees(self, collection: Any, model: str) -> bool:
        """Compare counts, and ask for some passages by their own vectors."""
        with self._store.read() as connection:
            wanted = vector_ids(connection, model)
            sample = wanted[:: max(1, len(wanted) // _SAMPLE)][:_SAMPLE]
            ids, rows = stored_vectors(connection, model, sample)
        if collection.count() != len(wanted):
            return False
        found = [chroma.has(collection, key, row) for key, row in zip(ids, rows, strict=True)]
        return not found or sum(found) >= _FOUND_IN_SAMPLE * len(found)

    @property
    def _unsure(self) -> Path:
        """A file that is there while the index is opened or written: left, it means a crash."""
        return self._folder / "unsure"

    @contextmanager
    def _doubted(self) -> Iterator[None]:
        self._unsure.touch()
        yield
        self._unsure.unlink(missing_ok=True)

    def _connected(self) -> Any:
        if self._client is None:
            # One made anew gets a folder of its own: Chroma remembers a folder that failed it.
            files = [*_files_in(self._folder), self._folder / f"chroma-{uuid4().hex[:8]}"]
            self._client = chroma.connect(files[0], self._url)
        return self._client

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _throw_away(self) -> None:
        self._trusted.clear()
        self._aligned = None
        if self._url:
            chroma.drop_unknown(self._connected(), set())
            return
        self._disconnect()
        for path in _files_in(self._folder):
            shutil.rmtree(path, ignore_errors=True)


def discard(folder: Path) -> bool:
    """Delete an embedded index that no process has; say whether none had it."""
    if not folder.exists():
        return True
    with (folder / "owner.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        for path in _files_in(folder):
            shutil.rmtree(path, ignore_errors=True)
    return True


def _files_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("chroma-*"))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
