from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text

from knowledge.errors import NotAllowed, UnclearPeriod
from knowledge.facts import Fact
from knowledge.store.engine import Store
from tests.factories import (
    TODAY,
    days_ago,
    make_account,
    make_arr_event,
    make_cover,
    make_ownership,
)
from tests.tools.books import BOSS, MAYA, OPS, TOM, make_people
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.desk import Desk
from tools.metrics import Kept, PortfolioMetrics, portfolio_metrics

BEFORE = date(2025, 1, 1)
YEAR = "2025"


def pays(
    connection: Connection,
    owner: int | None,
    name: str,
    *changes: tuple[date, str, int],
    currency: str = "USD",
    **columns: object,
) -> int:
    """An account whose ARR changed on these days, each by an amount in major units."""
    key = make_account(connection, owner, name=name, currency=currency, **columns)
    for day, kind, amount in changes:
        make_arr_event(
            connection, account_id=key, day=day, kind=kind, delta_minor=amount * 100,
            currency=currency,
        )  # fmt: skip
    return key


def new(amount: int, day: date = date(2024, 5, 1)) -> tuple[date, str, int]:
    return day, "new", amount


def view_of(desk: Desk, **asked: object) -> PortfolioMetrics:
    view = portfolio_metrics(desk, **asked).view  # type: ignore[arg-type]
    assert isinstance(view, PortfolioMetrics)
    return view


def kept(desk: Desk, **asked: object) -> Kept:
    found = view_of(desk, **asked).retention
    assert found is not None
    return found


def values(*facts: Fact) -> list[object]:
    return [fact.value for fact in facts]


@pytest.fixture
def golden(sqlite_store: Store) -> Store:
    make_golden(sqlite_store)
    return sqlite_store


def make_golden(store: Store) -> None:
    """10.0M at the start of 2025; 0.6M churned, 0.9M contraction, 1.8M expansion."""
    with store.write() as c:
        maya, _ = make_people(c)
        pays(c, maya, "Leaver", new(600_000), (date(2025, 3, 1), "churn", -600_000))
        pays(c, maya, "Shrinker", new(3_000_000), (date(2025, 4, 1), "contraction", -900_000))
        pays(
            c, maya, "Grower", new(6_400_000),
            (date(2025, 6, 1), "expansion", 1_500_000), (date(2025, 7, 1), "uplift", 300_000),
        )  # fmt: skip
        pays(c, maya, "Newcomer", new(5_000_000, date(2025, 2, 1)))


def test_ten_millions_less_and_more_make_85_and_103_percent(golden: Store) -> None:
    found = kept(make_desk(golden, MAYA), period=YEAR)
    assert values(found.starting_arr, found.churned_arr, found.contraction_arr) == [
        10_000_000, 600_000, 900_000,
    ]  # fmt: skip
    assert values(found.expansion_arr, found.ending_arr) == [1_800_000, 10_300_000]
    assert values(found.grr, found.nrr) == [Decimal("85.00"), Decimal("103.00")]


def test_uplift_is_apart_from_what_was_earned(golden: Store) -> None:
    found = kept(make_desk(golden, MAYA), period=YEAR)
    assert values(found.uplift_arr, found.earned_arr) == [300_000, 1_500_000]


def test_new_accounts_are_apart(golden: Store) -> None:
    view = view_of(make_desk(golden, MAYA), period=YEAR)
    assert values(view.new_accounts, view.new_arr) == [1, 5_000_000]
    assert values(view.arr, view.accounts) == [15_300_000, 3]


def test_the_answer_says_money_rates_and_dates_first(golden: Store) -> None:
    desk = make_desk(golden, MAYA)
    written = answer(portfolio_metrics(desk, YEAR), desk)
    assert written.startswith(
        "**$15,300,000 ARR in your 3 accounts on 2 Mar. NRR 103%, GRR 85% in 2025 "
        "(1 Jan - 31 Dec 2025)"
    )
    assert "From $10,000,000 in 3 accounts on 31 Dec 2024 to $10,300,000 on 31 Dec" in written
    assert "2 of 3 accounts stayed (logo retention 66.7%)" in written
    assert "- Expansion: $1,800,000, 1 account: $1,500,000 earned, $300,000 contractual" in written
    assert "- Not in these figures: 1 new account, $5,000,000." in written


