"""Words into drafts: a model's where they hold, ours where they don't."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from langchain.chat_models import init_chat_model

from bot.agent import Agent
from bot.builtin.model import BuiltinModel
from bot.drafting import drafted
from knowledge.errors import BadInput
from knowledge.facts import Fact
from tests.factories import TODAY
from tests.fakes.openai_server import Reply, calls, fails, says, serving
from tools.desk import Desk
from tools.draft import Audience, Draft
from tools.escalation import Escalation, draft_escalation

DeskOf = Callable[..., Desk]
ASK = "escalate Halden Freight to engineering"
CALL = calls("draft_escalation", account="Halden Freight", to="engineering")


def _agent(url: str, builtin: BuiltinModel, out: Path | None = None) -> Agent:
    model = init_chat_model(
        "openai:scripted", base_url=url, api_key="key", max_retries=0, use_responses_api=False
    )
    return Agent(model, "openai:scripted", builtin, out=out)


def _reply(title: str, case: str) -> Reply:
    return says(
        f"[title]\n{title}\n[issue]\n{case}\n[impact]\n$72,000 ARR.\n"
        "[ask]\nPlease name an engineer."
    )


def test_a_models_words_fill_the_places_where_they_hold(
    builtin: BuiltinModel, desk_of: DeskOf, tmp_path: Path
) -> None:
    with serving(CALL, _reply("Halden Freight: a P1, $72,000 ARR", "Open 19 days.")) as server:
        answer = _agent(server.url, builtin, tmp_path).ask(ASK, desk_of())

    assert answer.text.startswith("**Halden Freight: a P1, $72,000 ARR**\n\nOpen 19 days.")
    assert answer.untraced == ()
    assert answer.model == "openai:scripted"
    assert Path(answer.attachments[0]).read_text().startswith("Halden Freight: a P1, $72,000 ARR")


def test_a_place_with_an_invented_figure_is_asked_for_again_with_the_reason(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    bad = _reply("Halden Freight: $72,000 ARR", "Open 44 days.")
    with serving(CALL, bad, says("[issue]\nOpen 19 days.")) as server:
        answer = _agent(server.url, builtin).ask(ASK, desk_of())

    assert "Open 19 days." in answer.text
    last = str(server.requests[-1]["messages"])
    assert "44 days" in last
    assert "[title]" not in last


def test_a_place_that_a_model_gets_wrong_twice_has_our_words(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    bad = _reply("Halden Freight: $72,000 ARR", "Open 44 days.")
    with serving(CALL, bad, bad) as server:
        answer = _agent(server.url, builtin).ask(ASK, desk_of())

    assert "44" not in answer.text
    assert "open 19 days" in answer.text
    assert answer.untraced == ()


def test_a_model_that_fails_while_drafting_leaves_the_words_to_ours(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    with serving(CALL, fails(500)) as server:
        answer = _agent(server.url, builtin).ask(ASK, desk_of())

    assert "open 19 days" in answer.text
    assert answer.model == "builtin"
    assert "the built-in model wrote this" in answer.text


def test_several_drafts_are_each_written_by_the_model(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    both = calls("draft_email", accounts=["Halden Freight", "Northwind Labs"], kind="check_in")
    words = says(
        "[subject]\nWhat comes next?\n[opening]\nA word from us.\n[ask]\nDoes it suit you?"
    )
    with serving(both, words) as server:
        answer = _agent(server.url, builtin).ask("check in with both", desk_of())

    assert answer.text.count("A word from us.") == 2
    assert [draft.by_model for draft in answer.drafts] == [True, True]
    assert answer.usage.prompt_tokens >= 300


def test_a_draft_for_an_account_that_isnt_there_says_so(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    with serving(calls("draft_escalation", account="Castellan Optics")) as server:
        answer = _agent(server.url, builtin).ask(ASK, desk_of())

    assert answer.trouble == "AccountNotFound"
    assert "Castellan Optics" in answer.text


def test_a_tool_called_by_name_refuses_what_it_cannot_take(agent: Agent, desk_of: DeskOf) -> None:
    with pytest.raises(BadInput, match=r"to: .*'nobody'"):
        agent.carry_out(
            "draft_escalation", {"account": "Halden Freight", "to": "nobody"}, desk_of()
        )


def _draft(desk: Desk, subject: str, audience: Audience) -> Draft:
    """The case with a subject from outside, as a draft for some audience."""
    (draft,) = draft_escalation(desk, "Halden Freight").drafts
    view = cast(Escalation, draft.view)
    assert view.issue
    words = Fact("Halden Freight", "subject of the P1 ticket", subject, "quote", TODAY)
    told = replace(view, issue=replace(view.issue, subject=words), quotes=(), others=())
    slots = tuple(replace(slot, facts=(*slot.facts, words)) for slot in draft.slots)
    return replace(draft, audience=audience, view=told, slots=slots)


def test_what_a_client_may_not_read_leaves_our_own_words_with_its_sentence(desk_of: DeskOf) -> None:
    draft = _draft(desk_of(), "Their health score is red", "client")

    made = drafted(draft, TODAY, ["Halden Freight"])

    assert "red" not in made.text("issue")
    assert made.text("issue").startswith("Opened")


def test_what_a_colleague_may_read_stays(desk_of: DeskOf) -> None:
    made = drafted(
        _draft(desk_of(), "Their health score is red", "internal"), TODAY, ["Halden Freight"]
    )

    assert "Their health score is red" in made.text("issue")


def test_a_clients_draft_whose_needed_words_are_gone_is_held_and_gives_nothing(
    desk_of: DeskOf,
) -> None:
    draft = _draft(desk_of(), "Late", "client")
    bare = replace(draft, slots=tuple(replace(s, facts=draft.facts[:1]) for s in draft.slots))

    made = drafted(bare, TODAY, ["Halden Freight"])

    assert made.held
    assert {made.text(slot.name) for slot in draft.slots} == {""}
