"""Whatever the ARR events, the figures are those that counting day by day gives."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from knowledge.store.access import person_by_email
from knowledge.store.engine import Store
from knowledge.store.tables import accounts, arr_events
from tests.factories import make_account, make_arr_event
from tests.tools.books import OPS, make_people
from tests.tools.conftest import COMPANY, make_desk
from tools.metrics import PortfolioMetrics, portfolio_metrics

START, END = date(2025, 1, 1), date(2025, 12, 31)
DAYS = st.dates(date(2024, 6, 1), date(2026, 2, 1))
Change = tuple[date, int]


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes of one account's ARR in whole units, never below nothing."""
    days = sorted(draw(st.lists(DAYS, max_size=6, unique=True)))
    balance, changes = 0, []
    for day in days:
        level = draw(st.sampled_from([0, 0, 100, 250, 1_000, balance]))
        changes.append((day, level - balance))
        balance = level
    return changes


BOOKS = st.lists(st.tuples(histories(), st.sampled_from(["USD", "EUR"])), max_size=5)


def level(changes: list[Change], day: date) -> int:
    """The ARR on a day, counted change by change."""
    return sum(amount for when, amount in changes if when <= day)


def fill(store: Store, book: list[tuple[list[Change], str]]) -> None:
    with store.write() as c:
        c.execute(delete(arr_events))
        c.execute(delete(accounts))
        for changes, currency in book:
            key = make_account(c, currency=currency)
            for day, amount in changes:
                kind = "expansion" if amount > 0 else "contraction"
                make_arr_event(
                    c, account_id=key, day=day, kind=kind, delta_minor=amount * 100,
                    currency=currency,
                )  # fmt: skip


def check_book(store: Store, book: list[tuple[list[Change], str]]) -> None:
    fill(store, book)
    rate = {"USD": Decimal(1), "EUR": COMPANY.plan_rates["EUR"]}
    pairs = [
        (level(h, START - timedelta(days=1)) * rate[c], level(h, END) * rate[c]) for h, c in book
    ]
    cohort = [(a, b) for a, b in pairs if a]
    view = portfolio_metrics(make_desk(store, OPS), "2025").view
    assert isinstance(view, PortfolioMetrics)
    assert view.new_accounts.value + view.returned_accounts.value == sum(  # type: ignore[operator]
        1 for a, b in pairs if b and not a
    )
    if not cohort:
        assert view.retention is None
        return
    start, end = sum(a for a, _ in cohort), sum(b for _, b in cohort)
    stayed = sum(min(a, b) for a, b in cohort)
    found = view.retention
    assert found is not None
    assert found.grr.value == round(stayed / start * 100, 2)
    assert found.nrr.value == round(end / start * 100, 2)
    assert found.grr.value <= min(Decimal(100), found.nrr.value)  # type: ignore[operator, type-var]
    assert found.kept_accounts.value == sum(1 for _, b in cohort if b)


# The store is the same for all examples: each replaces the accounts of the one before.
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(BOOKS)
def test_retention_equals_a_count_account_by_account(
    sqlite_store: Store, book: list[tuple[list[Change], str]]
) -> None:
    with sqlite_store.write() as c:
        if person_by_email(c, OPS) is None:
            make_people(c)
    check_book(sqlite_store, book)
