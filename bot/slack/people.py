"""Who asks and who reads along: what Slack says of a user and of a channel, kept for a minute.

Rights are never kept: a person is looked up in the store by e-mail each time.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from slack_sdk import WebClient

from bot.inbox import TryLater
from bot.slack.web import Refused, call, every
from knowledge.store.access import Person, person_by_email
from knowledge.store.engine import Store
from knowledge.store.slack import mapped_email

USER_SECONDS = 300.0
PLACE_SECONDS = 60.0
MOST_READERS = 60
KEPT = 10_000

T = TypeVar("T")

Kind = Literal["member", "guest", "unconfirmed", "deactivated", "stranger", "bot"]


@dataclass(frozen=True, slots=True)
class SlackUser:
    """Somebody in Slack. Only a member's e-mail says who they are in the company."""

    id: str
    kind: Kind
    email: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer will stand. `readers` is None where they can't all be known; somebody of
    another company may read in a place that `is_external`."""

    is_direct: bool
    readers: tuple[str, ...] | None
    is_external: bool = False


class Directory:
    """Slack's users and channels, asked for once in a while."""

    def __init__(self, client: WebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._now = client, now
        self._kept: dict[tuple[str, ...], tuple[float, Any]] = {}

    def user(self, user: str, team: str) -> SlackUser:
        """Who this is, as seen from a workspace. Raises TryLater, Refused."""
        return self._keep(("user", user, team), USER_SECONDS, lambda: self._user(user, team))

    def place(self, channel: str) -> Place:
        """Where this is and who reads it. Raises TryLater, Refused."""
        return self._keep(("place", channel), PLACE_SECONDS, lambda: self._place(channel))

    def audience(self, place: Place, team: str, store: Store) -> tuple[Person, ...] | None:
        """Everybody who reads a channel; None where anyone isn't a known person of the company."""
        if place.readers is None:
            return None
        try:
            users = [self.user(reader, team) for reader in place.readers]
        except (Refused, TryLater):
            return None
        return _people([user for user in users if user.kind != "deactivated"], team, store)

    @property
    def me(self) -> str:
        """The bot's own user id. Raises TryLater, Refused."""
        return self._keep(("me",), float("inf"), self._me)

    def _user(self, user: str, team: str) -> SlackUser:
        told = call(self._client.users_info, user=user)["user"]
        kind = _kind(told, team)
        email = (told.get("profile") or {}).get("email") or ""
        return SlackUser(user, kind, email if kind == "member" else "")

    def _place(self, channel: str) -> Place:
        told = call(self._client.conversations_info, channel=channel)["channel"]
        if told.get("is_im"):
            return Place(is_direct=True, readers=())
        if told.get("is_ext_shared") or told.get("is_pending_ext_shared"):
            return Place(is_direct=False, readers=None, is_external=True)
        return Place(is_direct=False, readers=self._readers(channel))

    def _readers(self, channel: str) -> tuple[str, ...] | None:
        me = self.me
        readers: list[str] = []
        try:
            for member in every(self._client.conversations_members, "members", channel=channel):
                readers += [member] if member != me else []
                if len(readers) > MOST_READERS:
                    return None
        except Refused:
            return None
        return tuple(readers)

    def _me(self) -> str:
        return str(call(self._client.auth_test)["user_id"])

    def _keep(self, key: tuple[str, ...], seconds: float, look: Callable[[], T]) -> T:
        kept = self._kept.get(key)
        if kept is not None and kept[0] > self._now():
            return cast("T", kept[1])
        found = look()
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = (self._now() + seconds, found)
        return found


def _kind(told: dict[str, Any], team: str) -> Kind:
    teams = {told.get("team_id"), *(told.get("enterprise_user") or {}).get("teams", ())}
    claims: tuple[tuple[Kind, object], ...] = (
        ("bot", told.get("is_bot") or told.get("id") == "USLACKBOT"),
        ("stranger", told.get("is_stranger") or team not in teams),
        ("deactivated", told.get("deleted")),
        ("guest", told.get("is_restricted") or told.get("is_ultra_restricted")),
        ("unconfirmed", told.get("is_email_confirmed") is False),
    )
    return next((kind for kind, holds in claims if holds), "member")


def email_of(user: SlackUser, team: str, store: Store) -> str:
    """Who a user is: an administrator's word before the user's own e-mail; "" is nobody.

    The word counts for full members of the workspace alone.
    """
    if user.kind not in ("member", "unconfirmed"):
        return ""
    with store.read() as connection:
        return mapped_email(connection, team, user.id) or user.email


def _people(users: Sequence[SlackUser], team: str, store: Store) -> tuple[Person, ...] | None:
    emails = [email_of(user, team, store) for user in users]
    if not all(emails):
        return None
    with store.read() as connection:
        found = [person_by_email(connection, email) for email in emails]
    known = tuple(person for person in found if person is not None)
    return known if len(known) == len(found) else None
