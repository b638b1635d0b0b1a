"""What an email to a client may rest on, and, apart from it, what its sender alone should know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from knowledge.company import Company
from knowledge.errors import Adjust
from knowledge.facts import Fact
from knowledge.names import plain
from knowledge.store.access import View
from knowledge.store.meetings import Meeting, meetings_until
from knowledge.store.notes import NoteHead, latest_notes
from knowledge.store.people import KEY_ROLES, Stakeholder
from knowledge.store.plans import Commitment, commitments_of
from knowledge.store.portfolio import Position
from knowledge.store.readings import Reading, readings_of
from knowledge.terms import Contract, renews_by_itself
from tools.about import About
from tools.goals import Goal
from tools.plans import goals_of
from tools.positions import call_fact, health_facts
from tools.promises import PromiseItem, is_open, promise_item
from tools.summary_records import Records, records_of
from tools.summary_terms import ConcessionItem, concession_item

LAST_CALLS = 8
DIARY_DAYS = 60
READ_DAYS = 180
# A meeting is proposed for the week that begins so many working days from now.
AHEAD = 8


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets the mail. `first` is how they are addressed."""

    name: Fact
    first: str
    title: Fact | None
    role: str
    email: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms in force that a client has signed. `uplift` is what the contract says of price."""

    arr: Fact
    seats: Fact | None
    uplift: Fact | None
    payment: Fact | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A goal, and whether it has come nearer since its baseline."""

    goal: Goal
    has_moved: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Mailable:
    """What the client knows or may know; nothing of ours alone is in it."""

    account: Fact
    to: Addressee | None
    sender: Fact
    progress: tuple[Progress, ...]
    goals: Fact
    renewal: Fact | None
    notice: Fact | None
    decide_by: Fact
    is_automatic: bool
    terms: Terms | None
    concessions: tuple[ConcessionItem, ...]
    ours: tuple[PromiseItem, ...]
    theirs: tuple[PromiseItem, ...]
    last_call: Fact | None
    minutes: Fact
    week: Fact
    answer_by: Fact


@dataclass(frozen=True, slots=True)
class Inside:
    """What the sender reads beside the mail and the client never."""

    score: Fact
    band: Fact
    call: Fact
    p1: Fact | None
    p1_days: Fact | None
    served: Fact | None
    unconfirmed: Fact
    meeting: Fact | None
    estimates: Fact


@dataclass(frozen=True, slots=True)
class Gathered:
    """The store's part of one account's mail."""

    position: Position
    records: Records
    promises: Sequence[Commitment]
    readings: Sequence[Reading]
    call: NoteHead | None
    meeting: Meeting | None


def gather(view: View, position: Position) -> Gathered:
    heads = latest_notes(view, LAST_CALLS)
    until = view.today + timedelta(days=DIARY_DAYS)
    return Gathered(
        position,
        records_of(view, position),
        commitments_of(view),
        readings_of(view, since=view.today - timedelta(days=READ_DAYS)),
        next((h for h in heads if h.kind in ("call_note", "transcript")), None),
        next(iter(meetings_until(view, until)), None),
    )


def addressee(
    gathered: Gathered, wanted: str | None, roles: Sequence[str], about: About
) -> Addressee | None:
    """Who is named, else the first of the roles that somebody present holds.

    Raises Adjust where nobody present bears the name.
    """
    present = gathered.records.relations.present
    if wanted:
        return _person(_named(wanted, present, about.entity), about)
    ranked = [p for role in (*roles, *KEY_ROLES) for p in present if p.role == role]
    return _person(ranked[0], about) if ranked else None


def mailable(
    gathered: Gathered,
    to: Addressee | None,
    sender: str,
    company: Company,
    about: About,
    *,
    goals: int,
    minutes: int,
    with_terms: bool,
) -> Mailable:
    """`goals` is the most that are told; terms stand in it only where they are to be spoken of."""
    position, today = gathered.position, about.as_of
    contract = position.deadline.contract if position.deadline else None
    moved = sorted(
        (_progress(g) for g in goals_of(gathered.records.plan, about)),
        key=lambda p: (not p.is_there, not p.has_moved, p.goal.actual is None),
    )
    ours, theirs = (_promises(gathered, side, about) for side in ("us", "client"))
    notice = contract.notice_date if contract and contract.notice_date else None
    renewal = contract.renews_on(today) if contract else None
    return Mailable(
        account=about.name(),
        to=to,
        sender=about.text("CSM", sender),
        progress=tuple(moved[:goals]),
        goals=about.count("goals", len(moved), "goals"),
        renewal=about.day("renewal date", renewal, contract.home) if contract and renewal else None,
        notice=about.day("notice date", notice, contract.home)
        if contract and notice and notice >= today
        else None,
        decide_by=about.day("last day for changes", _decide_by(notice, renewal, today)),
        is_automatic=bool(contract and renews_by_itself(contract, today)),
        terms=_terms(contract, about) if with_terms and contract else None,
        concessions=tuple(
            concession_item(c, about)
            for c in gathered.records.concessions
            if with_terms and c.approved_by
        ),
        ours=ours,
        theirs=theirs,
        last_call=about.day("last call", gathered.call.day, gathered.call.home)
        if gathered.call
        else None,
        minutes=about.count("length of the talk", minutes, "minutes"),
        week=about.day("talk in the week of", _week(today, company)),
        answer_by=about.day(
            "answer asked for by", _answer_by(_decide_by(notice, renewal, today), today, company)
        ),
    )


