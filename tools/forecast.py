"""How much ARR is likely to renew: the computed figure and the CSM's calls side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.facts import Fact
from knowledge.forecast import CATEGORIES
from knowledge.periods import Period
from knowledge.ranking import RiskKind
from knowledge.store.access import Person, View
from knowledge.store.contracts import Renewal, renewals_decided
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.renewal_model import KeptModel, newest_model
from knowledge.store.standing import standings_of
from knowledge.store.targets import Target, targets_of
from knowledge.store.usage import newest_days
from tools.desk import Desk
from tools.forecast_parts import (
    Computed,
    Decided,
    Disputed,
    GoalOnRecord,
    Side,
    Tested,
    computed,
    decided,
    disputed,
    goal,
    side,
    table,
    tested,
)
from tools.forecast_rows import Renewing, renewing
from tools.freshness import Freshness, freshness_of
from tools.named import Named, named
from tools.positions import caller_of, risk_kind_of
from tools.renewal_items import Due, dues_of, outcomes_by_due, sources_of
from tools.result import Result
from tools.scope import Scope, period_words, scope_of
from tools.totals import totals_of

Segment = Literal["enterprise", "mid_market", "smb"]
DISPUTED_SHOWN = 5
_HOPEFUL = ("commit", "best_case")


@dataclass(frozen=True, slots=True)
class Callers:
    """Who made the calls besides the asker, and whether the asker made some too."""

    others: tuple[Fact, ...]
    are_the_askers_too: bool


@dataclass(frozen=True, slots=True)
class RenewalForecast:
    """The answer. `due` is all the ARR up for renewal; `unknown` what can't be computed; `called`
    the CSM's figure, the ARR called commit or best case; `callers` who else made calls, where the
    book is the asker's."""

    whose: str
    noun: str
    period: Fact
    accounts: Fact
    due: Fact
    computed: Computed | None
    called: Fact
    callers: Callers | None
    uncalled: Fact | None
    sides: tuple[Side, ...]
    disputed: tuple[Disputed, ...]
    disputed_count: Fact
    unknown: Named | None
    unknown_arr: Fact | None
    decided: Decided | None
    targets: tuple[GoalOnRecord, ...]
    risk_kind: RiskKind
    tested: Tested | None
    freshness: Freshness
    converted: bool


@dataclass(frozen=True, slots=True)
class _Read:
    positions: Sequence[Position]
    rows: Sequence[Renewing]
    dues: Sequence[Due]
    decided: Sequence[Renewal]
    freshness: Freshness
    targets: Sequence[Target]
    model: KeptModel | None


def renewal_forecast(
    desk: Desk,
    period: str = "next quarter",
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """Forecast how much ARR renews in a time: the expected sum with its spread, and the account
    that it hangs on; beside it the sum of the CSM's own calls, category by category, and where the
    two disagree. Accounts of unknown health are kept apart.

    Use it for "what's my renewal forecast", "how much will renew next quarter", "are we going to
    hit our renewal number", "where do you disagree with my calls". For the list of what renews
    when, upcoming_renewals; for retention that has happened, portfolio_metrics.

    Args:
        period: a time to come, such as "next quarter", "this year" or "next 90 days".
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
    """
    when = desk.period(period, "future")
    scope = scope_of(desk, segment=segment, region=region, csm=csm)
    with desk.view(segment=segment, region=region, csm=csm) as view:
        read = _read(view, desk, when, desk.csm_named(view, csm) if csm else desk.viewer)
    answer = _answer(desk, scope, when, read)
    shown = [row.position.account.name for row in read.rows]
    tables = (table(answer.sides),) if read.rows else ()
    wanted = [due for due in read.dues if due.renewal in when]
    return Result(
        "renewal_forecast",
        answer,
        desk.today,
        tables=tables,
        sources=sources_of(wanted),
        accounts=tuple(shown),
    )


def _read(view: View, desk: Desk, when: Period, holder: Person) -> _Read:
    positions = portfolio(view, desk.company, desk.rules)
    newest = newest_days(view)
    outcomes = renewals_decided(view, when.start, when.end)
    dues = dues_of(positions, outcomes_by_due(outcomes), desk.today)
    rows = renewing(dues, when, standings_of(view, positions, newest), desk.company)
    names = {row.position.account.id: row.position.account.name for row in rows}
    targets = [] if desk.audience else targets_of(view, (holder,), when.start, when.end)
    return _Read(
        positions,
        rows,
        dues,
        outcomes,
        freshness_of(names, newest, desk.today),
        targets,
        newest_model(view.connection, desk.today),
    )


def _callers(scope: Scope, rows: Sequence[Renewing], desk: Desk) -> Callers | None:
    found = sorted({name for row in rows if (name := caller_of(row.position))})
    others = [name for name in found if name != desk.viewer.name]
    if scope.whose != "your" or not others:
        return None
    names = tuple(scope.about.text("CSM calls made by", name) for name in others)
    return Callers(names, are_the_askers_too=len(others) < len(found))


def _answer(desk: Desk, scope: Scope, when: Period, read: _Read) -> RenewalForecast:
    about, rows = scope.about, read.rows
    sums = totals_of([row.position for row in rows], desk.company)
    unknown = [row for row in rows if row.p is None]
    uncalled = sum(row.called is None for row in rows)
    contested = [row for row in rows if row.is_disputed]
    hopeful = (row.arr for row in rows if row.called in _HOPEFUL)
    return RenewalForecast(
        whose=scope.whose,
        noun=scope.noun,
        period=about.text("period", period_words(when), "the question"),
        accounts=about.count("accounts up for renewal", len(rows), "accounts"),
        due=sums.money(about, "ARR due", (row.arr for row in rows)),
        computed=computed(rows, about, sums),
        called=sums.money(about, "ARR called commit or best case", hopeful),
        callers=_callers(scope, rows, desk),
        uncalled=about.count("accounts without a call", uncalled, "accounts") if uncalled else None,
        sides=tuple(side(name, rows, about, sums) for name in (*CATEGORIES, None)),
        disputed=tuple(disputed(row, desk) for row in contested[:DISPUTED_SHOWN]),
        disputed_count=about.count(
            "disagreements of figure and calls", len(contested), "disagreements"
        ),
        unknown=named(about, "of unknown health", [r.position.account for r in unknown])
        if unknown
        else None,
        unknown_arr=sums.money(
            about, "ARR due that can't be computed", (row.arr for row in unknown)
        )
        if unknown
        else None,
        decided=decided(read.decided, about, sums, desk),
        targets=tuple(goal(target, desk) for target in read.targets),
        risk_kind=risk_kind_of(
            row.position.exposure.expected_kind for row in rows if row.p is not None
        ),
        tested=tested(read.model, about),
        freshness=read.freshness,
        converted=sums.converted,
    )
