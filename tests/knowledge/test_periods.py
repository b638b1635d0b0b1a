from dataclasses import replace
from datetime import date

import pytest

from knowledge.company import load_company
from knowledge.errors import UnclearPeriod
from knowledge.periods import Lean, parse_period

TODAY = date(2026, 11, 24)
COMPANY = load_company()
FROM_FEBRUARY = replace(COMPANY, fiscal_year_start=2)


def label(phrase: str, lean: Lean = "future") -> str:
    return parse_period(phrase, TODAY, COMPANY, lean=lean).label


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("today", "today (24 Nov 2026)"),
        ("yesterday", "yesterday (23 Nov 2026)"),
        ("tomorrow", "tomorrow (25 Nov 2026)"),
        ("this week", "this week (23 - 29 Nov 2026)"),
        ("next month", "December 2026 (1 - 31 Dec 2026)"),
        ("last quarter", "Q3 2026 (1 Jul - 30 Sep 2026)"),
        ("next qtr", "Q1 2027 (1 Jan - 31 Mar 2027)"),
        ("this half", "H2 2026 (1 Jul - 31 Dec 2026)"),
        ("last year", "2025 (1 Jan - 31 Dec 2025)"),
        ("next fiscal year", "FY27 (1 Jan - 31 Dec 2027)"),
        ("Q3 2026", "Q3 2026 (1 Jul - 30 Sep 2026)"),
        ("Q3 FY26", "Q3 2026 (1 Jul - 30 Sep 2026)"),
        ("first quarter of 2026", "Q1 2026 (1 Jan - 31 Mar 2026)"),
        ("1Q27", "Q1 2027 (1 Jan - 31 Mar 2027)"),
        ("FY2026", "FY26 (1 Jan - 31 Dec 2026)"),
        ("FY25/26", "FY26 (1 Jan - 31 Dec 2026)"),
        ("H2 2025", "H2 2025 (1 Jul - 31 Dec 2025)"),
        ("in March 2027", "March 2027 (1 - 31 Mar 2027)"),
        ("March last year", "March 2025 (1 - 31 Mar 2025)"),
        ("early next month", "early December 2026 (1 - 10 Dec 2026)"),
        ("2026", "2026 (1 Jan - 31 Dec 2026)"),
        ("2026-03", "March 2026 (1 - 31 Mar 2026)"),
        ("2026-W12", "the week of 16 Mar 2026 (16 - 22 Mar 2026)"),
        ("quarter after next", "Q2 2027 (1 Apr - 30 Jun 2027)"),
    ],
)
def test_a_named_time_is_its_days(phrase: str, expected: str) -> None:
    assert label(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("in the next 90 days", "the next 90 days (24 Nov 2026 - 22 Feb 2027)"),
        ("in the last 6 weeks", "the last 6 weeks (14 Oct - 24 Nov 2026)"),
        ("past 3 months", "the last 3 months (25 Aug - 24 Nov 2026)"),
        ("L30D", "the last 30 days (26 Oct - 24 Nov 2026)"),
        ("trailing twelve months", "the last 12 months (25 Nov 2025 - 24 Nov 2026)"),
        ("TTM", "the last 12 months (25 Nov 2025 - 24 Nov 2026)"),
        ("over the last month", "the last month (25 Oct - 24 Nov 2026)"),
        ("next two quarters", "Q1 2027 to Q2 2027 (1 Jan - 30 Jun 2027)"),
        ("the next 5 working days", "the next 5 working days (24 Nov - 1 Dec 2026)"),
        ("six weeks ago", "6 weeks ago (13 Oct 2026)"),
        ("two quarters ago", "Q2 2026 (1 Apr - 30 Jun 2026)"),
        ("this time last year", "this time last year (24 Nov 2025)"),
        ("the rest of the year", "the rest of 2026 (24 Nov - 31 Dec 2026)"),
        ("YTD", "2026 to date (1 Jan - 24 Nov 2026)"),
        ("quarter to date", "Q4 2026 to date (1 Oct - 24 Nov 2026)"),
        ("so far this month", "November 2026 to date (1 - 24 Nov 2026)"),
        ("last Friday", "Friday (20 Nov 2026)"),
        ("next Monday", "Monday (30 Nov 2026)"),
    ],
)
def test_a_time_that_counts_from_today_is_its_days(phrase: str, expected: str) -> None:
    assert label(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("since March", "since March 2026 (1 Mar - 24 Nov 2026)"),
        ("since 2 Feb", "since 2 Feb 2026 (2 Feb - 24 Nov 2026)"),
        ("since 12 Feb 2026", "since 12 Feb 2026 (12 Feb - 24 Nov 2026)"),
        ("since last quarter", "since Q3 2026 (1 Jul - 24 Nov 2026)"),
        ("until June", "until June 2027 (24 Nov 2026 - 30 Jun 2027)"),
        ("by Friday", "until Friday (24 - 27 Nov 2026)"),
        ("before March", "before March 2027 (24 Nov 2026 - 28 Feb 2027)"),
        ("before year end", "until the end of 2026 (24 Nov - 31 Dec 2026)"),
        ("by end of the quarter", "until the end of Q4 2026 (24 Nov - 31 Dec 2026)"),
        ("by EOY", "until the end of 2026 (24 Nov - 31 Dec 2026)"),
        ("end of Q1", "until the end of Q1 2027 (24 Nov 2026 - 31 Mar 2027)"),
        ("after March", "after March 2027, 12 months (1 Apr 2027 - 31 Mar 2028)"),
        ("from last year", "2025 (1 Jan - 31 Dec 2025)"),
    ],
)
def test_a_preposition_opens_or_closes_the_period(phrase: str, expected: str) -> None:
    assert label(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "lean", "expected"),
    [
        ("between March and May", "future", "March to May 2027 (1 Mar - 31 May 2027)"),
        ("between March and May", "past", "March to May 2026 (1 Mar - 31 May 2026)"),
        ("from March to May 2026", "future", "March to May 2026 (1 Mar - 31 May 2026)"),
        (
            "between November and February",
            "past",
            "November 2025 to February 2026 (1 Nov 2025 - 28 Feb 2026)",
        ),
        ("Q4 to Q1", "future", "Q4 2026 to Q1 2027 (1 Oct 2026 - 31 Mar 2027)"),
        ("Q1 and Q2", "future", "Q1 to Q2 2027 (1 Jan - 30 Jun 2027)"),
        ("12-14 Feb 2026", "future", "12 - 14 Feb 2026"),
        ("2026-03-01 to 2026-05-31", "past", "1 Mar - 31 May 2026"),
    ],
)
def test_a_range_keeps_its_ends_in_order(phrase: str, lean: Lean, expected: str) -> None:
    assert label(phrase, lean) == expected


