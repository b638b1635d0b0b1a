"""`steward doctor --data-flow`, and what a question costs."""

from collections.abc import Callable

import pytest

from bot.cost import cost_of_a_question
from bot.data_policy import flows
from bot.settings import Settings
from knowledge.errors import NotConfigured
from tools.desk import Desk

DeskOf = Callable[..., Desk]


def _settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def test_nothing_leaves_without_a_key() -> None:
    assert list(flows(_settings(), {})) == []


def test_a_model_and_an_embedder_are_named_with_their_place() -> None:
    settings = _settings(OPENAI_API_KEY="k", OPENAI_BASE_URL="http://models.test:8000/v1")
    model, embedder = flows(settings, {"none": 2})

    assert model.to == "openai:gpt-5.2 (models.test)"
    assert "card numbers" in model.but
    assert "2 with 'none'" in model.but
    assert embedder.to == "openai:text-embedding-3-small (models.test)"


def test_stores_slack_and_tracing_are_named() -> None:
    settings = _settings(
        SLACK_BOT_TOKEN="t",
        DATABASE_URL="postgresql://steward@db.test/steward",
        CHROMA_URL="http://localhost:8000",
        LANGSMITH_TRACING=True,
    )

    assert [flow.to for flow in flows(settings, {})] == [
        "Slack (slack.com)",
        "db.test (DATABASE_URL)",
        "LangSmith",
    ]


def test_what_a_question_costs_follows_the_price(desk_of: DeskOf) -> None:
    cost = cost_of_a_question(_settings(STEWARD_MODEL_PRICE="2/10"), desk_of())

    assert 3_000 < cost.read < 8_000
    assert cost.dollars == pytest.approx((cost.read * 2 + cost.written * 10) / 1_000_000)
    assert cost_of_a_question(_settings(), desk_of()).dollars is None


def test_a_price_that_is_none_says_how_to_write_it(desk_of: DeskOf) -> None:
    with pytest.raises(NotConfigured, match="such as"):
        cost_of_a_question(_settings(STEWARD_MODEL_PRICE="cheap"), desk_of())
