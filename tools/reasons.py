"""What speaks against a renewal, with the evidence, and the one act that answers it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from knowledge.acts import CLASSES, ActClass, ActKind
from knowledge.facts import Fact
from knowledge.ranking import SEVERITY, Flag
from knowledge.store.access import Person, View
from knowledge.store.people import Stakeholder
from knowledge.store.portfolio import CALLED, LEFT, Position
from knowledge.store.snapshots import Part
from knowledge.store.standing import Standing, standings_of
from tools.about import About
from tools.decided import Decided, decided_of
from tools.result import Source

Kind = Literal[
    "notice_served", "auto_renew_off", "person_left", "p1_open", "alert", "measure", "fell",
    "no_usage", "no_contact", "called",
]  # fmt: skip

# Above every weight: where the health is unknown, why it is comes first.
_FIRST = 1.0
_SILENCE, _MEASURE = 0.2, 0.1
ROLES = {
    "economic_buyer": "economic buyer",
    "champion": "champion",
    "executive_sponsor": "executive sponsor",
    "admin": "admin",
    "user": "user",
    "procurement": "procurement",
    "other": "contact",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; which of the fields are filled depends on its kind.

    person_left: `who`, `role`, `on`. p1_open: `ticket`, `days`, `who` (owner). measure: `measure`
    (its id), `value`, `points` lost. alert: `value` (percent that use fell), `on` (since). fell:
    `points`, `on`. called: `on`, `words` (why). The others: `on`.
    """

    kind: Kind
    flag: Flag | None = None
    measure: str = ""
    who: Fact | None = None
    role: Fact | None = None
    on: Fact | None = None
    ticket: Fact | None = None
    days: Fact | None = None
    value: Fact | None = None
    points: Fact | None = None
    words: Fact | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do; `who` to turn to, `ticket` to escalate; `act_class` is the kind of help."""

    kind: ActKind
    act_class: ActClass
    who: Fact | None = None
    ticket: Fact | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What there is to say about one account's risk."""

    reasons: tuple[Reason, ...]
    act: Act
    decided: Decided | None = None

    @property
    def accepted_due(self) -> date | None:
        """The day with which the act was accepted, where it was."""
        due = self.decided.due.value if self.decided and self.decided.due else None
        return due if isinstance(due, date) else None


def cases_for(
    view: View, positions: Sequence[Position], newest_usage: Mapping[int, date], asker: Person
) -> dict[int, Case]:
    """Reasons, an act and what was decided of it for each of the positions, in a fixed number of
    queries."""
    found = standings_of(view, positions, newest_usage)
    decided = decided_of(view, list(found.values()), asker)
    return {
        key: replace(case_of(standing), decided=decided.get(key)) for key, standing in found.items()
    }


def case_of(standing: Standing) -> Case:
    """The reasons, the one that matters most first, and the act."""
    about = About(standing.position.account.name, standing.today)
    reasons = tuple(sorted(_reasons(standing, about), key=lambda r: -_weight(r, standing)))
    person = standing.person
    who = about.text("stakeholder", person.name, person.home) if person else None
    kind = standing.act
    tickets = [reason.ticket for reason in reasons if reason.kind == "p1_open"]
    ticket = tickets[0] if kind == "escalate" and tickets else None
    return Case(reasons, Act(kind, CLASSES[kind], who, ticket))


def beside_the_score(position: Position, today: date) -> tuple[Reason, ...]:
    """Who left a role that nobody has filled, and use that fell: what no measure holds."""
    about = About(position.account.name, today)
    left = [_left(person, about) for person in position.vacancies]
    return (*left, *_alert(position, about))


def sources_of(positions: Sequence[Position]) -> tuple[Source, ...]:
    """The records that the reasons rest on."""
    return tuple(source for position in positions for source in _records(position))


def _reasons(standing: Standing, about: About) -> Iterator[Reason]:
    position = standing.position
    yield from _notice(position, about)
    yield from _switched_off(position, about)
    yield from (_left(person, about) for person in position.vacancies)
    yield from _p1s(position, about, standing.today)
    yield from _alert(position, about)
    yield from _fell(position, about)
    yield from _called(position, about)
    yield from _silence(standing, about)
    yield from _measures(standing, about)


def _weight(reason: Reason, standing: Standing) -> float:
    """How much a reason matters: what its flag weighs in the ranking."""
    if reason.kind in ("no_usage", "no_contact"):
        return _FIRST if standing.is_unknown else _SILENCE
    if reason.kind == "measure":
        return _MEASURE
    return SEVERITY[reason.flag] if reason.flag else _MEASURE


