"""What turns text into vectors: one shape for the local model and for a service."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@runtime_checkable
class Embedder(Protocol):
    """Vectors of texts whose dot product is their likeness.

    `name` goes into the store beside each vector: vectors of two names are never compared.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length per text: float32, shape (len(texts), dimensions)."""
        ...
