from pathlib import Path

import numpy as np
import pytest

from bot.embedding import BATCH_TEXTS, OpenAIEmbedder, embedders_of
from bot.settings import Settings
from bot.tokens import count_tokens, shortened
from knowledge.errors import NotConfigured, SourceUnavailable
from knowledge.notes.minilm import NAME
from tests.fakes.openai_server import ModelServer, embeds, fails, serving

SMALL = "text-embedding-3-small"
FIRST, SECOND = [2.0] + [0.0] * 1535, [0.0, 3.0] + [0.0] * 1534


def made(server: ModelServer) -> OpenAIEmbedder:
    return OpenAIEmbedder(SMALL, Settings(OPENAI_API_KEY="k", OPENAI_BASE_URL=server.url))


def test_vectors_are_of_unit_length_and_in_the_order_of_the_texts() -> None:
    with serving(embeds(FIRST, SECOND)) as server:
        rows = made(server).embed(["one", "two", "three"])

    assert rows.dtype == np.float32
    assert rows[:, :2].tolist() == [[1, 0], [0, 1], [1, 0]]
    assert server.requests[0]["model"] == SMALL


def test_many_texts_are_sent_in_batches() -> None:
    with serving(embeds(FIRST)) as server:
        rows = made(server).embed([f"text {i}" for i in range(BATCH_TEXTS + 1)])

    assert len(rows) == BATCH_TEXTS + 1
    assert [len(request["input"]) for request in server.requests] == [BATCH_TEXTS, 1]


def test_a_passing_failure_is_tried_again() -> None:
    with serving(fails(500), fails(429, Retry_After="0"), embeds(FIRST)) as server:
        assert len(made(server).embed(["one"])) == 1

    assert len(server.requests) == 3


def test_a_lasting_failure_says_what_to_do() -> None:
    with serving(fails(401)) as server, pytest.raises(SourceUnavailable, match="EMBEDDER=local"):
        made(server).embed(["one"])


def test_what_was_sent_is_counted_and_priced() -> None:
    with serving(embeds(FIRST)) as server:
        embedder = made(server)
        embedder.embed(["word " * 1000])

    assert 900 <= embedder.tokens <= 1100
    assert embedder.cost == pytest.approx(embedder.tokens * 0.02 / 1_000_000)


def test_a_text_that_is_too_long_is_cut() -> None:
    with serving(embeds(FIRST)) as server:
        made(server).embed(["word " * 20_000, ""])

    long, empty = server.requests[0]["input"]
    assert 5_000 < count_tokens(long) <= 8_000
    assert empty == " "


@pytest.mark.parametrize("damaged", [False, True])
def test_tokens_are_estimated_where_the_vocabulary_is_not_there(
    tmp_path: Path, damaged: bool
) -> None:
    if damaged:
        (tmp_path / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4").write_bytes(b"no vocabulary")

    assert count_tokens("Hello, world: 12345.", tmp_path) == 7
    assert shortened("short", 10, tmp_path) == "short"


def test_the_setting_chooses_what_embeds() -> None:
    def names(**settings: str) -> list[str]:
        return [embedder.name for embedder in embedders_of(Settings(**settings))]

    assert names() == [NAME]
    assert names(STEWARD_EMBEDDER="none") == []
    assert names(OPENAI_API_KEY="k")[:2] == [f"openai:{SMALL}", NAME]
    assert names(OPENAI_API_KEY="k", STEWARD_EMBEDDER="local")[:2] == [NAME, f"openai:{SMALL}"]


@pytest.mark.parametrize("name", ["openai:gpt-9", "word2vec", f"openai:{SMALL}"])
def test_a_wrong_setting_says_what_to_write(name: str) -> None:
    key = {"OPENAI_API_KEY": "k"} if name == "openai:gpt-9" else {}
    with pytest.raises(NotConfigured, match="local"):
        embedders_of(Settings(STEWARD_EMBEDDER=name, **key))