def _notice(position: Position, about: About) -> Iterator[Reason]:
    for contract in position.contracts:
        if contract.notice_was_served(about.as_of):
            on = about.day("notice served", contract.notice_served_on, contract.home)
            yield Reason("notice_served", "notice_served", on=on)
            return


def _switched_off(position: Position, about: About) -> Iterator[Reason]:
    contract = position.auto_renew_off
    if contract is not None:
        on = about.day("auto-renew off since", contract.start, contract.home)
        yield Reason("auto_renew_off", "auto_renew_off", on=on)


def _left(person: Stakeholder, about: About) -> Reason:
    return Reason(
        "person_left",
        LEFT[person.role],
        who=about.text("stakeholder", person.name, person.home),
        role=about.text("role", ROLES[person.role], person.home),
        on=about.day("left on", person.left_on, person.home),
    )


def _p1s(position: Position, about: About, today: date) -> Iterator[Reason]:
    for ticket in position.open_p1s[:1]:
        yield Reason(
            "p1_open",
            "p1_open",
            ticket=about.text("open P1 ticket", ticket.source_id, ticket.home),
            days=about.days("P1 ticket open", ticket.open_days(today), ticket.home),
            who=about.text("ticket owner", ticket.owner, ticket.home) if ticket.owner else None,
        )


def _alert(position: Position, about: About) -> Iterator[Reason]:
    if alert := position.alert:
        told = replace(about, as_of=alert.day)
        value = told.percent("fall of use from its usual level", round(alert.fell_percent))
        on = about.day("fall of use from its usual level, began", alert.since, alert.home)
        yield Reason("alert", "usage_alert", value=replace(value, source=alert.home), on=on)


def _fell(position: Position, about: About) -> Iterator[Reason]:
    if "falling" not in position.exposure.flags or position.before is None:
        return
    day, score = position.before
    yield Reason(
        "fell",
        "falling",
        points=about.points("health score then", score, "health snapshot"),
        on=about.day("health score then, on", day, "health snapshot"),
    )


def _called(position: Position, about: About) -> Iterator[Reason]:
    call = position.call
    if call is None or call.call not in CALLED or not call.reason:
        return
    words = about.quote("reason of the CSM's call", call.reason, call.home)
    yield Reason(
        "called",
        CALLED[call.call],
        on=about.day("CSM call made on", call.day, call.home),
        words=words,
    )


def _silence(standing: Standing, about: About) -> Iterator[Reason]:
    if standing.has_no_usage:
        on = about.day("newest usage data", standing.newest_usage, "usage")
        yield Reason("no_usage", on=on)
    if standing.is_quiet:
        on = about.day("last two-way contact", standing.last_contact, "touchpoints")
        yield Reason("no_contact", on=on)


def _measures(standing: Standing, about: About) -> Iterator[Reason]:
    for part in standing.worst:
        name = f"points lost by {part.measure.replace('_', ' ')}"
        points = about.points(name, part.points_lost, "health snapshot")
        yield Reason("measure", measure=part.measure, value=measured(part, about), points=points)


MEASURE_NAMES = {
    "seat_utilisation": "seat utilisation",
    "usage_trend": "change of active users on their 8-week level",
    "feature_breadth": "features in use",
    "p1_age": "age of the oldest open P1",
    "ticket_rate": "tickets per 100 seats in 90 days",
    "contact_recency": "days since two-way contact",
    "responsiveness": "answered emails and held meetings",
    "nps": "mean NPS answer",
    "csat": "CSAT",
}


def measured(part: Part, about: About) -> Fact:
    """A measure's raw value as a fact."""
    source = "health snapshot"
    name = MEASURE_NAMES[part.measure]
    if part.unit == "percent":
        return about.percent(name, round(part.value), source)
    return about.number(name, round(part.value, 1), part.unit, source)


def _records(position: Position) -> Iterator[Source]:
    name = position.account.name
    for person in position.vacancies:
        yield Source(person.home, f"{person.name}, {ROLES[person.role]}", person.left_on, name)
    for ticket in position.open_p1s[:1]:
        title = f"{ticket.source_id}: {ticket.subject}" if ticket.subject else ticket.source_id
        yield Source(ticket.home, title, ticket.opened_on, name)
    if alert := position.alert:
        yield Source(alert.home, "usage alert", alert.day, name)
    for contract in position.contracts[:1]:
        yield Source(contract.home, "contract", contract.start, name)
