"""Words into drafts: a model's where they hold, ours where they don't."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

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
from tools.draft import Audience, Draft, Slot
from tools.escalation import Escalation
from tools.tickets import Issue

DeskOf = Callable[..., Desk]
ASK = "escalate Halden Freight to engineering"
CALL = calls("draft_escalation", account="Halden Freight", to="engineering")
TITLE = "P1 1 at Halden Freight: $72,000 ARR"


def _agent(url: str, builtin: BuiltinModel, out: Path | None = None) -> Agent:
    model = init_chat_model(
        "openai:scripted", base_url=url, api_key="key", max_retries=0, use_responses_api=False
    )
    return Agent(model, "openai:scripted", builtin, out=out)


def _reply(title: str, case: str) -> Reply:
    return says(f"[title]\n{title}\n[case]\n{case}")


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
    with serving(CALL, bad, says("[case]\nOpen 19 days.")) as server:
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


def _fact(attribute: str, value: str | int | date | Decimal | None, unit: str) -> Fact:
    return Fact("Halden Freight", attribute, value, unit, TODAY)


def _draft(subject: str, audience: Audience) -> Draft:
    """The escalation's wording as a draft for some audience, with a subject from outside."""
    issue = Issue(
        _fact("account", "Halden Freight", "text"), _fact("P1 ticket", "4821", "text"), "P1",
        _fact("subject of the P1 ticket", subject, "quote"),
        _fact("P1 ticket opened", TODAY, "date"),
        _fact("P1 ticket open", 19, "days"), None, None, "",
    )  # fmt: skip
    view = Escalation(
        "support", issue.account, _fact("ARR", Decimal(72_000), "USD"), "notice",
        _fact("notice date", TODAY, "date"), _fact("days to notice", 28, "days"), issue, (),
    )  # fmt: skip
    facts = (view.account, view.arr, view.deadline, view.days_left, issue.ticket, issue.opened)
    facts = (*facts, *(fact for fact in (issue.subject, issue.days) if fact))
    slots = (Slot("title", "The title.", facts, 30), Slot("case", "The case.", facts, 150))
    return Draft("escalation", "Halden Freight", audience, view, slots)


def test_what_a_client_may_not_read_leaves_our_own_words_with_its_sentence() -> None:
    made = drafted(_draft("Their health score is red", "client"), TODAY, ["Halden Freight"])

    assert "red" not in made.text("case")
    assert made.text("case").startswith("Opened")
    assert made.held == ()


def test_what_a_colleague_may_read_stays() -> None:
    made = drafted(_draft("Their health score is red", "internal"), TODAY, ["Halden Freight"])

    assert "Their health score is red" in made.text("case")


def test_a_clients_draft_whose_needed_words_are_gone_is_held_and_gives_nothing() -> None:
    draft = _draft("Late", "client")
    stripped = Draft(
        draft.kind, draft.account, "client", draft.view, tuple(
            Slot(slot.name, "", (draft.facts[0],), 30) for slot in draft.slots
        ),
    )  # fmt: skip

    made = drafted(stripped, TODAY, ["Halden Freight"])

    assert made.held
    assert made.text("title") == made.text("case") == ""
