"""What a model is told before it is asked, and the tools that it reads of."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.builtin.model import BuiltinModel
from bot.builtin.router import Call
from bot.history import history
from bot.prompting import system_prompt
from bot.seat import Seat
from bot.shortlist import LIKELY, likely_tools
from bot.tokens import chat_counter
from bot.toolbox import DESCRIBE, catalogue, described
from knowledge.store.threads import Turn
from tests.bot.conftest import TOM
from tests.bot.test_faults import GOOD, agent_at
from tests.fakes.openai_server import calls, serving
from tools import TOOLS
from tools.desk import Desk

DeskOf = Callable[..., Desk]
FIXED_TOKENS = 1_450


def test_what_changes_comes_last(desk_of: DeskOf) -> None:
    mine, toms = system_prompt(Seat.at(desk_of())), system_prompt(Seat.at(desk_of(TOM)))
    fixed, now = mine.split("# Now\n")

    assert toms.startswith(fixed)
    assert "Maya Lindqvist, who is a CSM and sees 3 accounts" in now
    assert "Today is Monday, 2026-03-02" in now
    assert "This fiscal quarter is Q1 2026 (1 Jan - 31 Mar 2026)" in now
    assert "Only they will read it." in now


def test_readers_are_counted(desk_of: DeskOf) -> None:
    desk = desk_of()
    shared = replace(desk, audience=(desk_of(TOM).viewer,))

    assert "1 other will read the answer." in system_prompt(Seat.at(shared))


def test_the_prompt_names_no_account(desk_of: DeskOf) -> None:
    said = system_prompt(Seat.at(desk_of()))

    assert not [name for name in ("Halden", "Northwind", "Vandermeer", TOM) if name in said]


def test_every_tool_stands_in_the_prompt_in_a_line(desk_of: DeskOf) -> None:
    said = system_prompt(Seat.at(desk_of()))

    assert [name for name in TOOLS if f"\n- {name}: " not in said] == []
    assert max(map(len, catalogue().splitlines())) < 120


def test_the_fixed_part_stays_small(desk_of: DeskOf) -> None:
    assert chat_counter(None)(system_prompt(Seat.at(desk_of()))) < FIXED_TOKENS


def test_a_described_tool_has_its_choices_and_no_defaults() -> None:
    tool, opener = described(["list_accounts"])
    function = tool["function"]

    assert function["parameters"]["properties"]["band"]["enum"][0] == "green"
    assert "default" not in json.dumps(function)
    assert "anyOf" not in json.dumps(function)
    assert opener["function"]["name"] == DESCRIBE


@pytest.mark.parametrize("name", TOOLS)
def test_a_required_parameter_is_required_of_a_model(name: str) -> None:
    parameters = described([name])[0]["function"]["parameters"]

    assert set(parameters.get("required", ())) <= set(parameters["properties"])


def test_the_tools_of_the_thread_stay_likely(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    previous = [Call("survey_results", {})]
    likely = likely_tools("and for Halden?", Seat.at(desk_of()), builtin.router, previous, ())

    assert "survey_results" in likely
    assert len(likely) == LIKELY


def test_a_tool_that_the_model_opens_is_described_in_the_next_call(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    script = (calls(DESCRIBE, names=["book_load"]), calls("book_load"), GOOD)
    with serving(*script) as server:
        answer = agent_at(server, builtin).ask("which accounts are at risk?", desk_of())

    names = [{tool["function"]["name"] for tool in asked["tools"]} for asked in server.requests]
    assert "book_load" not in names[0]
    assert "book_load" in names[1]
    assert [call["name"] for call in answer.tools] == ["book_load"]


def test_older_turns_are_kept_in_their_first_line_with_figures_and_accounts() -> None:
    turns = [
        Turn(f"question {n}", f"**{n} accounts, ${n}00.**\n\nMore.", (), ("Acme", "Globex"))
        for n in (1, 2, 3)
    ]
    texts = [str(message.text) for message in history(turns)]

    assert texts[1] == "**1 accounts, $100.**\n(Accounts shown, in order: Acme, Globex.)"
    assert texts[5] == turns[2].answer
