"""The people of a meeting brief: who comes, who has a key role, who left or came lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from knowledge.facts import Fact
from knowledge.store.meetings import Meeting
from knowledge.store.people import Stakeholder
from knowledge.store.readings import Reading
from tools.about import About
from tools.hints import Hint, hints_of
from tools.people import MissingRole, missing_roles
from tools.reasons import ROLES
from tools.relations import PersonItem, Relations, person_item

LATELY = timedelta(days=120)
MOST_KEY = 4
MOST_HINTS = 2


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited: a stakeholder with a role, or a name or address that nothing knows."""

    name: Fact
    role: Fact | None
    left: Fact | None


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who left or came lately."""

    name: Fact
    role: Fact
    left: Fact | None
    came: Fact | None


@dataclass(frozen=True, slots=True)
class MeetingPeople:
    """`guests` of the next meeting; `key` people; `changes` on record; `hints` of notes."""

    guests: tuple[Guest, ...]
    key: tuple[PersonItem, ...]
    missing: tuple[MissingRole, ...]
    changes: tuple[Change, ...]
    hints: tuple[Hint, ...]


def meeting_people(
    relations: Relations, meeting: Meeting | None, said: Sequence[Reading]
) -> MeetingPeople:
    """`said` are departures and arrivals read in notes; those that a record knows are left out."""
    about = About(relations.account, relations.today)
    people = [person_item(p, relations) for p in relations.present]
    return MeetingPeople(
        guests=tuple(_guests(meeting, relations, about)) if meeting else (),
        key=tuple(p for p in people if p.is_key)[:MOST_KEY],
        missing=missing_roles(relations),
        changes=tuple(_changes(relations, about)),
        hints=hints_of(said, relations)[:MOST_HINTS],
    )


def _guests(meeting: Meeting, relations: Relations, about: About) -> Iterable[Guest]:
    known = {(p.email or "").casefold(): p for p in relations.people}
    known |= {p.name.casefold(): p for p in relations.people}
    for written in meeting.guests:
        person = known.get(written.casefold())
        if person is not None:
            yield _guest(person, about)


def _guest(person: Stakeholder, about: About) -> Guest:
    mine = About(about.entity, about.as_of, person.home)
    has_left = person.has_left(about.as_of)
    return Guest(
        mine.text("stakeholder", person.name),
        mine.text("role", ROLES[person.role]),
        mine.day(f"{person.name} left on", person.left_on) if has_left else None,
    )


def _changes(relations: Relations, about: About) -> Iterable[Change]:
    first = about.as_of - LATELY
    for person in relations.people:
        mine = About(about.entity, about.as_of, person.home)
        has_left = person.has_left(about.as_of) and person.left_on and person.left_on >= first
        has_come = person.since is not None and first <= person.since <= about.as_of
        if not has_left and not has_come:
            continue
        yield Change(
            mine.text("stakeholder", person.name),
            mine.text("role", ROLES[person.role]),
            mine.day(f"{person.name} left on", person.left_on) if has_left else None,
            mine.day(f"{person.name} came on", person.since) if has_come else None,
        )
