from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from knowledge.errors import UnclearPeriod
from knowledge.health import Rules, load_rules
from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.snapshots import refresh_health
from tests import factories as make
from tests.factories import TODAY, days_ago
from tests.tools.books import MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tests.tools.test_summary import make_halden
from tools.health import HealthExplained, explain_health

RULES = load_rules()


def make_book(store: Store, *, days: tuple[int, ...] = (28, 1, 0), rules: Rules = RULES) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        make_halden(c, maya)
    for day in days:
        refresh_health(store, days_ago(day), RULES if day else rules)


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def explained(store: Store, since: str | None = None, account: str = "halden") -> HealthExplained:
    view = explain_health(make_desk(store, MAYA), account, since).view
    assert isinstance(view, HealthExplained)
    return view


def written(store: Store, since: str | None = None, account: str = "halden", **when: Any) -> str:
    desk = make_desk(store, MAYA, **when)
    return answer(explain_health(desk, account, since), desk)


def whole(fact: Any) -> int:
    assert isinstance(fact.value, int)
    return fact.value


def test_the_first_sentence_says_from_where_to_where_and_why(store: Store) -> None:
    make_book(store)
    first = written(store).splitlines()[0]
    assert first.startswith("**Halden Freight fell from ")
    assert " since 2 Feb: −" in first
    assert " because active users are down " in first
    assert ", −" in first


def test_the_parts_shown_sum_to_the_change_shown(book: Store) -> None:
    view = explained(book)
    assert view.moves is not None
    total = sum(whole(item.points) for item in view.moves.items)
    assert total == whole(view.moves.change)
    assert whole(view.score) - whole(view.moves.before) == total
    assert total < 0


def test_what_the_measures_bring_less_the_caps_is_the_score(book: Store) -> None:
    level = explained(book).level
    assert level is not None
    brought = sum(whole(item.brings) for item in level.items)
    taken = whole(level.taken) if level.taken else 0
    assert brought == whole(level.computed)
    assert brought + taken == whole(explained(book).score)


@pytest.mark.parametrize(
    "said",
    [
        "_[usage of 28 days against 56 days before, 1 Mar]_",
        "A cap of 50 applies: a P1 ticket is open for more than 48 hours (456 hours).",
        "CSM's call: at risk.",
        "without features in use, CSAT.",
        "| mean NPS answer | 4 |",
        "_Snapshot of 2 Mar, compared with 2 Feb. What the measures bring adds up to ",
    ],
)
def test_it_says(book: Store, said: str) -> None:
    assert said in written(book)


def test_the_waterfall_runs_from_the_old_score_to_the_new_one(book: Store) -> None:
    result = explain_health(make_desk(book, MAYA), "halden")
    (chart,) = result.charts
    view = explained(book)
    assert view.moves is not None
    assert (chart.bars[0].end, chart.bars[-1].end) == (
        whole(view.moves.before), whole(view.score),
    )  # fmt: skip
    for bar, following in zip(chart.bars, chart.bars[1:-1], strict=False):
        assert bar.end == following.start
    assert chart.alt.startswith("Waterfall of Halden Freight's health score, from ")
    assert "2 Feb" in written(book).split("```")[1]


def test_the_records_behind_the_parts_are_its_sources(book: Store) -> None:
    sources = explain_health(make_desk(book, MAYA), "halden").sources
    titles = {source.title for source in sources}
    assert {"4821: Sync is down", "usage of 28 days against 56 days before"} <= titles
    assert all(source.account == "Halden Freight" for source in sources)
    assert len(set(sources)) == len(sources)


def test_a_measure_that_came_is_told_with_what_it_brought(book: Store) -> None:
    text = written(book)
    assert ": P1 #4821 is open 19 days (newly counted)" in text
    assert ": the mean NPS answer is 4 of 10 (newly counted) _[NPS answer 4 from Tom Reyes" in text


def test_a_measure_that_went_is_told_with_what_it_was(book: Store) -> None:
    with book.write() as c:
        c.execute(tables.usage.delete())
    refresh_health(book, TODAY, RULES)
    text = written(book)
    assert ": change of active users on their 8-week level is no longer counted (then 0%)" in text
    assert text.startswith(
        "**I can't judge the health of Halden Freight: coverage is 44%; no usable"
    )


