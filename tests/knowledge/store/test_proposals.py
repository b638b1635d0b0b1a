"""Proposed changes: who may decide, once, against the record as it is; undone for a day."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from knowledge.changeable import Activity, NewPerson, written
from knowledge.errors import Adjust, BadInput, NotAllowed
from knowledge.health import load_rules
from knowledge.store import tables
from knowledge.store.access import Person, View, person_by_email
from knowledge.store.deciding import Decider, Verb, decide, edit
from knowledge.store.engine import Store
from knowledge.store.people import stakeholders_of
from knowledge.store.proposals import NewChange, Proposal, proposals_of, propose
from knowledge.store.snapshots import health_of, refresh_health
from knowledge.store.stated import marks_of
from knowledge.store.support import tickets_of
from tests.factories import (
    TODAY,
    days_ago,
    fill_usage,
    make_account,
    make_account_team,
    make_contract,
    make_cover,
    make_objective,
    make_person,
    make_stakeholder,
    make_ticket,
    make_touchpoint,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = load_rules()


@dataclass(frozen=True)
class World:
    store: Store
    account: int
    champion: int
    ticket: int
    contract: int

    def person(self, name: str) -> Person:
        with self.store.read() as connection:
            found = person_by_email(connection, f"{name}@steward.test")
        assert found is not None
        return found

    def view(self, connection: Any, name: str = "maya", today: date = TODAY) -> View:
        return View(connection, (self.person(name),), today, today)

    def propose(self, change: str, value: str, record: int | None, name: str = "maya") -> int:
        new = NewChange(
            self.account, change, record, "the record", value, "she said so", TODAY, "conversation"
        )
        return propose(self.store, new, self.person(name), NOW, TODAY)

    def decide(
        self, key: int, verb: Verb = "approve", name: str = "maya", hours: float = 0
    ) -> tuple[str, str | None]:
        by = Decider(self.person(name), NOW + timedelta(hours=hours), TODAY, RULES)
        done = decide(self.store, key, verb, by)
        return done.proposal.state, done.now

    def value(self, table: str, column: str, key: int) -> Any:
        query = select(tables.metadata.tables[table].c[column])
        with self.store.read() as connection:
            return connection.scalar(query.where(tables.metadata.tables[table].c.id == key))

    def set(self, table: str, key: int, **values: Any) -> None:
        found = tables.metadata.tables[table]
        with self.store.write() as connection:
            connection.execute(update(found).where(found.c.id == key).values(values))

    def proposals(self, *states: Any) -> list[Proposal]:
        with self.store.read() as connection:
            return proposals_of(self.view(connection), states or ("proposed",))


@pytest.fixture
def world(store: Store) -> World:
    with store.write() as connection:
        maya = make_person(connection, name="Maya Lindqvist", email="maya@steward.test", team="N")
        make_person(connection, name="Tom", email="tom@steward.test", team="S")
        renata = {"role": "manager", "team": "N"}
        make_person(connection, name="Renata", email="renata@steward.test", **renata)
        make_person(connection, name="Grace", email="grace@steward.test", role="operations")
        cover = make_person(connection, name="Cover", email="cover@steward.test", team="S")
        member = make_person(connection, name="Member", email="member@steward.test", role="member")
        account = make_account(connection, maya, name="Halden Freight")
        make_cover(connection, cover, account_id=account)
        make_account_team(connection, account, member)
        contract = make_contract(connection, account, arr=72_000, notice_date=days_ago(-100))
        champion = make_stakeholder(connection, account, name="Ruth Adler")
        ticket = make_ticket(connection, account, priority="P1", opened_on=days_ago(30))
        make_touchpoint(connection, account)
        fill_usage(connection, account, [60.0] * 90)
    return World(store, account, champion, ticket, contract)


def test_an_approved_change_is_written_once_with_who_and_when(world: World) -> None:
    key = world.propose("ticket_closed", "2026-02-27", world.ticket)

    assert world.value("tickets", "closed_on", world.ticket) is None
    assert world.decide(key) == ("approved", None)
    assert world.value("tickets", "closed_on", world.ticket) == date(2026, 2, 27)
    [kept] = world.proposals("approved")
    assert (kept.by, kept.decided_by, kept.before, kept.after) == (
        "Maya Lindqvist", "Maya Lindqvist", None, "2026-02-27",
    )  # fmt: skip
    with pytest.raises(Adjust, match="was approved by Maya Lindqvist on 2026-03-02"):
        world.decide(key)


@pytest.mark.parametrize("name", ["maya", "cover", "renata", "grace"])
def test_the_csm_the_cover_the_manager_and_operations_may_approve(world: World, name: str) -> None:
    key = world.propose("ticket_closed", "2026-02-27", world.ticket)

    assert world.decide(key, name=name) == ("approved", None)


@pytest.mark.parametrize(("name", "error"), [("member", NotAllowed), ("tom", Adjust)])
@pytest.mark.parametrize("verb", ["approve", "reject", "undo"])
def test_the_account_team_may_not_decide_and_a_stranger_sees_nothing(
    world: World, name: str, error: type[Exception], verb: Verb
) -> None:
    key = world.propose("ticket_closed", "2026-02-27", world.ticket)

    with pytest.raises(error):
        world.decide(key, verb, name)
    assert world.value("tickets", "closed_on", world.ticket) is None
    assert [p.state for p in world.proposals()] == ["proposed"]


def test_a_change_of_a_record_that_moved_on_is_stale_and_writes_nothing(world: World) -> None:
    key = world.propose("renewal_date", "2026-07-01", world.contract)
    world.set("contracts", world.contract, renewal_date=date(2026, 9, 1))

    assert world.decide(key) == ("stale", "2026-09-01")
    assert world.value("contracts", "renewal_date", world.contract) == date(2026, 9, 1)
    with pytest.raises(Adjust, match="no longer holds"):
        world.decide(key)


def test_of_many_who_approve_at_once_one_succeeds(world: World) -> None:
    key = world.propose(
        "activity", written(Activity("call", TODAY, "Wants SSO", "Ruth Adler")), None
    )

    def approve(name: str) -> str:
        try:
            return world.decide(key, name=name)[0]
        except Adjust:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(approve, ["maya", "renata", "grace", "cover"] * 2))

    assert said.count("approved") == 1
    t = tables.touchpoints
    with world.store.read() as connection:
        logged = connection.scalar(select(func.count()).where(t.c.source == "steward"))
    assert logged == 1


def test_rejected_is_rejected(world: World) -> None:
    key = world.propose("ticket_closed", "2026-02-27", world.ticket)

    assert world.decide(key, "reject") == ("rejected", None)
    with pytest.raises(Adjust, match="was rejected"):
        world.decide(key)
    assert world.value("tickets", "closed_on", world.ticket) is None


CASES: dict[str, Callable[[World], tuple[str, int | None]]] = {
    "stakeholder_left": lambda w: ("2026-02-28", w.champion),
    "stakeholder_role": lambda w: ("admin", w.champion),
    "new_stakeholder": lambda w: (written(NewPerson("Ada Moss", "champion")), None),
    "ticket_closed": lambda w: ("2026-02-28", w.ticket),
    "renewed": lambda w: ("84000 USD", w.contract),
    "renewal_date": lambda w: ("2026-07-01", w.contract),
    "notice_date": lambda w: ("2026-06-01", w.contract),
    "auto_renew": lambda w: ("no", w.contract),
    "stage": lambda w: ("renewing", w.account),
    "activity": lambda w: (written(Activity("email", TODAY, "Sent the plan")), None),
}
_EXACT = ("stakeholders", "tickets", "contracts", "renewals", "arr_events", "accounts",
          "touchpoints", "notes", "stated_values")  # fmt: skip


def everything(store: Store) -> dict[str, list[Any]]:
    with store.read() as connection:
        return {
            name: connection.execute(
                select(tables.metadata.tables[name]).order_by(text("id"))
            ).all()
            for name in _EXACT
        }


@pytest.mark.parametrize("change", CASES)
def test_undo_within_a_day_leaves_every_table_as_it_was(world: World, change: str) -> None:
    value, record = CASES[change](world)
    before = everything(world.store)
    key = world.propose(change, value, record)

    world.decide(key)
    assert everything(world.store) != before
    assert world.decide(key, "undo", hours=23.9) == ("undone", None)

    assert everything(world.store) == before


def test_undo_is_refused_after_a_day_and_where_the_record_changed(world: World) -> None:
    late = world.propose("ticket_closed", "2026-02-27", world.ticket)
    world.decide(late)
    with pytest.raises(Adjust, match="over 24 hours ago"):
        world.decide(late, "undo", hours=24.1)

    moved = world.propose("stakeholder_role", "admin", world.champion)
    world.decide(moved)
    world.set("stakeholders", world.champion, role="user")
    with pytest.raises(Adjust, match="has changed since"):
        world.decide(moved, "undo")
    assert world.value("stakeholders", "role", world.champion) == "user"


def test_a_change_on_top_of_another_is_taken_back_first(world: World) -> None:
    first = world.propose("renewal_date", "2026-07-01", world.contract)
    world.decide(first)
    second = world.propose("renewal_date", "2026-08-01", world.contract)
    world.decide(second)

    with pytest.raises(Adjust, match="has changed since"):
        world.decide(first, "undo")
    world.decide(second, "undo")
    assert world.value("contracts", "renewal_date", world.contract) == date(2026, 7, 1)
    world.decide(first, "undo")
    assert world.value("contracts", "renewal_date", world.contract) is None


def test_an_edit_changes_the_value_and_whose_word_it_is(world: World) -> None:
    key = world.propose("ticket_closed", "2026-02-27", world.ticket, "member")
    by = Decider(world.person("renata"), NOW, TODAY, RULES)

    done = edit(world.store, key, "2026-02-20", by).proposal

    assert (done.after, done.stated_by, done.by) == ("2026-02-20", "Renata", "Member")
    world.decide(key)
    assert world.value("tickets", "closed_on", world.ticket) == date(2026, 2, 20)
    with pytest.raises(Adjust):
        edit(world.store, key, "2026-02-21", by)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("ticket_closed", "2026-03-03"),
        ("ticket_closed", "yesterday"),
        ("ticket_closed", "1998-01-01"),
        ("stakeholder_role", "emperor"),
        ("renewed", "0 USD"),
        ("renewed", "84000 XXZ"),
        ("renewed", "84000.005 USD"),
        ("renewed", "NaN USD"),
        ("auto_renew", "maybe"),
        ("stage", "gone"),
        ("objective_actual", "1e20"),
        ("meeting_moved", "2026-03-14T15:00"),
        ("new_stakeholder", "{}"),
        ("new_stakeholder", json.dumps({"name": " "})),
        ("activity", json.dumps({"kind": "fax", "day": "2026-03-01", "text": ""})),
        ("activity", json.dumps({"kind": "call", "day": "2026-04-01", "text": ""})),
        ("owner", "Tom"),
    ],
)
def test_what_cant_be_a_value_is_refused(world: World, change: str, value: str) -> None:
    with pytest.raises(BadInput):
        world.propose(change, value, world.ticket)
    assert world.proposals() == []


def test_the_same_proposal_twice_is_one_and_what_is_so_already_is_none(world: World) -> None:
    first = world.propose("stage", "renewing", world.account)

    assert world.propose("stage", "renewing", world.account) == first
    with pytest.raises(Adjust, match="on record already"):
        world.propose("stage", "mature", world.account)


def test_a_record_of_another_account_cant_be_reached(world: World) -> None:
    with world.store.write() as connection:
        other = make_account(connection, name="Other")
        ticket = make_ticket(connection, other)

    with pytest.raises(Adjust, match="no longer there"):
        world.propose("ticket_closed", "2026-02-27", ticket)


def test_an_approval_counts_in_the_answers_and_in_health_at_once(world: World) -> None:
    refresh_health(world.store, TODAY, RULES)
    with world.store.read() as connection:
        before = health_of(world.view(connection), RULES)[world.account]
    assert {cap.cap for cap in before.caps} == {"p1_open"}

    world.decide(world.propose("ticket_closed", "2026-02-27", world.ticket))
    world.decide(world.propose("stakeholder_left", "2026-02-20", world.champion))

    with world.store.read() as connection:
        view = world.view(connection)
        after = health_of(view, RULES)[world.account]
        assert tickets_of(view) == []
        [ruth] = stakeholders_of(view)
    assert "p1_open" not in {cap.cap for cap in after.caps}
    assert "champion_left" in {cap.cap for cap in after.caps}
    assert ruth.left_on == date(2026, 2, 20)
    refresh_health(world.store, TODAY, RULES)
    with world.store.read() as connection:
        assert health_of(world.view(connection), RULES)[world.account] == after


def test_a_renewal_moves_the_term_and_the_arr_from_its_day(world: World) -> None:
    world.decide(world.propose("renewed", "84000 USD", world.contract))

    due = days_ago(-165)
    with world.store.read() as connection:
        r, c, e = tables.renewals.c, tables.contracts.c, tables.arr_events.c
        outcome = connection.execute(
            select(r.due, r.outcome, r.arr_before_minor, r.arr_after_minor)
        ).one()
        contract = connection.execute(select(c.renewal_date, c.end, c.notice_date)).one()
        event = connection.execute(
            select(e.day, e.kind, e.delta_minor).where(e.source == "steward")
        ).one()
    assert tuple(outcome) == (due, "expanded", 7_200_000, 8_400_000)
    assert tuple(contract) == (date(2027, 8, 14), date(2027, 8, 13), date(2027, 6, 10))
    assert tuple(event) == (due, "expansion", 1_200_000)


def test_marks_tell_who_stated_what_and_what_the_source_says(world: World) -> None:
    world.decide(world.propose("renewal_date", "2026-07-01", world.contract, "member"))

    with world.store.read() as connection:
        [mark] = marks_of(world.view(connection))
        assert marks_of(replace(world.view(connection), today=days_ago(1))) == []
    assert (mark.by, mark.value, mark.imported, mark.on) == (
        "Member", date(2026, 7, 1), None, TODAY,
    )  # fmt: skip


def test_an_objective_takes_a_measure_and_a_confirmation(world: World) -> None:
    with world.store.write() as connection:
        goal = make_objective(connection, world.account)

    world.decide(world.propose("objective_actual", "4.5", goal))
    world.decide(world.propose("objective_confirmed", "Ruth Adler", goal))

    assert str(world.value("objectives", "actual", goal)).rstrip("0") == "4.5"
    assert world.value("objectives", "actual_on", goal) == TODAY
    assert world.value("objectives", "confirmed_by", goal) == "Ruth Adler"
