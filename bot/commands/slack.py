"""`steward slack ...`: who a Slack user is, and which account a channel is about."""

from datetime import UTC, datetime

import typer

from bot.commands.options import As, asker
from bot.settings import Settings
from bot.wiring import Steward
from knowledge.errors import NotAllowed, PersonNotFound
from knowledge.store import slack as rows
from knowledge.store.access import person_by_email
from tools.desk import Desk

slack = typer.Typer(help="Slack's users and channels.", no_args_is_help=True)


@slack.command()
def link(team: str, channel: str, account: str, email: As = "") -> None:
    """Make a channel (C...) of a workspace (T...) be about one account alone."""
    desk = _desk(email)
    with desk.account(account) as (_, found):
        pass
    rows.link_channel(desk.store, team, channel, found.id, desk.viewer, datetime.now(UTC))
    typer.echo(f"{channel} is about {found.name} now.")


@slack.command()
def unlink(team: str, channel: str, email: As = "") -> None:
    """Let a channel be about everything again."""
    done = rows.unlink_channel(_desk(email).store, team, channel)
    typer.echo(f"{channel} is about no account now." if done else f"{channel} wasn't linked.")


@slack.command("map")
def map_user(team: str, user: str, person: str, email: As = "") -> None:
    """Say that a Slack user (U...) is the person with this e-mail; for operations."""
    desk = _operations(email)
    with desk.store.read() as connection:
        found = person_by_email(connection, person)
    if found is None:
        raise PersonNotFound(f"Nobody in the store has the e-mail {person!r}.")
    rows.map_user(desk.store, team, user, found, desk.viewer, datetime.now(UTC))
    typer.echo(f"{user} is {found.name} now.")


@slack.command()
def unmap(team: str, user: str, email: As = "") -> None:
    """Go by a Slack user's own e-mail again; for operations."""
    done = rows.unmap_user(_operations(email).store, team, user)
    typer.echo(f"{user} goes by e-mail now." if done else f"{user} wasn't mapped.")


def _desk(email: str) -> Desk:
    return Steward(Settings()).desk(asker(email))


def _operations(email: str) -> Desk:
    desk = _desk(email)
    if desk.viewer.role != "operations":
        raise NotAllowed("Only operations say who a Slack user is.")
    return desk
