"""What notes say of people leaving or coming that no record knows: a hint, until it is recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.facts import Fact
from knowledge.store.readings import Reading
from tools.about import About
from tools.promises import NOTE_WORDS
from tools.relations import Relations


@dataclass(frozen=True, slots=True)
class Hint:
    """What a note says of somebody leaving or coming, and no record does."""

    kind: str
    quote: Fact
    where: str
    on: Fact
    number: Fact
    is_confirmed: bool


def hints_of(said: Sequence[Reading], relations: Relations) -> tuple[Hint, ...]:
    """The hints of one account's departures and arrivals, in the order in which they were read."""
    about = About(relations.account, relations.today)
    return tuple(_hint(reading, about) for reading in _unknown(said, relations))


def _unknown(said: Sequence[Reading], relations: Relations) -> Iterable[Reading]:
    """Readings that tell what no record does: a name still counted as there, or not known yet."""
    gone = [p.name.casefold() for p in relations.people if p.has_left(relations.today)]
    here = [p.name.casefold() for p in relations.present]
    seen: set[tuple[str, str]] = set()
    for reading in said:
        who = reading.by.casefold()
        known = gone if reading.kind == "departure" else here
        if (reading.kind, who) in seen or (who and any(_is_of(who, name) for name in known)):
            continue
        seen.add((reading.kind, who))
        yield reading


def _is_of(who: str, name: str) -> bool:
    return who == name or who in name.split() or name in who


def _hint(reading: Reading, about: About) -> Hint:
    mine = About(about.entity, about.as_of, reading.home)
    return Hint(
        reading.kind,
        mine.quote("words", reading.quote),
        NOTE_WORDS[reading.note_kind],
        mine.day("said on", reading.day),
        mine.count("reading to confirm", reading.id, ""),
        reading.state == "confirmed",
    )
