"""Every way in which a model fails, over HTTP: the person gets an answer, and reads why."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.agent import Agent
from bot.answer import Answer
from bot.builtin.model import BuiltinModel
from bot.limits import Limits
from bot.models import make_model
from bot.settings import Settings
from tests.fakes.openai_server import (
    ModelServer,
    Reply,
    breaks_off,
    calls,
    calls_raw,
    cut_short,
    fails,
    hangs,
    refuses,
    says,
    serving,
    trickles,
)
from tools.desk import Desk

DeskOf = Callable[..., Desk]
AT_RISK = "which accounts are at risk?"
NAME = "openai:scripted"
USUAL = Limits(model_calls=4, tool_calls=6, tokens=40_000, seconds=20, retries=1)
IMPATIENT = replace(USUAL, seconds=1.0)
GOOD = says("**Halden Freight** has an ARR of $72,000.")


def agent_at(
    server: ModelServer, builtin: BuiltinModel, limits: Limits = USUAL, timeout: float = 5
) -> Agent:
    settings = Settings(
        OPENAI_API_KEY="key",
        OPENAI_BASE_URL=server.url,
        STEWARD_MODEL_TIMEOUT=timeout,
        _env_file=None,
    )
    return Agent(make_model(NAME, settings), NAME, builtin, limits)


def asked(
    server: ModelServer,
    builtin: BuiltinModel,
    desk: Desk,
    *,
    limits: Limits = USUAL,
    streamed: bool = False,
) -> Answer:
    listen = {"on_text": lambda _: None} if streamed else {}
    return agent_at(server, builtin, limits).ask(AT_RISK, desk, **listen)


FAULTS: dict[str, tuple[list[Reply], str]] = {
    "401": ([fails(401)], "rejected the key"),
    "404": ([fails(404)], "isn't there under that name"),
    "429 for long": ([fails(429, Retry_After="30")], "asks to be left alone"),
    "429 for ever": ([fails(429, Retry_After="0")], "takes no more requests just now"),
    "500": ([fails(500)], "had an error of its own"),
    "empty": ([says("")], "gave an empty answer"),
    "refusal": ([refuses("I can't help with that.")], ""),
    "content filter": ([{"content": "", "finish": "content_filter"}], "declined to answer"),
    "cut short": ([cut_short("**Halden Freight** has")], "stopped in the middle"),
    "endless loop": ([calls("at_risk_accounts")], "went round in circles"),
    "unknown tool": ([calls("no_such_tool")], "went round in circles"),
    "garbled": (
        [calls_raw("at_risk_accounts", "{not json")],
        "called a tool with arguments that are no JSON",
    ),
    "half": ([breaks_off("**Halden")], "broke off in the middle of its answer"),
    "hang": ([hangs(2)], "took too long"),
    "trickle": ([trickles(2)], "took too long"),
}

ENDLESS = ("hang", "trickle")


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_answered_by_the_built_in_model_and_said(
    builtin: BuiltinModel, desk_of: DeskOf, fault: str, streamed: bool
) -> None:
    replies, said = FAULTS[fault]
    with serving(*replies) as server:
        limits = IMPATIENT if fault in ENDLESS else USUAL
        answer = asked(server, builtin, desk_of(), limits=limits, streamed=streamed)

    assert answer.model == "builtin"
    assert "Halden Freight" in answer.text
    footer = answer.text.splitlines()[-1]
    assert footer.startswith(f"_{NAME} didn't answer: it {said}")
    assert footer.endswith("the built-in model wrote this._")
    assert answer.untraced == ()


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    "first",
    [
        fails(429, Retry_After="0"),
        fails(500),
        says(""),
        calls_raw("at_risk_accounts", "{not json"),
        breaks_off("**Halden"),
        breaks_off("**Halden", politely=True),
    ],
    ids=["busy", "broken", "empty", "garbled", "half", "ends early"],
)
def test_a_fault_that_passes_is_not_noticed(
    builtin: BuiltinModel, desk_of: DeskOf, first: Reply, streamed: bool
) -> None:
    with serving(first, calls("at_risk_accounts"), GOOD) as server:
        answer = asked(server, builtin, desk_of(), streamed=streamed)

    assert answer.text == GOOD["content"]
    assert answer.model == NAME


def test_a_missing_key_is_said_and_the_built_in_model_answers(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    model = make_model(NAME, Settings(_env_file=None))
    answer = Agent(model, NAME, builtin).ask(AT_RISK, desk_of())

    assert "Halden Freight" in answer.text
    assert "it has no key: set OPENAI_API_KEY" in answer.text.splitlines()[-1]


def test_a_server_that_isnt_there_is_said(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    answer = asked(ModelServer([], url="http://127.0.0.1:9/v1"), builtin, desk_of())

    assert "it can't be reached" in answer.text.splitlines()[-1]


def test_a_question_that_costs_too_much_is_stopped(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    with serving(calls("at_risk_accounts"), GOOD) as server:
        agent = agent_at(server, builtin, replace(USUAL, tokens=1_000))
        answer = agent.ask(AT_RISK, desk_of())

    assert server.requests == []
    assert "would have read more than a question may cost" in answer.text


def test_a_model_that_calls_many_tools_is_stopped(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    with serving(calls("at_risk_accounts"), calls("list_accounts"), GOOD) as server:
        answer = agent_at(server, builtin, replace(USUAL, tool_calls=1)).ask(AT_RISK, desk_of())

    assert "called more tools than a question may take" in answer.text


def test_what_a_failed_model_took_is_counted(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    with serving(calls("at_risk_accounts"), fails(401)) as server:
        answer = asked(server, builtin, desk_of())

    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (100, 20)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_server_that_counts_no_tokens_has_them_estimated(
    builtin: BuiltinModel, desk_of: DeskOf, streamed: bool
) -> None:
    with serving(calls("at_risk_accounts"), GOOD, counts=False) as server:
        answer = asked(server, builtin, desk_of(), streamed=streamed)

    assert answer.usage.estimated
    assert answer.usage.prompt_tokens > 1_000
    assert answer.to_json()["usage"]["estimated"] is True


def test_text_is_told_from_the_first_word_on(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    told: list[str] = []
    with serving(calls("at_risk_accounts"), GOOD) as server:
        answer = agent_at(server, builtin).ask(AT_RISK, desk_of(), on_text=told.append)

    assert told[0].strip() == "**Halden"
    assert told[-1] == answer.text
    assert all(later.startswith(sooner) for sooner, later in pairwise(told))
    assert answer.usage.prompt_tokens == 200


def test_nothing_is_sent_once_the_question_is_answered_otherwise(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    with serving(hangs(0.4), calls("at_risk_accounts"), GOOD) as server:
        agent_at(server, builtin, replace(USUAL, seconds=0.2)).ask(AT_RISK, desk_of())
        time.sleep(0.6)

    assert len(server.requests) == 1
