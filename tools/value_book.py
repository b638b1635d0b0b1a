"""Value across a book: which accounts have none that is confirmed, by ARR, and what others got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.store.people import Stakeholder
from knowledge.store.portfolio import Position
from knowledge.value import YEARS
from knowledge.value_lines import OwnCost, ValueCase, ValueLine, yearly_worth
from tools.about import About
from tools.asked import Asked
from tools.totals import Totals, totals_of
from tools.value_case import case_of, champion_or_other
from tools.value_items import COMPUTED, Ask, asks

MOST_ACCOUNTS = 8


@dataclass(frozen=True, slots=True)
class Records:
    """What the store has of value and of people, by account."""

    lines: Mapping[int, list[ValueLine]]
    costs: Mapping[int, list[OwnCost]]
    people: Mapping[int, list[Stakeholder]]


@dataclass(frozen=True, slots=True)
class Unproven:
    """An account without confirmed value: `estimates` are lines of ours; `ask` is the first thing
    to ask for, `who` whom to ask where there is no line."""

    account: Fact
    arr: Fact
    estimates: Fact
    estimated: Fact | None
    ask: Ask | None
    who: Fact | None


@dataclass(frozen=True, slots=True)
class Proven:
    """An account with confirmed value a year, and its ROI."""

    account: Fact
    arr: Fact
    confirmed: Fact
    roi: Fact | None


@dataclass(frozen=True, slots=True)
class BookOfValue:
    """The accounts without confirmed value by ARR, then those with it, the lowest ROI first."""

    is_book: bool
    where: str
    nothing: str
    accounts: Fact
    arr: Fact
    none: Fact
    none_arr: Fact
    confirmed: Fact
    without: tuple[Unproven, ...]
    more_without: Fact | None
    negative: Fact
    proven: tuple[Proven, ...]
    more_proven: Fact | None
    years: Fact
    converted: bool


def book_of_value(
    paying: Sequence[Position], records: Records, question: Asked, company: Company
) -> BookOfValue:
    about, sums = question.about, totals_of(paying, company)
    found = [(p, _case(p, records, company, about)) for p in paying]
    found.sort(key=lambda one: -one[0].arr_reporting)
    without = [(p, c) for p, c in found if not c.counted]
    proven = sorted(((p, c) for p, c in found if c.counted), key=lambda one: _roi(one[1]))
    return BookOfValue(
        is_book=True,
        where=question.where,
        nothing="" if paying else question.nothing or "There are no paying accounts.",
        accounts=about.count("accounts", len(paying), "accounts"),
        arr=_arr(sums, about, "ARR", paying),
        none=about.count("accounts without confirmed value", len(without), "accounts"),
        none_arr=_arr(
            sums, about, "ARR of accounts without confirmed value", [p for p, _ in without]
        ),
        confirmed=about.count("accounts with confirmed value", len(proven), "accounts"),
        without=tuple(_unproven(p, c, records, about) for p, c in without[:MOST_ACCOUNTS]),
        more_without=_more(about, "more accounts without confirmed value", len(without)),
        negative=about.count(
            "accounts with a negative ROI", sum(_roi(c) < 0 for _, c in proven), "accounts"
        ),
        proven=tuple(_proven(p, c, about) for p, c in proven[:MOST_ACCOUNTS]),
        more_proven=_more(about, "more accounts with confirmed value", len(proven)),
        years=about.count("years of the ROI", YEARS, "years"),
        converted=sums.converted,
    )


def _case(position: Position, records: Records, company: Company, about: About) -> ValueCase:
    key = position.account.id
    return case_of(
        position.account, {position.currency: position.arr},
        records.lines.get(key, []), records.costs.get(key, []), company, about.as_of,
    )  # fmt: skip


def _roi(case: ValueCase) -> Decimal:
    found = case.expected
    return Decimal(0) if found is None or found.roi is None else found.roi


def _unproven(position: Position, case: ValueCase, records: Records, about: About) -> Unproven:
    one = About(position.account.name, about.as_of, position.account.home)
    added = About(one.entity, one.as_of, COMPUTED)
    people = records.people.get(position.account.id, [])
    open_asks, who = asks(case, people, one), champion_or_other(people, one.as_of)
    worth = yearly_worth(case.lines)
    return Unproven(
        account=one.name(),
        arr=one.money("ARR", position.arr, position.currency, "sum of ARR events"),
        estimates=added.count("lines not confirmed", len(case.lines), "lines"),
        estimated=added.total("estimated value a year", worth, case.currency) if worth else None,
        ask=open_asks[0] if open_asks else None,
        who=one.text("whom to ask", who.name, who.home) if who else None,
    )


def _proven(position: Position, case: ValueCase, about: About) -> Proven:
    one = About(position.account.name, about.as_of, position.account.home)
    added = About(one.entity, one.as_of, COMPUTED)
    roi = (_roi(case) * 100).quantize(Decimal(1), ROUND_HALF_UP)
    worth = yearly_worth(case.counted)
    return Proven(
        account=one.name(),
        arr=one.money("ARR", position.arr, position.currency, "sum of ARR events"),
        confirmed=added.total("confirmed value a year", worth, case.currency),
        roi=added.percent("ROI", roi) if case.expected else None,
    )


def _arr(sums: Totals, about: About, attribute: str, positions: Sequence[Position]) -> Fact:
    return sums.money(about, attribute, (p.arr_reporting for p in positions))


def _more(about: About, attribute: str, count: int) -> Fact | None:
    more = count - MOST_ACCOUNTS
    return about.count(attribute, more, "accounts") if more > 0 else None
