"""Stakeholders across a book: where somebody key left, is missing, or carries it alone, by ARR."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.periods import Period
from knowledge.store.people import KEY_ROLES, Stakeholder
from knowledge.store.portfolio import Position
from tools.about import About
from tools.asked import Asked
from tools.positions import deadline_facts
from tools.reasons import ROLES
from tools.relations import PersonItem, Relations, Thread, person_item, thread
from tools.scope import period_words
from tools.totals import totals_of

Focus = Literal["all", "left", "missing", "single_threaded"]
Role = Literal[
    "economic_buyer", "champion", "executive_sponsor", "admin", "user", "procurement", "other"
]
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people are asked for; `days` is when they left, None for roles empty to this day."""

    role: Role | None = None
    focus: Focus = "all"
    days: Period | None = None

    def departed(self, relations: Relations) -> list[Stakeholder]:
        """Those who left: in the days, whoever follows them; else those whom nobody follows."""
        if self.days is None:
            return [p for p in relations.vacancies if self.role in (None, p.role)]
        roles = (self.role,) if self.role else KEY_ROLES
        days = self.days
        return [p for p in relations.gone if p.role in roles and p.left_on and p.left_on in days]


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """An account, and what is wrong with the people there."""

    account: Fact
    arr: Fact
    deadline_kind: str
    deadline: Fact
    left: tuple[PersonItem, ...]
    missing: tuple[Fact, ...]
    thread: Thread | None


@dataclass(frozen=True, slots=True)
class BookOfPeople:
    """The answer across the book: how many of each kind, then the accounts, by ARR.

    `silent` had no two-way contact in 180 days at all: whether one person carries them is unknown.
    """

    is_book: bool
    focus: Focus
    role: str
    period: Fact | None
    where: str
    nothing: str
    accounts: Fact
    left: Fact
    missing: Fact
    single: Fact
    silent: Fact
    found: Fact
    arr: Fact
    lines: tuple[PeopleLine, ...]
    more: Fact | None
    converted: bool
    newest: Fact


def book_of_people(
    paying: Sequence[Position],
    relations: Mapping[int, Relations],
    question: Asked,
    company: Company,
    wanted: Wanted,
    fresh: Fact,
) -> BookOfPeople:
    """`paying` are the accounts to look at; `relations` has their people."""
    about, sums = question.about, totals_of(paying, company)
    tests, focus, role = _tests(wanted), wanted.focus, wanted.role
    hit = {
        name: [p for p in paying if test(relations[p.account.id])] for name, test in tests.items()
    }
    found = sorted(hit["left" if focus == "all" else focus], key=lambda p: -p.arr_reporting)
    hidden = len(found) - MOST_SHOWN
    return BookOfPeople(
        is_book=True,
        focus=focus,
        role=ROLES[role] if role else "",
        period=about.text("period", period_words(wanted.days), "the question")
        if wanted.days
        else None,
        where=question.where,
        nothing="" if paying else question.nothing or "There are no paying accounts.",
        accounts=about.count("accounts", len(paying), "accounts"),
        left=_count(about, "accounts where a key person left", hit["left"]),
        missing=_count(about, "accounts with an empty key role", hit["missing"]),
        single=_count(about, "single-threaded accounts", hit["single_threaded"]),
        silent=_count(about, "accounts silent for 180 days", hit["silent"]),
        found=_count(about, "accounts found", found),
        arr=sums.money(about, "ARR of the accounts found", (p.arr_reporting for p in found)),
        lines=tuple(_line(p, relations[p.account.id], wanted) for p in found[:MOST_SHOWN]),
        more=about.count("more accounts found", hidden, "accounts") if hidden > 0 else None,
        converted=sums.converted,
        newest=fresh,
    )


def _tests(wanted: Wanted) -> dict[str, Callable[[Relations], bool]]:
    return {
        "left": lambda r: bool(wanted.departed(r)),
        "missing": lambda r: bool(r.missing(wanted.role)),
        "single_threaded": lambda r: r.is_single_threaded is True,
        "silent": lambda r: r.is_single_threaded is None,
    }


def _line(position: Position, relations: Relations, wanted: Wanted) -> PeopleLine:
    focus = wanted.focus
    about = About(position.account.name, relations.today, "stakeholders")
    kind, due, _ = deadline_facts(position, about)
    return PeopleLine(
        account=about.name(position.account.home),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        deadline_kind=kind,
        deadline=due,
        left=tuple(person_item(p, relations) for p in wanted.departed(relations))
        if focus in ("all", "left")
        else (),
        missing=tuple(
            about.text("missing role", ROLES[name]) for name in relations.missing(wanted.role)
        )
        if focus == "missing"
        else (),
        thread=thread(relations) if focus == "single_threaded" else None,
    )


def _count(about: About, attribute: str, positions: Sequence[Position]) -> Fact:
    return about.count(attribute, len(positions), "accounts")
