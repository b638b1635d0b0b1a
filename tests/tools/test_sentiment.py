import pytest
from sqlalchemy import Connection

from knowledge.company import load_company
from knowledge.notes.read_notes import read_notes
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import days_ago
from tests.notes import make_note
from tests.tools.books import MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.sentiment import sentiment_trend

GOOD = ("The team is really pleased.", "Works well, no complaints.", "It saves us hours, great.")
BAD = ("We are very disappointed.", "The sync is broken again.", "Nobody answers, I'm fed up.")


def say(connection: Connection, account: int, texts: tuple[str, ...], last: int) -> None:
    for i, words in enumerate(texts):
        make_note(connection, account, text=words, day=days_ago(last + 7 * i), title="Re: the sync")


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        worse = make_customer(c, maya, "Halden Freight")
        say(c, worse, BAD, 3)
        say(c, worse, GOOD, 120)
        better = make_customer(c, maya, "Northwind Labs")
        say(c, better, GOOD, 3)
        say(c, better, BAD, 120)
        leaving = make_customer(c, maya, "Orca Payments")
        make_note(
            c, leaving, title="Thanks",
            text="You've been wonderful. How do we export the complete archive before May?",
        )  # fmt: skip
        make_customer(c, maya, "Verity Foods")
        for day in (5, 20, 40, 60):
            make.make_touchpoint(c, worse, day=days_ago(day), two_way=day == 60)
    read_notes(sqlite_store, load_company())
    return sqlite_store


def written(store: Store, account: str, **asked: object) -> str:
    desk = make_desk(store, MAYA)
    return answer(sentiment_trend(desk, account, **asked), desk)  # type: ignore[arg-type]


def test_worse_with_the_words_that_show_it(book: Store) -> None:
    text = written(book, "halden")
    assert text.startswith(
        "**Halden Freight sounds worse since 2 Dec: 3 of 3 messages sound bad, 0 of 3 before.**"
    )
    assert "“Nobody answers, I'm fed up.” (Ruth Osei, email, 13 Feb)" in text


def test_how_they_answer_is_told_beside_it(book: Store) -> None:
    assert "1 of 4 emails since 2 Dec" in written(book, "halden")


def test_better(book: Store) -> None:
    assert written(book, "northwind").startswith(
        "**Northwind Labs sounds better since 2 Dec: 3 of 3"
    )


def test_too_few_messages_are_not_judged(book: Store) -> None:
    assert written(book, "orca").startswith(
        "**I can't judge the tone of Orca Payments: only 1 message since 2 Dec.**"
    )
    assert written(book, "verity").startswith(
        "**I can't judge the tone of Verity Foods: no message since 2 Dec.**"
    )


def test_a_polite_farewell_is_a_sign_whatever_its_tone(book: Store) -> None:
    text = written(book, "orca")
    assert "polite, and leaving" in text
    assert "Taking their data out: “How do we export the complete archive before May?”" in text


def test_the_period_can_be_named(book: Store) -> None:
    text = written(book, "halden", since="September")
    assert "since 1 Sep" in text.splitlines()[0]


def test_half_a_year_is_taken_where_a_quarter_has_too_little(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        account = make_customer(c, maya, "Halden Freight")
        say(c, account, BAD, 85)
        say(c, account, GOOD, 200)
    read_notes(sqlite_store, load_company())
    assert written(sqlite_store, "halden").startswith(
        "**Halden Freight sounds worse since 3 Sep: 3 of 3 messages sound bad, 0 of 3 before.**"
    )


def test_a_thread_that_turned_is_told(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        account = make_customer(c, maya, "Halden Freight")
        for day, words in ((20, GOOD[0]), (10, "Thursday works."), (5, BAD[2])):
            make_note(c, account, text=words, day=days_ago(day), title="Re: Re: the sync")
    read_notes(sqlite_store, load_company())
    assert "The thread “the sync” turned bad over 3 messages." in written(sqlite_store, "halden")


def test_our_own_mails_and_machines_have_no_tone(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        account = make_customer(c, maya, "Halden Freight")
        for day in (3, 5, 7, 9):
            make_note(c, account, text=BAD[0], author="Maya Lindqvist", day=days_ago(day))
        make_note(c, account, text="I'm out of the office until May with limited access to mail.")
    read_notes(sqlite_store, load_company())
    assert "no message since 2 Dec" in written(sqlite_store, "halden")
