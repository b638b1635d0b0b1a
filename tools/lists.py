"""Which accounts there are: a filtered, sorted table, its count and total first."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from knowledge.facts import Fact
from knowledge.store.accounts import accounts_of
from knowledge.store.portfolio import Position, by_stake, portfolio
from knowledge.store.usage import newest_days
from tools.about import About
from tools.beside import Beside, beside_cell, beside_of
from tools.departed import departed_accounts
from tools.desk import Desk
from tools.filters import GREEN_BUT, Filter, amount, band_in_words
from tools.freshness import Freshness, freshness_of
from tools.health_level import held_names
from tools.positions import health_facts, owner_named
from tools.result import Result, Table
from tools.scope import Scope, scope_of
from tools.totals import Tally, totals_of

Segment = Literal["enterprise", "mid_market", "smb"]
Band = Literal["green", "yellow", "red", "unknown"]
Stage = Literal["onboarding", "adopting", "mature", "renewing", "churned"]
Sort = Literal["arr", "health", "healthiest", "renewal", "name", "risk"]

MOST_SHOWN = 50
ORDERS = {
    "arr": "largest first",
    "health": "lowest score first",
    "healthiest": "highest score first",
    "renewal": "soonest renewal first",
    "name": "by name",
    "risk": "by ARR, risk and deadline",
}
_NO_SCORE = 101.0
_KEYS: dict[str, Callable[[Position], Any]] = {
    "arr": lambda p: -p.arr_reporting,
    "health": lambda p: _score(p),
    "healthiest": lambda p: (_score(p) == _NO_SCORE, -_score(p)),
    "renewal": lambda p: p.renewal or date.max,
    "name": lambda p: p.account.name.casefold(),
}


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """One row; `csm` only where the list spans several books."""

    account: Fact
    csm: Fact | None
    segment: Fact
    arr: Fact
    band: Fact
    score: Fact
    renewal: Fact
    beside: Beside | None


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to ask for instead, where nothing fits."""

    accounts: Fact
    regions: Fact | None
    industries: Fact | None


@dataclass(frozen=True, slots=True)
class AccountList:
    """The answer: how many, how much, in which bands; then the rows.

    `noun` says which accounts, with `least` and `most` ARR where they were asked for.
    """

    whose: str
    noun: str
    least: Fact | None
    most: Fact | None
    on: Fact
    count: Fact
    total_arr: Fact
    converted: bool
    bands: tuple[Tally, ...]
    shown: Fact
    items: tuple[ListedAccount, ...]
    freshness: Freshness
    held: tuple[Fact, ...]
    known: Known | None
    is_past: bool
    order: str = ""


def list_accounts(
    desk: Desk,
    segment: Segment | None = None,
    region: str | None = None,
    industry: str | None = None,
    band: Band | None = None,
    stage: Stage | None = None,
    min_arr: float | None = None,
    max_arr: float | None = None,
    csm: str | None = None,
    sort: Sort = "arr",
    limit: int = 20,
) -> Result:
    """List paying accounts with segment, ARR, health band and score, and renewal date; the count
    and the total ARR come first.

    Use it for "show me my accounts", "how many enterprise accounts have I got", "my reds, biggest
    first", "who are our customers in Germany", "which accounts have churned" (stage "churned").
    For accounts in danger, with reasons, use at_risk_accounts; for what renews in a time,
    upcoming_renewals; for retention and sums by group, portfolio_metrics.

    Args:
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        industry: an industry, such as "Logistics".
        band: only this health band.
        stage: only this lifecycle stage; "churned" lists the accounts that left.
        min_arr: at least this ARR in the reporting currency, such as 50000.
        max_arr: at most this ARR in the reporting currency, such as 80000.
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
        sort: the order: largest ARR, lowest health, highest health, soonest renewal, name, or risk
            (with deadline).
        limit: how many accounts to show, 1 to 50.
    """
    wanted = Filter(industry, band, stage, amount(min_arr), amount(max_arr))
    limit = max(1, min(limit, MOST_SHOWN))
    with desk.view(segment=segment, region=region, csm=csm) as view:
        positions = portfolio(view, desk.company, desk.rules)
        owner = owner_named(positions, csm)
        scope = scope_of(desk, segment=segment, region=region, csm=owner)
        if stage == "churned":
            fitting = [p for p in positions if wanted.fits(p) and not p.is_customer]
            return departed_accounts(view, desk, scope, wanted, fitting, sort, limit)
        newest = newest_days(view)
    found = [p for p in positions if _is_wanted(p, wanted)]
    found = _sorted(found, sort, desk.today)
    names = {p.account.id: p.account.name for p in found}
    freshness = freshness_of(names, newest, desk.today)
    answer = replace(
        _answer(desk, scope, wanted, found, found[:limit], freshness), order=ORDERS[sort]
    )
    shown = tuple(p.account.name for p in found[:limit])
    tables = (_table(answer.items, desk.today),) if found else ()
    return Result("list_accounts", answer, desk.today, tables, accounts=shown)


