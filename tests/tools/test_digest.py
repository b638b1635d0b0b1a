import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.builtin.writer import write_one
from knowledge.errors import Adjust
from knowledge.store import tables
from knowledge.store.digests import claim_sending, digest_of, keep_digest, release_sending
from knowledge.store.engine import Store
from knowledge.weeks import Week, week_of
from tests import factories as make
from tests.factories import READ_AT, TODAY, days_ago
from tests.tools.agenda_books import acts, ahead, decide, make_book, make_promise
from tests.tools.books import BOSS, MAYA, TOM, make_customer, make_people
from tests.tools.conftest import COMPANY, answer, counted_queries, make_desk
from tools.digest import Digest, digest_acts, weekly_digest
from tools.priorities import Priorities, priorities

WEEK = Week(TODAY)


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, email: str = MAYA, today: date = TODAY, **asked: Any) -> str:
    desk = make_desk(store, email, today=today)
    return answer(weekly_digest(desk, **asked), desk)


def view(store: Store, email: str = MAYA, **asked: Any) -> Digest:
    found = weekly_digest(make_desk(store, email), **asked).view
    assert isinstance(found, Digest)
    return found


def keep(store: Store, week: Week) -> None:
    desk = make_desk(store, MAYA)
    keep_digest(store, desk.viewer.id, week, "said", digest_acts(desk, WEEK))


def test_the_first_line_says_what_cannot_wait(book: Store) -> None:
    text = written(book)
    assert text.startswith("**Your week, 2 Mar to 6 Mar: two things can't wait: ")
    assert "the promise to Tallis Energy (3 days late)" in text.splitlines()[0]


def test_the_acts_stand_in_the_order_of_the_priorities(book: Store) -> None:
    listed = priorities(make_desk(book, MAYA)).view
    assert isinstance(listed, Priorities)
    assert [a.act.kind for a in view(book).acts] == [i.first.kind for i in listed.items]
    assert [a.account for a in view(book).acts] == [i.account for i in listed.items]


def test_a_score_that_moved_is_told_from_what_to_what(book: Store) -> None:
    with book.write() as c:
        account = make_customer(c, None, "Moved Mills", 9_000, score=58)
        make.make_ownership(c, account, _id_of(c, MAYA))
        make.make_health_snapshot(c, account, day=days_ago(7), score=66)
    assert "▼ **Moved Mills** 66 → 58" in written(book)


def test_without_a_score_of_a_week_ago_the_digest_says_so(book: Store) -> None:
    assert "I can't say what moved in the accounts: no score is kept of 23 Feb." in written(book)


def test_what_happened_in_the_week_is_told_once(book: Store) -> None:
    with book.write() as c:
        halden = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Halden%'").scalar()
        make.make_stakeholder(c, halden, name="Dana Whit", role="champion", left_on=days_ago(2))
    text = written(book)
    assert "● **Halden Freight**: Dana Whit (champion) left 28 Feb." in text
    assert "left 28 Feb." not in written(book, today=TODAY + timedelta(weeks=1))


def test_a_goal_that_a_client_confirmed_is_an_improvement(book: Store) -> None:
    with book.write() as c:
        halden = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Halden%'").scalar()
        goal = {"actual": 6, "confirmed_by": "Ruth Osei", "confirmed_on": days_ago(5)}
        make.make_objective(c, halden, **goal)
    assert "9 → 6 days, confirmed by Ruth Osei on 25 Feb" in written(book)


@pytest.mark.parametrize("later", [0, 1, 4])
def test_the_same_week_gives_the_same_digest(book: Store, later: int) -> None:
    assert written(book, today=TODAY + timedelta(days=later)) == written(book)


def test_the_week_of_a_weekend_is_the_one_that_begins() -> None:
    assert week_of(date(2026, 3, 1), COMPANY) == WEEK
    assert week_of(date(2026, 3, 6), COMPANY) == WEEK
    assert (WEEK.key, WEEK.before.key) == ("2026-W10", "2026-W09")


def test_what_was_said_last_week_is_carried_over_or_told_as_done(book: Store) -> None:
    keep(book, WEEK.before)
    decide(book, acts(book)["Tallis Energy", "keep_promise"], "done")
    text = written(book)
    assert "(carried over)" in text
    assert "*Last week's 3 acts:* 1 done, 2 carried over." in text


def test_once_made_the_week_keeps_its_acts_and_marks_what_was_done(book: Store) -> None:
    keep(book, WEEK)
    decide(book, acts(book)["Tallis Energy", "keep_promise"], "done")
    assert re.search(r"Tallis Energy\*\*.* – done\.", written(book))


