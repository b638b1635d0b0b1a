import pytest

from knowledge.errors import Adjust, NotAllowed
from knowledge.store.engine import Store
from tests.tools.books import MAYA, OPS
from tests.tools.conftest import answer, make_desk
from tests.tools.test_renewals import make_book, view_of, written
from tools.renewals import upcoming_renewals


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def test_renewals_narrowed_by_band_and_arr(book: Store) -> None:
    red = view_of(make_desk(book, MAYA), band="red")
    large = view_of(make_desk(book, MAYA), min_arr=40_000, max_arr=80_000)

    assert red.coming is not None
    assert large.coming is not None
    assert [i.account.entity for i in red.coming.items] == ["Halden Freight"]
    assert [i.account.entity for i in large.coming.items] == ["Halden Freight"]
    assert "1 renewal of red accounts" in written(book, band="red")
    assert "1 renewal of accounts with $80,000 ARR or more" in written(book, min_arr=80_000)


def test_bounds_leave_nothing_and_say_so(book: Store) -> None:
    text = written(book, min_arr=500_000)
    assert text.startswith("**There are no paying accounts")


def test_renewals_that_are_over_cannot_be_narrowed_by_health(book: Store) -> None:
    with pytest.raises(Adjust, match="Only renewals to come"):
        upcoming_renewals(make_desk(book, MAYA), period="last quarter", band="red")


def test_who_served_notice(book: Store) -> None:
    text = written(book, deadline="served")
    assert text.startswith("**$30,000 ARR has served notice: 1 contract, the first to end on")
    assert "Notice served: Seaton Mills on 26 Feb." in text
    assert "Halden Freight" not in text


def test_who_served_notice_in_a_time(book: Store) -> None:
    text = written(book, deadline="served", period="January 2026")
    assert text.startswith("**No notice has been served")


def test_a_teams_books_are_the_books_of_its_csms(book: Store) -> None:
    ops = make_desk(book, OPS)

    team = upcoming_renewals(ops, csm="Team North", period="next 6 months")

    assert "Kestrel" in team.accounts
    assert "Halden Freight" in team.accounts
    assert "of Team North" in answer(team, ops)


def test_a_team_is_nobody_to_a_csm(book: Store) -> None:
    with pytest.raises(NotAllowed):
        upcoming_renewals(make_desk(book, MAYA), csm="Team North")
