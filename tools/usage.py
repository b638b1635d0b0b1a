"""Adoption over time: active users, seats, features or events, week by week, with a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.company import Segment
from knowledge.facts import Fact
from knowledge.periods import Period
from knowledge.store.portfolio import portfolio
from knowledge.store.usage import features_known, newest_days
from knowledge.trends import COMPARED_WEEKS, Week
from tools.about import About
from tools.asked import Asked, asked, period_fact
from tools.desk import Desk
from tools.freshness import Freshness, freshness_of, is_stale
from tools.result import Chart, Result, Series
from tools.usage_movers import Direction, Movers, movers
from tools.usage_parts import (
    NOUNS,
    UNITS,
    FeatureUse,
    SeatUse,
    Trend,
    feature_use,
    seat_use,
    tidy,
    trend,
)
from tools.usage_read import Metric, UsageData, account_levels, read_usage

BRIEF_DAYS = 13


@dataclass(frozen=True, slots=True)
class Found:
    """What the data shows. `instead_of` is what was asked for, where there is no data of it.

    `is_brief`: less than two weeks were asked about, and the weeks before are shown with them.
    """

    metric: Metric
    noun: str
    instead_of: str
    is_brief: bool
    latest: Fact
    week: Fact
    trend: Trend | None
    seats: SeatUse | None
    features: FeatureUse | None
    movers: Movers | None


@dataclass(frozen=True, slots=True)
class UsageTrend:
    """The answer; `found` is nothing where the period has no usage data."""

    account: Fact | None
    where: str
    nothing: str
    period: Fact
    found: Found | None
    newest: Fact
    is_stale: bool
    freshness: Freshness


def usage_trend(
    desk: Desk,
    account: str | None = None,
    period: str = "last 6 months",
    metric: Metric = "active_users",
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    direction: Direction = "falling",
) -> Result:
    """Show how use of the product moves, by the week, with a chart: the first four weeks against
    the last four, the largest fall, seats bought, assigned and in use, features used; across the
    book, which accounts fell most (or grew most) and which no longer use it.

    Use it for "is Acme using it", "adoption since January", "how many licences are idle", "which
    features do they use", "where did usage drop". For why a health score moved use
    account_summary.

    Args:
        account: one account's name, such as "Acme"; every paying account when left out.
        period: such as "last 6 months", "since January" or "last week".
        metric: active users, seats (assigned and bought), different features, or events.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
        direction: across the book, whether to list the accounts that fell most or that grew most.
    """
    when = desk.period(period, "past")
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        days = newest_days(question.view)
        newest = max(days.values(), default=None)
        if newest is None or newest < when.start:
            return _result(question, when, days, newest, None, ())
        data = read_usage(question.view, when, days, desk.company)
        used = _metric(metric, data)
        weeks = data.weeks(used)
        moved = None if account else _movers(question, used, data.ends, days, desk, direction)
        known = features_known(question.view)
    latest = next((week for week in reversed(weeks) if week.value is not None), None)
    if latest is None:
        return _result(question, when, days, newest, None, ())
    about, is_brief = question.about, (data.end - when.start).days < BRIEF_DAYS
    found = Found(
        metric=used,
        noun=NOUNS[used],
        instead_of=NOUNS[metric] if used != metric else "",
        is_brief=is_brief,
        latest=about.number(f"{NOUNS[used]}, newest week", tidy(latest.value or 0), UNITS[used]),
        week=about.day(f"{NOUNS[used]}, newest week to", latest.end),
        trend=trend(weeks, used, about, is_brief=is_brief),
        seats=seat_use(data, about, is_one=account is not None),
        features=feature_use(data, known, about) if used == "features" else None,
        movers=moved,
    )
    return _result(question, when, days, newest, found, (_chart(weeks, used, data, about),))


def _result(
    question: Asked,
    when: Period,
    days: dict[int, date],
    newest: date | None,
    found: Found | None,
    charts: tuple[Chart, ...],
) -> Result:
    about, today = question.about, question.view.today
    view = UsageTrend(
        account=about.name() if question.account else None,
        where=question.where,
        nothing=question.nothing,
        period=period_fact(when, about),
        found=found,
        newest=about.day("newest usage data", newest, "usage"),
        is_stale=is_stale(newest, today),
        freshness=freshness_of(question.names, days, today),
    )
    listed = found.movers.movers if found and found.movers else ()
    names = [about.entity] if question.account else [m.account.entity for m in listed]
    return Result("usage_trend", view, today, charts=charts, accounts=tuple(names))


def _metric(asked_for: Metric, data: UsageData) -> Metric:
    """The metric asked for; else the nearest one of which there is data."""
    has: dict[Metric, bool] = {
        asked_for: False,
        "active_users": bool(data.users),
        "events": bool(data.events),
        "features": bool(data.features),
        "seats": bool(data.assigned),
    }
    if has[asked_for]:
        return asked_for
    return next((metric for metric, there in has.items() if there), asked_for)


def _movers(
    question: Asked,
    metric: Metric,
    ends: Sequence[date],
    newest: Mapping[int, date],
    desk: Desk,
    direction: Direction,
) -> Movers:
    size = max(1, min(COMPARED_WEEKS, len(ends) // 2))
    before = account_levels(question.view, metric, ends[:size], desk.company)
    after = {
        key: level
        for key, level in account_levels(question.view, metric, ends[-size:], desk.company).items()
        if not is_stale(newest.get(key), ends[-1])
    }
    positions = portfolio(question.view, desk.company, desk.rules)
    paying = [p for p in positions if p.is_customer]
    return movers(paying, before, after, metric, question.about, direction)


def _chart(weeks: Sequence[Week], metric: Metric, data: UsageData, about: About) -> Chart:
    points = tuple((w.end, float(tidy(w.value))) for w in weeks if w.value is not None)
    lines = [Series(NOUNS[metric], UNITS[metric], points)]
    if metric == "seats":
        bought = [(day, data.purchased(day)) for day in data.ends]
        lines.append(
            Series("purchased seats", "seats", tuple((d, float(n)) for d, n in bought if n))
        )
    alt = (
        f"{NOUNS[metric].capitalize()} of {about.entity} by the week: {points[0][1]:g} in the week"
        f" to {points[0][0]:%d %b %Y}, {points[-1][1]:g} in the week to {points[-1][0]:%d %b %Y}."
    )
    return Chart(f"{NOUNS[metric].capitalize()}, {about.entity}", tuple(lines), alt)
