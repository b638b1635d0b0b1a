from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from knowledge.health import EVIDENCE, MEASURES, Signals, load_rules
from knowledge.store.access import Person, View
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.signals import load_signals
from tests.factories import (
    TODAY,
    days_ago,
    fill_usage,
    make_account,
    make_arr_event,
    make_contract,
    make_person,
    make_stakeholder,
    make_survey,
    make_ticket,
    make_touchpoint,
)

RULES = load_rules()
NAN = pytest.approx(np.nan, nan_ok=True)


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    """A connection that may write, and whose rows nobody else sees."""
    with store.engine.connect() as connection:
        yield connection
        connection.rollback()


def _signals(connection: Connection) -> Signals:
    return load_signals(operations_view(connection, TODAY), RULES)[1]


def _value(connection: Connection, measure: str, row: int = 0) -> float:
    return float(_signals(connection).values[row, MEASURES.index(measure)])


def _age(connection: Connection, measure: str, row: int = 0) -> float:
    return float(_signals(connection).age_days[row, MEASURES.index(measure)])


def _sample(connection: Connection, measure: str, row: int = 0) -> float:
    return float(_signals(connection).sample_sizes[row, MEASURES.index(measure)])


def _evidence(connection: Connection, name: str, row: int = 0) -> float:
    return float(_signals(connection).evidence[row, EVIDENCE.index(name)])


def _customer(connection: Connection, **contract: object) -> int:
    account = make_account(connection)
    make_contract(connection, account, **contract)  # type: ignore[arg-type]
    return account


def test_an_empty_store_has_no_signals(connection: Connection) -> None:
    ids, signals = load_signals(operations_view(connection, TODAY), RULES)

    assert (ids, len(signals)) == ([], 0)


def test_accounts_that_pay_or_have_a_contract_are_scored_and_others_are_not(
    connection: Connection,
) -> None:
    with_contract = _customer(connection)
    with_arr = make_account(connection)
    make_arr_event(connection, account_id=with_arr)
    left = _customer(connection, start=days_ago(400), end=days_ago(35))
    prospect = make_account(connection)
    to_come = _customer(connection, start=TODAY + timedelta(days=1))

    ids, _ = load_signals(operations_view(connection, TODAY), RULES)

    assert ids == [with_contract, with_arr]
    assert not {left, prospect, to_come} & set(ids)


def test_tenure_runs_from_the_first_contract(connection: Connection) -> None:
    account = _customer(connection, start=days_ago(800), end=days_ago(201))
    make_contract(connection, account)

    assert _signals(connection).tenure_days.tolist() == [800]


def test_seat_utilisation_is_the_mean_of_working_days_over_the_seats_in_force(
    connection: Connection,
) -> None:
    account = _customer(connection, seats=40)
    make_contract(connection, account, seats=10)
    # Four weeks that end on a Sunday: 20 users on each working day, 1 on the others.
    fill_usage(connection, account, ([20] * 5 + [1] * 2) * 4)

    assert _value(connection, "seat_utilisation") == pytest.approx(100 * 20 / 50)
    assert _sample(connection, "seat_utilisation") == 50
    assert _age(connection, "seat_utilisation") == 1


def test_seats_nobody_uses_any_more_are_zero_and_never_measured_ones_are_missing(
    connection: Connection,
) -> None:
    stopped, never, running = (_customer(connection) for _ in range(3))
    fill_usage(connection, stopped, [30] * 20, until=days_ago(29))
    fill_usage(connection, running, [30] * 28)

    found = _signals(connection).values[:, MEASURES.index("seat_utilisation")]

    assert never
    assert found.tolist() == [0, NAN, 30]


def test_the_trend_compares_28_days_with_the_56_before(connection: Connection) -> None:
    account = _customer(connection)
    fill_usage(connection, account, [50] * 56 + [40] * 28)

    assert _value(connection, "usage_trend") == pytest.approx(-20)
    assert _sample(connection, "usage_trend") == pytest.approx(50)


def test_the_trend_of_an_account_without_user_counts_is_that_of_its_events(
    connection: Connection,
) -> None:
    account = _customer(connection)
    for feature in ("reports", "alerts"):
        values = [50] * 56 + [75] * 28
        fill_usage(connection, account, values, metric="events", feature=feature)

    assert _value(connection, "usage_trend") == pytest.approx(50)


@pytest.mark.parametrize(("days", "expected"), [(27, NAN), (28, pytest.approx(0))])
def test_the_trend_needs_half_of_the_baseline_days(
    connection: Connection, days: int, expected: float
) -> None:
    account = _customer(connection)
    fill_usage(connection, account, [10] * (days + 28))

    assert _value(connection, "usage_trend") == expected


def test_a_late_feed_makes_usage_older_and_not_lower(connection: Connection) -> None:
    account = _customer(connection)
    fill_usage(connection, account, [50] * 84, until=days_ago(12))

    assert _value(connection, "usage_trend") == pytest.approx(0)
    assert _value(connection, "seat_utilisation") == pytest.approx(50)
    assert _age(connection, "usage_trend") == 12
    assert _evidence(connection, "usage_zero_days") == NAN