def test_nobody_reads_what_was_said_to_another(book: Store) -> None:
    keep(book, WEEK.before)
    assert "Last week's" not in written(book, TOM)
    desk = make_desk(book, MAYA)
    shared = replace(desk, audience=(make_desk(book, BOSS).viewer,))
    assert "Last week's" not in answer(weekly_digest(shared), shared)


def test_nothing_needs_you_is_said_only_where_the_data_covers_it(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "Calm Mills")
    assert "nothing needs you this week in 1 account.**" in written(sqlite_store)
    with sqlite_store.write() as c:
        make_customer(c, maya, "Orca", band="unknown", score=None, renewal=ahead(150))
    text = written(sqlite_store)
    assert "nothing in what I can see of 2 accounts; blind on Orca.**" in text
    assert "nothing needs you" not in text


def test_an_empty_book_is_said(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        make_people(c)
    assert written(sqlite_store).startswith("**There are no paying accounts")


def test_another_week_can_be_asked_for_and_one_that_is_none_is_refused(book: Store) -> None:
    assert "week, 23 Feb to 27 Feb" in written(book, week="last week").splitlines()[0]
    assert "week, 9 Mar to 13 Mar" in written(book, week="2026-W11").splitlines()[0]
    with pytest.raises(Adjust):
        weekly_digest(make_desk(book, MAYA), week="2026-W99")


def test_a_manager_reads_the_teams_week(book: Store) -> None:
    with book.write() as c:
        kestrel = c.exec_driver_sql("SELECT id FROM accounts WHERE name = 'Kestrel'").scalar()
        make.make_stakeholder(c, kestrel, role="executive_sponsor", left_on=days_ago(9))
        make.make_csm_call(c, kestrel, day=days_ago(30), call="commit")
        make.make_csm_call(c, kestrel, day=days_ago(2), call="at_risk")
    text = written(book, BOSS)
    assert "*Calls changed (1):* Kestrel, commit → at risk (28 Feb)." in text
    assert "*An executive is needed (2):*" in text
    assert "Kestrel, $18,000: their sponsor left 21 Feb" in text
    assert "*Overdue acts:* 1 (Maya Lindqvist 1)." in text
    assert "first Calm Mills" not in text
    assert "*Notice within 60 days and no plan:* 1, $20,000, first Fri 6 Mar" in text


def test_a_digest_is_kept_once_and_sent_once(store: Store) -> None:
    with store.write() as c:
        person = make.make_person(c)
    assert keep_digest(store, person, WEEK, "first", ["a"])
    assert not keep_digest(store, person, WEEK, "second", ["b"])
    assert claim_sending(store, person, WEEK, READ_AT)
    assert not claim_sending(store, person, WEEK, READ_AT)
    release_sending(store, person, WEEK, READ_AT)
    assert claim_sending(store, person, WEEK, READ_AT)
    with store.read() as c:
        said = digest_of(c, person, WEEK)
        assert said is not None
        assert (said.text, said.acts) == ("first", ("a",))


def test_a_larger_book_takes_no_more_queries(book: Store) -> None:
    with counted_queries(book) as few:
        weekly_digest(make_desk(book, TOM))
    with counted_queries(book) as many:
        weekly_digest(make_desk(book, MAYA))
    assert len(few) == len(many)


rows = st.lists(
    st.tuples(
        st.sampled_from(["green", "yellow", "red", "unknown"]),
        st.integers(1, 85),
        st.integers(20, 95),
        st.booleans(),
        st.text(alphabet="ab ", min_size=1, max_size=60),
    ),
    max_size=9,
)


@given(rows)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_digest_has_under_300_words_whatever_the_book(
    sqlite_store: Store, book_rows: list[tuple[str, int, int, bool, str]]
) -> None:
    with sqlite_store.write() as c:
        for table in reversed(tables.metadata.sorted_tables):
            c.execute(table.delete())
        maya, _ = make_people(c)
        for number, (band, days, score, is_busy, words) in enumerate(book_rows):
            account = make_customer(
                c, maya, f"Customer {number} {words}", band=band, renewal=ahead(days),
                score=None if band == "unknown" else score,
            )  # fmt: skip
            make.make_health_snapshot(c, account, day=days_ago(7), score=50)
            if is_busy:
                make.make_stakeholder(c, account, role="champion", left_on=days_ago(3))
                make.make_ticket(c, account, priority="P1")
                make_promise(c, account, text=f"{words} {words} {words}", due=TODAY)
    for email in (MAYA, BOSS):
        text = write_one(weekly_digest(make_desk(sqlite_store, email)))
        assert len(text.split()) < 300


def _id_of(connection: Any, email: str) -> int:
    p = tables.people.c
    return int(connection.scalar(select(p.id).where(p.email == email)))
