"""What one run of the agent is told besides the messages."""

from dataclasses import dataclass

from knowledge.store.access import colleagues
from knowledge.store.accounts import names_of
from tools.desk import Desk


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk, with the names that its asker may say: accounts', and CSMs' and teams'.

    Accounts are those that may be seen. A colleague is known to everybody: only so can a question
    about another's book be refused, where the name unknown would leave the asker's own to answer.
    """

    desk: Desk
    accounts: tuple[str, ...]
    csms: tuple[str, ...]

    @classmethod
    def at(cls, desk: Desk) -> "Seat":
        with desk.view() as view:
            accounts = tuple(names_of(view).values())
            people = colleagues(view)
        teams = dict.fromkeys(_team(person.team) for person in people if person.team)
        return cls(desk, accounts, (*(person.name for person in people), *teams))


def _team(name: str) -> str:
    """A team as people say it: "Team North"; "north" alone would be found in any question."""
    return name if "team" in name.casefold().split() else f"Team {name}"