def test_breadth_counts_the_features_used_of_those_that_anybody_uses(
    connection: Connection,
) -> None:
    narrow, broad, silent = (_customer(connection) for _ in range(3))
    for feature in ("a", "b", "c", "d"):
        fill_usage(connection, broad, [1], metric="events", feature=feature)
    fill_usage(connection, narrow, [3], metric="events", feature="a")
    fill_usage(connection, narrow, [0], metric="events", feature="b")
    fill_usage(connection, narrow, [9], metric="events", feature="c", until=days_ago(40))

    found = _signals(connection).values[:, MEASURES.index("feature_breadth")]

    assert silent
    assert found.tolist() == [25, 100, NAN]


def test_days_without_any_use_are_evidence_where_the_feed_is_fresh(
    connection: Connection,
) -> None:
    quiet, lively, zeros = (_customer(connection) for _ in range(3))
    fill_usage(connection, quiet, [5] * 3, until=days_ago(21))
    fill_usage(connection, lively, [5] * 3)
    fill_usage(connection, zeros, [0] * 10)

    found = _signals(connection).evidence[:, EVIDENCE.index("usage_zero_days")]

    assert found.tolist() == [20, NAN, 10]


def test_the_oldest_open_p1_counts_in_hours(connection: Connection) -> None:
    account = _customer(connection)
    make_ticket(connection, account, priority="P1", opened_on=days_ago(3))
    make_ticket(connection, account, priority="P1", opened_on=days_ago(9), closed_on=days_ago(1))
    make_ticket(connection, account, priority="P2", opened_on=days_ago(50))

    assert _value(connection, "p1_age") == 72
    assert _evidence(connection, "p1_open_hours") == 72
    assert _age(connection, "p1_age") == 3


def test_no_ticket_is_a_finding_only_where_the_company_has_tickets(
    connection: Connection,
) -> None:
    _customer(connection)
    assert _value(connection, "p1_age") == NAN

    make_ticket(connection, _customer(connection))

    assert _value(connection, "p1_age") == 0
    assert _value(connection, "ticket_rate") == 0
    assert _evidence(connection, "p1_open_hours") == NAN


def test_the_ticket_rate_counts_questions_and_bugs_of_90_days_per_100_seats(
    connection: Connection,
) -> None:
    account = _customer(connection, seats=50)
    for kind in ("question", "bug", None, "billing"):
        make_ticket(connection, account, kind=kind)
    make_ticket(connection, account, opened_on=days_ago(90))

    assert _value(connection, "ticket_rate") == pytest.approx(6)
    assert _sample(connection, "ticket_rate") == 50


def test_contact_is_as_recent_as_the_last_answer_and_as_old_as_its_source(
    connection: Connection,
) -> None:
    account, other = _customer(connection), _customer(connection)
    make_touchpoint(connection, account, day=days_ago(30))
    make_touchpoint(connection, account, day=days_ago(8), two_way=False)
    make_touchpoint(connection, other, day=days_ago(2))

    assert _value(connection, "contact_recency") == 30
    assert _age(connection, "contact_recency") == 2


def test_who_never_answered_is_silent_since_they_came_or_contacts_were_kept(
    connection: Connection,
) -> None:
    old, new = _customer(connection, start=days_ago(300)), _customer(connection, start=days_ago(40))
    make_touchpoint(connection, old, day=days_ago(120), two_way=False)
    make_touchpoint(connection, new, day=days_ago(20), two_way=False)

    found = _signals(connection).values[:, MEASURES.index("contact_recency")]

    assert found.tolist() == [120, 40]


def test_responsiveness_is_the_share_answered_in_60_days(connection: Connection) -> None:
    account = _customer(connection)
    for two_way in (True, False, False, False):
        make_touchpoint(connection, account, two_way=two_way)
    make_touchpoint(connection, account, day=days_ago(60))

    assert _value(connection, "responsiveness") == 25
    assert _sample(connection, "responsiveness") == 4


def test_nps_weighs_each_respondents_newest_answer_by_role(connection: Connection) -> None:
    account = _customer(connection)
    buyer = make_stakeholder(connection, account, role="economic_buyer")
    admin = make_stakeholder(connection, account, role="admin")
    make_survey(connection, account, stakeholder_id=buyer, role=None, score=10,
                answered_on=days_ago(100))  # fmt: skip
    make_survey(connection, account, stakeholder_id=buyer, role=None, score=4,
                answered_on=days_ago(12))  # fmt: skip
    make_survey(connection, account, stakeholder_id=admin, role="admin", score=8,
                answered_on=days_ago(40))  # fmt: skip
    make_survey(connection, account, score=0, answered_on=days_ago(300))
    make_survey(connection, account, score=None, answered_on=None)

    assert _value(connection, "nps") == pytest.approx((3 * 4 + 1 * 8) / 4)
    assert _sample(connection, "nps") == 4
    assert _age(connection, "nps") == 12


def test_csat_is_the_share_of_good_answers_in_90_days(connection: Connection) -> None:
    account = _customer(connection)
    for score in (5, 4, 3, 1):
        make_survey(connection, account, kind="CSAT", score=score)
    make_survey(connection, account, kind="CSAT", score=1, answered_on=days_ago(90))

    assert _value(connection, "csat") == 50
    assert _sample(connection, "csat") == 4