def inside(gathered: Gathered, told: Sequence[Progress], about: About) -> Inside:
    """`told` are the goals that the mail speaks of."""
    position, today = gathered.position, about.as_of
    score, band = health_facts(position, about)
    p1 = min(position.open_p1s, key=lambda t: t.opened_on, default=None)
    contract = position.deadline.contract if position.deadline else None
    is_served = bool(contract and contract.notice_was_served(today))
    ours = [p for p in told if p.goal.actual and not p.goal.confirmed_by]
    waiting = [r for r in gathered.readings if r.kind == "commitment" and r.state == "proposed"]
    of_call = [r for r in waiting if gathered.call and r.day == gathered.call.day]
    return Inside(
        score,
        band,
        call_fact(position, about),
        about.text("P1 ticket", p1.source_id, p1.home) if p1 else None,
        about.days("P1 ticket open", p1.open_days(today), p1.home) if p1 else None,
        about.day("notice served", contract.notice_served_on) if contract and is_served else None,
        about.count("unconfirmed promises of the last call", len(of_call), "promises"),
        about.day("next meeting on", gathered.meeting.starts_at.date(), gathered.meeting.home)
        if gathered.meeting
        else None,
        about.count("figures of our own count", len(ours), "figures"),
    )


def withheld(gathered: Gathered, about: About) -> tuple[Fact, ...]:
    """What the wall must know to keep it in: scores, the call, what notes were read to say."""
    facts = [*health_facts(gathered.position, about), call_fact(gathered.position, about)]
    call = gathered.position.call
    if call and call.reason:
        facts.append(about.quote("reason of the CSM call", call.reason, call.home))
    # What was promised on a call, both sides know.
    said = [r for r in gathered.readings if r.kind != "commitment"]
    facts += [about.quote(f"{r.kind} in a note", r.quote, r.home) for r in said]
    rivals = {r.by for r in said if r.kind == "competitor" and r.by}
    facts += [about.text("competitor", name) for name in sorted(rivals)]
    return tuple(facts)


def _person(person: Stakeholder, about: About) -> Addressee:
    mine = About(about.entity, about.as_of, person.home)
    role = person.role.replace("_", " ")
    return Addressee(
        mine.text(role, person.name),
        person.name.split()[0],
        mine.text(f"title of {person.name}", person.title) if person.title else None,
        role,
        person.email or "",
    )


def _named(wanted: str, present: Sequence[Stakeholder], account: str) -> Stakeholder:
    words = set(plain(wanted).split())
    found = [p for p in present if words <= set(plain(p.name).split())]
    found = found or [p for p in present if plain(wanted) == plain(p.role.replace("_", " "))]
    if len(found) == 1:
        return found[0]
    known = ", ".join(p.name for p in present) or "nobody"
    how = "Several people are" if found else "Nobody is"
    raise Adjust(f"{how} called {wanted!r} at {account}. On record there: {known}.")


def _progress(goal: Goal) -> Progress:
    start, now, aim = (_number(f) for f in (goal.baseline, goal.actual, goal.target))
    if now is None or aim is None:
        return Progress(goal, has_moved=False, is_there=goal.state == "met")
    is_there = goal.state == "met" or (now >= aim if start is None or aim >= start else now <= aim)
    nearer = start is not None and abs(aim - now) < abs(aim - start)
    return Progress(goal, has_moved=nearer, is_there=is_there)


def _number(fact: Fact | None) -> Decimal | None:
    return Decimal(str(fact.value)) if fact and fact.value is not None else None


def _terms(contract: Contract, about: About) -> Terms:
    about = About(about.entity, about.as_of, contract.home)
    return Terms(
        about.money("contract ARR", contract.arr, contract.currency),
        about.count("seats", contract.seats, "seats") if contract.seats else None,
        about.percent("uplift", contract.uplift_pct) if contract.uplift_pct else None,
        about.text("payment terms", contract.payment_terms) if contract.payment_terms else None,
    )


def _promises(gathered: Gathered, side: str, about: About) -> tuple[PromiseItem, ...]:
    """One side's open promises, those of the last call first."""
    last = gathered.call.day if gathered.call else None
    mine = [c for c in gathered.promises if c.side == side and is_open(c, about.as_of)]
    mine.sort(key=lambda c: c.promised_on != last)
    return tuple(promise_item(c, about.entity, about.as_of) for c in mine)


def _decide_by(notice: date | None, renewal: date | None, today: date) -> date | None:
    return next((day for day in (notice, renewal) if day and day >= today), None)


def _answer_by(decide_by: date | None, today: date, company: Company) -> date:
    """Ten working days from now, and two before the day that decides, but not before tomorrow."""
    day = company.add_working_days(today, 10)
    if decide_by is None or day < decide_by:
        return day
    return max(company.add_working_days(decide_by, -2), company.add_working_days(today, 1))


def _week(today: date, company: Company) -> date:
    """The first working day of the week that begins about two weeks from now."""
    day = company.add_working_days(today, AHEAD)
    monday = day - timedelta(days=day.weekday())
    return company.add_working_days(monday - timedelta(days=1), 1)
