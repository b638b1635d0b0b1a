import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, event, insert

from knowledge.health import BANDS
from knowledge.health.learning import learn
from knowledge.health.renewal_signals import RENEWAL_SIGNALS
from knowledge.store import tables
from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.renewal_history import renewal_history
from knowledge.store.renewal_learning import fit_and_keep, renewed_under_notice
from knowledge.store.renewal_model import fit_of, newest_model, written_fit
from knowledge.store.renewal_signals import renewal_signals
from knowledge.store.signals import load_signals
from knowledge.store.snapshots import refresh_health
from tests.factories import (
    READ_AT,
    TODAY,
    days_ago,
    fill_usage,
    make_account,
    make_contract,
    make_csm_call,
    make_onboarding_milestone,
    make_stakeholder,
    make_survey,
    make_ticket,
    make_touchpoint,
)
from tests.knowledge.health.histories import history
from tests.knowledge.store.worlds import RULES, health_on

NO_MONDAY_BEFORE = 6


def customers(connection: Connection, n: int, *, good: bool) -> list[int]:
    """Accounts that used their seats and renewed 20 days ago, or didn't and left then."""
    made = []
    for i in range(n):
        account = make_account(connection)
        made.append(account)
        make_contract(connection, account, start=days_ago(384), end=days_ago(21))
        if good:
            make_contract(connection, account, start=days_ago(20), end=TODAY + timedelta(344))
        used = (80 if good else 25) + i % 12
        fill_usage(connection, account, [used] * 364, until=days_ago(21))
        outcome = "renewed" if good else "churned"
        connection.execute(
            insert(tables.renewals),
            {
                "account_id": account, "due": days_ago(20), "decided_on": days_ago(22),
                "outcome": outcome, "source": "test", "source_id": f"{account}",
                "read_at": READ_AT,
            },
        )  # fmt: skip
    return made


def one_with_everything(connection: Connection) -> int:
    """An account to renew in 60 days, with everything that is read dated today."""
    account = make_account(connection)
    make_contract(connection, account, start=days_ago(305), end=TODAY + timedelta(days=59))
    for metric in ("active_users", "seats_assigned"):
        fill_usage(connection, account, [50] * 300, metric=metric)
    make_ticket(connection, account, priority="P1", kind="bug", opened_on=TODAY)
    make_touchpoint(connection, account, day=TODAY)
    make_survey(connection, account, sent_on=days_ago(30), answered_on=TODAY)
    make_stakeholder(connection, account, left_on=TODAY)
    make_stakeholder(connection, account, role="economic_buyer", left_on=TODAY)
    make_onboarding_milestone(connection, account, done_on=days_ago(280))
    note = {"account_id": account, "day": TODAY, "kind": "call_note"}
    note |= {"text": "They pushed back on the price.", "source": "test", "source_id": "N1"}
    connection.execute(insert(tables.notes), note | {"read_at": READ_AT})
    return account


def raw(connection: Connection, day: date = TODAY) -> dict[str, float]:
    view = operations_view(connection, day)
    ids, signals = load_signals(view, RULES)
    found = renewal_signals(view, ids, signals, np.full(len(ids), 60.0))
    return dict(zip(RENEWAL_SIGNALS, found[0].tolist(), strict=True))


