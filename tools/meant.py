"""Which record a person means: by its role, its id, its name or some of its words; never a guess.

A candidate is a record that a change could be about. One that fits is taken; of several the asker
chooses.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from knowledge.changeable import KINDS, ROLES
from knowledge.errors import Adjust
from knowledge.store.access import View
from knowledge.store.accounts import Account
from knowledge.store.contracts import active_contracts
from knowledge.store.people import stakeholders_of
from knowledge.store.proposable import objective_ids, promise_ids, ticket_ids, upcoming_meetings
from tools.show import show_day

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_MOST = 6
# More words than these are a sentence, which may well name no record.
_A_NAME = 4
_POINTER = re.compile(r"^(?:that|this|the|their|our|its) ")
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset({
    "a", "an", "the", "that", "this", "their", "they", "our", "we", "is", "it", "of", "for", "with",
    "on", "at", "to", "in", "one", "ticket", "p1", "p2", "p3", "p4", "promise", "objective", "goal",
    "meeting", "call", "contract", "who",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record: how it is called in an answer, and what it may be called by."""

    id: int
    name: str
    called: tuple[str, ...]


def candidates(view: View, account: Account, change: str) -> list[Candidate]:
    """The records of the account that this change could be about."""
    return _OF[KINDS[change].entity](view, account)


def meant(found: Sequence[Candidate], which: str | None, what: str) -> list[Candidate]:
    """Those that the words mean; all where no word tells. Raises Adjust where there is none."""
    if not found:
        raise Adjust(f"There is no {what} on record that this could be about.")
    if not which or (len(found) == 1 and _is_vague(which)):
        return list(found)
    wanted = _POINTER.sub("", which.casefold().strip())
    place = next((i for i, word in enumerate(_ORDINALS) if word in _words(wanted)), None)
    exact = [c for c in found if wanted in (name.casefold() for name in c.called)]
    if exact:
        return exact
    if place is not None and place < len(found):
        return [found[place]]
    named = _words(wanted) - _EMPTY
    fits = [c for c in found if named and named <= _words(" ".join(c.called).casefold())]
    some = [c for c in found if named & _words(" ".join(c.called).casefold())]
    if fits or some:
        return fits or some
    if _is_vague(which) or len(_words(wanted)) > _A_NAME:
        return list(found)
    names = "; ".join(c.name for c in found[:_MOST])
    raise Adjust(f"I don't know which {what} {which!r} is. There are: {names}.")


def role_of(words: str | None) -> str | None:
    """The role that words name: "exec sponsor" is executive_sponsor."""
    if not words:
        return None
    wanted = words.casefold().replace("-", " ").replace("_", " ")
    short = {"buyer": "economic_buyer", "sponsor": "executive_sponsor"}
    for role in ROLES:
        if role.replace("_", " ") in wanted:
            return role
    return next((role for word, role in short.items() if word in wanted), None)


def _people(view: View, account: Account) -> list[Candidate]:
    day = view.rights_on
    present = [p for p in stakeholders_of(view) if not p.has_left(day)]
    return [
        Candidate(
            p.id,
            f"{p.name} ({p.role.replace('_', ' ')})",
            (p.name, *p.name.split(), p.role, p.role.replace("_", " "), p.title or ""),
        )
        for p in present
    ]


def _tickets(view: View, account: Account) -> list[Candidate]:
    return [
        Candidate(
            key,
            f"{t.priority} {t.source_id}" + (f" “{t.subject}”" if t.subject else ""),
            (t.source_id, t.priority, t.subject or ""),
        )
        for key, t in ticket_ids(view)
    ]


def _contracts(view: View, account: Account) -> list[Candidate]:
    found = active_contracts(view).get(account.id, [])
    return [Candidate(c.id, _contract(c.plan, c.end, view), (c.plan or "", c.home)) for c in found]


def _contract(plan: str | None, end: object, view: View) -> str:
    until = f" until {show_day(end, view.today)}" if hasattr(end, "year") else ""  # type: ignore[arg-type]
    return f"contract {plan}{until}" if plan else f"contract{until}"


def _goals(view: View, account: Account) -> list[Candidate]:
    return [Candidate(key, f"“{name}”", (name,)) for key, name in objective_ids(view)]


def _promises(view: View, account: Account) -> list[Candidate]:
    return [Candidate(key, f"“{text}”", (text,)) for key, text in promise_ids(view)]


def _meetings(view: View, account: Account) -> list[Candidate]:
    until = view.rights_on + timedelta(days=180)
    return [
        Candidate(key, f"“{title}” on {show_day(day, view.today)}", (title,))
        for key, title, day in upcoming_meetings(view, until)
    ]


def _account(view: View, account: Account) -> list[Candidate]:
    return [Candidate(account.id, account.name, (account.name,))]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text))


def _is_vague(which: str) -> bool:
    return not _words(which.casefold()) - _EMPTY


_OF: dict[str, Callable[[View, Account], list[Candidate]]] = {
    "stakeholders": _people, "tickets": _tickets, "contracts": _contracts, "accounts": _account,
    "objectives": _goals, "commitments": _promises, "meetings": _meetings,
}  # fmt: skip
