"""Stakeholders: who is who, who left, which key role is empty, where one person carries it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from knowledge.company import Segment
from knowledge.facts import Fact
from knowledge.store.access import View
from knowledge.store.newest import newest_record
from knowledge.store.people import contacts_of, stakeholders_of
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.readings import Reading, readings_of
from tools.about import About
from tools.asked import asked
from tools.desk import Desk
from tools.hints import Hint, hints_of
from tools.people_book import Focus, Role, Wanted, book_of_people
from tools.person import person_named
from tools.reasons import ROLES
from tools.relations import (
    PersonItem,
    Relations,
    Thread,
    people_sources,
    person_item,
    person_source,
    relations_of,
    thread,
)
from tools.result import Result
from tools.scope import period_words

MOST_SHOWN = 12
MOST_HINTS = 3
# Who was said to be leaving longer ago has gone, or has stayed.
HINTED = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class MissingRole:
    """A key role that nobody fills; `last` held it and left, where anybody did."""

    role: Fact
    last: PersonItem | None


@dataclass(frozen=True, slots=True)
class AccountPeople:
    """One account's people: those present, the empty key roles, who else left, the threads.

    `hints` are departures that a note tells and no record does.
    """

    is_book: bool
    focus: Focus
    role: str
    period: Fact | None
    account: Fact
    arr: Fact
    count: Fact
    present: tuple[PersonItem, ...]
    more: Fact | None
    left: tuple[PersonItem, ...]
    hints: tuple[Hint, ...]
    missing: tuple[MissingRole, ...]
    thread: Thread
    last_contact: Fact
    newest: Fact


def stakeholders(
    desk: Desk,
    account: str | None = None,
    role: Role | None = None,
    focus: Focus = "all",
    period: str | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    person: str | None = None,
) -> Result:
    """Tell who is who at an account: roles, titles, the last two-way contact with each, who left
    and when, key roles that nobody fills, and whether one person carries the relationship; across
    the book, the accounts where somebody key left, is missing, or carries it alone, by ARR.

    Use it for "who's our champion at Acme", "who is Ruth Osei", "did anyone leave", "accounts
    without an economic buyer", "where are we single-threaded". Key roles are economic buyer,
    champion, executive sponsor. For what they said in surveys use survey_results.

    Args:
        account: one account's name, such as "Acme"; every paying account when left out.
        role: only this role, such as "champion".
        focus: only departures, only empty key roles, or only single-threaded relationships.
        period: when they left, such as "this year"; it goes with the focus "left".
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
        person: one stakeholder's name, such as "Ruth Osei", wherever they work.
    """
    days = desk.period(period, "past") if period else None
    wanted = Wanted(role, "left" if days else focus, days)
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        positions = portfolio(question.view, desk.company, desk.rules)
        people = stakeholders_of(question.view)
        contacts = contacts_of(question.view)
        newest = newest_record(question.view, "touchpoints")
        said = _leaving(question.view) if question.account else []
    named = [(p.account.id, p.account.name, p.account.segment) for p in positions]
    relations = relations_of(named, people, contacts, desk.today)
    if person:
        return person_named(person, people, relations, desk.today)
    fresh = question.about.day("newest contact on record", newest, "touchpoints")
    if question.account is None:
        paying = [p for p in positions if p.is_customer]
        book = book_of_people(paying, relations, question, desk.company, wanted, fresh)
        names = tuple(line.account.entity for line in book.lines)
        gone = [person for line in book.lines for person in line.left]
        sources = tuple(person_source(person) for person in gone)
        return Result("stakeholders", book, desk.today, sources=sources, accounts=names)
    found = relations[question.account.id]
    return Result(
        "stakeholders",
        _account_people(found, positions[0], wanted, said, fresh),
        desk.today,
        sources=people_sources([*found.present, *found.gone], found.account),
        accounts=(found.account,),
    )


def missing_roles(relations: Relations, role: Role | None = None) -> tuple[MissingRole, ...]:
    """The key roles that nobody fills, with who held them last."""
    about = About(relations.account, relations.today, "stakeholders")
    last = {p.role: p for p in relations.vacancies}
    return tuple(
        MissingRole(
            about.text("missing role", ROLES[name]),
            person_item(last[name], relations) if name in last else None,
        )
        for name in relations.missing(role)
    )


def _account_people(
    relations: Relations,
    position: Position,
    wanted: Wanted,
    said: Sequence[Reading],
    fresh: Fact,
) -> AccountPeople:
    role, focus = wanted.role, wanted.focus
    about = About(relations.account, relations.today, position.account.home)
    present = [p for p in relations.present if role in (None, p.role)]
    missing = missing_roles(relations, role)
    told = [m.last.name.source for m in missing if m.last] if focus == "all" else []
    gone = [p for p in relations.gone if role in (None, p.role) and p.home not in told]
    if wanted.days:
        gone = [p for p in gone if p.left_on and p.left_on in wanted.days]
    hidden = len(present) - MOST_SHOWN
    return AccountPeople(
        is_book=False,
        focus=focus,
        role=ROLES[role] if role else "",
        period=about.text("period", period_words(wanted.days), "the question")
        if wanted.days
        else None,
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        count=about.count("people known", len(present), "people"),
        present=tuple(person_item(p, relations) for p in present[:MOST_SHOWN]),
        more=about.count("more people", hidden, "people") if hidden > 0 else None,
        left=tuple(person_item(p, relations) for p in gone),
        hints=hints_of(said, relations)[:MOST_HINTS]
        if focus in ("all", "left") and not role and not wanted.days
        else (),
        missing=missing,
        thread=thread(relations),
        last_contact=about.day("last two-way contact", relations.last_contact, "touchpoints"),
        newest=fresh,
    )


def _leaving(view: View) -> list[Reading]:
    return readings_of(view, kinds=("departure",), since=view.today - HINTED)