def test_changed_rules_are_said(sqlite_store: Store) -> None:
    weights = RULES.weights.model_copy(update={"mid_market": RULES.weights.smb})
    other = load_rules().model_copy(update={"weights": weights, "version": "2"})
    make_book(sqlite_store, rules=other)
    text = written(sqlite_store)
    assert "The rules changed in between (1+" in text
    assert "new weights are the part where measures weigh more or less" in text
    moves = explained(sqlite_store).moves
    assert moves is not None
    assert sum(whole(item.points) for item in moves.items) == whole(moves.change)


def test_a_day_before_the_first_snapshot_is_compared_with_the_first(book: Store) -> None:
    text = written(book, "last November")
    assert "of 1 Nov or before, was asked about; the snapshots begin on 2 Feb" in text


def test_the_very_first_snapshot_says_that_there_is_nothing_to_compare(sqlite_store: Store) -> None:
    make_book(sqlite_store, days=(0,))
    text = written(sqlite_store)
    assert text.startswith("**Halden Freight stands at ")
    assert "There is no earlier score to compare with: the question is about 2 Feb." in text
    assert "**What it is made of**" in text


def make_review(c: Connection, account: int, days: int) -> None:
    make.make_touchpoint(c, account, kind="meeting", subject="QBR of Q4", day=days_ago(days))


def test_our_last_qbr_is_the_last_meeting_called_so(book: Store) -> None:
    with book.write() as c:
        account = c.execute(tables.accounts.select()).one().id
        make_review(c, account, 15)
        make.make_health_snapshot(c, account, day=days_ago(16), score=66.0)
    assert explained(book, "our last QBR").moves.since.value == days_ago(16)  # type: ignore[union-attr]


def test_an_event_without_a_date_says_what_to_do(book: Store) -> None:
    with pytest.raises(UnclearPeriod, match="No day is on record for 'our last QBR' of Halden"):
        explain_health(make_desk(book, MAYA), "halden", "our last QBR")


def test_a_day_to_come_is_refused(book: Store) -> None:
    with pytest.raises(UnclearPeriod, match="yet to come"):
        explain_health(make_desk(book, MAYA), "halden", "2026-05-01")


def test_a_score_that_nothing_moved_stands(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        account = make_customer(c, maya, "Tallis Energy")
        make.make_health_snapshot(c, account, day=days_ago(30))
    text = written(sqlite_store, account="tallis")
    assert text.startswith("**Tallis Energy stands at 80, as on 31 Jan.**")
    assert "cancel out" not in text


def test_too_little_data_is_no_judgement(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        orca = make.make_account(c, maya, name="Orca Payments")
        make.make_contract(c, orca)
    refresh_health(sqlite_store, TODAY, RULES)
    text = written(sqlite_store, account="orca")
    assert text.startswith("**I can't judge the health of Orca Payments: coverage is 0%; no usable")
    assert "green" not in text


def test_an_account_that_pays_nothing_has_no_score(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make.make_account(c, maya, name="Gone Ltd", stage="churned")
    text = written(sqlite_store, account="gone")
    assert text == "**Gone Ltd has no health score: it pays nothing.**"


def test_a_band_that_hysteresis_holds_is_explained(book: Store) -> None:
    with book.write() as c:
        h = tables.health_snapshots.c
        c.execute(update(tables.health_snapshots).where(h.day == TODAY).values(band="green"))
    text = written(book)
    assert "By the number alone it would be " in text
    assert "the band changes only 3 points past the line, in 2 snapshots running." in text


def test_a_past_day_is_explained_as_it_was(book: Store) -> None:
    text = written(book, today=days_ago(1))
    assert "Snapshot of 1 Mar" in text


def test_what_the_score_does_not_hold_is_said_apart_from_it(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        notice = TODAY + timedelta(days=15)
        account = make_customer(c, maya, "Aldergate", contract={"notice_date": notice})
        make.make_stakeholder(
            c, account, name="Beatrice Lovell", role="economic_buyer", left_on=days_ago(18)
        )
    text = written(sqlite_store, account="aldergate")
    assert (
        "Beside the score: Beatrice Lovell (economic buyer) left 12 Feb, nobody in the role since. "
        "Notice by Tue 17 Mar."
    ) in text


def test_changed_rules_that_moved_most_lead_the_sentence(sqlite_store: Store) -> None:
    weights = RULES.weights.model_copy(update={"mid_market": RULES.weights.smb})
    other = load_rules().model_copy(update={"weights": weights, "version": "2"})
    make_book(sqlite_store, days=(1, 0), rules=other)
    first = written(sqlite_store, "yesterday").splitlines()[0]
    assert " since 1 Mar: the rules changed (" in first
