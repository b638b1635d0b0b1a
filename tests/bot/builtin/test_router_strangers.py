from datetime import date
from typing import Any

import pytest

from bot.builtin.router import Call, Route, Router
from knowledge.company import load_company

ACCOUNTS = ("Orrin Payments", "Harbor Analytics", "Harbor Logistics", "Globex")
ROUTER = Router(None)


def ask(question: str, previous: tuple[Call, ...] = (), shown: tuple[str, ...] = ()) -> Route:
    return ROUTER.route(
        question,
        accounts=ACCOUNTS,
        csms=(),
        today=date(2026, 3, 2),
        company=load_company(),
        previous=previous,
        shown=shown,
    )


@pytest.mark.parametrize(
    ("question", "account"),
    [
        ("what is the ARR of weswold publishing", "weswold publishing"),
        ("open tickets at weswold publishing", "weswold publishing"),
        ("rundown on walmoor records", "walmoor"),
        ("who is the champion at tarrowby", "tarrowby"),
        ("when does weswold publishing renew", "weswold publishing"),
        ("nps for brambleton", "brambleton"),
        ("hows orin payments", "Orrin Payments"),
        ("open tickets at orin payments", "Orrin Payments"),
    ],
)
def test_a_name_in_small_letters_is_never_the_whole_book(question: str, account: str) -> None:
    assert [call.args.get("account") for call in ask(question).calls] == [account]


@pytest.mark.parametrize(
    "question",
    [
        "tickets at risk",
        "top 3 accounts at risk of churning and why",
        "accounts in danger of lapsing",
        "accounts of mine",
        "renewals for march",
        "nps of the last quarter",
        "enterprise accounts in edtech",
        "usage of seats",
        "open tickts for enterprize",
    ],
)
def test_an_ordinary_phrase_is_no_account(question: str) -> None:
    assert all("account" not in call.args for call in ask(question).calls)


@pytest.mark.parametrize(
    "question",
    ["harbor status", "status of harbor", "anything on harbor", "harbor?", "how is harbor"],
)
def test_a_name_that_two_accounts_share_is_summarised_as_typed(question: str) -> None:
    assert ask(question).calls == (Call("account_summary", {"account": "harbor"}),)


@pytest.mark.parametrize(
    ("question", "tool", "csm"),
    [
        ("show me Tom Okafor's accounts", "list_accounts", "Tom Okafor"),
        ("book of Priya Nair", "list_accounts", "Priya Nair"),
        ("book load of Priya Nair", "book_load", "Priya Nair"),
        ("renewals for Tom's team", "upcoming_renewals", "Tom"),
    ],
)
def test_a_colleague_outside_the_book_is_passed_on(question: str, tool: str, csm: str) -> None:
    assert ask(question).calls == (Call(tool, {"csm": csm}),)


@pytest.mark.parametrize(
    ("question", "tool", "args"),
    [
        ("what is our ARR by plan?", "portfolio_metrics", {"by": "plan"}),
        ("NRR by tier", "portfolio_metrics", {"by": "plan"}),
        ("how many accounts do we have by industry?", "portfolio_metrics", {"by": "industry"}),
        ("how many accounts do we have by plan?", "portfolio_metrics", {"by": "plan"}),
        (
            "NRR for FinTech in 2024",
            "portfolio_metrics",
            {"industry": "fintech", "period": "2024"},
        ),
        (
            "how many tickets were escalated in 2024",
            "support_issues",
            {"period": "2024", "status": "all"},
        ),
        (
            "list accounts with P1 tickets in 2024",
            "support_issues",
            {"period": "2024", "priority": "P1", "status": "all"},
        ),
    ],
)
def test_groups_and_years_reach_their_tool(question: str, tool: str, args: dict[str, Any]) -> None:
    assert ask(question).calls == (Call(tool, args),)


def test_its_after_several_accounts_is_asked_back() -> None:
    before = (Call("at_risk_accounts", {}),)

    assert ask("and what about its ARR?", before, ("Globex", "Orrin Payments")).kind == "clarify"


def test_its_after_one_account_is_that_one() -> None:
    route = ask("and its tickets?", (Call("at_risk_accounts", {}),), ("Globex",))

    assert [call.args.get("account") for call in route.calls] == ["Globex"]
