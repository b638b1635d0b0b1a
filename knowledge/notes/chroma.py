"""What the wide index asks of Chroma: a client, a collection for each model, the nearest ids."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SourceUnavailable

_PREFIX = "steward-passages-"
_SAME = 1e-4


def connect(folder: Path, url: str) -> Any:
    """A client of the folder, or of the server at `url`. Nothing is reported to anybody.

    Raises SourceUnavailable where no server answers there.
    """
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if not url:
        return chromadb.PersistentClient(path=str(folder), settings=quiet)
    try:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 8000)
        host = parts.hostname or url
        return chromadb.HttpClient(host=host, port=port, ssl=secure, settings=quiet)
    except Exception as error:
        raise SourceUnavailable(
            f"No Chroma server answers at CHROMA_URL {url!r}: start it, correct the URL, or leave "
            "it out for the embedded index. Until then notes are searched in the store."
        ) from error


def collection_of(client: Any, model: str, mark: str) -> Any:
    """The model's collection; one from before something was forgotten is made anew."""
    name = name_of(model)
    found = [c for c in client.list_collections() if c.name == name]
    if found and (found[0].metadata or {}).get("mark") == mark:
        return client.get_collection(name, embedding_function=None)
    if found:
        client.delete_collection(name)
    space = {"hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 200}}
    return client.create_collection(
        name, metadata={"model": model, "mark": mark}, configuration=space, embedding_function=None
    )


def drop_unknown(client: Any, known: set[str]) -> None:
    """Drop the collections of models that the store has no vector of any more."""
    for collection in client.list_collections():
        if collection.name.startswith(_PREFIX) and collection.name not in known:
            client.delete_collection(collection.name)


def name_of(model: str) -> str:
    """What a model's collection is called: Chroma allows few characters."""
    return _PREFIX + hashlib.sha256(model.encode()).hexdigest()[:12]


def nearest(collection: Any, vector: NDArray[np.float32], count: int) -> list[int]:
    """The ids of `count` passages, the nearest first."""
    found = collection.query(query_embeddings=[vector], n_results=count, include=[])
    return [int(key) for key in found["ids"][0]]


def has(collection: Any, key: int, vector: NDArray[np.float32]) -> bool:
    """Whether a passage is found by its own vector, or another that has the same one."""
    found = collection.query(query_embeddings=[vector], n_results=10, include=["distances"])
    return str(key) in found["ids"][0] or min(found["distances"][0], default=1.0) < _SAME
