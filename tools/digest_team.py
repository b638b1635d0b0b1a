"""What only a manager's digest has: forecast, calls, notice dates, overdue acts, capacity."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.facts import Fact
from knowledge.load import load_of
from knowledge.store.access import View
from knowledge.store.book_week import BookWeek
from knowledge.store.dossiers import Dossier
from knowledge.store.ownership import Owner, owners_on, seen_in_part
from knowledge.store.portfolio import Position
from knowledge.store.targets import targets_of
from knowledge.store.team_week import (
    NOTICE_WITHIN_DAYS,
    CallChange,
    ExecutiveCase,
    ExecutiveWhy,
    team_matters,
)
from tools.about import About
from tools.desk import Desk
from tools.forecast_parts import Computed, GoalOnRecord, computed, goal
from tools.forecast_rows import renewing
from tools.named import Named, named
from tools.positions import CALLS, book_of, deadline_facts
from tools.renewal_items import Due
from tools.scope import period_words
from tools.totals import Tally, Totals, totals_of

SHOWN = 2
_HOPEFUL = ("commit", "best_case")
_FULL = Decimal(1)


@dataclass(frozen=True, slots=True)
class TeamForecast:
    """The quarter's renewals: due, computed, called; the targets on record beside them."""

    period: Fact
    due: Fact
    computed: Computed | None
    called: Fact
    targets: tuple[GoalOnRecord, ...]


@dataclass(frozen=True, slots=True)
class CallItem:
    """A call made in the week; `before` is "not made" where there was none."""

    account: Fact
    arr: Fact
    before: Fact
    now: Fact
    on: Fact


@dataclass(frozen=True, slots=True)
class Group:
    """How many accounts, what they pay, the first names."""

    count: Fact
    arr: Fact
    who: Named
    first: Fact | None = None


@dataclass(frozen=True, slots=True)
class ExecutiveItem:
    """Where an executive is needed, and since when it is so."""

    account: Fact
    arr: Fact
    why: ExecutiveWhy
    since: Fact
    deadline_kind: str
    deadline: Fact


@dataclass(frozen=True, slots=True)
class Load:
    """A CSM's load in percent of a full book."""

    csm: Fact
    load: Fact


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """A manager's part. `over` are the books above a full load, `room` the emptiest of others."""

    forecast: TeamForecast
    calls: tuple[CallItem, ...]
    calls_changed: Fact
    uncalled: Group | None
    unplanned: Group | None
    notice_within: Fact
    overdue: Fact | None
    overdue_by: tuple[Tally, ...]
    executive: tuple[ExecutiveItem, ...]
    executives: Fact
    over: tuple[Load, ...]
    room: Load | None
    books: Fact


def team_week(
    view: View, desk: Desk, found: BookWeek, dues: Sequence[Due], records: Sequence[Dossier]
) -> TeamWeek:
    about, positions = book_of(desk), found.agenda.positions
    sums = totals_of(positions, desk.company)
    matters = team_matters(view, found.agenda, found.changes.since)
    overdue = sum(matters.overdue.values())
    loads = _loads(view, records, desk)
    over = [load for load in loads if _percent(load) > _FULL * 100]
    spare = [load for load in loads if load not in over]
    return TeamWeek(
        forecast=_forecast(view, desk, found, dues, about),
        calls=tuple(_call(change, desk) for change in matters.changed[:SHOWN]),
        calls_changed=about.count("calls changed", len(matters.changed), "calls"),
        uncalled=_group(about, "without a call", matters.uncalled, sums),
        unplanned=_group(about, "notice dates without a plan", matters.unplanned, sums),
        notice_within=about.days("days ahead for notice dates", NOTICE_WITHIN_DAYS),
        overdue=about.count("overdue acts", overdue, "acts") if overdue else None,
        overdue_by=tuple(
            Tally(name or "nobody", about.count(f"overdue acts of {name or 'nobody'}", n, "acts"))
            for name, n in sorted(matters.overdue.items(), key=lambda p: (-p[1], p[0]))[:3]
        ),
        executive=tuple(_executive(case, desk) for case in matters.executive[:SHOWN]),
        executives=about.count(
            "accounts where an executive is needed", len(matters.executive), "accounts"
        ),
        over=tuple(over[:SHOWN]),
        room=spare[-1] if spare else None,
        books=about.count("books", len(loads), "books"),
    )


def _forecast(
    view: View, desk: Desk, found: BookWeek, dues: Sequence[Due], about: About
) -> TeamForecast:
    when = desk.period("this quarter", "future")
    rows = renewing(dues, when, found.agenda.standings, desk.company)
    sums = totals_of([row.position for row in rows], desk.company)
    targets = [] if desk.audience else targets_of(view, (desk.viewer,), when.start, when.end)
    of_renewals = [t for t in targets if t.metric in ("GRR", "NRR")][:1]
    return TeamForecast(
        period=about.text("period", period_words(when), "the question"),
        due=sums.money(about, "ARR due", (row.arr for row in rows)),
        computed=computed(rows, about, sums),
        called=sums.money(
            about,
            "ARR called commit or best case",
            (row.arr for row in rows if row.called in _HOPEFUL),
        ),
        targets=tuple(goal(target, desk) for target in of_renewals),
    )


def _call(change: CallChange, desk: Desk) -> CallItem:
    position, before = change.position, change.before
    about = About(position.account.name, desk.today, change.now.home)
    return CallItem(
        account=about.name(position.account.home),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        before=about.text("CSM call before", CALLS[before.call] if before else "not made"),
        now=about.text("CSM call", CALLS[change.now.call]),
        on=about.day("CSM call made on", change.now.day),
    )


def _group(about: About, words: str, found: Sequence[Position], sums: Totals) -> Group | None:
    if not found:
        return None
    day = min((p.deadline.day for p in found if p.deadline), default=None)
    return Group(
        about.count(f"accounts {words}", len(found), "accounts"),
        sums.money(about, f"ARR of accounts {words}", (p.arr_reporting for p in found)),
        named(about, words, [p.account for p in found]),
        about.day(f"first date of {words}", day) if day else None,
    )


def _executive(case: ExecutiveCase, desk: Desk) -> ExecutiveItem:
    position = case.position
    about = About(position.account.name, desk.today, position.account.home)
    kind, due, _ = deadline_facts(position, about)
    return ExecutiveItem(
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        why=case.why,
        since=about.day(f"{case.why.replace('_', ' ')} since", case.since),
        deadline_kind=kind,
        deadline=due,
    )


def _loads(view: View, records: Sequence[Dossier], desk: Desk) -> list[Load]:
    """The books by owner, the fullest first; without those that aren't seen whole, and those all
    of whose accounts are pooled."""
    owners, in_part = owners_on(view, desk.today), seen_in_part(view, desk.today)
    counts: dict[Owner, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for dossier in records:
        account = dossier.position.account
        owner = owners.get(account.id)
        if owner and owner.id not in in_part:
            counts[owner][account.segment] += 1
    loads = []
    for owner, by_segment in counts.items():
        load = load_of(by_segment, desk.company)
        about = About(owner.name, desk.today, "account store")
        if load is not None:
            share = about.percent("load, share of a full load", round(load * 100))
            loads.append(Load(about.text("CSM", owner.name), share))
    return sorted(loads, key=lambda one: (-_percent(one), one.csm.entity))


def _percent(load: Load) -> Decimal:
    return Decimal(str(load.load.value or 0))
