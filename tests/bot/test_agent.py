"""One question from end to end, on the built-in model."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text as sql

from bot.agent import Agent
from bot.answer import Step
from knowledge.store.engine import Store
from tests.bot.conftest import TOM
from tests.factories import make_account
from tools.desk import Desk

DeskOf = Callable[..., Desk]
AT_RISK = "which accounts are at risk?"


def test_an_answer_names_only_the_askers_accounts(agent: Agent, desk_of: DeskOf) -> None:
    answer = agent.ask(AT_RISK, desk_of())

    assert "Halden Freight" in answer.text
    assert "Vandermeer" not in json.dumps(answer.to_json())


def test_every_figure_of_an_answer_is_traced(agent: Agent, desk_of: DeskOf) -> None:
    answer = agent.ask(AT_RISK, desk_of())

    assert answer.facts
    assert answer.untraced == ()


def test_facts_carry_ids_that_are_unique(agent: Agent, desk_of: DeskOf) -> None:
    facts = agent.ask(AT_RISK, desk_of()).facts

    assert len({fact.id for fact in facts}) == len(facts)


def test_the_steps_are_told_while_tools_run(agent: Agent, desk_of: DeskOf) -> None:
    steps: list[Step] = []

    agent.ask(AT_RISK, desk_of(), on_step=steps.append)

    assert [step.tool for step in steps] == ["at_risk_accounts"]


def test_a_follow_up_narrows_the_question_before_it(agent: Agent, desk_of: DeskOf) -> None:
    first = agent.ask(AT_RISK, desk_of())

    second = agent.ask("and only EMEA?", desk_of(), thread=first.thread)

    assert second.thread == first.thread
    assert second.tools == ({"name": "at_risk_accounts", "args": {"region": "EMEA"}},)
    assert "Halden Freight" not in second.text


def test_a_follow_up_in_somebody_elses_thread_sees_nothing_of_it(
    agent: Agent, desk_of: DeskOf
) -> None:
    first = agent.ask(AT_RISK, desk_of())

    second = agent.ask("and only EMEA?", desk_of(TOM), thread=first.thread)

    assert "Northwind" not in json.dumps(second.to_json())


def test_an_account_of_somebody_else_is_not_found(agent: Agent, desk_of: DeskOf) -> None:
    hidden = agent.ask("give me the rundown on Vandermeer Textiles", desk_of())
    missing = agent.ask("give me the rundown on Castellan Optics", desk_of())

    assert hidden.trouble == missing.trouble == "AccountNotFound"
    assert hidden.text.replace("Vandermeer Textiles", "Castellan Optics") == missing.text


def test_what_the_data_cannot_hold_is_said(agent: Agent, desk_of: DeskOf) -> None:
    answer = agent.ask("what is the weather in Oslo?", desk_of())

    assert answer.tools == ()
    assert "can't answer" in answer.text


@pytest.mark.parametrize("question", ["", "   ", "?", "🤷", "a" * 5_000, "\x00\n\t", "<!channel>"])
def test_any_text_gets_an_answer(agent: Agent, desk_of: DeskOf, question: str) -> None:
    assert agent.ask(question, desk_of()).text


def test_a_condition_that_no_tool_takes_is_named_in_the_answer(
    agent: Agent, desk_of: DeskOf
) -> None:
    answer = agent.ask("what renews next quarter by region?", desk_of())

    assert answer.text.endswith("_I left out what I can't match here: “by region”._")
    assert answer.untraced == ()


def test_a_colleagues_book_is_refused_and_never_answered_with_ones_own(
    agent: Agent, desk_of: DeskOf
) -> None:
    answer = agent.ask("how much arr does Tom have", desk_of())

    assert answer.trouble == "NotAllowed"
    assert "$" not in answer.text


def test_the_second_of_the_accounts_that_fit_a_name(
    agent: Agent, desk_of: DeskOf, company_store: Store
) -> None:
    with company_store.write() as connection:
        maya = connection.scalar(sql("SELECT id FROM people WHERE name = 'Maya Lindqvist'"))
        make_account(connection, maya, name="Northwind Freight")
    first = agent.ask("status of northwind", desk_of())

    second = agent.ask("the second", desk_of(), thread=first.thread)

    assert first.trouble == "AmbiguousAccount"
    assert second.tools == ({"name": "account_summary", "args": {"account": "Northwind Labs"}},)
