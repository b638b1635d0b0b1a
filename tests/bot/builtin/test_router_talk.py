from datetime import date
from typing import Any

import pytest

from bot.builtin.router import Call, Route, Router
from bot.builtin.router.slots import SLOTS
from knowledge.company import load_company

ACCOUNTS = ("Acme Corporation", "Globex", "Halden Freight")
CSMS = ("Maya Lindqvist", "Tom Okafor")
ROUTER = Router(None, tools=SLOTS)


def ask(question: str, previous: tuple[Call, ...] = ()) -> Route:
    return ROUTER.route(
        question,
        accounts=ACCOUNTS,
        csms=CSMS,
        today=date(2026, 3, 2),
        company=load_company(),
        previous=previous,
    )


@pytest.mark.parametrize(
    ("question", "args"),
    [
        (
            "what did they say about SSO last month",
            {"query": "SSO", "since": "last month", "until": "last month"},
        ),
        ("who talked about Salesforce integration", {"query": "Salesforce integration"}),
        ("find where Tom mentioned pricing", {"query": "pricing", "speaker": "Tom"}),
        ("find where Marcus mentioned pricing", {"query": "pricing", "speaker": "Marcus"}),
        (
            "what did Marta Kowalska say about budget",
            {"query": "budget", "speaker": "Marta Kowalska"},
        ),
        (
            "what did Ines Álvarez say about the export?",
            {"query": "export", "speaker": "Ines Álvarez"},
        ),
        ("who mentioned Coupa across the company?", {"query": "Coupa"}),
        ('search the notes for "budget freeze"', {"query": "budget freeze"}),
        (
            "emails from Globex about the contract",
            {"query": "contract", "account": "Globex", "kind": "email"},
        ),
        ("search transcripts for SOC 2", {"query": "SOC 2", "kind": "transcript"}),
        (
            "did anyone mention layoffs since January",
            {"query": "layoffs", "since": "since January"},
        ),
        ("what did acme say about price before March", {"query": "price", "until": "before March"}),
        ("has anyone talked about SAML in the last 3 months", {"query": "SAML"}),
        ("who mentioned Contoso in a call", {"query": "Contoso"}),
        ("what does Howard think about the price", {"query": "price", "speaker": "Howard"}),
        (
            "what did Acme say about the price increase in the last call",
            {"query": "price increase"},
        ),
    ],
)
def test_a_question_about_talk_is_cut_to_its_topic(question: str, args: dict[str, Any]) -> None:
    (call,) = ask(question).calls

    assert call.name == "search_notes"
    assert call.args.items() >= args.items()
    assert call.args.get("account") in (None, *ACCOUNTS)


def test_promises_after_words_are_another_question() -> None:
    route = ask("what did Acme say about price and what did we promise them")

    assert [(c.name, c.args["account"]) for c in route.calls] == [
        ("search_notes", "Acme Corporation"),
        ("commitments", "Acme Corporation"),
    ]


def test_a_search_always_has_a_query() -> None:
    (call,) = ask("transcript of the last call with Globex").calls

    assert call.args["account"] == "Globex"
    assert "Acme" not in call.args["query"] != ""


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("NPS q3 vs q4", ("q4",)),
        ("renewals in june by region", ("by region",)),
        ("anything auto renewing in april?", ("auto renewing",)),
        ("what renews before year end and hasnt got a call", ("hasnt got a call",)),
        ("accounts without an economic buyer and a renewal in Q2", ("Q2",)),
        ("yellow accounts with open P1s", ("yellow",)),
        ("list my red and yellow accounts", ("red", "yellow")),
        ("how many accounts are green, yellow and red", ()),
        ("my smallest accounts", ("smallest",)),
        ("which renewals did I call at risk", ("did I call at risk",)),
        ("forecast for Q2 by CSM", ("by CSM",)),
        ("at-risk accounts with no call yet", ("no call",)),
        ("churned accounts this year", ("this year",)),
        ("which accounts are at risk over 100k", ("over 100k",)),
    ],
)
def test_a_condition_that_the_tool_cannot_take_is_named(
    question: str, left_out: tuple[str, ...]
) -> None:
    assert ask(question).ignored == left_out


@pytest.mark.parametrize(
    "question",
    [
        "which accounts are at risk right now?",
        "how is acme doing this week",
        "open P1s in EMEA this month",
        "Tom's enterprise renewals over 50k next quarter",
        "which champions left this year",
        "I've a call with Globex in 20 minutes",
        "what should I do today",
        "any red flags at Globex",
        "how did usage at Globex develop since March",
    ],
)
def test_a_question_that_is_taken_whole_leaves_nothing_out(question: str) -> None:
    assert ask(question).ignored == ()


@pytest.mark.parametrize(
    ("question", "tool", "args"),
    [
        ("how much arr does Tom have", "portfolio_metrics", {"csm": "Tom Okafor"}),
        ("nrr for Tom", "portfolio_metrics", {"csm": "Tom Okafor"}),
        ("open P1s in Tom's book", "support_issues", {"csm": "Tom Okafor"}),
        ("which champions left this year", "stakeholders", {"period": "this year"}),
        ("who is Marcus Pruitt", "stakeholders", {"person": "Marcus Pruitt"}),
        ("renewals over 50k next quarter", "upcoming_renewals", {"min_arr": 50000}),
        ("red accounts renewing this half", "upcoming_renewals", {"band": "red"}),
        ("who served notice", "upcoming_renewals", {"deadline": "served"}),
        ("healthiest account", "list_accounts", {"sort": "healthiest"}),
        ("lowest score", "list_accounts", {"sort": "health"}),
        ("whose usage is growing", "usage_trend", {"direction": "growing"}),
        ("which accounts have no success plan", "success_plan", {"status": "missing"}),
        ("why did customers leave in 2025", "upcoming_renewals", {"period": "2025"}),
        ("escalations in Q4 2024", "support_issues", {"period": "Q4 2024"}),
        ("accounts in UKI", "list_accounts", {"region": "UKI"}),
    ],
)
def test_a_narrowing_reaches_its_tool(question: str, tool: str, args: dict[str, Any]) -> None:
    (call,) = ask(question).calls

    assert call.name == tool
    assert call.args.items() >= args.items()


def test_a_team_is_named_as_a_whole() -> None:
    route = ROUTER.route(
        "accounts at risk in team south",
        accounts=ACCOUNTS,
        csms=(*CSMS, "Team North", "Team South"),
        today=date(2026, 3, 2),
        company=load_company(),
    )

    assert route.calls == (Call("at_risk_accounts", {"csm": "Team South"}),)


def test_a_number_alone_is_asked_back() -> None:
    assert ask("#46094").kind == "clarify"
