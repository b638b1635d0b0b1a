"""`steward slack ...`: who a Slack user is, and which account a channel is about."""

from datetime import UTC, datetime

from bot.settings import Settings
from bot.wiring import Steward
from knowledge.errors import NotAllowed, PersonNotFound
from knowledge.store import slack as rows
from knowledge.store.access import person_by_email
from tools.desk import Desk


def link(team: str, channel: str, account: str, email: str) -> str:
    """Make a channel be about one account that this person may see; say so."""
    desk = _desk(email)
    with desk.account(account) as (_, found):
        pass
    rows.link_channel(desk.store, team, channel, found.id, desk.viewer, datetime.now(UTC))
    return f"{channel} is about {found.name} now."


def unlink(team: str, channel: str, email: str) -> str:
    done = rows.unlink_channel(_desk(email).store, team, channel)
    return f"{channel} is about no account now." if done else f"{channel} wasn't linked."


def map_user(team: str, user: str, person: str, email: str) -> str:
    """Raises NotAllowed for anybody but operations, PersonNotFound."""
    desk = _operations(email)
    with desk.store.read() as connection:
        found = person_by_email(connection, person)
    if found is None:
        raise PersonNotFound(f"Nobody in the store has the e-mail {person!r}.")
    rows.map_user(desk.store, team, user, found, desk.viewer, datetime.now(UTC))
    return f"{user} is {found.name} now."


def unmap(team: str, user: str, email: str) -> str:
    done = rows.unmap_user(_operations(email).store, team, user)
    return f"{user} goes by e-mail now." if done else f"{user} wasn't mapped."


def _desk(email: str) -> Desk:
    return Steward(Settings()).desk(email)


def _operations(email: str) -> Desk:
    desk = _desk(email)
    if desk.viewer.role != "operations":
        raise NotAllowed("Only operations say who a Slack user is.")
    return desk
