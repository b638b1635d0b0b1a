"""What a book pays, and how much of it stayed, left, shrank and grew over a period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from knowledge.errors import UnclearPeriod
from knowledge.facts import Fact
from knowledge.movement import Movement, movement
from knowledge.periods import Period
from knowledge.store.access import Person
from knowledge.store.ownership import gone_from_book
from tools.about import About
from tools.arr_book import Book, BookAccount, arr_book
from tools.desk import Desk
from tools.filters import Filter
from tools.metric_groups import GROUP_WORDS, Groups, grouped, tables_of
from tools.result import Result
from tools.scope import Scope, period_words, scope_of
from tools.totals import Totals

Segment = Literal["enterprise", "mid_market", "smb"]
By = Literal["segment", "region", "csm", "plan", "industry"]
_DAY = timedelta(days=1)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """An account that left or pays less, and by how much."""

    account: Fact
    arr: Fact


@dataclass(frozen=True, slots=True)
class Kept:
    """Retention over the period, point to point, of the accounts that paid at its start.

    `expansion_arr` is `uplift_arr`, which the contracts gave by themselves, and `earned_arr`.
    """

    starting_arr: Fact
    starting_accounts: Fact
    nrr: Fact
    grr: Fact
    logo_retention: Fact
    kept_accounts: Fact
    churned_arr: Fact
    churned_accounts: Fact
    churned: tuple[Moved, ...]
    contraction_arr: Fact
    contracted_accounts: Fact
    contracted: tuple[Moved, ...]
    expansion_arr: Fact
    expanded_accounts: Fact
    uplift_arr: Fact
    earned_arr: Fact
    ending_arr: Fact


@dataclass(frozen=True, slots=True)
class PortfolioMetrics:
    """The answer: ARR now, then what became of the ARR at the start; new accounts apart.

    `before` is the day before the period, on which the starting ARR stands; `until` its last day,
    today at the latest. `retention` is None where nobody paid then. `gone` are accounts of the
    start that the asker sees no more: what became of them isn't in the figures.
    """

    whose: str
    noun: str
    period: Fact
    before: Fact
    until: Fact
    on: Fact
    arr: Fact
    accounts: Fact
    retention: Kept | None
    new_arr: Fact
    new_accounts: Fact
    returned_arr: Fact
    returned_accounts: Fact
    history_from: Fact | None
    came_later: Fact | None
    by: str
    by_words: str
    groups: Groups | None
    converted: bool
    is_one_book: bool = False
    gone: Fact | None = None


def portfolio_metrics(
    desk: Desk,
    period: str = "last 12 months",
    by: By | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    industry: str | None = None,
) -> Result:
    """Give ARR now, and over a past period NRR, GRR and logo retention with starting ARR, churn,
    contraction, expansion (contractual uplift apart from what was earned) and new accounts; also
    by segment, region, CSM, plan or industry.

    Use it for "what's my NRR", "retention by segment this year", "how much ARR did we lose last
    quarter", "ARR per region". Retention is point to point, over the accounts that paid the day
    before the period; new accounts don't count. By CSM, the owner at the period's start gets the
    credit. For single accounts use list_accounts; for what renews, upcoming_renewals.

    Args:
        period: a past time, such as "last quarter", "2025", "year to date" or "last 12 months".
        by: split the figures by this.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only the accounts that this CSM owned at the start, such as "Maya Lindqvist".
        industry: an industry, such as "Logistics".
    """
    days, wanted = _past(desk, period), Filter(industry)
    with desk.view(segment=segment, region=region) as view:
        person = desk.csm_named(view, csm) if csm else _own_book(desk)
        known = arr_book(view, desk, days)
        book = Book.of([a for a in known if wanted.is_in_industry(a.account.industry)], person)
        gone = gone_from_book(view, days.start, person or desk.viewer, wanted.is_in_industry)
    named = person.name if person and csm else None
    scope = scope_of(desk, segment=segment, region=region, csm=named)
    scope = wanted.narrowed(scope)
    answer = replace(
        _answer(desk, scope, days, by, book),
        is_one_book=person is not None,
        gone=scope.about.count("accounts of the start gone from the book", gone, "accounts")
        if gone
        else None,
    )
    tables = tables_of(answer.groups, answer.by) if answer.groups else ()
    left = answer.retention.churned if answer.retention else ()
    names = tuple(str(moved.account.value) for moved in left)
    return Result("portfolio_metrics", answer, desk.today, tables, accounts=names)


def _own_book(desk: Desk) -> Person | None:
    """The CSM who asks of their own: what is lent to them isn't theirs to be credited with."""
    is_own_book = desk.sees_one_book and not desk.audience and desk.about is None
    return desk.viewer if is_own_book else None


