"""Tells what a question wants: kernel ridge regression over the exemplars, fitted ahead.

The likeness of two questions is a weighted sum of three cosines (embedding, words and letter
runs, kinds of slot); without the embedder, of the last two. Adding a tool means adding exemplars:
`python -m bot.builtin.router.refit` fits again and writes intents.npz, and a stale file is
noticed and fitted in memory.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.builtin.router.features import Floats, Lexicon, cues
from bot.builtin.router.question import ACCOUNT, CSM
from knowledge.errors import NotConfigured
from knowledge.notes.embedder import Embedder
from knowledge.notes.minilm import NAME

# Spelt well, so that their words are what a typo was meant to be; and as people really type.
EXEMPLARS = Path(__file__).with_name("exemplars.jsonl")
VOICES = Path(__file__).with_name("voices.jsonl")
FITTED = Path(__file__).with_name("intents.npz")

# Of embedding, words, slots: chosen by cross-validation.
FUSED = (0.7, 0.2, 0.1)
LEXICAL = (0.0, 0.8, 0.2)
RIDGE = 0.05
SHARPNESS = 2.0
# Words alone are right in 99% of the questions that they are this sure of: half of them all, and
# those need no embedding.
SURE = 0.7
_STEPS = np.float32(400)


@dataclass(frozen=True, slots=True)
class Exemplar:
    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Model:
    """`fused` and `lexical` are the dual weights, shape (exemplars, intents)."""

    intents: tuple[str, ...]
    lexicon: Lexicon
    cues: Floats
    prior: Floats
    lexical: Floats
    embeddings: Floats | None = None
    fused: Floats | None = None


class Intents:
    """Scores every intent for a question."""

    def __init__(self, embedder: Embedder | None, model: Model | None = None) -> None:
        fits = embedder is not None and embedder.name == NAME
        self._embedder = embedder if fits else None
        self._model = model or load(self._embedder)

    def scores(self, text: str) -> dict[str, float]:
        """Return a score per intent, about 0 to 1: 1 is as sure as of an exemplar."""
        model = self._model
        words, slots = model.lexicon.likeness(text), model.cues @ cues(text)
        values = _kernel(LEXICAL, None, words, slots) @ model.lexical + model.prior
        if model.embeddings is not None and model.fused is not None and values.max() < SURE:
            vector = self._embed(text)
            if vector is not None:
                # Not `@`: on a busy machine its threads wait for one another.
                likeness = np.einsum("ij,j->i", model.embeddings, vector)
                values = _kernel(FUSED, likeness, words, slots) @ model.fused + model.prior
        return dict(zip(model.intents, values.tolist(), strict=True))

    def _embed(self, text: str) -> Floats | None:
        if self._embedder is None:
            return None
        try:
            vector: Floats = self._embedder.embed([text])[0]
        except NotConfigured:
            self._embedder = None
            return None
        return vector


def exemplars(*paths: Path) -> tuple[Exemplar, ...]:
    """Read the exemplars, `{a}` and `{csm}` in them standing for any account and any CSM.

    Without a path, those of both files.
    """
    texts = [path.read_text(encoding="utf-8") for path in paths or (EXEMPLARS, VOICES)]
    rows = [json.loads(line) for text in texts for line in text.splitlines()]
    return tuple(
        Exemplar(row["q"].replace("{a}", ACCOUNT).replace("{csm}", CSM), row["intent"])
        for row in rows
    )


def fit(known: tuple[Exemplar, ...], embedder: Embedder | None) -> Model:
    """Fit both forms, the fused one where there is an embedder."""
    texts = [exemplar.text for exemplar in known]
    intents = tuple(sorted({exemplar.intent for exemplar in known}))
    column = {intent: number for number, intent in enumerate(intents)}
    wanted = np.zeros((len(known), len(intents)), dtype=np.float64)
    wanted[np.arange(len(known)), [column[exemplar.intent] for exemplar in known]] = 1
    prior = wanted.mean(axis=0)
    lexicon = Lexicon.of(texts)
    slots = np.stack([cues(text) for text in texts])
    word_likeness = np.stack([lexicon.likeness(text) for text in texts])
    slot_likeness = slots @ slots.T
    lexical = _solve(_kernel(LEXICAL, None, word_likeness, slot_likeness), wanted - prior)
    model = Model(intents, lexicon, slots, prior.astype(np.float32), lexical)
    if embedder is None:
        return model
    vectors = _bytes(embedder.embed(texts)).astype(np.float32) / _STEPS
    kernel = _kernel(FUSED, vectors @ vectors.T, word_likeness, slot_likeness)
    fused = _solve(kernel, wanted - prior)
    return Model(intents, lexicon, slots, model.prior, lexical, vectors, fused)


def save(model: Model, path: Path = FITTED) -> None:
    if model.embeddings is None or model.fused is None:
        raise ValueError("Only a model that was fitted with the embedder is kept.")
    lexicon = model.lexicon
    np.savez_compressed(
        path,
        digest=np.array(digest()),
        intents=np.array(model.intents),
        grams=np.array("\n".join(lexicon.grams)),
        starts=lexicon.starts,
        rows=lexicon.rows.astype(np.int16),
        weights=lexicon.weights.astype(np.float16),
        cues=model.cues,
        prior=model.prior,
        lexical=model.lexical.astype(np.float16),
        fused=model.fused.astype(np.float16),
        embeddings=_bytes(model.embeddings),
    )


def load(embedder: Embedder | None) -> Model:
    """Read the fitted model, or fit it now where the exemplars are newer."""
    if not FITTED.is_file():
        return fit(exemplars(), embedder)
    with np.load(FITTED) as stored:
        if str(stored["digest"]) != digest():
            return fit(exemplars(), embedder)
        lexicon = Lexicon(
            str(stored["grams"]).split("\n"),
            stored["starts"],
            stored["rows"].astype(np.int32),
            stored["weights"].astype(np.float32),
            len(stored["cues"]),
        )
        names = ("cues", "prior", "lexical", "fused")
        floats = {name: stored[name].astype(np.float32) for name in names}
        vectors = stored["embeddings"].astype(np.float32) / _STEPS
        intents = tuple(stored["intents"].tolist())
        return Model(intents, lexicon, **floats, embeddings=vectors)


def digest() -> str:
    return hashlib.sha256(EXEMPLARS.read_bytes() + VOICES.read_bytes()).hexdigest()


def _bytes(vectors: Floats) -> NDArray[np.int8]:
    """Keep a unit vector in a byte per dimension; hardly any of MiniLM's values is beyond 0.3."""
    steps: NDArray[np.int8] = np.clip(np.rint(vectors * _STEPS), -127, 127).astype(np.int8)
    return steps


def _kernel(
    weights: tuple[float, float, float], vectors: Floats | None, words: Floats, slots: Floats
) -> Floats:
    likeness = weights[1] * words + weights[2] * slots
    if vectors is not None:
        likeness = likeness + weights[0] * vectors
    kernel: Floats = np.exp(SHARPNESS * (likeness - 1))
    return kernel


def _solve(kernel: Floats, wanted: NDArray[np.float64]) -> Floats:
    ridge = RIDGE * np.eye(len(kernel))
    weights: Floats = np.linalg.solve(kernel + ridge, wanted).astype(np.float32)
    return weights
