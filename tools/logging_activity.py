"""A call, a meeting or an email that took place, to log once a person approves."""

from typing import Literal

from knowledge.changeable import Activity, written
from knowledge.errors import Adjust
from knowledge.store.people import stakeholders_of
from knowledge.store.proposable import people_named
from knowledge.store.proposals import NewChange
from tools.corrections import ORIGIN, proposed, which_person
from tools.desk import Desk
from tools.result import Result

TOOL = "log_activity"


def log_activity(
    desk: Desk,
    kind: Literal["call", "meeting", "email"] = "call",
    account: str | None = None,
    person: str | None = None,
    day: str | None = None,
    text: str = "",
    said: str = "",
) -> Result:
    """Propose a call, meeting or email to log, with what was said; it counts once approved.

    Use it for "log a call with Ruth today: she wants SSO by March", "note that I met Acme's CFO
    yesterday", "record an email to Globex". For a change of a record use propose_crm_update.

    Args:
        kind: what took place.
        account: the account's name, such as "Acme"; may be left out where `person` tells.
        person: with whom, as the asker calls them.
        day: when, in the asker's words, such as "yesterday"; today when left out.
        text: what was said or agreed, in the asker's words.
        said: the asker's whole sentence.
    """
    if desk.today != desk.rights_on:
        raise Adjust(
            f"You asked as of {desk.today.isoformat()}: an activity is logged as of today."
        )
    if account is None:
        if not person:
            raise Adjust("Say with whom or for which account, such as: log a call with Acme today.")
        with desk.view() as view:
            people = people_named(view, person)
        accounts = sorted({of for of, _ in people})
        if not accounts:
            raise Adjust(f"Nobody called {person!r} is on record in your book: name the account.")
        if len(accounts) > 1:
            return which_person(desk, TOOL, people)
        account = accounts[0]
    with desk.account(account) as (view, found):
        known = [p.name for p in stakeholders_of(view) if not p.has_left(desk.rights_on)]
    on = min(desk.period(day, "past").end, desk.rights_on) if day else desk.rights_on
    who = _named(person, known)
    activity = Activity(kind, on, text.strip(), who)
    name = f"{kind} with {who}" if who else kind
    reason = said.strip() or f"{desk.viewer.name} said so"
    new = NewChange(
        found.id, "activity", None, name, written(activity), reason, desk.rights_on, ORIGIN
    )
    return proposed(desk, new, found, TOOL)


def _named(person: str | None, known: list[str]) -> str | None:
    """The one stakeholder that the words mean, else the words themselves."""
    if not person:
        return None
    wanted = set(person.casefold().split())
    fits = [name for name in known if wanted <= set(name.casefold().split())]
    return fits[0] if len(fits) == 1 else person
