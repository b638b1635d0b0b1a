"""With which rights an answer is made, for whose eyes, about which account."""

import re
from dataclasses import dataclass

from bot.seat import Seat as AgentSeat
from bot.shortlist import named_accounts
from bot.slack.people import Directory, Place
from bot.wiring import Steward
from knowledge.store.accounts import names_of
from knowledge.store.inbox import Event
from knowledge.store.slack import Link, link_of, open_channel
from tools.desk import Desk

ONLY_YOU = "Only you can see this: not everybody here may see what you may."
ONLY_SHARED = (
    "Covers only the accounts that everybody in this channel may see: ask me in a direct message "
    "for all of yours."
)
LINKED = "This channel is about {account}, and so are my answers here."
_THIS = re.compile(r"\b(?:this|the) (?:account|customer|client|channel)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an answer is made: with which rights, for whose eyes, in which conversation.

    `account` is the one that the place is about; "" where it is about none.
    """

    desk: Desk
    alone: bool
    thread: str
    note: str = ""
    account: str = ""


class Seating:
    """Finds each question its seat. Rights are read anew each time."""

    def __init__(self, steward: Steward) -> None:
        self._steward = steward

    def seat(self, event: Event, place: Place, email: str, directory: Directory) -> Seat:
        """Raises PersonNotFound where nobody has the asker's e-mail, TryLater and Refused."""
        key = f"{event.team}:{event.channel}:{event.thread_ts}"
        link = None if place.is_direct else self._link(event.team, event.channel)
        about = link.account_id if link else None
        own = self._steward.desk(email, about=about)
        account = link.account if link and _seen(own) else ""
        if place.is_direct:
            return Seat(own, alone=False, thread=key)
        told = LINKED.format(account=account) if account else ""
        # What an answer to one person says may not come back in an answer to all.
        private = Seat(own, alone=True, thread=f"{key}:alone", note=ONLY_YOU, account=account)
        audience = directory.audience(place, event.team, own.store)
        if audience is None:
            return private
        others = tuple(person for person in audience if person.id != own.viewer.id)
        shared = self._steward.desk(email, audience=others, about=about)
        seen, mine = _seen(shared), _seen(own)
        if (mine and not seen) or (link and not mine):
            return private
        note = told if seen == mine else ONLY_SHARED
        return Seat(shared, alone=False, thread=key, note=note, account=account)

    def question(self, event: Event, seat: Seat) -> str:
        """What is asked, with the account that the place or "this account" means."""
        text = event.text
        account = seat.account or self._open_beside(event, seat, text)
        if not account:
            return text
        if _THIS.search(text):
            return _THIS.sub(lambda _: account, text)
        if not text or not seat.account or self._names_one(event, seat, text):
            return text
        return f"{account}: {text}"

    def _open_beside(self, event: Event, seat: Seat, text: str) -> str:
        """The account of the channel that the asker has open beside Steward, where they say
        "this account" and may see it."""
        if not _THIS.search(text):
            return ""
        with seat.desk.view() as view:
            channel = open_channel(view.connection, event.team, event.user)
            link = link_of(view.connection, event.team, channel) if channel else None
            return link.account if link and link.account in names_of(view).values() else ""

    def _names_one(self, event: Event, seat: Seat, text: str) -> bool:
        """Whether the asker names an account themselves, be it another than the place's."""
        whole = self._steward.desk(seat.desk.viewer.email)
        return bool(named_accounts(text, AgentSeat.at(whole), ()))

    def _link(self, team: str, channel: str) -> Link | None:
        with self._steward.store.read() as connection:
            return link_of(connection, team, channel)


def _seen(desk: Desk) -> int:
    with desk.view() as view:
        return len(names_of(view))
