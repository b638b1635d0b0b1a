"""The same path with a real client, against a server on loopback."""

from collections.abc import Callable

import pytest
from langchain.chat_models import init_chat_model

from bot.agent import Agent
from bot.builtin.model import BuiltinModel
from tests.fakes.openai_server import (
    ModelServer,
    Reply,
    calls,
    calls_raw,
    fails,
    hangs,
    says,
    serving,
)
from tools.desk import Desk

DeskOf = Callable[..., Desk]
AT_RISK = "which accounts are at risk?"


def _agent(server: ModelServer, builtin: BuiltinModel, timeout: float = 5) -> Agent:
    model = init_chat_model(
        "openai:scripted", base_url=server.url, api_key="key", max_retries=0, timeout=timeout,
        use_responses_api=False,
    )  # fmt: skip
    return Agent(model, "openai:scripted", builtin)


def test_a_model_calls_tools_and_its_words_are_traced(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    good = says("**Halden Freight** has an ARR of $72,000.")
    with serving(calls("at_risk_accounts", limit=3), good) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    assert answer.text == "**Halden Freight** has an ARR of $72,000."
    assert answer.model == "openai:scripted"
    assert answer.tools == ({"name": "at_risk_accounts", "args": {"limit": 3}},)
    assert answer.untraced == ()
    assert answer.usage.prompt_tokens == 200


BAD = "**Halden Freight** has an ARR of $91,500."
GOOD = "**Halden Freight** has an ARR of $72,000."


def test_an_untraced_figure_goes_back_once_with_the_reason(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    with serving(calls("at_risk_accounts"), says(BAD), says(GOOD)) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    assert answer.text == GOOD
    assert answer.untraced == ()
    assert "the facts have 72,000 as Halden Freight's ARR" in str(server.requests[-1]["messages"])


def test_a_figure_that_a_model_insists_on_is_marked(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    with serving(calls("at_risk_accounts"), says(BAD)) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    (finding,) = answer.untraced
    assert answer.text[finding.start : finding.end] == finding.text == "$91,500"
    assert answer.text.startswith("**Halden Freight** has an ARR of $91,500 (?).")
    assert "Not traced to the data" in answer.text
    assert len(server.requests) == 3


def test_a_text_full_of_inventions_gives_way_to_the_built_in_wording(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    worse = says("**Halden Freight**: $91,500, 12% up, renews 3 May 2031, NPS 77.")
    with serving(calls("at_risk_accounts"), worse) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    assert "$91,500" not in answer.text
    assert "$72,000" in answer.text
    assert "these are ours" in answer.text.splitlines()[-1]
    assert answer.untraced == ()


def test_a_second_try_that_fails_leaves_the_first_marked(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    with serving(calls("at_risk_accounts"), says(BAD), fails(500)) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    assert answer.model == "openai:scripted"
    assert [finding.text for finding in answer.untraced] == ["$91,500"]


def test_an_amount_without_any_tool_is_marked(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    with serving(says(BAD)) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    assert [finding.text for finding in answer.untraced] == ["$91,500"]


@pytest.mark.parametrize(
    "replies",
    [
        [fails(401)],
        [fails(429, Retry_After="0")],
        [fails(500)],
        [says("")],
        [calls("at_risk_accounts")],
        [calls("no_such_tool"), fails(500)],
        [calls_raw("at_risk_accounts", "{not json")],
    ],
    ids=["no right", "too many", "broken", "empty", "endless", "broken on the way", "garbled"],
)
def test_a_model_that_fails_is_replaced_by_the_built_in_one(
    builtin: BuiltinModel, desk_of: DeskOf, replies: list[Reply]
) -> None:
    with serving(*replies) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    assert answer.model == "builtin"
    assert answer.text.startswith("**")
    assert "openai:scripted didn't answer" in answer.text.splitlines()[-1]
    assert answer.untraced == ()


def test_a_model_that_hangs_is_not_waited_for(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    with serving(hangs(3)) as server:
        answer = _agent(server, builtin, timeout=0.2).ask(AT_RISK, desk_of())

    assert answer.model == "builtin"


@pytest.mark.parametrize("arguments", ['{"limit": "many"}', '{"segment": "huge"}'])
def test_malformed_arguments_are_told_to_the_model(
    builtin: BuiltinModel, desk_of: DeskOf, arguments: str
) -> None:
    with serving(calls_raw("at_risk_accounts", arguments), says("I could not.")) as server:
        answer = _agent(server, builtin).ask(AT_RISK, desk_of())

    assert answer.text == "I could not."
    assert len(server.requests) == 2


def test_the_model_is_told_who_asks_and_nothing_of_other_books(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    with serving(calls("at_risk_accounts"), says("Done.")) as server:
        _agent(server, builtin).ask(AT_RISK, desk_of())

    sent = str(server.requests)
    assert "Maya Lindqvist" in sent
    assert "Vandermeer" not in sent


def test_the_desk_is_no_parameter_that_a_model_sees(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    with serving(says("Hello.")) as server:
        _agent(server, builtin).ask("hi", desk_of())

    tools = server.requests[0]["tools"]
    parameters = {name for tool in tools for name in tool["function"]["parameters"]["properties"]}
    assert not parameters & {"desk", "runtime", "viewer"}
    assert all(tool["function"]["description"] for tool in tools)
