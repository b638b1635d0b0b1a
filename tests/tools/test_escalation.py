"""The case for colleagues: what is wrong, what it costs, what is asked by when."""

import pytest

from bot.drafting import Drafted, drafted
from knowledge.errors import Adjust
from knowledge.store.engine import Store
from tests.factories import (
    TODAY,
    days_ago,
    fill_usage,
    make_account,
    make_contract,
    make_person,
    make_ticket,
)
from tests.tools.conftest import make_desk
from tools.desk import Desk
from tools.escalation import Team, draft_escalation

MAYA = "maya@steward.test"


@pytest.fixture
def desk(sqlite_store: Store) -> Desk:
    """Halden Freight has a P1 and a P3 open, Orca Payments nothing."""
    with sqlite_store.write() as connection:
        maya = make_person(connection, name="Maya Lindqvist", email=MAYA)
        halden = make_account(connection, maya, name="Halden Freight")
        make_contract(connection, halden, arr=72_000, notice_date=days_ago(-28), end=days_ago(-58))
        make_ticket(
            connection, halden, source_id="4821", priority="P1", subject="Sync is down",
            opened_on=days_ago(19),
        )  # fmt: skip
        make_ticket(
            connection, halden, source_id="4900", priority="P3", subject="Slow export",
            opened_on=days_ago(2),
        )  # fmt: skip
        fill_usage(connection, halden, [41.0] * 60)
        make_account(connection, maya, name="Orca Payments")
    return make_desk(sqlite_store, MAYA)


def _made(desk: Desk, **asked: str) -> Drafted:
    result = draft_escalation(desk, "Halden Freight", **asked)  # type: ignore[arg-type]
    made = drafted(result.drafts[0], TODAY, ["Halden Freight", "Orca Payments"])
    assert made.untraced == ()
    return made


def test_the_most_urgent_ticket_is_the_case_with_money_users_and_deadline(desk: Desk) -> None:
    made = _made(desk)

    assert made.text("title").startswith("P1 #4821 at Halden Freight, open 19 days: $72,000 ARR")
    assert "41 users a working day" in made.text("impact")
    assert "in 28 days" in made.text("impact")
    assert "#4900" in made.text("evidence")


@pytest.mark.parametrize(
    ("team", "word"),
    [("support", "owner"), ("engineering", "fix"), ("product", "planned"), ("finance", "correct")],
)
def test_each_team_is_asked_for_what_it_can_give(desk: Desk, team: Team, word: str) -> None:
    assert word in _made(desk, to=team).text("ask")


def test_a_named_ticket_is_the_case(desk: Desk) -> None:
    assert _made(desk, ticket="#4900").text("title").startswith("P3 #4900")


def test_a_topic_needs_no_ticket(desk: Desk) -> None:
    made = _made(desk, to="product", topic="single sign-on")

    assert made.text("title").startswith("Single sign-on for Halden Freight")


def test_an_unknown_ticket_is_refused_with_those_that_are_open(desk: Desk) -> None:
    with pytest.raises(Adjust, match=r"no open ticket #999.*#4821, #4900"):
        draft_escalation(desk, "Halden Freight", ticket="999")


def test_without_a_ticket_and_a_topic_it_asks_what(desk: Desk) -> None:
    with pytest.raises(Adjust, match="say what to escalate"):
        draft_escalation(desk, "Orca Payments")
