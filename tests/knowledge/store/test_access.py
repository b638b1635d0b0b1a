"""Who may see what, held against a plain-Python reading of the rule over random companies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from knowledge.store.access import Person, View, person_by_email
from knowledge.store.accounts import accounts_of
from knowledge.store.engine import Store
from tests.factories import (
    make_account,
    make_account_team,
    make_cover,
    make_ownership,
    make_person,
)

TODAY = date(2026, 3, 1)
ROLES = ("csm", "manager", "operations", "member")
TEAMS = (None, "north", "south")


@dataclass(frozen=True)
class Spell:
    """From `since` to `until`, both included; None is open."""

    since: date
    until: date | None

    def lasts(self) -> bool:
        return self.since <= TODAY and (self.until is None or self.until >= TODAY)


@dataclass(frozen=True)
class Company:
    people: list[tuple[str, str | None]]
    accounts: int
    owned: list[tuple[int, int, Spell]] = field(default_factory=list)
    teams: list[tuple[int, int, Spell]] = field(default_factory=list)
    lent_books: list[tuple[int, int, Spell]] = field(default_factory=list)
    lent_accounts: list[tuple[int, int, Spell]] = field(default_factory=list)

    def sees(self, who: int) -> set[int]:
        """The rule, said again without SQL."""
        role, team = self.people[who]
        if role == "operations":
            return set(range(self.accounts))
        seen = {account for account, person, spell in self.teams if person == who and spell.lasts()}
        if role == "member":
            return seen
        holders = {who}
        if role == "manager" and team is not None:
            holders |= {i for i, known in enumerate(self.people) if known == ("csm", team)}
        for holder in holders:
            seen |= self.book(holder)
            for lender, cover, spell in self.lent_books:
                if cover == holder and spell.lasts():
                    seen |= self.book(lender)
            seen |= {
                a for a, cover, spell in self.lent_accounts if cover == holder and spell.lasts()
            }
        return seen

    def book(self, who: int) -> set[int]:
        return {account for account, owner, spell in self.owned if owner == who and spell.lasts()}


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    since = TODAY + timedelta(days=draw(st.integers(-3, 2)))
    length = draw(st.none() | st.integers(0, 4))
    return Spell(since, None if length is None else since + timedelta(days=length))


@st.composite
def companies(draw: st.DrawFn) -> Company:
    count = draw(st.integers(1, 4))
    people = draw(
        st.lists(
            st.tuples(st.sampled_from(ROLES), st.sampled_from(TEAMS)),
            min_size=count,
            max_size=count,
        )
    )
    accounts = draw(st.integers(1, 5))
    account, person = st.integers(0, accounts - 1), st.integers(0, count - 1)
    to_account = st.lists(st.tuples(account, person, spells()), max_size=6, unique_by=_key)
    to_person = st.lists(st.tuples(person, person, spells()), max_size=3, unique_by=_key)
    return Company(
        people, accounts, draw(to_account), draw(to_account), draw(to_person), draw(to_account)
    )


def _key(row: tuple[int, int, Spell]) -> tuple[int, int, date]:
    return row[0], row[1], row[2].since


@contextmanager
def _settled(
    store: Store, company: Company
) -> Iterator[tuple[Connection, list[Person], list[int]]]:
    """The company in the store, undone afterwards."""
    with store.engine.connect().execution_options(steward_write=True) as connection:
        transaction = connection.begin()
        ids = [
            make_person(connection, email=f"p{i}@example.com", role=role, team=team)
            for i, (role, team) in enumerate(company.people)
        ]
        accounts = [make_account(connection, name=f"A{i}") for i in range(company.accounts)]
        for account, owner, spell in company.owned:
            make_ownership(
                connection, accounts[account], ids[owner], since=spell.since, until=spell.until
            )
        for account, person, spell in company.teams:
            make_account_team(
                connection, accounts[account], ids[person], since=spell.since, until=spell.until
            )
        far = date(2099, 1, 1)
        for lender, cover, spell in company.lent_books:
            make_cover(
                connection, ids[cover], owner_id=ids[lender], account_id=None,
                since=spell.since, until=spell.until or far,
            )  # fmt: skip
        for account, cover, spell in company.lent_accounts:
            make_cover(
                connection, ids[cover], owner_id=None, account_id=accounts[account],
                since=spell.since, until=spell.until or far,
            )  # fmt: skip
        people = [person_by_email(connection, f"p{i}@example.com") for i in range(len(ids))]
        yield connection, [person for person in people if person], accounts
        transaction.rollback()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(company=companies(), data=st.data())
def test_an_answer_shows_what_every_reader_may_see_and_nothing_else(
    sqlite_store: Store, company: Company, data: st.DataObject
) -> None:
    readers = data.draw(
        st.lists(st.integers(0, len(company.people) - 1), min_size=1, max_size=3, unique=True)
    )
    with _settled(sqlite_store, company) as (connection, people, accounts):
        view = View(connection, tuple(people[i] for i in readers), TODAY, TODAY)
        seen = {accounts.index(account.id) for account in accounts_of(view)}

    assert seen == set.intersection(*(company.sees(reader) for reader in readers))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(company=companies())
def test_postgresql_sees_the_same(postgres_store: Store, company: Company) -> None:
    with _settled(postgres_store, company) as (connection, people, accounts):
        for index, person in enumerate(people):
            view = View(connection, (person,), TODAY, TODAY)
            seen = {accounts.index(account.id) for account in accounts_of(view)}
            assert seen == company.sees(index)


def test_nobody_sees_nothing(store: Store) -> None:
    with store.write() as connection:
        make_account(connection)
        view = View(connection, (), TODAY, TODAY)

        assert accounts_of(view) == []


def test_asking_about_the_past_gives_no_rights_of_the_past(store: Store) -> None:
    with store.write() as connection:
        person = make_person(connection, email="maya@example.com")
        account = make_account(connection)
        make_ownership(
            connection, account, person, since=date(2025, 1, 1), until=date(2025, 12, 31)
        )
        viewer = person_by_email(connection, "maya@example.com")
        assert viewer is not None
        view = View(connection, (viewer,), today=date(2025, 6, 1), rights_on=TODAY)

        assert accounts_of(view) == []


@pytest.mark.parametrize("email", ["MAYA@example.com", " maya@EXAMPLE.com "])
def test_a_person_is_found_whatever_the_case_of_the_email(store: Store, email: str) -> None:
    with store.write() as connection:
        make_person(connection, email="maya@example.com")

        assert person_by_email(connection, email) is not None


def test_somebody_who_left_the_company_is_nobody(store: Store) -> None:
    with store.write() as connection:
        make_person(connection, email="maya@example.com", active=False)

        assert person_by_email(connection, "maya@example.com") is None
