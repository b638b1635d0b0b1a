"""The records behind each part of a health score: tickets, surveys, contacts, usage windows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.facts import Fact
from knowledge.health.usage import BASELINE_DAYS, RECENT_DAYS
from knowledge.store.access import View
from knowledge.store.portfolio import Position
from knowledge.store.signals_contact import REPLY_DAYS, TICKET_DAYS
from knowledge.store.signals_survey import CSAT_DAYS
from knowledge.store.snapshots import Health, Part
from knowledge.store.support import Ticket, tickets_of
from knowledge.store.surveys import Survey, surveys_of
from knowledge.store.touchpoints import Touchpoint, touchpoints_of
from tools.about import About
from tools.reasons import ROLES
from tools.result import Source
from tools.tickets import ticket_source

RECORDS_SHOWN = 2
_MOST_CONTACTS = 50
_NPS_DAYS = 270
_USAGE = ("seat_utilisation", "usage_trend", "feature_breadth")


@dataclass(frozen=True, slots=True)
class Record:
    """One record by its name and day, as an answer cites it; a `ticket` by its number."""

    title: Fact | None
    ticket: Fact | None
    on: Fact


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record as a source, with the ticket's number where it is one."""

    source: Source
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """What an account's measures were computed from, between two days."""

    account: str
    today: date
    since: date
    tickets: Sequence[Ticket]
    surveys: Sequence[Survey]
    contacts: Sequence[Touchpoint]

    def behind(self, measure: str, part: Part | None) -> tuple[Evidence, ...]:
        """The records that moved a measure since `since`, or that hold it where it is."""
        if measure in _USAGE:
            return (self._window(measure, part),)
        if measure in ("p1_age", "ticket_rate"):
            found = self._tickets(measure)
            return tuple(Evidence(ticket_source(t, self.account), t.source_id) for t in found)
        if measure in ("nps", "csat"):
            return tuple(self._answer(s) for s in self._answers(measure))
        return tuple(self._contact(t) for t in self._contacts(measure))

    def _window(self, measure: str, part: Part | None) -> Evidence:
        newest = self.today - timedelta(days=int(part.age_days) if part else 1)
        against = f" against {BASELINE_DAYS} days before" if measure == "usage_trend" else ""
        title = f"usage of {RECENT_DAYS} days{against}"
        return Evidence(Source("usage", title, newest, self.account))

    def _tickets(self, measure: str) -> list[Ticket]:
        if measure == "p1_age":
            urgent = [t for t in self.tickets if t.priority == "P1"]
            return [t for t in urgent if t.is_open(self.today) or t.is_open(self.since)]
        first = self.today - timedelta(days=TICKET_DAYS)
        asked = [t for t in self.tickets if t.kind in (None, "question", "bug")]
        return sorted((t for t in asked if t.opened_on > first), key=lambda t: t.opened_on)[::-1]

    def _answers(self, measure: str) -> list[Survey]:
        days = CSAT_DAYS if measure == "csat" else _NPS_DAYS
        first = self.today - timedelta(days=days)
        return [
            s for s in self.surveys
            if s.kind.lower() == measure and s.answered_on and s.answered_on > first
        ]  # fmt: skip

    def _answer(self, survey: Survey) -> Evidence:
        role = f" ({ROLES[survey.role]})" if survey.role else ""
        by = f" from {survey.respondent}" if survey.respondent else ""
        score = "" if survey.score is None else f" {survey.score.normalize():f}"
        title = f"{survey.kind} answer{score}{by}{role}"
        quote = survey.comment or ""
        return Evidence(Source(survey.home, title, survey.answered_on, self.account, quote))

    def _contacts(self, measure: str) -> list[Touchpoint]:
        if measure == "contact_recency":
            return [t for t in self.contacts if t.two_way][:1]
        first = self.today - timedelta(days=REPLY_DAYS)
        return [t for t in self.contacts if t.day > first]

    def _contact(self, touch: Touchpoint) -> Evidence:
        answered = "" if touch.two_way else ", not answered"
        return Evidence(Source(touch.home, f"{touch.kind}{answered}", touch.day, self.account))


def records_between(view: View, account: str, since: date) -> Records:
    """Read what the measures of one account's view rest on, in three queries."""
    today = view.today
    back = min(since, today - timedelta(days=TICKET_DAYS))
    return Records(
        account,
        today,
        since,
        tickets_of(view, back),
        surveys_of(view, today - timedelta(days=_NPS_DAYS)),
        touchpoints_of(view, today - timedelta(days=365), limit=_MOST_CONTACTS),
    )


def cited(evidence: Sequence[Evidence], about: About) -> tuple[Record, ...]:
    """The first of the records, as facts."""
    return tuple(_record(e, about) for e in evidence[:RECORDS_SHOWN])


def sources_of(evidence: Sequence[Evidence]) -> tuple[Source, ...]:
    return tuple(e.source for e in evidence)


def cap_evidence(health: Health, position: Position, records: Records) -> tuple[Evidence, ...]:
    """The records that the caps of today rest on."""
    found: list[Evidence] = []
    for cap in health.caps:
        if cap.cap == "p1_open":
            found += records.behind("p1_age", None)
        elif cap.cap == "usage_zero":
            found += records.behind("seat_utilisation", None)
        elif cap.cap == "champion_left":
            gone = [p for p in position.vacancies if p.role == "champion"]
            sources = [Source(p.home, f"{p.name}, champion, left", p.left_on) for p in gone]
            found += [Evidence(replace(s, account=records.account)) for s in sources]
        else:
            found += notice_evidence(position, records.today)
    return tuple(found)


def notice_evidence(position: Position, today: date) -> list[Evidence]:
    """The contracts on which notice was served."""
    name = position.account.name
    return [
        Evidence(Source(c.home, "contract, notice served", c.notice_served_on, name))
        for c in position.contracts
        if c.notice_was_served(today)
    ]


def _record(evidence: Evidence, about: About) -> Record:
    source, ticket = evidence.source, evidence.ticket
    return Record(
        None if ticket else about.text("record", source.title, source.id),
        about.text("ticket", ticket, source.id) if ticket else None,
        about.day("record of", source.day, source.id),
    )