@pytest.mark.parametrize(
    ("phrase", "future", "past"),
    [
        ("March", date(2027, 3, 1), date(2026, 3, 1)),
        ("Q1", date(2027, 1, 1), date(2026, 1, 1)),
        ("12 Feb", date(2027, 2, 12), date(2026, 2, 12)),
        ("November", date(2026, 11, 1), date(2026, 11, 1)),
        ("29 Feb", date(2028, 2, 29), date(2024, 2, 29)),
        ("Wednesday", date(2026, 11, 25), date(2026, 11, 18)),
        ("within 6 weeks", TODAY, date(2026, 10, 14)),
        ("a fortnight", TODAY, date(2026, 11, 11)),
    ],
)
def test_a_bare_time_leans(phrase: str, future: date, past: date) -> None:
    assert parse_period(phrase, TODAY, COMPANY).start == future
    assert parse_period(phrase, TODAY, COMPANY, lean="past").start == past


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Q1", "Q1 FY28 (1 Feb - 30 Apr 2027)"),
        ("this quarter", "Q4 FY27 (1 Nov 2026 - 31 Jan 2027)"),
        ("Q3 FY26", "Q3 FY26 (1 Aug - 31 Oct 2025)"),
        ("FY26", "FY26 (1 Feb 2025 - 31 Jan 2026)"),
        ("this half", "H2 FY27 (1 Aug 2026 - 31 Jan 2027)"),
        ("fiscal year end", "until the end of FY27 (24 Nov 2026 - 31 Jan 2027)"),
        ("March FY27", "March 2026 (1 - 31 Mar 2026)"),
        ("Q3 2026", "calendar Q3 2026 (1 Jul - 30 Sep 2026)"),
        ("calendar Q1", "calendar Q1 2027 (1 Jan - 31 Mar 2027)"),
        ("this year", "2026 (1 Jan - 31 Dec 2026)"),
    ],
)
def test_quarters_are_fiscal_and_the_label_says_which(phrase: str, expected: str) -> None:
    assert parse_period(phrase, TODAY, FROM_FEBRUARY).label == expected


NO_TIMES = (
    "|soon|Christmas|Q5|31 Feb|12/02/2026|since 2027|next 99999 years|next weeks|0 days|second"
    "|before renewal|after two months|42|9999 years ago"
)


@pytest.mark.parametrize("phrase", NO_TIMES.split("|"))
def test_what_has_no_dates_is_refused_with_examples(phrase: str) -> None:
    with pytest.raises(UnclearPeriod, match="say 'next quarter', 'since March'"):
        parse_period(phrase, TODAY, COMPANY)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("12-Feb-2026", date(2026, 2, 12)),
        ("Feb 12th, 2026", date(2026, 2, 12)),
        ("Thursday 3 March 2027", date(2027, 3, 3)),
        ("March 3rd at 10am", date(2027, 3, 3)),
        ("25/12/2026", date(2026, 12, 25)),
        ("the 3rd of March 2027", date(2027, 3, 3)),
    ],
)
def test_a_single_day_may_be_written_in_many_ways(phrase: str, day: date) -> None:
    period = parse_period(phrase, TODAY, COMPANY)

    assert (period.start, period.end) == (day, day)
