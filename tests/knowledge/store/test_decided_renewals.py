from datetime import date, timedelta

from sqlalchemy import Connection, insert

from knowledge.store import tables
from knowledge.store.decided_renewals import Decided, decided_renewals
from knowledge.store.evaluation import operations_view
from tests.factories import READ_AT, TODAY, days_ago, make_account, make_contract


def renewal(connection: Connection, account: int, **columns: object) -> None:
    known = {"account_id": account, "due": days_ago(100), "outcome": "renewed", "source": "test"}
    known |= {"source_id": f"R{account}-{len(str(columns))}", "read_at": READ_AT}
    connection.execute(insert(tables.renewals), known | columns)


def found(connection: Connection, day: date = TODAY) -> list[tuple[date, bool]]:
    return [(one.due, one.left) for one in decided_renewals(operations_view(connection, day))]


def monthly(connection: Connection, account: int, months: int, last: date) -> None:
    for i in range(months):
        end = last - timedelta(days=30 * i)
        start = end - timedelta(days=29)
        make_contract(connection, account, start=start, end=end, term_months=1)


def test_a_recorded_outcome_is_taken_as_it_is(connection: Connection) -> None:
    account = make_account(connection)
    renewal(connection, account, outcome="churned", decided_on=days_ago(160))
    one = decided_renewals(operations_view(connection, TODAY))
    assert one == [Decided(account, days_ago(100), True, days_ago(160))]


def test_contraction_and_extension_are_no_departure(connection: Connection) -> None:
    for outcome in ("contracted", "extended", "expanded"):
        renewal(connection, make_account(connection), outcome=outcome)
    assert [left for _, left in found(connection)] == [False] * 3


def test_a_renewal_to_come_is_not_decided(connection: Connection) -> None:
    account = make_account(connection)
    renewal(connection, account, due=TODAY + timedelta(days=5), decided_on=days_ago(20))
    assert found(connection) == []


def test_what_was_recorded_later_than_the_day_is_not_known(connection: Connection) -> None:
    renewal(connection, make_account(connection), due=days_ago(100), decided_on=days_ago(10))
    assert found(connection, days_ago(30)) == []


def test_a_contracts_end_that_nobody_recorded_tells_by_the_arr(connection: Connection) -> None:
    stays, goes = make_account(connection), make_account(connection)
    for account in (stays, goes):
        make_contract(connection, account, start=days_ago(465), end=days_ago(101))
    make_contract(connection, stays, start=days_ago(100), end=TODAY + timedelta(days=264))
    assert found(connection) == [(days_ago(100), False), (days_ago(100), True)]


def test_who_stopped_paying_days_ago_may_be_late(connection: Connection) -> None:
    make_contract(connection, make_account(connection), start=days_ago(380), end=days_ago(16))
    assert found(connection) == []


def test_a_recorded_renewal_and_its_contracts_end_count_once(connection: Connection) -> None:
    account = make_account(connection)
    make_contract(connection, account, start=days_ago(465), end=days_ago(101))
    renewal(connection, account, due=days_ago(90), outcome="churned")
    assert found(connection) == [(days_ago(90), True)]


def test_a_monthly_plan_is_asked_once_a_quarter_and_when_it_ends(connection: Connection) -> None:
    account = make_account(connection)
    monthly(connection, account, 13, days_ago(61))
    dues = found(connection)
    assert [left for _, left in dues] == [False, False, False, True]
    assert dues[-1][0] == days_ago(60)
