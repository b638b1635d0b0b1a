"""What speaks against a renewal, with the evidence, and the one act that answers it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from knowledge.facts import Fact
from knowledge.store.access import View
from knowledge.store.people import KEY_ROLES, Contact, Stakeholder, contacts_of, stakeholders_of
from knowledge.store.portfolio import Position
from knowledge.store.snapshots import Part
from tools.about import About
from tools.freshness import is_stale
from tools.result import Source

Kind = Literal[
    "notice_served", "auto_renew_off", "person_left", "p1_open", "alert", "measure", "fell",
    "no_usage", "no_contact", "called",
]  # fmt: skip
ActKind = Literal[
    "win_back", "ask_intent", "find_owner", "escalate", "call", "check_feed", "lift_usage", "plan"
]

# A measure that stands at this or better, or costs less than this, isn't a reason worth reading.
FINE_FROM = 60.0
WORTH_POINTS = 4.0
MEASURES_SHOWN = 2
QUIET_DAYS = 60
LATELY_DAYS = 120
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
    (its id), `value`, `points` lost. alert: `value` (percent that use fell),
    `on` (since). fell: `points`, `on`. called: `on`, `words` (why). The others:
    `on`.
    """

    kind: Kind
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
    """One thing to do; `who` to turn to, `ticket` to escalate."""

    kind: ActKind
    who: Fact | None = None
    ticket: Fact | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What there is to say about one account's risk."""

    reasons: tuple[Reason, ...]
    act: Act


def cases_for(
    view: View, positions: Sequence[Position], newest_usage: Mapping[int, date]
) -> dict[int, Case]:
    """Reasons and an act for each of the positions, in a fixed number of queries."""
    people: dict[int, list[Stakeholder]] = {}
    for person in stakeholders_of(view):
        people.setdefault(person.account_id, []).append(person)
    contacts: dict[int, list[Contact]] = {}
    for contact in contacts_of(view):
        contacts.setdefault(contact.account_id, []).append(contact)
    return {
        p.account.id: _case(
            p,
            people.get(p.account.id, []),
            contacts.get(p.account.id, []),
            newest_usage.get(p.account.id),
            view.today,
        )
        for p in positions
    }


def sources_of(positions: Sequence[Position]) -> tuple[Source, ...]:
    """The records that the reasons rest on."""
    return tuple(source for position in positions for source in _records(position))


def last_contact(contacts: Sequence[Contact]) -> date | None:
    """The newest two-way contact with anybody at the account."""
    return max((c.last_two_way for c in contacts if c.last_two_way), default=None)


def _case(
    position: Position,
    people: list[Stakeholder],
    contacts: list[Contact],
    newest: date | None,
    today: date,
) -> Case:
    about = About(position.account.name, today)
    reasons = (
        *_notice(position, about),
        *_switched_off(position, about),
        *(_left(person, about) for person in position.vacancies),
        *_p1s(position, about, today),
        *_alert(position, about),
        *_fell(position, about),
        *_called(position, about),
        *_silence(position, about, newest, last_contact(contacts), today),
        *_measures(position, about),
    )
    return Case(reasons, _act(position, reasons, _who_to_ask(people, contacts, today), about))


def _notice(position: Position, about: About) -> Iterator[Reason]:
    for contract in position.contracts:
        if contract.notice_was_served(about.as_of):
            on = about.day("notice served", contract.notice_served_on, contract.home)
            yield Reason("notice_served", on=on)
            return


def _switched_off(position: Position, about: About) -> Iterator[Reason]:
    contract = position.auto_renew_off
    if contract is not None:
        on = about.day("auto-renew off since", contract.start, contract.home)
        yield Reason("auto_renew_off", on=on)


def _left(person: Stakeholder, about: About) -> Reason:
    return Reason(
        "person_left",
        who=about.text("stakeholder", person.name, person.home),
        role=about.text("role", ROLES[person.role], person.home),
        on=about.day("left on", person.left_on, person.home),
    )


def _p1s(position: Position, about: About, today: date) -> Iterator[Reason]:
    for ticket in position.open_p1s[:1]:
        yield Reason(
            "p1_open",
            ticket=about.text("open P1 ticket", ticket.source_id, ticket.home),
            days=about.days("P1 ticket open", ticket.open_days(today), ticket.home),
            who=about.text("ticket owner", ticket.owner, ticket.home) if ticket.owner else None,
        )