def _past(desk: Desk, phrase: str) -> Period:
    """The period, up to today. Raises UnclearPeriod where it hasn't begun."""
    found = desk.period(phrase, "past")
    if found.start > desk.today:
        raise UnclearPeriod(
            f"{found.label} hasn't begun, so nothing is retained or lost in it yet. Ask for a past "
            "time, such as 'last 12 months'; or ask what renews then."
        )
    return Period(found.start, min(found.end, desk.today), found.label)


def _answer(desk: Desk, scope: Scope, days: Period, by: By | None, book: Book) -> PortfolioMetrics:
    about = scope.about
    totals = Totals(desk.company.currency, any(a.is_converted for a in (*book.now, *book.then)))
    moved = movement([a.span for a in book.then])
    began = min((a.first_day for a in book.now if a.first_day), default=None)
    later = [a for a in book.now if a.came_into_book and a.came_into_book > days.start]
    return PortfolioMetrics(
        whose=scope.whose,
        noun=scope.noun,
        period=about.text("period", period_words(days)),
        before=about.day("day before the period", days.start - _DAY),
        until=about.day("last day of the period", days.end),
        on=about.day("as of", desk.today),
        arr=totals.money(about, "ARR", [a.now for a in book.now]),
        accounts=about.count("accounts", len(book.now), "accounts"),
        retention=_kept(about, totals, moved, book.then),
        new_arr=totals.money(about, "ARR of new accounts", [moved.new_arr]),
        new_accounts=about.count("new accounts", moved.new_accounts, "accounts"),
        returned_arr=totals.money(about, "ARR of accounts that came back", [moved.returned_arr]),
        returned_accounts=about.count(
            "accounts that came back", moved.returned_accounts, "accounts"
        ),
        history_from=about.day("first day with ARR", began)
        if began and began >= days.start
        else None,
        came_later=about.count("accounts that came into the book later", len(later), "accounts")
        if later and desk.sees_one_book
        else None,
        by=by or "",
        by_words=GROUP_WORDS.get(by or "", by or ""),
        groups=grouped(about, totals, by, book) if by and book.now else None,
        converted=totals.converted,
    )


def _kept(
    about: About, totals: Totals, moved: Movement, book: Sequence[BookAccount]
) -> Kept | None:
    found = moved.retention
    if found is None:
        return None
    kept = found.starting_accounts - found.churned_accounts
    churned = [a for a in book if a.span.starting > 0 and a.span.ending <= 0]
    contracted = [a for a in book if 0 < a.span.ending < a.span.starting]

    def money(words: str, amount: Decimal) -> Fact:
        return totals.money(about, words, [amount])

    return Kept(
        starting_arr=money("starting ARR", found.starting_arr),
        starting_accounts=about.count("accounts at the start", found.starting_accounts, "accounts"),
        nrr=about.percent("NRR", found.nrr * 100),
        grr=about.percent("GRR", found.grr * 100),
        logo_retention=about.percent("logo retention", found.logo_retention * 100),
        kept_accounts=about.count("accounts kept, logo retention", kept, "accounts"),
        churned_arr=money("churned ARR", found.churned_arr),
        churned_accounts=about.count("churned accounts", found.churned_accounts, "accounts"),
        churned=_moved(churned, about.as_of, "churned ARR", lambda a: a.span.starting, totals),
        contraction_arr=money("contraction ARR", found.contraction_arr),
        contracted_accounts=about.count(
            "contraction accounts", found.contracted_accounts, "accounts"
        ),
        contracted=_moved(
            contracted,
            about.as_of,
            "contraction ARR",
            lambda a: a.span.starting - a.span.ending,
            totals,
        ),
        expansion_arr=money("expansion ARR", found.expansion_arr),
        expanded_accounts=about.count("expansion accounts", found.expanded_accounts, "accounts"),
        uplift_arr=money("contractual uplift ARR", moved.uplift_arr),
        earned_arr=money("earned expansion ARR", moved.earned_arr),
        ending_arr=money("ending ARR of the accounts at the start", found.ending_arr),
    )


def _moved(
    accounts: Sequence[BookAccount],
    today: date,
    words: str,
    amount: Callable[[BookAccount], Decimal],
    totals: Totals,
) -> tuple[Moved, ...]:
    """The largest of them, each with its amount."""
    largest = sorted(accounts, key=lambda a: (-amount(a), a.name))[:_NAMED]
    return tuple(
        Moved(about.name(), totals.money(about, words, [amount(account)]))
        for account in largest
        for about in [About(account.name, today, account.home)]
    )
