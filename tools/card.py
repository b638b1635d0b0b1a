"""The card of a proposed change: before, after, why, whose word, and how to approve it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.changeable import KINDS, activity_of, amount_of, person_of
from knowledge.facts import Fact
from knowledge.store.proposals import Proposal
from tools.about import About
from tools.desk import Desk

_NOTHING = {
    "left_on": "still there", "closed_on": "open", "done_on": "open", "": "not on record",
    "confirmed_by": "nobody",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal. `before` None means that nothing stood there: `nothing` says how that is called.

    `may_approve`: the asker is in charge of the account.
    """

    number: Fact
    account: Fact
    what: str
    record: Fact
    before: Fact | None
    nothing: str
    after: Fact
    detail: Fact | None
    why: Fact
    by: Fact
    on: Fact
    origin: str
    state: str
    may_approve: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the records that the words could mean."""

    name: Fact


@dataclass(frozen=True, slots=True)
class Proposed:
    """The answer: a card; or what it could be about, to choose from; or what can be changed."""

    card: Card | None
    what: str
    account: Fact | None
    choices: tuple[Choice, ...]
    can: str


def card(found: Proposal, desk: Desk, *, may_approve: bool) -> Card:
    """The proposal as a card."""
    about = About(found.account, desk.rights_on, f"steward:proposal-{found.id}")
    kind = KINDS[found.change]
    after, detail = _after(found, about)
    return Card(
        number=about.count("proposal", found.id, ""),
        account=about.name(),
        what=kind.words,
        record=about.text("record", found.record),
        before=value_fact(about, f"{kind.words} before", found.change, found.before),
        nothing=_NOTHING.get(kind.column, "unknown"),
        after=after,
        detail=detail,
        why=about.quote("reason", found.reason),
        by=about.text("stated by", found.stated_by),
        on=about.day("stated on", found.stated_on),
        origin=found.origin,
        state=found.state,
        may_approve=may_approve,
    )


def to_choose(what: str, account: str | None, names: Sequence[str], desk: Desk) -> Proposed:
    """A question back: which of these."""
    about = About(account or "", desk.rights_on)
    choices = tuple(Choice(about.text("choice", name)) for name in names)
    return Proposed(None, what, about.name() if account else None, choices, "")


def value_fact(about: About, attribute: str, change: str, value: str | None) -> Fact | None:
    """A kept value as a fact; None where there was none."""
    if value is None:
        return None
    kind = KINDS[change].kind
    if kind in ("past", "day"):
        return about.day(attribute, date.fromisoformat(value))
    if kind == "instant":
        return about.text(attribute, f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M %Z}".strip())
    if kind == "amount":
        amount, currency = amount_of(value.partition(",")[0])
        return about.money(attribute, amount, currency)
    return about.text(attribute, value.replace("_", " "))


def _after(found: Proposal, about: About) -> tuple[Fact, Fact | None]:
    kind = KINDS[found.change]
    if kind.kind == "person":
        person = person_of(found.after)
        role = about.text("role", person.role.replace("_", " "))
        return about.text(kind.words, person.name), role
    if kind.kind == "activity":
        activity = activity_of(found.after)
        text = about.quote("note", activity.text) if activity.text else None
        return about.day(f"{activity.kind} on", activity.day), text
    fact = value_fact(about, kind.words, found.change, found.after)
    assert fact is not None
    return fact, None
