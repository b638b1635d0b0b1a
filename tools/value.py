"""What accounts get for their money: the proof line by line, ROI, and what is not confirmed yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.company import Segment
from knowledge.facts import Fact
from knowledge.store.people import Stakeholder, stakeholders_of
from knowledge.store.portfolio import portfolio
from knowledge.store.records import by_account
from knowledge.store.value import own_costs_of, value_lines_of
from knowledge.value_lines import ValueCase, yearly_worth
from tools.about import About
from tools.asked import asked
from tools.desk import Desk
from tools.result import Result
from tools.value_book import Records, book_of_value
from tools.value_case import champion_or_other, value_case
from tools.value_items import (
    COMPUTED,
    Ask,
    CostItem,
    LineItem,
    Verdict,
    asks,
    cost_item,
    line_item,
    value_source,
    verdict,
)

MOST_ASKS = 6
_ORDER = {"confirmed": 0, "incomplete": 1, "estimate": 2}


@dataclass(frozen=True, slots=True)
class ValueRealised:
    """One account's value. `confirmed` is a year of the lines that count, `estimated` of those
    that nobody confirmed or that lack something; `fee` is what they pay us a year."""

    is_book: bool
    account: Fact
    since: Fact | None
    fee: Fact
    is_customer: bool
    confirmed: Fact
    estimated: Fact
    counted: Fact
    others: Fact
    incomplete: Fact
    verdict: Verdict | None
    lines: tuple[LineItem, ...]
    costs: tuple[CostItem, ...]
    asks: tuple[Ask, ...]
    more_asks: Fact | None
    is_empty: bool
    ask_first: Fact | None
    converted: bool
    of_today: bool


def value_realised(
    desk: Desk,
    account: str | None = None,
    since: str | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """Show the value that an account gets for its money, line by line: formula, the client's own
    baseline and who stated it, what was measured, our share, low, likely and high, and who
    confirmed it; then NPV, ROI and payback of the confirmed lines alone, and what to ask of whom
    to make the others credible. Across the book: which accounts have no confirmed value.

    Use it for "what's the ROI of Acme", "how much did we save Globex", "is it worth the price",
    "who has no proven value". For goals without money use success_plan.

    Args:
        account: one account's name, such as "Acme"; every paying account when left out.
        since: only lines measured or confirmed since then are listed, such as "our last QBR".
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
    """
    day = desk.period(since, "past").start if since else None
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        people = stakeholders_of(question.view)
        if question.account is not None:
            case = value_case(question.view, question.account, desk.company)
            return _result(case, people, question.about, desk, day)
        records = Records(
            by_account(value_lines_of(question.view)),
            by_account(own_costs_of(question.view)),
            by_account(people),
        )
        positions = portfolio(question.view, desk.company, desk.rules)
    paying = [p for p in positions if p.is_customer]
    book = book_of_value(paying, records, question, desk.company)
    shown = [u.account.entity for u in book.without] + [p.account.entity for p in book.proven]
    return Result("value_realised", book, desk.today, accounts=tuple(shown))


def _result(
    case: ValueCase, people: Sequence[Stakeholder], about: About, desk: Desk, since: date | None
) -> Result:
    counted = case.counted
    others = [line for line in case.lines if line not in counted]
    items = [line_item(line, about, since) for line in case.lines]
    listed = [item for item in items if since is None or item.is_new]
    added = About(about.entity, about.as_of, COMPUTED)
    open_asks = asks(case, people, about)
    view = ValueRealised(
        is_book=False,
        account=about.name(),
        since=about.day("since", since, "the question") if since else None,
        fee=about.money("ARR", case.fee, case.currency, "sum of ARR events"),
        is_customer=case.fee > 0,
        confirmed=added.total("confirmed value a year", yearly_worth(counted), case.currency),
        estimated=added.total("estimated value a year", yearly_worth(others), case.currency),
        counted=added.count("confirmed lines", len(counted), "lines"),
        others=added.count("lines not confirmed", len(others), "lines"),
        incomplete=added.count(
            "lines confirmed but incomplete",
            sum(item.status == "incomplete" for item in items),
            "lines",
        ),
        verdict=verdict(case, about),
        lines=tuple(sorted(listed, key=lambda item: _ORDER[item.status])),
        is_empty=not case.lines,
        costs=tuple(cost_item(cost, about) for cost in case.costs),
        asks=open_asks[:MOST_ASKS],
        more_asks=added.count("more to ask", len(open_asks) - MOST_ASKS, "questions")
        if len(open_asks) > MOST_ASKS
        else None,
        ask_first=_first_to_ask(people, about),
        converted=case.converted,
        of_today=desk.today < desk.rights_on,
    )
    sources = tuple(value_source(line, case.account) for line in case.lines)
    return Result("value_realised", view, desk.today, sources=sources, accounts=(case.account,))


def _first_to_ask(people: Sequence[Stakeholder], about: About) -> Fact | None:
    """Whom to ask what they get out of it, where nothing is on record."""
    found = champion_or_other(people, about.as_of)
    return about.text("whom to ask", found.name, found.home) if found else None
