from datetime import date
from typing import Any

import pytest

from bot.builtin.router import Call, Route, Router
from bot.builtin.router.slots import SLOTS
from knowledge.company import load_company
from knowledge.notes.minilm import MiniLM

ACCOUNTS = ("Acme Corporation", "Globex", "Halden Freight", "Maple Street Bank", "Tallis Energy")
CSMS = ("Maya Lindqvist", "Tom Okafor")
EMBEDDER = MiniLM()


@pytest.fixture(scope="module", params=["embedding", "words alone"])
def router(request: pytest.FixtureRequest) -> Router:
    return Router(EMBEDDER if request.param == "embedding" else None, tools=SLOTS)


def ask(
    router: Router, question: str, previous: Call | None = None, shown: tuple[str, ...] = ()
) -> Route:
    return router.route(
        question,
        accounts=ACCOUNTS,
        csms=CSMS,
        today=date(2026, 3, 2),
        company=load_company(),
        previous=(previous,) if previous else (),
        shown=shown,
    )


@pytest.mark.parametrize(
    ("question", "before", "args"),
    [
        ("and only EMEA?", {}, {"region": "EMEA"}),
        ("just the enterprise ones", {"region": "NA"}, {"region": "NA", "segment": "enterprise"}),
        ("what about APAC", {"region": "NA", "limit": 3}, {"region": "APAC", "limit": 3}),
        ("only Tom's", {"region": "NA"}, {"region": "NA", "csm": "Tom Okafor"}),
        ("just the top 5", {"region": "NA"}, {"region": "NA", "limit": 5}),
        ("and for the next 90 days?", {}, {"within": "next 90 days"}),
        ("same again please", {"region": "NA"}, {"region": "NA"}),
    ],
)
def test_slots_alone_change_the_last_call(
    router: Router, question: str, before: dict[str, Any], args: dict[str, Any]
) -> None:
    route = ask(router, question, Call("at_risk_accounts", before))

    assert route.calls == (Call("at_risk_accounts", args),)


def test_another_account_asks_the_same_of_it(router: Router) -> None:
    before = Call("usage_trend", {"account": "Globex", "metric": "seats", "period": "last month"})

    route = ask(router, "what about halden?", before)

    expected = {"account": "Halden Freight", "metric": "seats", "period": "last month"}
    assert route.calls == (Call("usage_trend", expected),)


def test_another_account_drops_the_region_of_the_list(router: Router) -> None:
    before = Call("support_issues", {"region": "EMEA", "priority": "P1"})

    route = ask(router, "and Globex?", before)

    assert route.calls == (Call("support_issues", {"account": "Globex", "priority": "P1"}),)


def test_an_account_after_a_list_is_summarised(router: Router) -> None:
    route = ask(router, "what about Globex?", Call("list_accounts", {"segment": "smb"}))

    assert route.calls == (Call("account_summary", {"account": "Globex"}),)


def test_the_same_for_another_time(router: Router) -> None:
    before = Call("portfolio_metrics", {"region": "EMEA", "period": "this quarter"})

    route = ask(router, "same for last quarter", before)

    expected = {"region": "EMEA", "period": "last quarter"}
    assert route.calls == (Call("portfolio_metrics", expected),)


@pytest.mark.parametrize(
    ("question", "call"),
    [
        ("who's the champion there?", ("stakeholders", {"role": "champion"})),
        ("any p1s there?", ("support_issues", {"priority": "P1"})),
        ("when do they renew?", ("upcoming_renewals", {})),
        ("and nps?", ("survey_results", {"kind": "NPS"})),
        ("what's in their success plan", ("success_plan", {})),
        ("are they using it?", ("usage_trend", {})),
        ("is their data up to date?", ("data_hygiene", {})),
    ],
)
def test_a_pronoun_means_the_account_talked_about(
    router: Router, question: str, call: tuple[str, dict[str, Any]]
) -> None:
    route = ask(router, question, Call("account_summary", {"account": "Globex"}))

    assert route.calls == (Call(call[0], {"account": "Globex", **call[1]}),)


@pytest.mark.parametrize(
    ("question", "account"),
    [
        ("tell me about number 3", "Tallis Energy"),
        ("dig into the last one", "Tallis Energy"),
        ("what's going on with the 1st account", "Acme Corporation"),
        ("tell me more about #2", "Globex"),
    ],
)
def test_a_place_in_the_last_answer_is_an_account(
    router: Router, question: str, account: str
) -> None:
    shown = ("Acme Corporation", "Globex", "Tallis Energy")

    route = ask(router, question, Call("at_risk_accounts", {"region": "NA"}), shown)

    assert route.calls == (Call("account_summary", {"account": account}),)


def test_why_a_place_in_the_last_answer_is_explained(router: Router) -> None:
    shown = ("Acme Corporation", "Globex", "Tallis Energy")

    route = ask(router, "why the second one?", Call("list_accounts", {}), shown)

    assert route.calls == (Call("explain_health", {"account": "Globex"}),)


def test_the_third_quarter_is_no_place_in_the_answer(router: Router) -> None:
    before = Call("upcoming_renewals", {"period": "next quarter"})

    route = ask(router, "and in the third quarter?", before, ("Acme Corporation",) * 3)

    assert route.calls == (Call("upcoming_renewals", {"period": "third quarter"}),)


def test_a_place_beyond_the_list_is_not_guessed(router: Router) -> None:
    route = ask(router, "why the fifth one?", Call("at_risk_accounts", {}), ("Globex",))

    assert all("account" not in call.args for call in route.calls)


def test_those_keep_the_filters_of_the_list(router: Router) -> None:
    before = Call("at_risk_accounts", {"region": "EMEA", "within": "next 90 days"})

    route = ask(router, "which of those have open tickets?", before)

    assert route.calls == (Call("support_issues", {"region": "EMEA", "status": "open"}),)


def test_those_keep_the_window_between_risk_and_renewal(router: Router) -> None:
    before = Call("upcoming_renewals", {"period": "next quarter"})

    route = ask(router, "which of those are at risk?", before)

    assert route.calls == (Call("at_risk_accounts", {"within": "next quarter"}),)


def test_a_correction_names_the_account_by_its_trade(router: Router) -> None:
    route = ask(router, "no, I meant the bank", Call("account_summary", {"account": "Globex"}))

    assert route.calls == (Call("account_summary", {"account": "Maple Street Bank"}),)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("which accounts are at risk?", Call("at_risk_accounts", {})),
        ("what's my NRR?", Call("portfolio_metrics", {})),
        ("show me all my accounts", Call("list_accounts", {})),
        ("which renewals are coming up in Q3?", Call("upcoming_renewals", {"period": "Q3"})),
        ("which accounts have open P1s?", None),
        ("how is Tallis doing?", Call("account_summary", {"account": "Tallis Energy"})),
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        Call("account_summary", {"account": "Globex"}),
        Call("at_risk_accounts", {"region": "EMEA", "within": "Q2", "limit": 3}),
        Call("usage_trend", {"account": "Globex", "period": "last month"}),
    ],
    ids=["summary", "risk", "usage"],
)
def test_a_whole_new_question_takes_nothing_over(
    router: Router, question: str, expected: Call | None, before: Call
) -> None:
    p1s = Call("support_issues", {"priority": "P1", "status": "open"})

    assert ask(router, question, before).calls == (expected or p1s,)


def test_thanks_after_an_answer_is_smalltalk(router: Router) -> None:
    route = ask(router, "thanks!", Call("account_summary", {"account": "Globex"}))

    assert (route.kind, route.calls) == ("smalltalk", ())
