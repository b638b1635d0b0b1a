import pytest
from sqlalchemy import text as sql

from knowledge.errors import NotAllowed
from knowledge.store.engine import Store
from tests.factories import TODAY, days_ago, make_onboarding_milestone
from tests.tools.books import BOSS, MAYA, TOM, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.onboarding import BookOnboarding, onboarding_status


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        started = {"Halden Freight": 300, "Northwind Labs": 200, "Verity Foods": 70}
        accounts = {
            name: make_customer(c, maya, name, 31_000, contract={"start": days_ago(days)})
            for name, days in started.items()
        }
        make_customer(c, maya, "Newco", 9_000, contract={"start": days_ago(10)})
        make_customer(c, maya, "Oldco", 9_000, contract={"start": days_ago(800)})
        kestrel = make_customer(c, tom, "Kestrel", 18_000, contract={"start": days_ago(30)})
        make_onboarding_milestone(c, kestrel, done_on=None, due=days_ago(-20))
        make_onboarding_milestone(
            c, accounts["Halden Freight"], name="First plant live", done_on=days_ago(240),
            evidence="Tom: invoices matched without a touch",
        )  # fmt: skip
        make_onboarding_milestone(c, accounts["Northwind Labs"], done_on=days_ago(150))
        steps = (
            ("Kickoff", "kickoff", 65, days_ago(66)),
            ("Single sign-on", "setup", 40, None),
            ("First report", "first_value", -5, None),
        )
        for name, step, due, done in steps:
            make_onboarding_milestone(
                c, accounts["Verity Foods"], name=name, step=step, due=days_ago(due), done_on=done
            )


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, email: str = MAYA, **asked: object) -> str:
    desk = make_desk(store, email)
    return answer(onboarding_status(desk, **asked), desk)  # type: ignore[arg-type]


def test_past_sixty_days_without_a_win_comes_first(store: Store) -> None:
    make_book(store)
    text = written(store)
    assert text.startswith(
        "**One account in your book is past 60 days without a first win, with $31,000 ARR.**"
    )
    assert (
        "**1. Verity Foods** · $31,000 · day 70, no win yet · 1 of 3 steps done · "
        "Single sign-on: 40 days late (due 21 Jan)" in text
    )


def test_the_median_counts_those_who_wait(book: Store) -> None:
    """Kaplan-Meier of 50 and 60 days reached, 70 still waiting: half have at 60."""
    assert "Median time to first value: 60 days, reached by 2 of 3 accounts." in written(book)


def test_without_half_of_them_there_is_no_median(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("UPDATE onboarding_milestones SET done_on = NULL"))
    view = onboarding_status(make_desk(book, MAYA)).view
    assert isinstance(view, BookOnboarding)
    assert view.median.value is None
    assert "Time to first value: no median yet, reached by 0 of 3 accounts." in written(book)


def test_new_accounts_without_steps_are_named_and_old_ones_are_not(book: Store) -> None:
    text = written(book)
    assert "*New, without a step on record:* Newco." in text
    assert "Oldco" not in text


def test_one_account_step_by_step(book: Store) -> None:
    text = written(book, account="verity")
    assert text.startswith(
        "**Verity Foods: day 70, no first win yet; Single sign-on: 40 days late (due 21 Jan).** "
        "1 of 3 steps done, started 22 Dec."
    )
    assert "- First report: due 7 Mar" in text


def test_a_first_win_with_its_evidence(book: Store) -> None:
    text = written(book, account="halden")
    assert text.startswith(
        "**Halden Freight reached its first value on 5 Jul 2025, after 60 days: "
        "“Tom: invoices matched without a touch”**"
    )


def test_no_steps_on_record_says_what_to_do(book: Store) -> None:
    text = written(book, account="newco")
    assert text.startswith("**Newco has no onboarding steps on record.** It has been paying since")


def test_no_onboarding_on_record_at_all(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("DELETE FROM onboarding_milestones"))
    assert written(book).startswith("**No onboarding is on record in your book.**")


def test_a_win_of_a_later_day_had_not_come(book: Store) -> None:
    desk = make_desk(book, MAYA, today=days_ago(245))
    text = answer(onboarding_status(desk, account="halden"), desk)
    assert text.startswith("**Halden Freight: day 55, no first win yet; First plant live:")


def test_a_manager_asks_about_one_csm(book: Store) -> None:
    text = written(book, BOSS, csm="Tom")
    assert text.startswith(
        "**Nobody among the accounts of Tom is past 60 days without a first win.**"
    )


def test_a_csm_may_not_ask_about_another(book: Store) -> None:
    with pytest.raises(NotAllowed):
        onboarding_status(make_desk(book, TOM), csm="Maya Lindqvist")


def test_too_many_are_capped_and_counted(book: Store) -> None:
    with book.write() as c:
        maya = c.scalar(sql("SELECT id FROM people WHERE email = 'maya@steward.test'"))
        for number in range(9):
            account = make_customer(
                c, maya, f"Account {number}", 1_000, contract={"start": days_ago(90)}
            )
            make_onboarding_milestone(c, account, done_on=None, due=TODAY)
    text = written(book)
    assert "And 2 more: narrow by segment, region or CSM." in text


def test_the_steps_named_are_its_sources(book: Store) -> None:
    many = onboarding_status(make_desk(book, MAYA))
    assert [source.title for source in many.sources] == ["Single sign-on"]
    one = onboarding_status(make_desk(book, MAYA), account="halden")
    assert one.sources[0].quote == "Tom: invoices matched without a touch"
