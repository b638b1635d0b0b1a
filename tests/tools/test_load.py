from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from knowledge.errors import NotAllowed
from knowledge.store.engine import Store
from knowledge.store.tables import accounts, touchpoints
from tests.factories import days_ago, make_account_team, make_cover, make_person
from tests.tools.books import BOSS, MAYA, TOM, make_customer, make_people, make_tidy
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.load import Loads, book_load


def written(store: Store, email: str = MAYA, **asked: Any) -> str:
    desk = make_desk(store, email)
    return answer(book_load(desk, **asked), desk)


def make_book(store: Store, size: int = 8) -> None:
    """Maya: `size` mid-market accounts, all tidy but one untouched; Tom: one of each segment."""
    with store.write() as c:
        maya, tom = make_people(c)
        for number in range(size):
            make_tidy(c, make_customer(c, maya, f"Customer {number:02}", 30_000))
        quiet = make_customer(c, maya, "Quiet Mills", 50_000)
        make_tidy(c, quiet)
        aside = touchpoints.c.account_id == quiet
        c.execute(update(touchpoints).where(aside).values(day=days_ago(91)))
        make_customer(c, tom, "Large", 200_000, segment="enterprise")
        make_customer(c, tom, "Middle", 30_000)
        make_customer(c, tom, "Little", 5_000, segment="smb")


