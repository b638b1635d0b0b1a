"""What a person or a team is meant to reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from knowledge.store.access import Person, View
from knowledge.store.records import home
from knowledge.store.tables import people, targets


@dataclass(frozen=True, slots=True)
class Target:
    """A target of a CSM (`who` is a name) or a team; `unit` is percent or a currency."""

    who: str
    metric: str
    start: date
    end: date
    value: Decimal
    unit: str
    home: str


def targets_of(view: View, holders: Sequence[Person], start: date, end: date) -> list[Target]:
    """The targets of these people and their teams whose time meets the days `start` to `end`."""
    t = targets.c
    teams = [person.team for person in holders if person.team]
    query = (
        select(
            people.c.name.label("who"), t.team, t.metric, t.start, t.end, t.value, t.unit,
            home(targets),
        )
        .outerjoin(people, people.c.id == t.person_id)
        .where(
            or_(t.person_id.in_([person.id for person in holders]), t.team.in_(teams)),
            t.start <= end,
            t.end >= start,
        )
        .order_by(t.person_id.is_(None), t.start, t.metric, t.id)
    )  # fmt: skip
    rows = view.connection.execute(query)
    return [Target(row[0] or row[1], *row[2:]) for row in rows]
