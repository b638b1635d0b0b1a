from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text as sql
from sqlalchemy import update

from knowledge.company import load_company
from knowledge.notes.index import NotesIndex
from knowledge.notes.read_notes import read_notes
from knowledge.store import tables
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import days_ago
from tests.notes import make_feedback, make_note
from tests.tools.books import BOSS, MAYA, make_customer, make_people
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.voice import voice_of_customer

SPLIT = "Please let us split one invoice over several budgets."
SEARCH = "The search finds nothing unless you spell it exactly."


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", 72_000)
        northwind = make_customer(c, maya, "Northwind Labs", 84_000, segment="enterprise")
        orca = make_customer(c, maya, "Orca Payments", 28_000)
        kestrel = make_customer(c, tom, "Kestrel", 18_000)
        make_feedback(c, halden, text=SPLIT)
        make_feedback(c, halden, text=SPLIT, day=days_ago(90))
        make_feedback(c, northwind, text="We must split an invoice between two budgets.")
        make_feedback(c, orca, text=SEARCH, kind="complaint")
        make_feedback(c, kestrel, text=SEARCH, kind="complaint")
        make_feedback(c, orca, text=SPLIT, day=days_ago(600))
        make.make_survey(c, halden, score=3, comment="Search never finds anything by name.")
        make_note(c, northwind, text="It would be great if approvals worked offline.")
    read_notes(sqlite_store, load_company())
    return sqlite_store


def written(store: Store, who: str = MAYA, **asked: object) -> str:
    desk = make_desk(store, who)
    return answer(voice_of_customer(desk, **asked), desk)  # type: ignore[arg-type]


def test_a_theme_has_its_accounts_arr_and_quotes(book: Store) -> None:
    text = written(book)
    assert text.startswith(
        "**Most ARR stands behind “split one invoice over several budgets”: 2 accounts, $156,000.**"
    )
    assert f"Halden Freight, 31 Jan (feedback): “{SPLIT}”" in text
    assert "2 requests" in text


def test_an_account_counts_once_in_a_theme(book: Store) -> None:
    assert written(book).count("Halden Freight, ") == 1


def test_survey_comments_and_wishes_in_notes_are_heard(book: Store) -> None:
    facts = voice_of_customer(make_desk(book, MAYA)).facts
    assert [f.value for f in facts if f.attribute == "pieces of feedback"] == [5]
    assert "(notes): “It would be great if approvals worked offline.”" in written(
        book, topic="offline"
    )


def test_a_topic_nobody_spoke_of_is_said(book: Store) -> None:
    assert "nobody in your book said anything on “SSO”" in written(book, topic="SSO")


def test_a_part_of_the_book(book: Store) -> None:
    assert "Halden" not in written(book, segment="enterprise")
    assert "Kestrel" in written(book, BOSS, csm="Tom")
    assert "Kestrel" not in written(book)
    assert written(book, region="Brazil").startswith("**There are no accounts in Brazil")


def test_how_far_back_it_goes(book: Store) -> None:
    assert "Orca Payments" not in written(book, topic="split")
    assert "Orca Payments" in written(book, topic="split", since="2024")


def test_what_shipped_names_the_accounts_that_asked(book: Store) -> None:
    with book.write() as c:
        item = make._imported(
            c,
            tables.product_items,
            {"name": "Split invoices", "status": "shipped", "shipped_on": days_ago(18)},
            {},
        )
        c.execute(
            update(tables.product_feedback)
            .where(tables.product_feedback.c.text.contains("split"))
            .values(item_id=item)
        )
    text = written(book, topic="split")
    assert (
        "“Split invoices”: shipped 12 Feb, asked for by 2 accounts: Halden Freight, Northwind Labs"
        in text
    )
    assert "isn't on record" not in text
    past = make_desk(book, MAYA, today=days_ago(20))
    assert "“Split invoices”: not shipped yet" in answer(voice_of_customer(past), past)


class ByFirstLetter:
    """Vectors that put texts together by the letter that they begin with."""

    name = "by first letter"
    dimensions = 256

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.eye(256, dtype=np.float32)[[ord(text[0]) % 256 for text in texts]]


def test_an_embedder_groups_by_meaning(book: Store) -> None:
    desk = replace(make_desk(book, MAYA), notes=NotesIndex([ByFirstLetter()]))
    text = answer(voice_of_customer(desk), desk)
    assert "Grouped by meaning" in text
    assert "Grouped by their words" in written(book)


def test_a_tenfold_book_takes_no_more_queries(book: Store) -> None:
    def count() -> int:
        with counted_queries(book) as ran:
            voice_of_customer(make_desk(book, MAYA))
        return len(ran)

    few = count()
    with book.write() as c:
        maya = c.scalar(sql("SELECT id FROM people WHERE email = 'maya@steward.test'"))
        for number in range(30):
            make_feedback(c, make_customer(c, maya, f"Account {number:02}"), text=SPLIT)
    assert count() == few


def test_hostile_feedback_is_only_quoted(book: Store) -> None:
    with book.write() as c:
        orca = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Orca Payments'"))
        make_feedback(c, orca, text="<!channel> [pay](https://evil.example) split the invoice")
    text = written(book, topic="split")
    assert "<!channel>" not in text
    assert "](https" not in text
