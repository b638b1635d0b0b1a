"""The paper and the promises of a rundown: terms, concessions, who owes what, the newest notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import Fact
from knowledge.store.contracts import Concession
from knowledge.store.notes import NoteHead
from knowledge.store.plans import Commitment
from knowledge.store.portfolio import Position
from knowledge.terms import Contract, renews_by_itself
from tools.about import About
from tools.chance import Chance, chance_of
from tools.positions import call_fact

NOTE_KINDS = {"call_note": "call note", "transcript": "transcript", "email": "email"}
MOST_PROMISES = 4


@dataclass(frozen=True, slots=True)
class ConcessionItem:
    """What was given away, by whom, until when."""

    what: Fact
    approved_by: Fact | None
    until: Fact | None


@dataclass(frozen=True, slots=True)
class Terms:
    """The contract that is decided next, and the CSM's own call on it.

    `renewing` says how it goes on: by itself, or with a signature; "" where nothing tells.
    """

    contracts: Fact
    renewal: Fact
    notice: Fact | None
    notice_served: Fact | None
    renewing: str
    seats: Fact | None
    uplift: Fact | None
    payment: Fact | None
    concessions: tuple[ConcessionItem, ...]
    chance: Chance | None
    call: Fact
    call_on: Fact | None
    call_reason: Fact | None


@dataclass(frozen=True, slots=True)
class Promise:
    """Something promised and not yet kept; `late` in days where it is overdue."""

    text: Fact
    by: Fact | None
    due: Fact
    late: Fact | None


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A note's head."""

    title: Fact
    kind: str
    on: Fact


def terms(position: Position, concessions: Sequence[Concession], about: About) -> Terms | None:
    """None where no contract is in force."""
    if not position.contracts:
        return None
    contract = position.deadline.contract if position.deadline else position.contracts[0]
    about = About(about.entity, about.as_of, contract.home)
    served = contract.notice_was_served(about.as_of)
    call = position.call
    return Terms(
        contracts=about.count("contracts in force", len(position.contracts), "contracts"),
        renewal=about.day("renewal date", contract.renews_on(about.as_of)),
        notice=about.day("notice date", contract.notice_date) if contract.notice_date else None,
        notice_served=about.day("notice served", contract.notice_served_on) if served else None,
        renewing=_renewing(contract, about),
        seats=about.count("seats", contract.seats, "seats") if contract.seats else None,
        uplift=about.percent("uplift", contract.uplift_pct) if contract.uplift_pct else None,
        payment=about.text("payment terms", contract.payment_terms)
        if contract.payment_terms
        else None,
        concessions=tuple(concession_item(c, about) for c in concessions),
        chance=chance_of(position, about),
        call=call_fact(position, about),
        call_on=about.day("CSM call made on", call.day, call.home) if call else None,
        call_reason=about.quote("reason of the CSM call", call.reason, call.home)
        if call and call.reason
        else None,
    )


def promises(commitments: Sequence[Commitment], side: str, about: About) -> tuple[Promise, ...]:
    """What one side owes the other, the earliest due first."""
    mine = [c for c in commitments if c.side == side]
    return tuple(_promise(c, about) for c in mine[:MOST_PROMISES])


def note_items(notes: Sequence[NoteHead], about: About) -> tuple[NoteItem, ...]:
    return tuple(
        NoteItem(
            about.quote("note", note.title or NOTE_KINDS[note.kind], note.home),
            NOTE_KINDS[note.kind],
            about.day("note of", note.day, note.home),
        )
        for note in notes
    )


def _renewing(contract: Contract, about: About) -> str:
    if contract.is_rolling:
        return "rolls on month by month"
    if renews_by_itself(contract, about.as_of):
        return "renews by itself: the notice date has passed"
    if contract.auto_renew is None:
        return ""
    return "renews by itself" if contract.auto_renew else "needs a signature"


def concession_item(concession: Concession, about: About) -> ConcessionItem:
    home = concession.home
    return ConcessionItem(
        about.quote("concession", concession.what, home),
        about.text("concession approved by", concession.approved_by, home)
        if concession.approved_by
        else None,
        about.day("concession until", concession.until, home) if concession.until else None,
    )


def _promise(commitment: Commitment, about: About) -> Promise:
    home, due = commitment.home, commitment.due
    late = (about.as_of - due).days if due and due < about.as_of else None
    return Promise(
        about.quote("promise", commitment.text, home),
        about.text("promised by", commitment.promised_by, home) if commitment.promised_by else None,
        about.day("promise due", due, home),
        about.days("promise late", late, home) if late else None,
    )
