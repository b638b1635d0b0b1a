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
    ("question", "before", "expected"),
    [
        (
            "and since January?",
            Call("explain_health", {"account": "Globex"}),
            {"since": "since January"},
        ),
        ("same for Globex", Call("explain_health", {"account": "Acme Corporation"}), {}),
        ("and the week?", Call("priorities", {"period": "today"}), {"period": "week"}),
        ("only emails", Call("search_notes", {"query": "SSO"}), {"query": "SSO", "kind": "email"}),
        ("and about pricing?", Call("search_notes", {"query": "SSO"}), {"query": "pricing"}),
        ("only enterprise", Call("renewal_forecast", {"period": "Q2"}), {"segment": "enterprise"}),
        ("and their side?", Call("commitments", {"side": "us"}), {"side": "client"}),
    ],
)
def test_a_later_tool_is_gone_on_with(
    router: Router, question: str, before: Call, expected: dict[str, Any]
) -> None:
    (call,) = ask(router, question, before).calls

    assert call.name == before.name
    assert call.args.items() >= expected.items()


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("prep me for that one", "meeting_prep"),
        ("what did they say about it?", "search_notes"),
        ("how do they compare with their peers?", "compare_with_peers"),
        ("what did we promise them?", "commitments"),
        ("do they sound annoyed?", "sentiment_trend"),
    ],
)
def test_a_later_tool_means_the_account_talked_about(
    router: Router, question: str, tool: str
) -> None:
    (call,) = ask(router, question, Call("support_issues", {"account": "Globex"})).calls

    assert (call.name, call.args["account"]) == (tool, "Globex")


def test_it_that_was_said_something_about_is_what_was_talked_of(router: Router) -> None:
    before = Call("support_issues", {"account": "Globex"})

    (call,) = ask(router, "what did they say about it?", before).calls

    assert call.args["query"] == "support tickets"


@pytest.mark.parametrize(
    "question", ["the rest", "and the others?", "rest please", "show me the rest", "all of them"]
)
def test_the_rest_of_a_list_is_all_of_it(router: Router, question: str) -> None:
    route = ask(router, question, Call("at_risk_accounts", {"region": "EMEA"}), ("Globex",))

    assert route.calls == (Call("at_risk_accounts", {"region": "EMEA", "limit": 20}),)


@pytest.mark.parametrize("question", ["the second", "Freight", "halden"])
def test_one_of_the_names_offered_is_picked(router: Router, question: str) -> None:
    before = Call("support_issues", {"account": "hal"})

    route = ask(router, question, before, ("Globex", "Halden Freight"))

    assert route.calls == (Call("support_issues", {"account": "Halden Freight"}),)


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("only the ones over 60k", {"min_arr": 60000}),
        ("just the yellow ones", {"band": "yellow"}),
        ("which of those are in the UK?", {"region": "United Kingdom"}),
    ],
)
def test_a_list_of_renewals_is_narrowed(
    router: Router, question: str, more: dict[str, Any]
) -> None:
    before = Call("upcoming_renewals", {"period": "next quarter"})

    route = ask(router, question, before)

    assert route.calls == (Call("upcoming_renewals", {"period": "next quarter", **more}),)
