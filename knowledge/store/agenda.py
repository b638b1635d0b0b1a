"""What a book asks to be done, act by act, with what was decided about each.

Composed here, so that the priorities, the list of acts and the digest can't disagree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from knowledge.acts import (
    OF_RISK,
    Act,
    ActKind,
    Decision,
    act_id,
    due_by,
    is_open,
    promised_by,
)
from knowledge.company import Company
from knowledge.health import Rules
from knowledge.store.access import View
from knowledge.store.acts import decisions_of
from knowledge.store.alerts import Alert
from knowledge.store.arr_history import first_days
from knowledge.store.meetings import Meeting, meetings_until
from knowledge.store.plans import (
    Commitment,
    Milestone,
    OnboardingStep,
    milestones_of,
    onboarding_of,
    open_commitments,
)
from knowledge.store.portfolio import Position, by_stake, portfolio
from knowledge.store.records import by_account
from knowledge.store.standing import Standing, standings_of
from knowledge.store.usage import newest_days

RISK_HORIZON_DAYS = 90
WIN_WITHIN_DAYS = 60
# What is late for longer is a record to mend (data hygiene, success plan), not this week's work.
LATE_AT_MOST_DAYS = 60
Record = Commitment | Milestone | Meeting | Alert | date | None


@dataclass(frozen=True, slots=True)
class Item:
    """An act that waits, the record that it is about, and what was decided of it, if anything.

    For a first win that is missing the record is the account's first paying day.
    """

    id: str
    act: Act
    standing: Standing
    record: Record = None
    decision: Decision | None = None

    @property
    def position(self) -> Position:
        return self.standing.position

    @property
    def due(self) -> date:
        """As it was accepted, else as it is worked out today."""
        decision = self.decision
        accepted = decision is not None and decision.state == "accepted"
        return decision.due if accepted and decision and decision.due else self.act.due


@dataclass(frozen=True, slots=True)
class Agenda:
    """Every act of the view's paying accounts; accounts in the order of the ranking, an account's
    acts by due date. `closed` are those that somebody answered and that nothing new reopens."""

    positions: tuple[Position, ...]
    standings: Mapping[int, Standing]
    open: tuple[Item, ...]
    closed: tuple[Item, ...]

    @property
    def unseen(self) -> list[Position]:
        """The accounts that can't be judged, the largest first: their health is unknown, or there
        is no recent usage data."""
        blind = [p for p in self.positions if self._is_unseen(p)]
        return sorted(blind, key=lambda p: -p.arr_reporting)

    def _is_unseen(self, position: Position) -> bool:
        standing = self.standings[position.account.id]
        return standing.is_unknown or standing.has_no_usage


def agenda(view: View, company: Company, rules: Rules, until: date) -> Agenda:
    """What the view's accounts ask for; meetings and notice dates up to `until`."""
    paying = [p for p in portfolio(view, company, rules) if p.is_customer]
    standings = standings_of(view, by_stake(paying, view.today), newest_days(view))
    records = _Records.of(view, until)
    decisions = decisions_of(view)
    items = [
        Item(act_id(s.position.account.home, act), act, s, record, decisions.get((key, act.key)))
        for key, s in standings.items()
        for act, record in sorted(_acts(s, records, company, until), key=lambda pair: pair[0].due)
    ]
    waiting = [item for item in items if is_open(item.act, item.decision, view.today)]
    answered = [item for item in items if not is_open(item.act, item.decision, view.today)]
    return Agenda(tuple(paying), standings, tuple(waiting), tuple(answered))


def due_by_account(found: Agenda, until: date) -> list[list[Item]]:
    """What is due by that day, account by account in the order of the ranking.

    An account's first is the act to show: the answer to its risk, else what is due first. Of each
    kind there is one: two late milestones are one thing to talk about.
    """
    due = [item for item in found.open if item.due <= until]
    groups = groupby(due, key=lambda item: item.act.account_id)
    return [_one_of_a_kind(items) for _, items in groups]


