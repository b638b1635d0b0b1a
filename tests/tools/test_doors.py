"""What every tool about accounts does at the door: it finds, asks which, refuses, and counts."""

from collections.abc import Callable

import pytest

from knowledge.errors import AccountNotFound, AmbiguousAccount
from knowledge.store.engine import Store
from tests.tools.books import MAYA, OPS, make_customer, make_people
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.commitments import commitments
from tools.desk import Desk
from tools.expansion import expansion_opportunities
from tools.health import explain_health
from tools.meeting import meeting_prep
from tools.onboarding import onboarding_status
from tools.people import stakeholders
from tools.plans import success_plan
from tools.result import Result
from tools.sentiment import sentiment_trend
from tools.summary import account_summary
from tools.support import support_issues
from tools.surveys import survey_results
from tools.usage import usage_trend
from tools.value import value_realised

Ask = Callable[..., Result]
BY_NAME: dict[str, Ask] = {
    "account_summary": account_summary,
    "explain_health": explain_health,
    "support_issues": support_issues,
    "stakeholders": stakeholders,
    "survey_results": survey_results,
    "success_plan": success_plan,
    "onboarding_status": onboarding_status,
    "usage_trend": usage_trend,
    "expansion_opportunities": expansion_opportunities,
    "commitments": commitments,
    "meeting_prep": meeting_prep,
    "sentiment_trend": sentiment_trend,
    "value_realised": value_realised,
}
OF_ONE = (account_summary, explain_health, meeting_prep, sentiment_trend)
ACROSS = {name: ask for name, ask in BY_NAME.items() if ask not in OF_ONE}
NOT_BY_PLACE = (stakeholders, success_plan, commitments)
NARROWED = {name: ask for name, ask in ACROSS.items() if ask not in NOT_BY_PLACE}


@pytest.fixture
def books(sqlite_store: Store) -> Store:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        make_customer(c, maya, "Halden Freight", 72_000)
        make_customer(c, maya, "Halden Foods", 30_000)
        make_customer(c, maya, "Northwind Labs", 84_000)
        make_customer(c, tom, "Kestrel", 18_000)
    return sqlite_store


def queries(store: Store, ask: Callable[[Desk], Result]) -> int:
    desk = make_desk(store, OPS)
    with counted_queries(store) as ran:
        ask(desk)
    return len(ran)


@pytest.mark.parametrize("ask", BY_NAME.values(), ids=list(BY_NAME))
def test_an_unknown_name_brings_the_nearest(books: Store, ask: Ask) -> None:
    with pytest.raises(AccountNotFound) as caught:
        ask(make_desk(books, MAYA), account="Northwest")
    assert "Northwind Labs" in caught.value.nearest


@pytest.mark.parametrize("ask", BY_NAME.values(), ids=list(BY_NAME))
def test_a_name_of_two_accounts_is_asked_back(books: Store, ask: Ask) -> None:
    with pytest.raises(AmbiguousAccount) as caught:
        ask(make_desk(books, MAYA), account="Halden")
    assert caught.value.candidates == ("Halden Foods", "Halden Freight")


@pytest.mark.parametrize("ask", BY_NAME.values(), ids=list(BY_NAME))
def test_an_account_of_another_book_is_as_unknown_as_none(books: Store, ask: Ask) -> None:
    with pytest.raises(AccountNotFound) as hidden:
        ask(make_desk(books, MAYA), account="Kestrel")
    with pytest.raises(AccountNotFound) as absent:
        ask(make_desk(books, MAYA), account="Xestrel")
    assert str(hidden.value) == str(absent.value).replace("Xestrel", "Kestrel")
    assert ask(make_desk(books, OPS), account="Kestrel").accounts == ("Kestrel",)


@pytest.mark.parametrize("ask", BY_NAME.values(), ids=list(BY_NAME))
def test_an_account_with_a_contract_and_nothing_else_gets_an_answer(books: Store, ask: Ask) -> None:
    desk = make_desk(books, MAYA)
    assert "Northwind Labs" in answer(ask(desk, account="northwind labs"), desk)


@pytest.mark.parametrize("ask", ACROSS.values(), ids=list(ACROSS))
def test_a_book_shows_nothing_of_another(books: Store, ask: Ask) -> None:
    desk = make_desk(books, MAYA)
    result = ask(desk)
    assert "Kestrel" not in answer(result, desk)
    assert "Kestrel" not in result.for_model()


@pytest.mark.parametrize("ask", ACROSS.values(), ids=list(ACROSS))
def test_an_empty_book_gets_an_answer(sqlite_store: Store, ask: Ask) -> None:
    with sqlite_store.write() as c:
        make_people(c)
    desk = make_desk(sqlite_store, MAYA)
    assert answer(ask(desk), desk).startswith("**There are no")


@pytest.mark.parametrize("ask", NARROWED.values(), ids=list(NARROWED))
def test_a_place_without_accounts_is_said(books: Store, ask: Ask) -> None:
    desk = make_desk(books, MAYA)
    text = answer(ask(desk, region="Brazil"), desk)
    assert text.startswith("**There are no accounts in Brazil that you may see.**")


@pytest.mark.parametrize("ask", ACROSS.values(), ids=list(ACROSS))
def test_a_tenfold_book_takes_no_more_queries(books: Store, ask: Ask) -> None:
    few = queries(books, lambda desk: ask(desk))
    with books.write() as c:
        for number in range(40):
            make_customer(c, None, f"Account number {number:02}")
    assert queries(books, lambda desk: ask(desk)) == few


@pytest.mark.parametrize("ask", BY_NAME.values(), ids=list(BY_NAME))
def test_one_account_takes_no_more_queries_in_a_tenfold_store(books: Store, ask: Ask) -> None:
    few = queries(books, lambda desk: ask(desk, account="Kestrel"))
    with books.write() as c:
        for number in range(40):
            make_customer(c, None, f"Account number {number:02}")
    assert queries(books, lambda desk: ask(desk, account="Kestrel")) == few