def test_a_champion_who_left_counts_until_somebody_has_the_role(connection: Connection) -> None:
    account = _customer(connection)
    make_stakeholder(connection, account, left_on=days_ago(11))
    assert _evidence(connection, "champion_left_days") == 11

    make_stakeholder(connection, account, since=TODAY + timedelta(days=1))
    assert _evidence(connection, "champion_left_days") == 11

    make_stakeholder(connection, account, since=days_ago(1))
    assert _evidence(connection, "champion_left_days") == NAN


@pytest.mark.parametrize(
    ("arr_under_notice", "expected"), [(10_000, 6), (5_000, NAN)], ids=["most", "some"]
)
def test_notice_counts_where_it_ends_at_least_half_of_the_arr(
    connection: Connection, arr_under_notice: int, expected: float
) -> None:
    account = _customer(connection, arr=10_000)
    make_contract(connection, account, arr=arr_under_notice, notice_served_on=days_ago(6))

    assert _evidence(connection, "notice_served_days") == expected


def _later_usage(connection: Connection, account: int, days: int) -> None:
    until = TODAY + timedelta(days=days - 1)
    fill_usage(connection, account, [99], until=until)
    fill_usage(connection, account, [99], metric="events", feature=f"new{days}", until=until)


def _later_ticket(connection: Connection, account: int, days: int) -> None:
    make_ticket(connection, account, priority="P1", opened_on=TODAY + timedelta(days=days))


def _later_survey(connection: Connection, account: int, days: int) -> None:
    make_survey(connection, account, score=0, answered_on=TODAY + timedelta(days=days))


def _later_touchpoint(connection: Connection, account: int, days: int) -> None:
    make_touchpoint(connection, account, day=TODAY + timedelta(days=days))


def _later_champion(connection: Connection, account: int, days: int) -> None:
    make_stakeholder(connection, account, since=TODAY + timedelta(days=days))


def _later_contract(connection: Connection, account: int, days: int) -> None:
    start = TODAY + timedelta(days=days)
    make_contract(connection, account, start=start, end=None, notice_served_on=start)


def _later_account(connection: Connection, account: int, days: int) -> None:
    _later_contract(connection, make_account(connection), days)


LATER = (
    _later_usage, _later_ticket, _later_survey, _later_touchpoint, _later_champion,
    _later_contract, _later_account,
)  # fmt: skip


@given(
    events=st.lists(
        st.tuples(st.sampled_from(LATER), st.integers(0, 1), st.integers(1, 400)),
        min_size=1,
        max_size=8,
        unique_by=lambda drawn: (drawn[0], drawn[1], drawn[2]),
    )
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_comes_later_never_changes_a_past_day(
    store: Store,
    events: list[tuple[Callable[[Connection, int, int], None], int, int]],
) -> None:
    with store.engine.connect() as connection:
        accounts = [_lively(connection), _customer(connection)]
        before = load_signals(operations_view(connection, TODAY), RULES)
        for happen, which, days in events:
            happen(connection, accounts[which], days)
        after = load_signals(operations_view(connection, TODAY), RULES)
        connection.rollback()

    assert before[0] == after[0]
    for name in ("values", "age_days", "sample_sizes", "tenure_days", "evidence"):
        np.testing.assert_array_equal(getattr(before[1], name), getattr(after[1], name))


def _lively(connection: Connection) -> int:
    account = _customer(connection)
    fill_usage(connection, account, [30] * 84)
    fill_usage(connection, account, [30] * 84, metric="events", feature="reports")
    make_ticket(connection, account, priority="P1", closed_on=TODAY + timedelta(days=1))
    make_survey(connection, account)
    make_touchpoint(connection, account)
    make_stakeholder(connection, account, left_on=days_ago(3))
    return account


def test_a_csm_loads_the_signals_of_their_own_book_with_the_companys_ages(
    connection: Connection,
) -> None:
    person = make_person(connection)
    mine = make_account(connection, owner=person)
    make_contract(connection, mine)
    make_touchpoint(connection, mine, day=days_ago(50))
    make_touchpoint(connection, _lively(connection), day=days_ago(1))
    csm = Person(person, "A", "a@steward.test", "csm", None, None)

    ids, signals = load_signals(View(connection, (csm,), TODAY, TODAY), RULES)

    assert ids == [mine]
    assert signals.age_days[0, MEASURES.index("contact_recency")] == 1


def test_the_number_of_queries_does_not_grow_with_the_accounts(store: Store) -> None:
    with store.engine.connect() as connection:
        _lively(connection)
        with _counted(connection) as few:
            _signals(connection)
        for _ in range(12):
            _lively(connection)
        with _counted(connection) as many:
            _signals(connection)
        connection.rollback()

    assert len(many) == len(few) <= 15


@contextmanager
def _counted(connection: Connection) -> Iterator[list[str]]:
    statements: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", keep)
    yield statements
    event.remove(connection, "before_cursor_execute", keep)