def _one_of_a_kind(items: Iterable[Item]) -> list[Item]:
    kept: dict[ActKind, Item] = {}
    for item in sorted(items, key=lambda item: (item.act.kind not in OF_RISK, item.due)):
        kept.setdefault(item.act.kind, item)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class _Records:
    commitments: Mapping[int, Sequence[Commitment]]
    milestones: Mapping[int, Sequence[Milestone]]
    steps: Mapping[int, Sequence[OnboardingStep]]
    meetings: Mapping[int, Sequence[Meeting]]
    started: Mapping[int, date]

    @classmethod
    def of(cls, view: View, until: date) -> "_Records":
        return cls(
            by_account(open_commitments(view)),
            by_account(milestones_of(view)),
            by_account(onboarding_of(view)),
            by_account(meetings_until(view, until)),
            first_days(view),
        )


def _acts(
    standing: Standing, records: _Records, company: Company, until: date
) -> Iterator[tuple[Act, Record]]:
    maker = _Maker(standing, company)
    key = standing.position.account.id
    yield from _of_renewal(standing, maker, until)
    for commitment in records.commitments.get(key, ()):
        yield from _of_promise(commitment, maker, standing.today)
    for milestone in records.milestones.get(key, ()):
        if milestone.side != "client" and milestone.due and _is_late(milestone, standing.today):
            yield maker.dated("milestone", milestone.home, milestone.due), milestone
    for meeting in records.meetings.get(key, ())[:1]:
        if standing.position.exposure.is_at_risk:
            yield maker.dated("prepare", meeting.home, meeting.starts_at.date()), meeting
    alert = standing.position.alert
    if alert and not standing.position.exposure.is_at_risk:
        yield maker.of_term("lift_usage", (alert.home,)), alert
    started = records.started.get(key)
    if started and _is_without_win(records.steps.get(key, ()), started, standing.today):
        yield maker.of_term("first_win", ("no first win",), str(started)), started


def _of_renewal(standing: Standing, maker: "_Maker", until: date) -> Iterator[tuple[Act, Record]]:
    """The act that answers the risk, where its date is within sight; else the notice date's."""
    exposure, due = standing.position.exposure, standing.position.deadline
    horizon = standing.today + timedelta(days=RISK_HORIZON_DAYS)
    in_sight = due is not None and due.day <= horizon
    if exposure.is_at_risk and (in_sight or "notice_served" in exposure.flags):
        yield maker.of_term(standing.act, standing.evidence), None
    elif due is not None and due.kind == "notice" and due.day <= until:
        yield maker.of_term("confirm_renewal", (f"{due.contract.home} notice by {due.day}",)), None


def _of_promise(
    commitment: Commitment, maker: "_Maker", today: date
) -> Iterator[tuple[Act, Record]]:
    due = commitment.due
    if due is None or (today - due).days > LATE_AT_MOST_DAYS:
        return
    if commitment.side == "us":
        yield maker.dated("keep_promise", commitment.home, due), commitment
    elif due < today:
        yield maker.dated("remind", commitment.home, due), commitment


def _is_late(milestone: Milestone, today: date) -> bool:
    """It is overdue, and not for so long that the plan is what needs mending."""
    since = (today - milestone.due).days if milestone.due else 0
    return milestone.is_overdue(today) and since <= LATE_AT_MOST_DAYS


def _is_without_win(steps: Sequence[OnboardingStep], started: date, today: date) -> bool:
    """60 days have gone by, its onboarding is on record, and there is no first win."""
    won = any(step.step == "first_value" and step.is_done(today) for step in steps)
    return bool(steps) and not won and (today - started).days > WIN_WITHIN_DAYS


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes acts about one account."""

    standing: Standing
    company: Company

    def of_term(self, kind: ActKind, evidence: tuple[str, ...], subject: str = "") -> Act:
        """An act whose date follows from the notice or renewal date."""
        position = self.standing.position
        deadline = position.deadline.day if position.deadline else None
        due = due_by(kind, deadline, self.standing.today, self.company)
        return Act(position.account.id, kind, subject, evidence, due, position.account.csm)

    def dated(self, kind: ActKind, record: str, day: date) -> Act:
        """An act whose record says by when."""
        account = self.standing.position.account
        due = promised_by(day, self.standing.today, self.company)
        return Act(account.id, kind, record, (f"{record} {day}",), due, account.csm)
