"""What a rundown reads of one account besides its position, and how it shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import Fact
from knowledge.store.access import View
from knowledge.store.contracts import Concession, concessions_of
from knowledge.store.notes import NoteHead, latest_notes
from knowledge.store.people import contacts_of, stakeholders_of
from knowledge.store.plans import Commitment, milestones_of, objectives_of, open_commitments
from knowledge.store.portfolio import Position
from knowledge.store.support import Ticket, tickets_of
from knowledge.store.surveys import Survey, surveys_of
from tools.about import About
from tools.goals import Goal, goal_source
from tools.people import MissingRole, missing_roles
from tools.plan_book import Plan, plans_by_account
from tools.plans import goals_of
from tools.reasons import sources_of
from tools.relations import PersonItem, Relations, Thread, person_item, relations_of, thread
from tools.result import Source
from tools.survey_answers import is_answered, survey_sources
from tools.tickets import Issue, issue, ticket_source

MOST_GOALS = 3
MOST_ISSUES = 4
MOST_NOTES = 3
SURVEYS_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PlanNow:
    """What they bought it for: `goals` are the first of `objectives`, the overdue before others."""

    objectives: Fact
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class PeopleNow:
    """Those in key roles, the key roles that are empty, and who carries the relationship."""

    key: tuple[PersonItem, ...]
    missing: tuple[MissingRole, ...]
    thread: Thread
    last_contact: Fact


@dataclass(frozen=True, slots=True)
class SupportNow:
    """Open tickets: P1 and P2 where there are any, else others."""

    open: Fact
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """The account's records as of the day asked about."""

    account: str
    today: date
    plan: Plan
    relations: Relations
    tickets: Sequence[Ticket]
    surveys: Sequence[Survey]
    concessions: Sequence[Concession]
    commitments: Sequence[Commitment]
    notes: Sequence[NoteHead]

    @property
    def issues(self) -> list[Ticket]:
        """The open tickets worth telling."""
        urgent = [t for t in self.tickets if t.priority in ("P1", "P2")]
        return (urgent or list(self.tickets))[:MOST_ISSUES]

    @property
    def answers(self) -> list[Survey]:
        """The newest answer of each kind of survey."""
        answered = [s for s in self.surveys if is_answered(s, self.today)]
        newest = {s.kind: s for s in reversed(answered)}
        return list(newest.values())


def records_of(view: View, position: Position) -> Records:
    account = position.account
    named = [(account.id, account.name, account.segment)]
    people = relations_of(named, stakeholders_of(view), contacts_of(view), view.today)
    plans = plans_by_account(objectives_of(view), milestones_of(view))
    return Records(
        account.name,
        view.today,
        plans.get(account.id, Plan()),
        people[account.id],
        tickets_of(view),
        surveys_of(view, view.today - SURVEYS_FOR),
        concessions_of(view),
        open_commitments(view),
        latest_notes(view, MOST_NOTES),
    )


def plan_now(records: Records, about: About) -> PlanNow:
    goals = goals_of(records.plan, about)
    count = about.count("objectives", len(goals), "objectives")
    return PlanNow(count, tuple(goals[:MOST_GOALS]))


def people_now(records: Records, about: About) -> PeopleNow:
    relations = records.relations
    people = [person_item(p, relations) for p in relations.present]
    return PeopleNow(
        tuple(p for p in people if p.is_key),
        missing_roles(relations),
        thread(relations),
        about.day("last two-way contact", relations.last_contact, "touchpoints"),
    )


def support_now(records: Records, about: About) -> SupportNow:
    return SupportNow(
        about.count("open tickets", len(records.tickets), "tickets"),
        tuple(issue(t, records.account, records.today) for t in records.issues),
    )


def summary_sources(position: Position, records: Records) -> tuple[Source, ...]:
    """The records that a rundown rests on, each once."""
    name = records.account
    found = [
        *sources_of([position]),
        *(ticket_source(t, name) for t in records.issues),
        *survey_sources(records.answers, {position.account.id: name}),
        *(goal_source(o, name) for o in records.plan.objectives),
        *(Source(c.home, c.text, c.due, name) for c in records.commitments),
        *(Source(n.home, n.title or n.kind, n.day, name) for n in records.notes),
    ]
    return tuple({source.id: source for source in found}.values())
