from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy import text as sql

from knowledge.health import load_rules
from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.snapshots import refresh_health
from tests import factories as make
from tests.factories import TODAY, days_ago
from tests.tools.books import MAYA, make_customer, make_people, make_renewal
from tests.tools.conftest import answer, make_desk
from tools.summary import Summary, account_summary


def record(connection: Connection, table: Any, account: int, **columns: Any) -> None:
    make._imported(connection, table, {"account_id": account}, columns)


def make_halden(c: Connection, owner: int) -> int:
    halden = make.make_account(c, owner, name="Halden Freight")
    make.make_contract(
        c, halden, arr=72_000, seats=60, uplift_pct=5, start=days_ago(305), end=days_ago(-59),
        renewal_date=days_ago(-60), notice_date=days_ago(-29), payment_terms="30 days",
    )  # fmt: skip
    tom = make.make_stakeholder(c, halden, name="Tom Reyes", title="Head of Operations")
    make.make_stakeholder(c, halden, name="Dana Poe", role="economic_buyer", left_on=days_ago(18))
    for day in (4, 40, 90):
        make.make_touchpoint(c, halden, stakeholder_id=tom, day=days_ago(day))
    make.make_ticket(
        c, halden, source_id="4821", priority="P1", opened_on=days_ago(19), subject="Sync is down"
    )
    make.make_survey(c, halden, stakeholder_id=tom, score=4, comment="Fix it.", role=None)
    make.make_objective(c, halden, actual=6, due=days_ago(12), confirmed_by="Tom Reyes")
    users = [40.0] * 157 + [18.0] * 28
    make.fill_usage(c, halden, users)
    make.make_csm_call(c, halden, call="at_risk", reason="They talk to a rival")
    record(
        c, tables.commitments, halden, text="The cause in writing", side="us", due=days_ago(-2),
        promised_by="Maya Lindqvist",
    )  # fmt: skip
    record(c, tables.commitments, halden, text="A list of plants", side="client", due=days_ago(9))
    record(
        c, tables.concessions, halden, what="10% off the first year", approved_by="Nina Vogt",
        until=days_ago(-60),
    )  # fmt: skip
    for day in (4, 11):
        record(
            c, tables.notes, halden, day=days_ago(day), kind="call_note", text="...",
            title=f"Call of week {day}",
        )  # fmt: skip
    return halden


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        make_halden(c, maya)
    for day in (28, 1, 0):
        refresh_health(store, days_ago(day), load_rules())


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, account: str = "halden", **when: Any) -> str:
    desk = make_desk(store, MAYA, **when)
    return answer(account_summary(desk, account), desk)


def test_the_first_lines_are_the_state_the_money_the_date_and_the_act(store: Store) -> None:
    make_book(store)
    headline, act = written(store).splitlines()[:3:2]
    assert " · $72,000 · notice by Tue 31 Mar (29 days).**" in headline
    assert headline.startswith("**Halden Freight: ")
    assert ", was " in headline[:60]
    assert act == "**First:** ask Tom Reyes who owns the decision now."


@pytest.mark.parametrize(
    "said",
    [
        "P1 #4821 open 19 days, no owner",
        "Close the books in three days: days to close: 9 → 6 days, target 3 · 12 days overdue",
        "confirmed by Tom Reyes",
        "Tom Reyes, Head of Operations (champion), last two-way contact 26 Feb",
        "no economic buyer since Dana Poe left 12 Feb, no executive sponsor",
        "Single-threaded, Tom Reyes has 100% of the two-way contact in 180 days.",
        "P1 #4821 “Sync is down”, open 19 days, no owner",
        "NPS 4 from Tom Reyes (champion), 15 Feb (15 days old): “Fix it.”",
        "1 May, notice by 31 Mar; renews by itself; 60 seats; uplift 5%; pays 30 days",
        "given: “10% off the first year”, approved by Nina Vogt, until 1 May",
        "CSM's call: at risk (20 Feb): “They talk to a rival”",
        "**We owe:** “The cause in writing”, Maya Lindqvist, due Wed 4 Mar.",
        "**They owe:** “A list of plants”, 9 days late (due 21 Feb).",
        "“Call of week 4” (call note, 26 Feb), “Call of week 11” (call note, 19 Feb)",
        "_Usage data to 1 Mar. CSM: Maya Lindqvist._",
    ],
)  # fmt: skip
def test_it_says(book: Store, said: str) -> None:
    assert said in written(book)