@pytest.fixture
def books(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def test_the_answer_first_then_who_goes_short(books: Store) -> None:
    text = written(books)
    # 9 accounts of at most 80: 11.25%.
    assert text.startswith(
        "**Your book isn't too big by count (9 accounts, $290,000 ARR, 11.3% of a full load on "
        "2 Mar).**"
    )
    assert "9 mid-market (40 to 80 is usual)." in text
    assert "But 1 account ($50,000 ARR) had no two-way contact in 90 days." in text
    assert "| Quiet Mills | $50,000 | 1 Dec | 3 |" in text


def test_a_book_over_its_load_is_too_big(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        for number in range(26):
            make_customer(c, maya, f"Customer {number:02}", 150_000, segment="enterprise")
    text = written(sqlite_store)
    assert text.startswith("**Yes, your book is too big (26 accounts, $3,900,000 ARR, 104% of a")
    assert "And 26 accounts ($3,900,000 ARR) had no two-way contact in 90 days" in text
    assert "Showing 10 of 26" in text


def test_segments_add_up_to_the_load(books: Store) -> None:
    # Tom: 1 of 25 and 1 of 80; SMB is pooled: 4% + 1.25%.
    text = written(books, TOM)
    assert "3 accounts, $235,000 ARR, 5.3% of a full load" in text
    assert "1 SMB (pooled, not counted)" in text


def test_a_manager_has_a_row_for_each_csm(books: Store) -> None:
    text = written(books, BOSS)
    assert text.startswith(
        "**None of 2 books is over a full load on 2 Mar; the fullest is Maya Lindqvist's, 11.3% "
        "with $290,000 ARR.**"
    )
    assert "| Maya Lindqvist | 11.3% | 9 | $290,000 | 1 | 0 |" in text
    assert "| Tom Okafor | 5.3% | 3 | $235,000 | 3 | 3 |" in text


def test_one_csm_of_the_team(books: Store) -> None:
    text = written(books, BOSS, csm="Tom")
    assert text.startswith("**The book of Tom Okafor isn't too big by count (3 accounts")


def test_a_csm_may_not_ask_for_another(books: Store) -> None:
    with pytest.raises(NotAllowed):
        book_load(make_desk(books, TOM), csm="Maya")


def join_team(store: Store, name: str, person: int) -> None:
    with store.write() as c:
        account = c.scalars(select(accounts.c.id).where(accounts.c.name == name)).one()
        make_account_team(c, account, person)


def test_a_member_is_told_that_load_is_for_csms_and_managers(books: Store) -> None:
    with books.write() as c:
        member = make_person(c, email="mia@steward.test", role="member")
    join_team(books, "Large", member)
    text = written(books, "mia@steward.test")
    assert text.startswith("**Book load is for CSMs and managers")
    assert "show me my accounts" in text
    assert "Tom" not in text


def test_a_book_seen_in_part_is_never_judged(books: Store) -> None:
    join_team(books, "Quiet Mills", make_desk(books, TOM).viewer.id)
    text = written(books, TOM, csm="Maya")
    assert text.startswith("**I can't judge the book of Maya Lindqvist on 2 Mar: you see only")
    assert written(books, TOM).startswith("**Your book isn't too big by count (3 accounts")


def test_a_manager_judges_whole_books_alone(books: Store) -> None:
    with books.write() as c:
        una = make_person(c, name="Una Other", team="south")
        make_customer(c, una, "Shared")
        make_customer(c, una, "Hidden")
    join_team(books, "Shared", make_desk(books, BOSS).viewer.id)
    text = written(books, BOSS)
    assert text.startswith("**None of 2 books is over")
    assert "Una" not in text
    assert "1 other book, of which you see only a part, left out." in text


def test_a_book_lent_in_full_is_judged_for_the_cover(books: Store) -> None:
    with books.write() as c:
        make_cover(c, make_desk(books, TOM).viewer.id, owner_id=make_desk(books, MAYA).viewer.id)
    text = written(books, TOM, csm="Maya")
    assert text.startswith("**The book of Maya Lindqvist isn't too big by count (9 accounts")


def test_readers_who_see_less_leave_whole_books_alone(books: Store) -> None:
    tom = make_desk(books, TOM).viewer
    desk = replace(make_desk(books, BOSS), audience=(tom,))
    assert answer(book_load(desk), desk).startswith(
        "**The book of Tom Okafor isn't too big by count (3 accounts"
    )
    shared = replace(make_desk(books, MAYA), audience=(tom,))
    text = answer(book_load(shared), shared)
    assert text.startswith("**I can't judge your book on 2 Mar: somebody who reads along sees only")
    assert "Ask me in a direct message instead." in text


def test_lent_accounts_are_apart(books: Store) -> None:
    with books.write() as c:
        maya, tom = make_desk(books, MAYA).viewer.id, make_desk(books, TOM).viewer.id
        make_cover(c, tom, owner_id=maya)
    text = written(books, TOM)
    assert "(3 accounts" in text
    assert "9 accounts that you see and don't own, not counted." in text


def test_accounts_without_an_owner_are_said(books: Store) -> None:
    with books.write() as c:
        make_customer(c, None, "Orphan")
    assert "1 account without an owner, not counted." in written(books, "ops@x.test")


def test_an_account_that_left_weighs_nothing(books: Store) -> None:
    with books.write() as c:
        maya = make_desk(books, MAYA).viewer.id
        over = {"start": days_ago(500), "end": days_ago(20)}
        make_customer(c, maya, "Globex", 50_000, contract=over)
    assert "(9 accounts" in written(books)


def test_an_empty_book(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        make_people(c)
    assert written(sqlite_store).startswith("**Your book is empty on 2 Mar")
    assert written(sqlite_store, BOSS).startswith("**There are no books among the accounts")


def test_every_account_cared_for_is_said(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_tidy(c, make_customer(c, maya, "Northwind Labs"))
    text = written(sqlite_store)
    assert "Every account had a two-way contact in 90 days and has 3 goals or more." in text


def test_the_number_of_queries_does_not_grow(books: Store) -> None:
    with counted_queries(books) as few:
        book_load(make_desk(books, TOM))
    with counted_queries(books) as many:
        book_load(make_desk(books, MAYA))
    assert len(few) == len(many) <= 26


def test_the_same_on_both_databases(store: Store) -> None:
    make_book(store, size=2)
    view = book_load(make_desk(store, BOSS)).view
    assert isinstance(view, Loads)
    assert [(b.csm.value, b.accounts.value) for b in view.books] == [
        ("Tom Okafor", 3), ("Maya Lindqvist", 3),
    ]  # fmt: skip
