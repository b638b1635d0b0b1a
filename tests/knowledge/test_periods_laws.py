from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.company import load_company
from knowledge.errors import UnclearPeriod
from knowledge.periods import Lean, Period, find_period, parse_period

TODAY = date(2026, 11, 24)
COMPANY = load_company()
DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))
LEANS: st.SearchStrategy[Lean] = st.sampled_from(["past", "future"])
DAY = timedelta(days=1)
VOCABULARY = (
    "next last this past since until before after from to between and by in within the of end "
    "start rest early mid late week month quarter half year fiscal days 6 two 90d Q1 H2 FY26 "
    "March may 31 2 2026 2026-02 - monday second ago fortnight YTD couple"
)


@given(st.integers(1, 12), st.integers(2000, 2080))
def test_quarters_tile_the_fiscal_year(first_month: int, year: int) -> None:
    company = replace(COMPANY, fiscal_year_start=first_month)
    whole = parse_period(f"FY{year}", TODAY, company)
    quarters = [parse_period(f"Q{n} FY{year}", TODAY, company) for n in (1, 2, 3, 4)]

    assert (quarters[0].start, quarters[-1].end) == (whole.start, whole.end)
    assert whole.end.year == year
    assert all(a.end + DAY == b.start for a, b in pairwise(quarters))


@given(DAYS, st.integers(1, 12), st.sampled_from(["week", "month", "quarter", "half", "year"]))
def test_the_next_begins_the_day_after_this_ends(today: date, first_month: int, unit: str) -> None:
    company = replace(COMPANY, fiscal_year_start=first_month)
    last, this, following = (
        parse_period(f"{which} {unit}", today, company) for which in ("last", "this", "next")
    )

    assert today in this
    assert last.end + DAY == this.start
    assert this.end + DAY == following.start


@given(DAYS, DAYS)
def test_iso_dates_and_labels_read_back_as_the_same_days(one: date, other: date) -> None:
    start, end = sorted((one, other))
    period = parse_period(f"{start} to {end}", TODAY, COMPANY)

    assert (period.start, period.end) == (start, end)
    assert parse_period(period.label, TODAY, COMPANY) == period


@given(DAYS, st.integers(1, 400))
def test_the_last_days_and_weeks_are_as_many_as_said(today: date, number: int) -> None:
    days = parse_period(f"last {number} days", today, COMPANY)
    weeks = parse_period(f"last {number} weeks", today, COMPANY)

    assert (days.days, days.end) == (number, today)
    assert (weeks.days, weeks.end) == (7 * number, today)


@given(DAYS)
def test_the_last_twelve_months_are_a_year_that_today_ends(today: date) -> None:
    year = parse_period("last 12 months", today, COMPANY)

    assert year.end == today
    assert year.days in (365, 366)


def phrases() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(VOCABULARY.split()), max_size=6).map(" ".join)


def read(text: str, today: date, first_month: int, lean: Lean) -> Iterator[Period]:
    company = replace(COMPANY, fiscal_year_start=first_month)
    found = find_period(text, today, company, lean=lean)
    if found:
        yield found[0]
        assert 0 <= found[1][0] < found[1][1] <= len(text)
    try:
        yield parse_period(text, today, company, lean=lean)
    except UnclearPeriod:
        return


@given(st.text() | phrases(), DAYS, st.integers(1, 12), LEANS)
@example("İ next quarter", TODAY, 1, "future")
@example("2000 months", TODAY, 1, "past")
@example("²", TODAY, 1, "future")
@example("since ٣ march", TODAY, 1, "past")
def test_any_text_is_read_in_order_of_time_or_refused(
    text: str, today: date, first_month: int, lean: Lean
) -> None:
    for period in read(text, today, first_month, lean):
        assert period.start <= period.end
        again = parse_period(period.label, today, COMPANY)
        assert (again.start, again.end) == (period.start, period.end)
