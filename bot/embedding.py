"""OpenAI's embeddings, and the choice of what embeds notes: by setting, in order."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.masking import Mask
from bot.settings import Settings
from bot.tokens import count_tokens, shortened
from knowledge.errors import NotConfigured, SourceUnavailable
from knowledge.notes.embedder import Embedder
from knowledge.notes.minilm import MiniLM, installed

if TYPE_CHECKING:
    from openai import OpenAI

# Dimensions, and US dollars for a million tokens (openai.com/api/pricing, as of 2026-11).
MODELS = {
    "text-embedding-3-small": (1536, 0.02),
    "text-embedding-3-large": (3072, 0.13),
    "text-embedding-ada-002": (1536, 0.10),
}
# The service takes 2,048 texts and 300,000 tokens in one request, and 8,192 tokens in one text.
BATCH_TEXTS = 256
BATCH_TOKENS = 200_000
TEXT_TOKENS = 8_000
RETRIES = 4
_WANTED = 'use "local", "none", or "openai:" with one of ' + ", ".join(MODELS)


def _masked(text: str) -> str:
    return Mask().hide(text)


class OpenAIEmbedder:
    """Embeds by an OpenAI-compatible service; safe to share by threads.

    `tokens` counts what was sent since it was made, `cost` what that costs in US dollars.
    """

    def __init__(
        self, model: str, settings: Settings, hide: Callable[[str], str] = _masked
    ) -> None:
        """`hide` takes out of each text what may not leave."""
        if model not in MODELS:
            raise NotConfigured(f"No embedding model {model!r}: {_WANTED}.")
        self.name = f"openai:{model}"
        self.model = model
        self.dimensions, self._price = MODELS[model]
        self.tokens = 0
        self._settings = settings
        self._hide = hide
        self._lock = threading.Lock()
        self._client: OpenAI | None = None

    @property
    def cost(self) -> float:
        return self.tokens / 1_000_000 * self._price

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, float32, shape (len(texts), dimensions), in the texts' order.

        Raises SourceUnavailable where the service fails after retries.
        """
        rows = np.empty((len(texts), self.dimensions), dtype=np.float32)
        at = 0
        for batch in self._batches(texts):
            rows[at : at + len(batch)] = self._asked(batch)
            at += len(batch)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)

    def _asked(self, batch: list[str]) -> NDArray[np.float32]:
        from openai import OpenAIError

        try:
            answer = self._connected().embeddings.create(
                model=self.model, input=batch, encoding_format="float"
            )
        except OpenAIError as error:
            raise SourceUnavailable(
                f"The embedding service failed ({type(error).__name__}): try later, or set "
                "STEWARD_EMBEDDER=local."
            ) from error
        places = sorted(answer.data, key=lambda item: item.index)
        return np.array([item.embedding for item in places], dtype=np.float32)

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        size = 0
        for text in texts:
            # An empty text is refused by the service.
            cut = shortened(self._hide(text), TEXT_TOKENS, self._settings.tiktoken_folder) or " "
            tokens = count_tokens(cut, self._settings.tiktoken_folder)
            if batch and (len(batch) >= BATCH_TEXTS or size + tokens > BATCH_TOKENS):
                yield batch
                batch, size = [], 0
            batch.append(cut)
            size += tokens
            with self._lock:
                self.tokens += tokens
        if batch:
            yield batch

    def _connected(self) -> "OpenAI":
        with self._lock:
            if self._client is None:
                from openai import OpenAI

                self._client = OpenAI(
                    api_key=self._settings.openai_api_key,
                    base_url=self._settings.openai_base_url or None,
                    timeout=self._settings.model_timeout,
                    max_retries=RETRIES,
                )
            return self._client


def embedders_of(
    settings: Settings, hide_from: Callable[[str], Callable[[str], str]] = lambda _: _masked
) -> tuple[Embedder, ...]:
    """The embedder that the settings want, then others whose vectors may still be there.

    `hide_from` tells, for a service's name, what takes out of a text what it may not read. Empty
    where none is wanted or none can be had. Raises NotConfigured for a name that is none.
    """
    wanted = settings.embedder_name
    if wanted == "none":
        return ()
    if wanted == "local":
        return (*_local(), *_services(settings, hide_from))
    kind, _, model = wanted.partition(":")
    if kind != "openai":
        raise NotConfigured(f"STEWARD_EMBEDDER {wanted!r} is no embedder: {_WANTED}.")
    if not settings.openai_api_key:
        raise NotConfigured(
            f"{wanted} needs OPENAI_API_KEY: set it, or use STEWARD_EMBEDDER=local."
        )
    first = OpenAIEmbedder(model, settings, hide_from(wanted))
    others = [other for other in _services(settings, hide_from) if other.name != first.name]
    return (first, *_local(), *others)


def _local() -> tuple[Embedder, ...]:
    return (MiniLM(),) if installed() else ()


def _services(
    settings: Settings, hide_from: Callable[[str], Callable[[str], str]]
) -> tuple[Embedder, ...]:
    if not settings.openai_api_key:
        return ()
    return tuple(OpenAIEmbedder(model, settings, hide_from(f"openai:{model}")) for model in MODELS)
