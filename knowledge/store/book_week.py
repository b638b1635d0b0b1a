"""A book's week, whole: what changed, what to do in the one order, what became of last week's acts.

Composed here, so that the digest in an answer, in Slack and in the terminal can't disagree.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.company import Company
from knowledge.health import Rules
from knowledge.store.access import View
from knowledge.store.acts import decisions_of
from knowledge.store.agenda import Agenda, Item, agenda, due_by_account
from knowledge.store.digests import Said, decided_by_id, digest_of
from knowledge.store.week_changes import WeekChanges, week_changes
from knowledge.weeks import Week

MOST_ACTS = 5


@dataclass(frozen=True, slots=True)
class LastActs:
    """What became of the acts that the last digest named: counts; `settled` has no cause left."""

    named: int
    done: int
    snoozed: int
    declined: int
    carried: int
    settled: int


@dataclass(frozen=True, slots=True)
class BookWeek:
    """`acts` are at most five, one an account, in the ranking's order; once the week's digest was
    made, the ones that it named. `due` are all acts that are due by its Sunday."""

    week: Week
    agenda: Agenda
    changes: WeekChanges
    acts: tuple[Item, ...]
    due: tuple[Item, ...]
    last: LastActs | None
    carried: frozenset[str]
    states: Mapping[str, str]

    def state_of(self, item: Item) -> str:
        """What was decided of an act, as far as it still holds: "" where it waits."""
        waits = any(item.id == one.id for one in self.agenda.open)
        return "" if waits else self.states.get(item.id, "")


def book_week(
    view: View, company: Company, rules: Rules, week: Week, person_id: int | None
) -> BookWeek:
    """The view's week as of the view's day; `person_id` None where nobody's memory counts."""
    found = agenda(view, company, rules, week.end)
    said = _said(view, person_id, week)
    last = _said(view, person_id, week.before)
    states = decided_by_id(view, decisions_of(view))
    waiting = {item.id for item in found.open}
    named = last.acts if last else ()
    return BookWeek(
        week=week,
        agenda=found,
        changes=week_changes(view, found.positions, week.before.start),
        acts=_acts(found, said, week.end),
        due=tuple(item for group in due_by_account(found, week.end) for item in group),
        last=_fate(named, waiting, states) if named else None,
        carried=frozenset(waiting.intersection(named)),
        states=states,
    )


def _said(view: View, person_id: int | None, week: Week) -> Said | None:
    return digest_of(view.connection, person_id, week) if person_id is not None else None


def _acts(found: Agenda, said: Said | None, until: date) -> tuple[Item, ...]:
    if said is None:
        return tuple(items[0] for items in due_by_account(found, until)[:MOST_ACTS])
    known = {item.id: item for item in (*found.open, *found.closed)}
    return tuple(known[one] for one in said.acts if one in known)


def _fate(named: tuple[str, ...], waiting: set[str], states: Mapping[str, str]) -> LastActs:
    became = Counter("carried" if one in waiting else states.get(one, "settled") for one in named)
    settled = became["settled"] + became["accepted"]
    return LastActs(
        len(named), became["done"], became["snoozed"], became["declined"], became["carried"],
        settled,
    )  # fmt: skip