def _alert(position: Position, about: About) -> Iterator[Reason]:
    if alert := position.alert:
        told = replace(about, as_of=alert.day)
        value = told.percent("fall of use from its usual level", round(alert.fell_percent))
        on = about.day("use below its usual level since", alert.since, alert.home)
        yield Reason("alert", value=replace(value, source=alert.home), on=on)


def _fell(position: Position, about: About) -> Iterator[Reason]:
    if "falling" not in position.exposure.flags or position.before is None:
        return
    day, score = position.before
    yield Reason(
        "fell",
        points=about.points("health score then", score, "health snapshot"),
        on=about.day("health score then, on", day, "health snapshot"),
    )


def _called(position: Position, about: About) -> Iterator[Reason]:
    call = position.call
    if call is None or call.call not in ("at_risk", "likely_loss") or not call.reason:
        return
    words = about.quote("reason of the CSM's call", call.reason, call.home)
    yield Reason("called", on=about.day("CSM call made on", call.day, call.home), words=words)


def _silence(
    position: Position, about: About, newest: date | None, contact: date | None, today: date
) -> Iterator[Reason]:
    if is_stale(newest, today):
        yield Reason("no_usage", on=about.day("newest usage data", newest, "usage"))
    if contact is None or (today - contact).days > QUIET_DAYS:
        yield Reason("no_contact", on=about.day("last two-way contact", contact, "touchpoints"))


_OF_USAGE = ("usage_trend", "seat_utilisation", "feature_breadth")
# These are told by a reason of their own.
_TOLD_ELSEWHERE = ("p1_age", "contact_recency")


def _measures(position: Position, about: About) -> Iterator[Reason]:
    if position.health is None:
        return
    told = (*_TOLD_ELSEWHERE, "usage_trend") if position.alert else _TOLD_ELSEWHERE
    worst = sorted(position.health.parts, key=lambda part: -part.points_lost)
    for part in [p for p in worst if _is_worth(p) and p.measure not in told][:MEASURES_SHOWN]:
        yield Reason(
            "measure",
            measure=part.measure,
            value=measured(part, about),
            points=about.points(
                f"points lost by {part.measure.replace('_', ' ')}",
                part.points_lost,
                "health snapshot",
            ),
        )


def _is_worth(part: Part) -> bool:
    return part.points < FINE_FROM and part.points_lost >= WORTH_POINTS


MEASURE_NAMES = {
    "seat_utilisation": "seat utilisation",
    "usage_trend": "change of active users on their usual level",
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


def _who_to_ask(
    people: list[Stakeholder], contacts: list[Contact], today: date
) -> Stakeholder | None:
    """Who is still there: somebody in a key role spoken to lately, else whom we spoke to last."""
    last = {c.stakeholder_id: c.last_two_way for c in contacts if c.last_two_way}
    present = [p for p in people if not p.has_left(today)]

    def standing(person: Stakeholder) -> tuple[bool, date]:
        spoken = last.get(person.id, date.min)
        lately = spoken > today - timedelta(days=LATELY_DAYS)
        return lately and person.role in KEY_ROLES, spoken

    return max(present, key=standing, default=None)


def _act(
    position: Position, reasons: Sequence[Reason], person: Stakeholder | None, about: About
) -> Act:
    who = about.text("stakeholder", person.name, person.home) if person else None
    by_kind = {reason.kind: reason for reason in reversed(reasons)}
    if "notice_served" in by_kind:
        return Act("win_back", who)
    if "person_left" in by_kind:
        return Act("find_owner", who)
    if "auto_renew_off" in by_kind:
        return Act("ask_intent", who)
    if "p1_open" in by_kind:
        return Act("escalate", who, by_kind["p1_open"].ticket)
    if position.health is None or position.health.band == "unknown":
        return Act("check_feed" if "no_usage" in by_kind else "call", who)
    if any(r.kind == "alert" or r.measure in _OF_USAGE for r in reasons):
        return Act("lift_usage", who)
    return Act("call" if "no_contact" in by_kind else "plan", who)


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
