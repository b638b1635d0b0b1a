"""One person, wherever in the book they work: role, title, last contact, gone or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.names import plain
from knowledge.store.people import Stakeholder
from tools.relations import PersonItem, Relations, people_sources, person_item
from tools.result import Result, Source

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PersonFound:
    """The stakeholders who bear a name, the present first; `wanted` is the name as asked."""

    is_person: bool
    wanted: str
    people: tuple[PersonItem, ...]


def person_named(
    name: str, people: Sequence[Stakeholder], relations: Mapping[int, Relations], today: date
) -> Result:
    """Those among the people whose name has every word of the one asked, whatever the case."""
    wanted = set(plain(name).split())
    found = [p for p in people if wanted and wanted <= set(plain(p.name).split())]
    found = sorted(found, key=lambda p: (p.has_left(today), p.name))[:MOST_SHOWN]
    sources: list[Source] = []
    for person in found:
        sources += people_sources([person], relations[person.account_id].account)
    items = tuple(person_item(p, relations[p.account_id]) for p in found)
    return Result(
        "stakeholders",
        PersonFound(True, name, items),
        today,
        sources=tuple(sources),
        accounts=tuple(dict.fromkeys(item.account.entity for item in items)),
    )
