"""What one run of the agent is told besides the messages."""

from dataclasses import dataclass

from knowledge.store.access import csms
from knowledge.store.accounts import names_of
from tools.desk import Desk


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk, with the names that its asker may say: accounts', and CSMs'."""

    desk: Desk
    accounts: tuple[str, ...]
    csms: tuple[str, ...]

    @classmethod
    def at(cls, desk: Desk) -> "Seat":
        with desk.view() as view:
            accounts = tuple(names_of(view).values())
            people = () if desk.sees_one_book else tuple(person.name for person in csms(view))
        return cls(desk, accounts, people)