def test_grr_96_and_expansion_17_make_nrr_113(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        pays(c, maya, "Shrinker", new(50), (date(2025, 4, 1), "contraction", -4))
        pays(c, maya, "Grower", new(50), (date(2025, 6, 1), "expansion", 17))
    found = kept(make_desk(sqlite_store, MAYA), period=YEAR)
    assert values(found.grr, found.nrr) == [96, 113]


def test_an_account_that_left_and_came_back_within_is_retained(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        left, back = (date(2025, 4, 1), "churn", -100), (date(2025, 9, 1), "reactivation", 100)
        pays(c, maya, "Comeback", new(100), left, back)
    found = kept(make_desk(sqlite_store, MAYA), period=YEAR)
    assert values(found.grr, found.logo_retention, found.churned_arr) == [100, 100, 0]


def test_an_account_that_had_left_before_comes_back_apart_from_the_new(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        left, back = (date(2024, 8, 1), "churn", -100), (date(2025, 9, 1), "reactivation", 100)
        pays(c, maya, "Comeback", new(100), left, back)
        pays(c, maya, "Stayer", new(300))
    view = view_of(make_desk(sqlite_store, MAYA), period=YEAR)
    assert values(view.returned_accounts, view.returned_arr, view.new_accounts) == [1, 100, 0]


def test_the_start_is_the_day_before_the_period(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        pays(c, maya, "Grower", new(100), (date(2025, 1, 1), "expansion", 50))
    found = kept(make_desk(sqlite_store, MAYA), period=YEAR)
    assert values(found.starting_arr, found.expansion_arr) == [100, 50]


def test_retention_by_csm_credits_the_owner_at_the_start(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        moved = pays(c, None, "Moved", new(100), (date(2025, 8, 1), "contraction", -40))
        make_ownership(c, moved, maya, since=BEFORE, until=date(2025, 5, 31))
        make_ownership(c, moved, tom, since=date(2025, 6, 1))
        pays(c, tom, "Stayer", new(300))
    desk = make_desk(sqlite_store, BOSS)
    groups = view_of(desk, period=YEAR, by="csm").groups
    assert groups is not None
    assert [(g.group.value, g.grr.value) for g in groups.retention] == [
        ("Tom Okafor", 100), ("Maya Lindqvist", 60),
    ]  # fmt: skip
    assert [(g.group.value, g.arr.value) for g in groups.now] == [("Tom Okafor", 360)]
    written = answer(portfolio_metrics(desk, YEAR, by="csm"), desk)
    assert "Retention is credited to the owner at the start, ARR now to today's." in written


def test_one_csm_has_todays_arr_and_the_retention_of_the_start(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        moved = pays(c, None, "Moved", new(100), (date(2025, 8, 1), "contraction", -40))
        make_ownership(c, moved, maya, since=BEFORE, until=date(2025, 5, 31))
        make_ownership(c, moved, tom, since=date(2025, 6, 1))
        pays(c, maya, "Stayer", new(300))
    desk = make_desk(sqlite_store, BOSS)
    view = view_of(desk, period=YEAR, csm="Maya")
    assert view.retention is not None
    assert values(view.arr, view.retention.starting_arr, view.retention.grr) == [300, 400, 90]
    assert "owned at the start" in answer(portfolio_metrics(desk, YEAR, csm="Maya"), desk)


def test_my_figures_are_the_same_whoever_asks_and_lent_accounts_arent_mine(
    sqlite_store: Store,
) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        pays(c, maya, "Northwind Labs", new(100))
        make_cover(c, maya, account_id=pays(c, tom, "Globex", new(40)))
    mine = view_of(make_desk(sqlite_store, MAYA), period=YEAR)
    told = view_of(make_desk(sqlite_store, BOSS), period=YEAR, csm="Maya")

    assert mine.arr.value == told.arr.value == 100
    assert mine.retention is not None
    assert told.retention is not None
    assert mine.retention.starting_arr.value == told.retention.starting_arr.value == 100


@pytest.mark.parametrize("by", ["segment", "region", "csm", "plan", "industry"])
def test_the_groups_add_up_to_the_whole(golden: Store, by: str) -> None:
    desk = make_desk(golden, OPS)
    view = view_of(desk, period=YEAR, by=by)
    assert view.groups is not None
    assert sum(Decimal(str(g.arr.value)) for g in view.groups.now) == view.arr.value
    starting = sum(Decimal(str(g.starting_arr.value)) for g in view.groups.retention)
    assert starting == 10_000_000
    answer(portfolio_metrics(desk, YEAR, by=by), desk)  # type: ignore[arg-type]


def test_the_groups_come_right_under_the_first_line(golden: Store) -> None:
    desk = make_desk(golden, MAYA)
    lines = answer(portfolio_metrics(desk, YEAR, by="plan"), desk).splitlines()
    assert lines[0].startswith("**$15,300,000 ARR in your 3 accounts on 2 Mar, by plan. NRR 103%")
    assert lines[2] == "| Plan | Accounts | ARR | Share of ARR |"
    text = "\n".join(lines)
    assert text.index("Share of ARR") < text.index("From $10,000,000") < text.index("| GRR |")


def test_the_groups_are_shown_where_nobody_paid_at_the_start(golden: Store) -> None:
    desk = make_desk(golden, MAYA)
    lines = answer(portfolio_metrics(desk, "2023", by="plan"), desk).splitlines()
    assert "| Plan | Accounts | ARR | Share of ARR |" in lines[:5]


def test_one_industry_alone_whatever_its_case(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        pays(c, maya, "Lorry", new(300), industry="Logistics")
        pays(c, maya, "Clinic", new(500), industry="Health Care")
        for industry in ("Logistics", "Health Care"):
            moved = pays(c, None, f"Moved {industry}", new(100), industry=industry)
            make_ownership(c, moved, maya, since=BEFORE, until=date(2025, 8, 31))
            make_ownership(c, moved, tom, since=date(2025, 9, 1))
    desk = make_desk(sqlite_store, MAYA)
    view = view_of(desk, period=YEAR, industry="logistics")
    assert values(view.arr, view.accounts) == [300, 1]
    assert view.retention is not None
    assert view.retention.starting_arr.value == 300
    assert view.gone is not None
    assert view.gone.value == 1
    text = answer(portfolio_metrics(desk, YEAR, industry="logistics"), desk)
    assert text.startswith("**$300 ARR in your 1 account in logistics on 2 Mar.")
    assert "No ARR in your accounts in Mining" in answer(
        portfolio_metrics(desk, YEAR, industry="Mining"), desk
    )


@pytest.mark.parametrize(
    ("email", "whose"), [(MAYA, "your"), (BOSS, "your team's"), (OPS, "the company's")]
)
def test_whose_figure_it_is_stands_in_the_first_line(golden: Store, email: str, whose: str) -> None:
    desk = make_desk(golden, email)
    text = answer(portfolio_metrics(desk, YEAR), desk)
    assert text.startswith(f"**$15,300,000 ARR in {whose} 3 accounts on 2 Mar.")


def test_currencies_are_summed_at_plan_rates_and_said_so(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        pays(c, maya, "Euro", new(1_000), currency="EUR")
        pays(c, maya, "Dollar", new(1_000))
    desk = make_desk(sqlite_store, MAYA)
    assert view_of(desk, period=YEAR).arr.value == 2_080
    assert "Sums are at plan rates." in answer(portfolio_metrics(desk, YEAR), desk)


@pytest.mark.parametrize("phrase", ["next quarter", "tomorrow", "2027"])
def test_a_future_period_is_refused_kindly(golden: Store, phrase: str) -> None:
    with pytest.raises(UnclearPeriod, match=r"hasn't begun.*Ask for a past time"):
        portfolio_metrics(make_desk(golden, MAYA), phrase)


def test_a_period_that_lasts_ends_today(golden: Store) -> None:
    assert view_of(make_desk(golden, MAYA), period="this quarter").until.value == TODAY


def test_nobody_paid_at_the_start(golden: Store) -> None:
    desk = make_desk(golden, MAYA)
    view = view_of(desk, period="2023")
    assert view.retention is None
    written = answer(portfolio_metrics(desk, "2023"), desk)
    assert "nobody paid on 31 Dec 2022" in written
    assert "The ARR history begins on 1 May 2024" in written


def test_an_empty_book_and_an_empty_part_of_one(golden: Store) -> None:
    assert "No ARR" in answer(*_asked(golden, TOM))
    assert "No ARR in the company's accounts in LATAM" in answer(
        *_asked(golden, OPS, region="LATAM")
    )


def _asked(store: Store, email: str, **asked: object) -> tuple[object, Desk]:
    desk = make_desk(store, email)
    return portfolio_metrics(desk, **asked), desk  # type: ignore[arg-type]


def test_another_csms_figures_are_not_for_a_csm(golden: Store) -> None:
    with pytest.raises(NotAllowed):
        portfolio_metrics(make_desk(golden, TOM), csm="Maya")


def test_accounts_that_came_later_are_said(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        key = pays(c, None, "Lately", new(100))
        make_ownership(c, key, maya, since=days_ago(30))
        pays(c, maya, "Stayer", new(300))
    desk = make_desk(sqlite_store, MAYA)
    written = answer(portfolio_metrics(desk, YEAR), desk)
    assert "One of your accounts came into your book since" in written


def test_a_small_and_a_large_book_take_the_same_queries(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        pays(c, tom, "Only", new(1))
        for number in range(40):
            pays(c, maya, f"Many {number}", new(100))
    with counted_queries(sqlite_store) as few:
        portfolio_metrics(make_desk(sqlite_store, TOM), by="segment")
    with counted_queries(sqlite_store) as many:
        portfolio_metrics(make_desk(sqlite_store, MAYA), by="segment")
    assert len(few) == len(many) <= 8


SQL = """
SELECT SUM(CASE WHEN a > 0 THEN a ELSE 0 END),
       SUM(CASE WHEN a > 0 AND b = 0 THEN a ELSE 0 END),
       SUM(CASE WHEN a > 0 AND b > 0 AND b < a THEN a - b ELSE 0 END),
       SUM(CASE WHEN a > 0 AND b > a THEN b - a ELSE 0 END)
FROM (SELECT account_id,
             SUM(CASE WHEN day <= :before THEN delta_minor ELSE 0 END) AS a,
             SUM(CASE WHEN day <= :until THEN delta_minor ELSE 0 END) AS b
      FROM arr_events GROUP BY account_id) AS sums
"""


def test_the_figures_equal_sql_written_apart_on_both_databases(store: Store) -> None:
    make_golden(store)
    days = {"before": date(2024, 12, 31), "until": date(2025, 12, 31)}
    with store.read() as connection:
        row = connection.execute(text(SQL), days).one()
    found = kept(make_desk(store, OPS), period=YEAR)
    figures = (found.starting_arr, found.churned_arr, found.contraction_arr, found.expansion_arr)
    assert values(*figures) == [Decimal(int(minor)) / 100 for minor in row]
    assert TODAY - timedelta(days=1) > days["until"]


def test_accounts_that_left_the_book_are_counted_and_not_named(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        pays(c, maya, "Stayer", new(300))
        left = pays(c, None, "Secret Mills", new(100), (date(2025, 8, 1), "churn", -100))
        make_ownership(c, left, maya, since=BEFORE, until=date(2025, 8, 31))
        moved = pays(c, None, "Moved", new(200))
        make_ownership(c, moved, maya, since=BEFORE, until=date(2025, 8, 31))
        make_ownership(c, moved, tom, since=date(2025, 9, 1))
    desk = make_desk(sqlite_store, MAYA)
    written = answer(portfolio_metrics(desk, YEAR), desk)
    assert "2 accounts of the start that you can't see any more." in written
    assert "Secret" not in written
    assert view_of(make_desk(sqlite_store, BOSS), period=YEAR).gone.value == 1  # type: ignore[union-attr]
    assert view_of(make_desk(sqlite_store, OPS), period=YEAR).gone is None
