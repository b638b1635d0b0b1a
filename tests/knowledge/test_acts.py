from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.acts import (
    CLASSES,
    Act,
    ActKind,
    Decision,
    State,
    act_id,
    due_by,
    is_open,
    promised_by,
    short_ids,
)
from knowledge.company import load_company

COMPANY = load_company()
MONDAY = date(2026, 3, 2)
days = st.integers(0, 800).map(lambda count: MONDAY + timedelta(days=count))
kinds = st.sampled_from(sorted(CLASSES))


def act(*evidence: str, kind: ActKind = "escalate", subject: str = "") -> Act:
    return Act(1, kind, subject, evidence, MONDAY, "Maya Lindqvist")


def decided(state: State, *evidence: str, until: date | None = None) -> Decision:
    return Decision(state, frozenset(evidence), "why", None, until, "Maya Lindqvist")


@pytest.mark.parametrize(
    ("kind", "left", "due"),
    [
        ("escalate", 200, MONDAY),
        ("win_back", 200, MONDAY),
        ("find_owner", 10, MONDAY),
        ("find_owner", 30, date(2026, 3, 4)),
        ("lift_usage", 60, date(2026, 3, 9)),
        ("plan", 90, date(2026, 3, 16)),
        ("plan", -3, MONDAY),
    ],
)
def test_the_nearer_the_deadline_the_sooner_the_act(kind: ActKind, left: int, due: date) -> None:
    assert due_by(kind, MONDAY + timedelta(days=left), MONDAY, COMPANY) == due


def test_without_a_deadline_two_weeks_are_given() -> None:
    assert due_by("call", None, MONDAY, COMPANY) == date(2026, 3, 16)


def test_a_p1_on_a_saturday_is_for_monday() -> None:
    assert due_by("escalate", None, date(2026, 3, 7), COMPANY) == date(2026, 3, 9)


@given(kinds, st.none() | days, days)
def test_nothing_is_due_in_the_past_or_on_a_free_day(
    kind: ActKind, deadline: date | None, today: date
) -> None:
    due = due_by(kind, deadline, today, COMPANY)
    assert due >= today
    assert COMPANY.is_working_day(due)


@given(kinds, days, days)
def test_an_act_comes_before_its_deadline_where_that_can_be(
    kind: ActKind, deadline: date, today: date
) -> None:
    if deadline >= COMPANY.add_working_days(today, 6):
        assert due_by(kind, deadline, today, COMPANY) < deadline


@given(days, days)
def test_a_promise_is_due_on_its_day_or_the_working_day_before(due: date, today: date) -> None:
    found = promised_by(due, today, COMPANY)
    assert COMPANY.is_working_day(found)
    assert today <= found
    assert found <= due or due < COMPANY.add_working_days(today, 1)


@pytest.mark.parametrize("state", ["done", "declined"])
def test_an_answered_act_does_not_come_back_without_new_evidence(state: State) -> None:
    assert not is_open(act("P1 A"), decided(state, "P1 A"), MONDAY)
    assert is_open(act("P1 A", "P1 B"), decided(state, "P1 A"), MONDAY)


def test_evidence_that_is_gone_brings_nothing_back() -> None:
    assert not is_open(act("yellow"), decided("done", "yellow", "red"), MONDAY)
    assert is_open(act("yellow", "red"), decided("done", "yellow"), MONDAY)


def test_a_snoozed_act_comes_back_on_its_day() -> None:
    snoozed = decided("snoozed", "P1 A", until=MONDAY)
    assert not is_open(act("P1 A"), snoozed, MONDAY - timedelta(days=1))
    assert is_open(act("P1 A"), snoozed, MONDAY)


def test_an_accepted_act_stays_on_the_list() -> None:
    assert is_open(act("P1 A"), decided("accepted", "P1 A"), MONDAY)
    assert is_open(act("P1 A"), None, MONDAY)


def test_the_order_of_the_evidence_is_no_matter() -> None:
    assert act("a", "b").digest == act("b", "a", "b").digest != act("a").digest


def test_a_long_record_id_still_makes_a_key_that_fits() -> None:
    one, other = (act(subject="crm:" + "x" * 300 + end) for end in "ab")
    assert len(one.key) <= 100
    assert one.key != other.key


def test_the_id_outlives_new_evidence() -> None:
    assert act_id("crm:1", act("a")) == act_id("crm:1", act("b")) != act_id("crm:2", act("a"))


@given(st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), unique=True, max_size=30))
def test_short_ids_tell_all_apart(ids: list[str]) -> None:
    short = short_ids(ids)
    assert len(set(short.values())) == len(ids)
    assert all(len(found) >= 4 and one.startswith(found) for one, found in short.items())