def test_what_moved_the_score_sums_to_its_change(book: Store) -> None:
    view = account_summary(make_desk(book, MAYA), "halden").view
    assert isinstance(view, Summary)
    health = view.health
    assert health.change is not None
    assert health.before is not None
    parts = [m.points for m in health.moves]
    parts += [f for f in (health.by_caps, health.by_data, health.rest) if f]
    assert sum(int(str(f.value)) for f in parts) == health.change.value
    assert int(str(health.score.value)) - int(str(health.before.value)) == health.change.value
    assert "active users on their 8-week level" in str(health.moves[0].measure.value)
    assert "- **Moved since 2 Feb:** −" in written(book)


def test_an_account_of_which_little_is_known_says_so(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        orca = make.make_account(c, maya, name="Orca Payments")
        make.make_contract(c, orca, arr=28_000)
    refresh_health(sqlite_store, TODAY, load_rules())
    text = written(sqlite_store, "orca")
    assert text.startswith("**Orca Payments: health unknown · $28,000 · renews Fri 14 Aug")
    assert "**I can't judge its health:** no usable data of" in text
    assert "**They bought it for:** no objective on record. Ask them." in text
    assert "**Surveys:** no answer in a year." in text
    assert "_No usage data." in text


def test_an_account_that_pays_nothing_says_so(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make.make_account(c, maya, name="Gone Ltd", stage="churned")
    text = written(sqlite_store, "gone")
    assert text.startswith(
        "**Gone Ltd left on a day that isn't recorded; the reason isn't recorded.**"
    )
    assert "First:" not in text


def test_a_healthy_account_has_nothing_against_it(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        account = make_customer(c, maya, "Tallis Energy", 40_000)
        make.make_touchpoint(c, account)
    text = written(sqlite_store, "tallis")
    assert "- **Nothing speaks against the renewal** in the data." in text


def test_stale_usage_is_named(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("DELETE FROM usage WHERE day > '2026-02-01'"))
    assert "_Stale: the newest usage data is of 1 Feb." in written(book)


def test_a_day_in_the_past_knows_nothing_later(book: Store) -> None:
    text = written(book, today=days_ago(25))
    assert "#4821" not in text
    assert "Dana Poe (economic buyer), no two-way contact on record" in text
    assert "Fix it." not in text
    assert "Objectives keep no history: they are today's." in text


def test_the_records_are_its_sources_each_once(book: Store) -> None:
    sources = account_summary(make_desk(book, MAYA), "halden").sources
    titles = {source.title for source in sources}
    assert {
        "contract", "4821: Sync is down", "Dana Poe, economic buyer", "NPS answer",
        "Close the books in three days", "The cause in writing", "Call of week 4",
    } <= titles  # fmt: skip
    assert len({source.id for source in sources}) == len(sources)


def test_it_fits_on_one_screen(book: Store) -> None:
    assert len([line for line in written(book).splitlines() if line]) <= 20


def test_health_without_any_measure_says_so_in_a_whole_sentence(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "Orca Payments", 28_000, band="unknown", score=None)
    text = written(sqlite_store, "orca")
    assert "no usable data of ." not in text
    assert "**I can't judge its health:** none of its measures has been computed yet." in text


def test_an_account_that_left_says_when_why_and_what_it_paid(sqlite_store: Store) -> None:
    with sqlite_store.write() as connection:
        maya, _ = make_people(connection)
        account = make.make_account(connection, maya, name="Pell & Rowe", stage="churned")
        make.make_contract(connection, account, arr=40_000, end=days_ago(31))
        make_renewal(connection, account, days_ago(30), outcome="churned", reason="value")
    desk = make_desk(sqlite_store, MAYA)

    text = answer(account_summary(desk, "Pell & Rowe"), desk)

    first = text.splitlines()[0]
    assert "left on 31 Jan: value not seen · paid $40,000 a year.**" in first
    assert "judge its health" not in text
