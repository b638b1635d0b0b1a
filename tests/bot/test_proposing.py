"""What a message states becomes a proposed change, and counts once a person approves it."""

from collections.abc import Callable

import pytest

from bot.agent import Agent
from tools.desk import Desk

DeskOf = Callable[..., Desk]


@pytest.mark.parametrize(
    "said",
    ["that P1 at Halden Freight is closed", "Halden Freight's P1 has been fixed"],
)
def test_a_ticket_that_is_said_to_be_closed_is_proposed_and_not_yet_so(
    agent: Agent, desk_of: DeskOf, said: str
) -> None:
    proposed = agent.ask(said, desk_of())
    still = agent.ask("which P1 tickets are open?", desk_of())

    assert [call["name"] for call in proposed.tools] == ["propose_crm_update"]
    assert "steward proposals approve" in proposed.text
    assert proposed.untraced == ()
    assert "Halden Freight" in still.text


def test_a_departure_is_told_of_the_account_that_was_talked_about(
    agent: Agent, desk_of: DeskOf
) -> None:
    first = agent.ask("give me the rundown on Northwind Labs", desk_of())

    second = agent.ask("their economic buyer left in February", desk_of(), thread=first.thread)

    assert second.tools[0]["name"] == "propose_crm_update"
    assert "Northwind Labs" in second.text
    assert "Buyer of Northwind Labs" in second.text


def test_a_call_is_proposed_for_the_log(agent: Agent, desk_of: DeskOf) -> None:
    answer = agent.ask("log a call with Buyer at Tallis Energy today: all is well", desk_of())

    assert answer.tools[0]["name"] == "log_activity"
    assert "all is well" in answer.text


def test_whoever_asks_to_forget_a_conversation_finds_nothing_of_it(
    agent: Agent, desk_of: DeskOf
) -> None:
    first = agent.ask("give me the rundown on Northwind Labs", desk_of())

    agent.ask("forget this conversation", desk_of(), thread=first.thread)
    after = agent.ask("and their tickets?", desk_of(), thread=first.thread)

    assert "Northwind" not in after.text


def test_a_question_is_no_statement(agent: Agent, desk_of: DeskOf) -> None:
    answer = agent.ask("is the P1 at Halden Freight closed?", desk_of())

    assert "propose_crm_update" not in [call["name"] for call in answer.tools]