def _answer(
    desk: Desk,
    scope: Scope,
    wanted: Filter,
    found: Sequence[Position],
    shown: Sequence[Position],
    freshness: Freshness,
) -> AccountList:
    about, totals = scope.about, totals_of(found, desk.company)
    several = len({p.account.csm for p in found}) > 1
    least, most = wanted.bounds(scope, desk.company.currency)
    return AccountList(
        whose=scope.whose,
        noun=wanted.noun(scope),
        least=least,
        most=most,
        on=about.day("as of", desk.today),
        count=about.count(wanted.noun(scope), len(found), "accounts"),
        total_arr=totals.money(about, "ARR", [p.arr_reporting for p in found]),
        converted=totals.converted,
        bands=() if wanted.band else _bands(found, about),
        shown=about.count("accounts shown", len(shown), "accounts"),
        items=tuple(_item(p, desk.today, several) for p in shown),
        freshness=freshness,
        held=held_names(shown, desk.rules, desk.today),
        known=None if found else _known(desk),
        is_past=desk.today < desk.rights_on,
    )


def _is_wanted(position: Position, wanted: Filter) -> bool:
    return position.is_customer and wanted.fits(position) and wanted.holds(position.arr_reporting)


def _sorted(found: list[Position], sort: Sort, today: date) -> list[Position]:
    """By risk is the order of at_risk_accounts, over all of them."""
    if sort == "risk":
        return by_stake(found, today)
    return sorted(sorted(found, key=_KEYS["name"]), key=_KEYS[sort])


def _score(position: Position) -> float:
    health = position.health
    if health is None or health.score is None or health.band == "unknown":
        return _NO_SCORE
    return health.score


def _item(position: Position, today: date, several: bool) -> ListedAccount:
    account = position.account
    about = About(account.name, today, account.home)
    score, band = health_facts(position, about)
    due = position.deadline
    return ListedAccount(
        account=about.name(),
        csm=about.text("CSM", account.csm or "nobody") if several else None,
        segment=about.text("segment", account.segment),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        band=band,
        score=score,
        renewal=about.day("renewal date", position.renewal, due.contract.home if due else ""),
        beside=beside_of(position, today),
    )


def _table(items: Sequence[ListedAccount], today: date) -> Table:
    owner = ("CSM",) if items[0].csm else ()
    said = ("Besides",) if any(i.beside for i in items) else ()
    columns = ("Account", *owner, "Segment", "ARR", "Health", "Score", "Renewal date", *said)
    rows = tuple(
        (i.account, *((i.csm,) if i.csm else ()), i.segment, i.arr, i.band, _cell(i.score),
         _cell(i.renewal), *((beside_cell(i.beside, i.account.entity, today),) if said else ()))
        for i in items
    )  # fmt: skip
    return Table("Accounts", columns, rows)


def _cell(fact: Fact) -> Fact | str:
    """An unknown value as a dash: the column says what is missing."""
    return "–" if fact.value is None else fact


def _bands(found: Sequence[Position], about: About) -> tuple[Tally, ...]:
    """How many are in each band; the green ones that act otherwise stand apart."""
    counts = Counter(band_in_words(p) for p in found)
    return tuple(
        Tally(words, about.count(f"{words} accounts", counts[words], "accounts"))
        for words in ("green", GREEN_BUT, "yellow", "red", "unknown")
        if counts[words]
    )


def _known(desk: Desk) -> Known:
    """What the asker has, whatever was asked for."""
    with desk.view() as view:
        accounts = accounts_of(view)
    scope = scope_of(desk)
    regions = ", ".join(sorted({a.region for a in accounts if a.region}))
    industries = ", ".join(sorted({a.industry for a in accounts if a.industry}))
    return Known(
        scope.about.count("accounts, whatever their state", len(accounts), "accounts"),
        scope.about.text("regions", regions) if regions else None,
        scope.about.text("industries", industries) if industries else None,
    )
