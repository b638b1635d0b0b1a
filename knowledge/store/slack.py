"""Slack's users, channels and installations, as the store knows them. Every instant is UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select

from knowledge.store.access import Person
from knowledge.store.engine import Store
from knowledge.store.tables import (
    accounts,
    people,
    slack_channels,
    slack_installs,
    slack_open_channels,
    slack_people,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A channel and the account that it is about."""

    team: str
    channel: str
    account_id: int
    account: str


def map_user(store: Store, team: str, user: str, person: Person, by: Person, at: datetime) -> None:
    """Say who a Slack user is, whatever their e-mail."""
    row = {"person_id": person.id, "mapped_by": by.id, "mapped_at": at}
    _put(store, slack_people, {"team": team, "user": user}, row)


def unmap_user(store: Store, team: str, user: str) -> bool:
    """Go by the user's e-mail again; False where they weren't mapped."""
    return _drop(store, slack_people, {"team": team, "user": user})


def mapped_email(connection: Connection, team: str, user: str) -> str | None:
    """The e-mail of the person whom an administrator named for a user."""
    m = slack_people.c
    query = (
        select(people.c.email)
        .join(slack_people, m.person_id == people.c.id)
        .where(m.team == team, m.user == user)
    )
    return connection.scalar(query)


def mappings(connection: Connection) -> list[tuple[str, str, str]]:
    """Team, user and e-mail of everybody who was mapped."""
    m = slack_people.c
    query = select(m.team, m.user, people.c.email).join(people, people.c.id == m.person_id)
    return [(row[0], row[1], row[2]) for row in connection.execute(query.order_by(m.team, m.user))]


def link_channel(
    store: Store, team: str, channel: str, account_id: int, by: Person, at: datetime
) -> None:
    """Make a channel be about one account alone."""
    row = {"account_id": account_id, "linked_by": by.id, "linked_at": at}
    _put(store, slack_channels, {"team": team, "channel": channel}, row)


def unlink_channel(store: Store, team: str, channel: str) -> bool:
    return _drop(store, slack_channels, {"team": team, "channel": channel})


def link_of(connection: Connection, team: str, channel: str) -> Link | None:
    """The account that a channel is about, whoever may see it: ask a desk before you name it."""
    found = [link for link in links(connection) if (link.team, link.channel) == (team, channel)]
    return found[0] if found else None


def links(connection: Connection) -> list[Link]:
    c = slack_channels.c
    query = (
        select(c.team, c.channel, c.account_id, accounts.c.name)
        .join(accounts, accounts.c.id == c.account_id)
        .order_by(c.team, c.channel)
    )
    return [Link(*row) for row in connection.execute(query)]


def note_open_channel(
    store: Store, team: str, user: str, channel: str | None, at: datetime
) -> None:
    """Remember which channel a person has open beside Steward; None is none."""
    row = {"channel": channel, "changed_at": at}
    _put(store, slack_open_channels, {"team": team, "user": user}, row)


def open_channel(connection: Connection, team: str, user: str) -> str | None:
    c = slack_open_channels.c
    return connection.scalar(select(c.channel).where(c.team == team, c.user == user))


def save_install(store: Store, enterprise: str, team: str, sealed: str, at: datetime) -> None:
    """Keep an installation; `sealed` is encrypted by the caller."""
    row = {"sealed": sealed, "changed_at": at}
    _put(store, slack_installs, {"enterprise": enterprise, "team": team}, row)


def find_install(store: Store, enterprise: str, team: str) -> str | None:
    """The sealed installation in a workspace, else the whole organisation's.

    One deployment is one company: where nobody says which organisation, it is the one there is.
    """
    c = slack_installs.c
    whole = [c.team == "", *([c.enterprise == enterprise] if enterprise else [])]
    with store.read() as connection:
        own = connection.scalar(select(c.sealed).where(c.team == team)) if team else None
        return own or connection.scalar(select(c.sealed).where(*whole))


def delete_install(store: Store, enterprise: str, team: str) -> bool:
    return _drop(store, slack_installs, {"enterprise": enterprise, "team": team})


def _put(store: Store, table: Table, key: Mapping[str, str], row: Mapping[str, Any]) -> None:
    """The row under a key, in the place of the one before."""
    with store.write() as connection:
        connection.execute(delete(table).where(_is(table, key)))
        connection.execute(insert(table).values(**key, **row))


def _drop(store: Store, table: Table, key: Mapping[str, str]) -> bool:
    with store.write() as connection:
        return connection.execute(delete(table).where(_is(table, key))).rowcount > 0


def _is(table: Table, key: Mapping[str, str]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))
