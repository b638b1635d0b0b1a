"""Who promised what by when, on both sides: open, overdue, and what notes say besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.facts import Fact
from knowledge.store.plans import Commitment, commitments_of
from knowledge.store.readings import Reading, readings_of
from tools.asked import Asked, asked
from tools.desk import Desk
from tools.promises import (
    ASKED_FOR,
    PromiseItem,
    ReadPromise,
    is_long_overdue,
    is_open,
    is_overdue,
    promise_item,
    promise_source,
    read_promise,
    reading_source,
    unconfirmed,
)
from tools.result import Result, Source

Side = Literal["us", "client"]
Status = Literal["open", "overdue", "all"]
MOST_SHOWN = 8
MOST_READ = 6


@dataclass(frozen=True, slots=True)
class SideOfPromises:
    """What one side promised. `kept` counts those kept, where all were asked for."""

    side: Side
    open: Fact
    overdue: Fact
    kept: Fact | None
    items: tuple[PromiseItem, ...]
    more: Fact | None


@dataclass(frozen=True, slots=True)
class Promises:
    """The answer: recorded and confirmed promises by side; `read` are of notes, not confirmed."""

    account: Fact | None
    where: str
    nothing: str
    status: Status
    open: Fact
    overdue: Fact
    sides: tuple[SideOfPromises, ...]
    read: tuple[ReadPromise, ...]
    more_read: Fact | None


def commitments(
    desk: Desk,
    account: str | None = None,
    side: Side | None = None,
    status: Status = "open",
    csm: str | None = None,
) -> Result:
    """List promises, ours and the client's: what, by whom, due when, how late; the overdue first.
    Promises that only call notes, mails or transcripts speak of come apart, with the quote, as not
    confirmed.

    Use it for "what did we promise Acme", "what do they owe us", "any overdue commitments",
    "what did I say I'd send". For plan milestones use success_plan; for all before a call
    meeting_prep.

    Args:
        account: one account's name, such as "Acme"; every account when left out.
        side: only what we promised ("us") or what they did ("client").
        status: what is open, only what is overdue, or all, kept ones counted.
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
    """
    with asked(desk, account, csm=csm) as question:
        known = commitments_of(question.view)
        said = readings_of(
            question.view, kinds=["commitment"], states=["proposed"], since=_since(question)
        )
    wanted = [p for p in known if side in (None, p.side)]
    notes = [] if status == "overdue" else unconfirmed(said, known, desk.today)
    notes = [r for r in notes if side in (None, r.detail.get("side"))]
    sides: tuple[Side, ...] = (side,) if side else ("us", "client")
    parts = tuple(_side(name, wanted, status, question) for name in sides)
    shown = [item for part in parts for item in part.items]
    read = tuple(
        read_promise(r, question.names[r.account_id], desk.today) for r in notes[:MOST_READ]
    )
    names = [*(item.account for item in shown), *(one.account for one in read)]
    answer = _answer(question, status, parts, read, len(notes))
    return Result(
        "commitments",
        answer,
        desk.today,
        sources=_sources(wanted, notes[:MOST_READ], shown, question),
        accounts=question.shown(name.entity for name in names),
    )


def _answer(
    question: Asked,
    status: Status,
    parts: tuple[SideOfPromises, ...],
    read: tuple[ReadPromise, ...],
    in_notes: int,
) -> Promises:
    about, more = question.about, in_notes - len(read)
    return Promises(
        account=about.name() if question.account else None,
        where=question.where,
        nothing=question.nothing,
        status=status,
        open=about.count("open promises", sum(_count(p.open) for p in parts), "promises"),
        overdue=about.count("overdue promises", sum(_count(p.overdue) for p in parts), "promises"),
        sides=parts,
        read=read,
        more_read=about.count("more promises in notes", more, "promises") if more else None,
    )


def _since(question: Asked) -> date:
    """How far back notes may speak of a promise that is still worth asking about."""
    return question.view.today - 4 * ASKED_FOR


def _side(
    side: Side, promises: Sequence[Commitment], status: Status, question: Asked
) -> SideOfPromises:
    today, about = question.view.today, question.about
    mine = [p for p in promises if p.side == side]
    still = [p for p in mine if is_open(p, today)]
    late = [p for p in still if is_overdue(p, today)]
    listed = sorted(late if status == "overdue" else still, key=lambda p: is_long_overdue(p, today))
    whose = "our" if side == "us" else "their"
    kept, more = len(mine) - len(still), len(listed) - MOST_SHOWN
    return SideOfPromises(
        side=side,
        open=about.count(f"{whose} open promises", len(still), "promises"),
        overdue=about.count(f"{whose} overdue promises", len(late), "promises"),
        kept=about.count(f"{whose} kept promises", kept, "promises") if status == "all" else None,
        items=tuple(
            promise_item(p, question.names[p.account_id], today) for p in listed[:MOST_SHOWN]
        ),
        more=about.count(f"{whose} more promises", more, "promises") if more > 0 else None,
    )


def _count(fact: Fact) -> int:
    return fact.value if isinstance(fact.value, int) else 0


def _sources(
    promises: Sequence[Commitment],
    notes: Sequence[Reading],
    shown: Sequence[PromiseItem],
    question: Asked,
) -> tuple[Source, ...]:
    homes = {item.text.source for item in shown}
    of_records = [
        promise_source(p, question.names[p.account_id]) for p in promises if p.home in homes
    ]
    of_notes = [reading_source(r, question.names[r.account_id]) for r in notes]
    return (*of_records, *of_notes)
