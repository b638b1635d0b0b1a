"""Stakeholders: who is who, who left, which key role is empty, where one person carries it all."""

from dataclasses import dataclass

from knowledge.facts import Fact
from knowledge.store.newest import newest_record
from knowledge.store.people import contacts_of, stakeholders_of
from knowledge.store.portfolio import Position, portfolio
from tools.about import About
from tools.asked import asked
from tools.desk import Desk
from tools.people_book import Focus, Role, book_of_people
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

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MissingRole:
    """A key role that nobody fills; `last` held it and left, where anybody did."""

    role: Fact
    last: PersonItem | None


@dataclass(frozen=True, slots=True)
class AccountPeople:
    """One account's people: those present, the empty key roles, who else left, the threads."""

    is_book: bool
    focus: Focus
    role: str
    account: Fact
    arr: Fact
    count: Fact
    present: tuple[PersonItem, ...]
    more: Fact | None
    left: tuple[PersonItem, ...]
    missing: tuple[MissingRole, ...]
    thread: Thread
    last_contact: Fact
    newest: Fact


def stakeholders(
    desk: Desk, account: str | None = None, role: Role | None = None, focus: Focus = "all"
) -> Result:
    """Tell who is who at an account: roles, titles, the last two-way contact with each, who left
    and when, key roles that nobody fills, and whether one person carries the relationship; across
    the book, the accounts where somebody key left, is missing, or carries it alone, by ARR.

    Use it for "who's our champion at Acme", "did anyone leave", "accounts without an economic
    buyer", "where are we single-threaded". Key roles are economic buyer, champion, executive
    sponsor. For what they said in surveys use survey_results.

    Args:
        account: one account's name, such as "Acme"; every paying account when left out.
        role: only this role, such as "champion".
        focus: only departures, only empty key roles, or only single-threaded relationships.
    """
    with asked(desk, account) as question:
        positions = portfolio(question.view, desk.company, desk.rules)
        people = stakeholders_of(question.view)
        contacts = contacts_of(question.view)
        newest = newest_record(question.view, "touchpoints")
    named = [(p.account.id, p.account.name, p.account.segment) for p in positions]
    relations = relations_of(named, people, contacts, desk.today)
    fresh = question.about.day("newest contact on record", newest, "touchpoints")
    if question.account is None:
        paying = [p for p in positions if p.is_customer]
        book = book_of_people(paying, relations, question, desk.company, role, focus, fresh)
        names = tuple(line.account.entity for line in book.lines)
        gone = [person for line in book.lines for person in line.left]
        sources = tuple(person_source(person) for person in gone)
        return Result("stakeholders", book, desk.today, sources=sources, accounts=names)
    found = relations[question.account.id]
    return Result(
        "stakeholders",
        _account_people(found, positions[0], role, focus, fresh),
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
    relations: Relations, position: Position, role: Role | None, focus: Focus, fresh: Fact
) -> AccountPeople:
    about = About(relations.account, relations.today, position.account.home)
    present = [p for p in relations.present if role in (None, p.role)]
    missing = missing_roles(relations, role)
    told = [m.last.name.source for m in missing if m.last] if focus == "all" else []
    gone = [p for p in relations.gone if role in (None, p.role) and p.home not in told]
    hidden = len(present) - MOST_SHOWN
    return AccountPeople(
        is_book=False,
        focus=focus,
        role=ROLES[role] if role else "",
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        count=about.count("people known", len(present), "people"),
        present=tuple(person_item(p, relations) for p in present[:MOST_SHOWN]),
        more=about.count("more people", hidden, "people") if hidden > 0 else None,
        left=tuple(person_item(p, relations) for p in gone),
        missing=missing,
        thread=thread(relations),
        last_contact=about.day("last two-way contact", relations.last_contact, "touchpoints"),
        newest=fresh,
    )
