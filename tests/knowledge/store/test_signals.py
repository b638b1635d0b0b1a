from datetime import timedelta

import pytest
from sqlalchemy import Connection

from knowledge.health import MEASURES
from knowledge.store.access import Person, View
from knowledge.store.evaluation import operations_view
from knowledge.store.signals import load_signals
from tests.factories import (
    TODAY,
    days_ago,
    make_account,
    make_arr_event,
    make_contract,
    make_person,
    make_stakeholder,
    make_survey,
    make_ticket,
    make_touchpoint,
)
from tests.knowledge.store.worlds import (
    NAN,
    RULES,
    age,
    customer,
    evidence,
    lively,
    sample,
    signals,
    value,
)


def test_an_empty_store_has_no_signals(connection: Connection) -> None:
    ids, signals = load_signals(operations_view(connection, TODAY), RULES)

    assert (ids, len(signals)) == ([], 0)


def test_accounts_that_pay_or_have_a_contract_are_scored_and_others_are_not(
    connection: Connection,
) -> None:
    with_contract = customer(connection)
    with_arr = make_account(connection)
    make_arr_event(connection, account_id=with_arr)
    left = customer(connection, start=days_ago(400), end=days_ago(35))
    prospect = make_account(connection)
    to_come = customer(connection, start=TODAY + timedelta(days=1))

    ids, _ = load_signals(operations_view(connection, TODAY), RULES)

    assert ids == [with_contract, with_arr]
    assert not {left, prospect, to_come} & set(ids)


def test_tenure_runs_from_the_first_contract(connection: Connection) -> None:
    account = customer(connection, start=days_ago(800), end=days_ago(201))
    make_contract(connection, account)

    assert signals(connection).tenure_days.tolist() == [800]


def test_the_oldest_open_p1_counts_in_hours(connection: Connection) -> None:
    account = customer(connection)
    make_ticket(connection, account, priority="P1", opened_on=days_ago(3))
    make_ticket(connection, account, priority="P1", opened_on=days_ago(9), closed_on=days_ago(1))
    make_ticket(connection, account, priority="P2", opened_on=days_ago(50))

    assert value(connection, "p1_age") == 72
    assert evidence(connection, "p1_open_hours") == 72
    assert age(connection, "p1_age") == 3


def test_no_ticket_is_a_finding_only_where_the_company_has_tickets(
    connection: Connection,
) -> None:
    customer(connection)
    assert value(connection, "p1_age") == NAN

    make_ticket(connection, customer(connection))

    assert value(connection, "p1_age") == 0
    assert value(connection, "ticket_rate") == 0
    assert evidence(connection, "p1_open_hours") == NAN


def test_the_ticket_rate_counts_questions_and_bugs_of_90_days_per_100_seats(
    connection: Connection,
) -> None:
    account = customer(connection, seats=50)
    for kind in ("question", "bug", None, "billing"):
        make_ticket(connection, account, kind=kind)
    make_ticket(connection, account, opened_on=days_ago(90))

    assert value(connection, "ticket_rate") == pytest.approx(6)
    assert sample(connection, "ticket_rate") == 50


def test_contact_is_as_recent_as_the_last_answer_and_as_old_as_its_source(
    connection: Connection,
) -> None:
    account, other = customer(connection), customer(connection)
    make_touchpoint(connection, account, day=days_ago(30))
    make_touchpoint(connection, account, day=days_ago(8), two_way=False)
    make_touchpoint(connection, other, day=days_ago(2))

    assert value(connection, "contact_recency") == 30
    assert age(connection, "contact_recency") == 2


def test_who_never_answered_is_silent_since_they_came_or_contacts_were_kept(
    connection: Connection,
) -> None:
    old, new = customer(connection, start=days_ago(300)), customer(connection, start=days_ago(40))
    make_touchpoint(connection, old, day=days_ago(120), two_way=False)
    make_touchpoint(connection, new, day=days_ago(20), two_way=False)

    found = signals(connection).values[:, MEASURES.index("contact_recency")]

    assert found.tolist() == [120, 40]


def test_responsiveness_is_the_share_answered_in_60_days(connection: Connection) -> None:
    account = customer(connection)
    for two_way in (True, False, False, False):
        make_touchpoint(connection, account, two_way=two_way)
    make_touchpoint(connection, account, day=days_ago(60))

    assert value(connection, "responsiveness") == 25
    assert sample(connection, "responsiveness") == 4


def test_nps_weighs_each_respondents_newest_answer_by_role(connection: Connection) -> None:
    account = customer(connection)
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

    assert value(connection, "nps") == pytest.approx((3 * 4 + 1 * 8) / 4)
    assert sample(connection, "nps") == 4
    assert age(connection, "nps") == 12


def test_csat_is_the_share_of_good_answers_in_90_days(connection: Connection) -> None:
    account = customer(connection)
    for score in (5, 4, 3, 1):
        make_survey(connection, account, kind="CSAT", score=score)
    make_survey(connection, account, kind="CSAT", score=1, answered_on=days_ago(90))

    assert value(connection, "csat") == 50
    assert sample(connection, "csat") == 4


def test_a_champion_who_left_counts_until_somebody_has_the_role(connection: Connection) -> None:
    account = customer(connection)
    make_stakeholder(connection, account, left_on=days_ago(11))
    assert evidence(connection, "champion_left_days") == 11

    make_stakeholder(connection, account, since=TODAY + timedelta(days=1))
    assert evidence(connection, "champion_left_days") == 11

    make_stakeholder(connection, account, since=days_ago(1))
    assert evidence(connection, "champion_left_days") == NAN


@pytest.mark.parametrize(
    ("arr_under_notice", "expected"), [(10_000, 6), (5_000, NAN)], ids=["most", "some"]
)
def test_notice_counts_where_it_ends_at_least_half_of_the_arr(
    connection: Connection, arr_under_notice: int, expected: float
) -> None:
    account = customer(connection, arr=10_000)
    make_contract(connection, account, arr=arr_under_notice, notice_served_on=days_ago(6))

    assert evidence(connection, "notice_served_days") == expected


def test_a_csm_loads_the_signals_of_their_own_book_with_the_company_s_ages(
    connection: Connection,
) -> None:
    person = make_person(connection)
    mine = make_account(connection, owner=person)
    make_contract(connection, mine)
    make_touchpoint(connection, mine, day=days_ago(50))
    make_touchpoint(connection, lively(connection), day=days_ago(1))
    csm = Person(person, "A", "a@steward.test", "csm", None, None)

    ids, signals = load_signals(View(connection, (csm,), TODAY, TODAY), RULES)

    assert ids == [mine]
    assert signals.age_days[0, MEASURES.index("contact_recency")] == 1
