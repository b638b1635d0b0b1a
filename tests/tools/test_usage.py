from datetime import date, timedelta

import pytest
from sqlalchemy import text as sql

from bot.builtin.filters import spark
from knowledge.store.engine import Store
from tests.factories import TODAY, days_ago, fill_usage, make_account, make_contract
from tests.tools.books import MAYA, make_people
from tests.tools.conftest import answer, make_desk
from tools.usage import UsageTrend, usage_trend

DAYS = 186


def workdays(level: float, *, last: float | None = None, since: int = 28) -> list[float]:
    """`level` on working days, `last` in the `since` days to yesterday, 1 on weekends."""
    values = []
    for back in range(DAYS, 0, -1):
        level_then = last if last is not None and back <= since else level
        values.append(level_then if days_ago(back).weekday() < 5 else 1.0)
    return values


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        names = {"Halden Freight": 72_000, "Northwind Labs": 84_000, "Orca Payments": 28_000}
        halden, northwind, orca = (make_account(c, maya, name=name) for name in names)
        for account, (arr, seats) in zip(
            (halden, northwind, orca), ((72_000, 60), (84_000, 200), (28_000, 20)), strict=True
        ):
            make_contract(c, account, arr=arr, seats=seats, start=days_ago(400))
        fill_usage(c, halden, workdays(40, last=22))
        fill_usage(c, halden, [50.0] * DAYS, metric="seats_assigned")
        fill_usage(c, halden, [10.0] * DAYS, metric="events", feature="Reports")
        fill_usage(c, halden, [3.0] * 126, metric="events", feature="Alerts", until=days_ago(60))
        fill_usage(c, northwind, workdays(120))
        fill_usage(c, orca, workdays(12)[:150], until=days_ago(37))


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, today: date = TODAY, **asked: object) -> str:
    desk = make_desk(store, MAYA, today=today)
    return answer(usage_trend(desk, **asked), desk)  # type: ignore[arg-type]


def view_of(store: Store, **asked: object) -> UsageTrend:
    view = usage_trend(make_desk(store, MAYA), **asked).view  # type: ignore[arg-type]
    assert isinstance(view, UsageTrend)
    return view


def test_the_last_four_weeks_against_the_first_four(store: Store) -> None:
    make_book(store)
    text = written(store, account="halden")
    assert text.startswith("**Halden Freight: 22 active users a working day, down 45% from 40.**")
    assert "Largest fall: 40 → 22 in the week to 8 Feb." in text
    assert (
        "Seats: 60 bought, 50 assigned, 37% in use (22 active users a working day); 10 not" in text
    )


def test_the_mean_is_that_of_sql_over_working_days(book: Store) -> None:
    with book.read() as c:
        mean = c.scalar(
            sql(
                "SELECT avg(value) FROM usage u JOIN usage_metrics m ON m.id = u.metric_id "
                "JOIN accounts a ON a.id = u.account_id WHERE a.name = 'Halden Freight' "
                "AND m.metric = 'active_users' AND u.day > date('2026-03-01', '-28 day') "
                "AND strftime('%w', u.day) BETWEEN '1' AND '5'"
            )
        )
    found = view_of(book, account="halden").found
    assert found is not None
    assert found.trend is not None
    assert float(str(found.trend.last.value)) == mean == 22


def test_weekends_and_holidays_do_not_count(book: Store) -> None:
    found = view_of(book, account="northwind").found
    assert found is not None
    assert found.trend is not None
    assert found.trend.change.value == 0


def test_seats_bought_assigned_and_in_use(book: Store) -> None:
    text = written(book, account="halden", metric="seats")
    assert text.startswith(
        "**Halden Freight: 37% of 60 bought seats are in use; 50 are assigned, unchanged.**"
    )
    assert "10 seats are bought and not assigned to anybody." in text


def test_features_used_and_no_longer_used(book: Store) -> None:
    text = written(book, account="halden", metric="features")
    assert text.startswith(
        "**Halden Freight: 1 of 2 features used in 28 days; no longer: Alerts.**"
    )
    assert "Most used, 28 days: Reports (280 events)." in text


def test_events_are_summed_by_the_week(book: Store) -> None:
    text = written(book, account="halden", metric="events")
    assert text.startswith("**Halden Freight: 70 events a week, down 23% from 91.**")


def test_a_whole_products_count_is_not_added_to_its_features(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        fill_usage(c, halden, [13.0] * DAYS, metric="events")
    assert "**Halden Freight: 91 events a week" in written(book, account="halden", metric="events")


def test_another_metric_stands_in_for_one_without_data(book: Store) -> None:
    text = written(book, account="northwind", metric="features")
    assert "There is no data of features used a week; these are active users" in text


def test_the_book_and_its_fallers(book: Store) -> None:
    text = written(book)
    assert text.startswith("**142 active users a working day in your book, down 17% from 172.**")
    assert "- **Halden Freight** · $72,000 · 40 → 22 users, down 45%" in text
    assert "*No use, or no data, at the end:* Orca Payments." in text
    assert "Usage data to 1 Mar, except Orca Payments." in text


def test_seats_of_accounts_without_fresh_data_are_not_counted_as_idle(book: Store) -> None:
    assert "Seats: 260 bought, 55% in use" in written(book)


def test_stale_data_is_named(book: Store) -> None:
    text = written(book, account="orca")
    assert "Stale: the newest usage data is of 24 Jan." in text


def test_a_time_after_the_newest_data_has_none(book: Store) -> None:
    text = written(book, account="orca", period="last week")
    assert text.startswith("**No usage data of Orca Payments since 24 Jan.**")


def test_no_data_at_all_says_whom_to_ask(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("DELETE FROM usage"))
    text = written(book, account="orca")
    assert text.startswith("**No usage data of Orca Payments.** Ask operations whether")


def test_a_week_is_held_against_the_four_before(book: Store) -> None:
    text = written(book, account="halden", period="last week")
    assert text.startswith(
        "**Halden Freight: 22 active users a working day in the week to 1 Mar, against 27 in the "
        "4 weeks before.**"
    )


def test_rows_of_a_later_day_are_not_seen(book: Store) -> None:
    text = written(book, today=days_ago(40), account="halden")
    assert text.startswith("**Halden Freight: 40 active users a working day, unchanged.**")
    assert "_In the last 6 months (22 Jul 2025 - 21 Jan 2026). Usage data to 21 Jan._" in text


def test_the_chart_has_a_point_a_week_and_words_for_it(book: Store) -> None:
    chart = usage_trend(make_desk(book, MAYA), account="halden", metric="seats").charts[0]
    assigned, bought = chart.series
    assert [day for day, _ in assigned.points] == [
        date(2026, 3, 1) - timedelta(weeks=back) for back in range(24, -1, -1)
    ]
    assert {value for _, value in bought.points} == {60.0}
    assert chart.alt.startswith("Assigned seats of Halden Freight by the week: 50 in the week to")
    assert len(spark(chart)) == 25


def test_the_book_and_its_risers(book: Store) -> None:
    with book.write() as c:
        maya = c.scalar(sql("SELECT id FROM people WHERE name = 'Maya Lindqvist'"))
        rising = make_account(c, maya, name="Zenith")
        make_contract(c, rising, arr=50_000)
        fill_usage(c, rising, [10.0 + day for day in range(DAYS)])

    text = written(book, direction="growing")

    assert "*Grew most*" in text
    assert "- **Zenith** · $50,000" in text
    assert "Halden Freight** · $72,000 · 40" not in text
