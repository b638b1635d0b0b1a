"""Emails to clients: for a renewal, to check in, to invite, to follow up, about a price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.errors import Adjust
from knowledge.facts import Fact
from knowledge.store.portfolio import Position, portfolio
from tools.about import About
from tools.desk import Desk
from tools.draft import Draft, Slot
from tools.email_facts import (
    Gathered,
    Inside,
    Mailable,
    addressee,
    gather,
    inside,
    mailable,
    withheld,
)
from tools.result import Result, Source, facts_in

EmailKind = Literal["renewal", "check_in", "qbr_invitation", "follow_up", "price_pushback"]
Length = Literal["shorter", "normal", "longer"]
MOST_AT_ONCE = 10
STAGES = (180, 120, 90, 60, 30)
# From this stage on a renewal mail speaks of terms: value comes first.
TERMS_FROM = 60
GOALS: Mapping[Length, int] = {"shorter": 1, "normal": 3, "longer": 5}
WORDS: Mapping[Length, int] = {"shorter": 60, "normal": 110, "longer": 170}
READERS: Mapping[EmailKind, tuple[str, ...]] = {
    "renewal": ("economic_buyer", "champion", "executive_sponsor"),
    "check_in": ("champion", "economic_buyer"),
    "qbr_invitation": ("executive_sponsor", "economic_buyer", "champion"),
    "follow_up": ("champion", "economic_buyer"),
    "price_pushback": ("economic_buyer", "executive_sponsor", "champion"),
}
MINUTES: Mapping[EmailKind, int] = {
    "renewal": 30,
    "check_in": 20,
    "qbr_invitation": 45,
    "follow_up": 20,
    "price_pushback": 30,
}
PURPOSES: Mapping[int, str] = {
    180: "Ask whether their goals are still the ones that matter. Nothing of the renewal.",
    120: "Show where their goals stand, name the renewal date, ask them to check the figures.",
    90: "Ask who should take part in deciding on the next year. No terms yet.",
    60: "Set out the terms in force beside what was reached, ask whether they fit next year.",
    30: "Say by when it must be decided, and ask what is still open.",
}


@dataclass(frozen=True, slots=True)
class Email:
    """What the mail says. `stage` is the day before the renewal that a renewal mail is for."""

    kind: EmailKind
    stage: int
    length: Length
    known: Mailable


@dataclass(frozen=True, slots=True)
class MailItem:
    """A mail, and what its sender alone reads beside it."""

    email: Email
    stage: Fact | None
    terms_from: Fact
    days_left: Fact | None
    inside: Inside


@dataclass(frozen=True, slots=True)
class Mails:
    """The mails in the order asked for."""

    items: tuple[MailItem, ...]


def draft_email(
    desk: Desk,
    account: str | None = None,
    accounts: list[str] | None = None,
    kind: EmailKind = "check_in",
    to: str | None = None,
    stage: int | None = None,
    length: Length = "normal",
) -> Result:
    """Draft an email to a client, to be read and sent by a person: for a renewal (each of 180,
    120, 90, 60 and 30 days before it has its own purpose), a check-in, an invitation to a QBR, a
    follow-up to the last call, or an answer to a price pushback. Up to ten accounts at once.

    Use it for "draft the renewal email for Acme", "write a follow-up to my call with Globex",
    "they say we're too expensive, draft an answer", "make it shorter".

    Args:
        account: the account's name, such as "Acme".
        accounts: several accounts, a mail for each.
        kind: what the mail is for.
        to: the stakeholder who gets it; else the fitting role.
        stage: 180, 120, 90, 60 or 30 days before the renewal; else the nearest.
        length: shorter or longer than usual.
    """
    names = list(dict.fromkeys([*([account] if account else []), *(accounts or [])]))
    if not names:
        raise Adjust("Say which account the email is for, such as “a renewal email for Acme”.")
    if len(names) > MOST_AT_ONCE:
        raise Adjust(f"{len(names)} emails at once are too many: ask for at most {MOST_AT_ONCE}.")
    if stage is not None and stage not in STAGES:
        raise Adjust(f"A renewal email is for 180, 120, 90, 60 or 30 days before, not {stage}.")
    made = [_mail(desk, name, kind, to, stage, length) for name in names]
    sources = [source for _, _, found in made for source in found]
    return Result(
        "draft_email",
        Mails(tuple(item for item, _, _ in made)),
        desk.today,
        sources=tuple(dict.fromkeys(sources)),
        accounts=tuple(draft.account for _, draft, _ in made),
        drafts=tuple(draft for _, draft, _ in made),
    )


def _mail(
    desk: Desk, name: str, kind: EmailKind, to: str | None, stage: int | None, length: Length
) -> tuple[MailItem, Draft, Sequence[Source]]:
    with desk.account(name) as (view, found):
        position = portfolio(view, desk.company, desk.rules)[0]
        gathered = gather(view, position)
    about = About(found.name, desk.today, found.home)
    _require_customer(position, kind)
    days = _days_to_renewal(position, desk.today)
    at = _stage(kind, stage, days, found.name)
    known = mailable(
        gathered,
        addressee(gathered, to, READERS[kind], about),
        desk.viewer.name,
        desk.company,
        about,
        goals=GOALS[length],
        minutes=MINUTES[kind],
        with_terms=kind == "price_pushback" or 0 < at <= TERMS_FROM,
    )
    email = Email(kind, at, length, known)
    item = MailItem(
        email,
        about.days("stage of the mail", at) if at else None,
        about.days("terms in the mail from", TERMS_FROM),
        about.days("days to renewal", days) if days is not None else None,
        inside(gathered, known.progress, about),
    )
    draft = Draft(
        f"email_{kind}",
        found.name,
        "client",
        email,
        _slots(email),
        (*withheld(gathered, about),),
    )
    return item, draft, _sources(gathered, found.name)


def _require_customer(position: Position, kind: EmailKind) -> None:
    if kind in ("renewal", "price_pushback") and not position.is_customer:
        raise Adjust(f"{position.account.name} pays nothing today: there is nothing to renew.")


def _days_to_renewal(position: Position, today: date) -> int | None:
    contract = position.deadline.contract if position.deadline else None
    day = contract.renews_on(today) if contract else None
    return (day - today).days if day else None


def _stage(kind: EmailKind, wanted: int | None, days: int | None, account: str) -> int:
    """The stage that is asked for, else the one nearest to the days left; 0 for other mails.

    Raises Adjust where there is no renewal date to come.
    """
    if kind != "renewal":
        return 0
    if wanted is not None:
        return wanted
    if days is None or days < 0:
        raise Adjust(
            f"{account} has no renewal date ahead on record: add it, or say which of "
            "180, 120, 90, 60 or 30 days the email is for."
        )
    return min(STAGES, key=lambda stage: (abs(stage - days), stage))


def _slots(email: Email) -> tuple[Slot, ...]:
    facts = tuple(facts_in(email.known))
    goals = set(facts_in(email.known.progress))
    asked = tuple(fact for fact in facts if fact not in goals)
    words = WORDS[email.length]
    purpose = PURPOSES.get(email.stage, "")
    return (
        Slot("subject", f"The subject: it names what is in it for them. {purpose}", facts, 12),
        Slot("greeting", "", facts, 6),
        Slot("opening", f"One or two sentences: why this mail. {purpose}", facts, 40),
        Slot(
            "points",
            "What counts, a line each; a figure that they haven't confirmed is called our count.",
            facts,
            words,
            is_needed=False,
        ),
        Slot("ask", f"The one thing that is asked of them. {purpose}", asked, 45),
        Slot("closing", "", facts, 10),
    )


def _sources(gathered: Gathered, account: str) -> list[Source]:
    found = [Source(o.home, o.name, o.actual_on, account) for o in gathered.records.plan.objectives]
    found += [Source(c.home, c.text, c.promised_on, account) for c in gathered.promises]
    found += [Source(c.home, c.what, c.approved_on, account) for c in gathered.records.concessions]
    deadline = gathered.position.deadline
    if deadline:
        found.append(Source(deadline.contract.home, "Contract", deadline.contract.start, account))
    return found