@pytest.fixture(scope="module")
def fitted_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with 72 decided renewals and the model fitted to them, for tests to copy."""
    path = tmp_path_factory.mktemp("fitted") / "steward.db"
    shutil.copyfile(sqlite_template, path)
    store = open_file(path)
    with store.write() as connection:
        customers(connection, 60, good=True)
        customers(connection, 12, good=False)
    fit_and_keep(store, TODAY, RULES, READ_AT)
    store.close()
    return path


@pytest.fixture
def fitted(fitted_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copyfile(fitted_file, tmp_path / "fitted.db")
    store = open_file(tmp_path / "fitted.db")
    yield store
    store.close()


def test_every_signal_is_read_as_of_the_day(connection: Connection) -> None:
    one_with_everything(connection)
    found = raw(connection)
    assert found["seat_utilisation"] == 50
    assert found["seats_assigned"] == 50
    assert found["usage_on_half_year"] == 0
    assert found["p1s_opened"] == 1
    assert found["bugs_opened"] == 1
    assert found["champion_absent"] == found["buyer_absent"] == 1
    assert found["first_value_missing"] == 0
    assert found["price_pushback"] == 1
    assert found["term"] == 12
    assert found["tenure"] == 305
    assert found["lead"] == 60
    assert found["lead_under_90"] == 30


def test_nothing_dated_later_changes_a_signal(connection: Connection) -> None:
    account = one_with_everything(connection)
    before = raw(connection, days_ago(1))
    assert before["champion_absent"] == before["buyer_absent"] == 0
    assert np.isnan([before["p1s_opened"], before["price_pushback"], before["nps"]]).all()
    make_ticket(connection, account, priority="P1", opened_on=TODAY)
    make_touchpoint(connection, account, day=TODAY, two_way=False)
    make_survey(connection, account, sent_on=TODAY, answered_on=TODAY, score=0)
    fill_usage(connection, account, [9], until=TODAY)
    assert raw(connection, days_ago(1)) == pytest.approx(before, nan_ok=True)


def test_first_value_reached_late_is_known_as_missing_after_60_days(
    connection: Connection,
) -> None:
    account = make_account(connection)
    make_contract(connection, account, start=days_ago(100))
    make_onboarding_milestone(connection, account, done_on=days_ago(20))
    assert raw(connection)["first_value_missing"] == 1
    assert np.isnan(raw(connection, days_ago(50))["first_value_missing"])


def test_a_history_row_is_of_the_monday_before_its_lead(fitted: Store) -> None:
    with fitted.read() as connection:
        found = renewal_history(connection, TODAY, RULES)
    assert all(date.fromordinal(int(day)).weekday() == 0 for day in found.as_of)
    early = found.known_on - found.as_of - found.lead
    assert np.all((early >= 0) & (early <= NO_MONDAY_BEFORE))
    assert found.rows.renewals == 72
    assert found.rows.leavers == 12


def test_a_renewal_decided_by_then_is_not_learnt_from(sqlite_store: Store) -> None:
    with sqlite_store.write() as connection:
        customers(connection, 1, good=True)
        connection.execute(tables.renewals.update().values(decided_on=days_ago(100)))
    with sqlite_store.read() as connection:
        found = renewal_history(connection, TODAY, RULES)
    assert dict(zip(found.lead.tolist(), found.undecided.tolist(), strict=True)) == {
        180: True, 120: True, 90: True, 60: False, 30: False,
    }  # fmt: skip


def test_a_call_made_by_the_day_is_the_rows_call(sqlite_store: Store) -> None:
    with sqlite_store.write() as connection:
        account = customers(connection, 1, good=True)[0]
        make_csm_call(connection, account, day=days_ago(100), call="at_risk")
    with sqlite_store.read() as connection:
        found = renewal_history(connection, TODAY, RULES)
    by_lead = dict(zip(found.lead.tolist(), found.call.tolist(), strict=True))
    assert by_lead[30] == by_lead[60] == 2
    assert np.isnan(by_lead[90])


def test_the_history_takes_the_same_queries_whatever_the_accounts(sqlite_store: Store) -> None:
    def asked() -> int:
        count = 0

        def counts(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(sqlite_store.engine, "before_cursor_execute", counts)
        with sqlite_store.read() as connection:
            renewal_history(connection, TODAY, RULES)
        event.remove(sqlite_store.engine, "before_cursor_execute", counts)
        return count

    with sqlite_store.write() as connection:
        customers(connection, 2, good=True)
    few = asked()
    with sqlite_store.write() as connection:
        customers(connection, 10, good=True)
    assert asked() == few


def test_a_refresh_gives_every_paying_account_its_chance(fitted: Store) -> None:
    refresh_health(fitted, TODAY, RULES)
    health = health_on(fitted)
    assert len(health) == 60
    for one in health.values():
        assert one.p_renew is not None
        assert one.p_renew_low is not None
        assert one.p_renew_high is not None
        assert 0 <= one.p_renew_low <= one.p_renew_high <= 1
        assert one.band in BANDS


def test_without_snapshots_the_chance_is_computed_when_asked(fitted: Store) -> None:
    assert all(one.p_renew is not None for one in health_on(fitted).values())


def test_before_the_model_was_fitted_there_was_no_chance(fitted: Store) -> None:
    day = days_ago(1)
    assert all(one.p_renew is None for one in health_on(fitted, day).values())


def test_an_account_without_a_renewal_ahead_has_no_chance(fitted: Store) -> None:
    with fitted.write() as connection:
        account = make_account(connection)
        make_contract(connection, account, end=None, term_months=1)
    assert health_on(fitted)[account].p_renew is None


def test_after_notice_the_chance_is_that_of_who_gave_notice(fitted: Store) -> None:
    with fitted.write() as connection:
        account = make_account(connection)
        make_contract(connection, account, notice_served_on=days_ago(3))
    assert health_on(fitted)[account].p_renew == renewed_under_notice(0, 0)[0]
    assert renewed_under_notice(250, 0)[2] < 0.01


def test_a_newer_refusal_takes_the_chance_away(fitted: Store) -> None:
    with fitted.write() as connection:
        refused = {"day": TODAY, "fitted_at": READ_AT, "rules_version": "1", "detail": "{}"}
        connection.execute(insert(tables.renewal_models), refused | {"refused": "no evidence"})
    assert all(one.p_renew is None for one in health_on(fitted).values())


def test_too_short_a_history_is_kept_as_a_refusal(store: Store) -> None:
    with store.write() as connection:
        customers(connection, 3, good=True)
    learnt = fit_and_keep(store, TODAY, RULES, READ_AT)
    with store.read() as connection:
        kept = newest_model(connection, TODAY)
        assert newest_model(connection, days_ago(1)) is None
    assert kept is not None
    assert kept.refused == learnt.refused == "not enough renewals: 3 of 60 needed"


def test_a_model_comes_back_as_it_was_kept() -> None:
    fit = learn(history(), RULES.renewal).fit
    assert fit is not None
    x = history().rows.named(fit.design.names).x
    again = fit_of(written_fit(fit))
    assert again.chance_to_renew(x) == pytest.approx(fit.chance_to_renew(x), abs=1e-4)
    assert np.allclose(again.interval(x), fit.interval(x), atol=1e-4)


def test_a_fit_keeps_what_the_backtest_can_tell(fitted: Store) -> None:
    with fitted.read() as connection:
        kept = newest_model(connection, TODAY)
    assert kept is not None
    assert kept.ahead is not None
    assert kept.ahead.finding == "too_few"
    assert "not yet tested ahead of time" in kept.tested
