"""The week: what changed, what is due, what to do; a CSM's own, or a team's for its manager."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.acts import short_ids
from knowledge.errors import Adjust
from knowledge.facts import Fact
from knowledge.store.book_week import BookWeek, book_week
from knowledge.store.contracts import renewals_decided
from knowledge.store.dossiers import dossiers
from knowledge.store.usage import newest_days
from knowledge.store.week_changes import News
from knowledge.weeks import Week, week_of
from tools.act_items import item_source
from tools.desk import Desk
from tools.digest_parts import (
    AlsoDue,
    ChangeItem,
    DigestAct,
    LastWeek,
    NewsItem,
    RenewalsAhead,
    also_due,
    change_item,
    digest_act,
    last_week,
    news_item,
    news_source,
    renewals_ahead,
)
from tools.digest_team import TeamWeek, team_week
from tools.freshness import usage_freshness
from tools.gap_groups import FEW, GapLine, gap_groups, gap_line, quick_fix
from tools.priorities import Blind, blind_of
from tools.renewal_items import dues_of, outcomes_by_due
from tools.result import Result, Source
from tools.scope import Scope, scope_of
from tools.totals import totals_of

# Of each kind of change.
SHOWN = 2
ALSO_SHOWN = 3
_ISO = re.compile(r"(\d{4})-W(\d{1,2})")
_HOLDERS = ("manager", "operations")


@dataclass(frozen=True, slots=True)
class Digest:
    """The answer. `acts` is at most five, in the order of the priorities; `compared` counts the
    accounts whose scores of a week ago are known, `blind` those that nothing can be said of.

    `team` holds what only a manager's digest has.
    """

    whose: str
    noun: str
    start: Fact
    end: Fact
    since: Fact
    on: Fact
    customers: Fact
    arr: Fact
    converted: bool
    due: Fact
    pressing: Fact
    compared: Fact
    fell: tuple[ChangeItem, ...]
    happened: tuple[NewsItem, ...]
    rose: tuple[ChangeItem, ...]
    good: tuple[NewsItem, ...]
    more: Fact | None
    acts: tuple[DigestAct, ...]
    also: tuple[AlsoDue, ...]
    renewals: RenewalsAhead | None
    last: LastWeek | None
    fix: GapLine | None
    is_two_minutes: bool
    blind: Blind | None
    freshness: tuple[Fact, ...]
    team: TeamWeek | None


def weekly_digest(desk: Desk, week: str | None = None, csm: str | None = None) -> Result:
    """Give the week's digest, in under 300 words: what changed since last week and what moved it,
    at most five acts in order, what else is due, what improved, renewals in 90 days with the
    calls, last week's acts, and the fix of records that most ARR hangs on. A manager gets the
    team's: forecast, calls, notice dates nobody plans for, overdue acts, where an executive is
    needed, capacity.

    Use it for "my week", "weekly digest", "what changed since last week", "what did I miss". For
    acts alone use priorities; for one account, account_summary.

    Args:
        week: another week than this one, such as "last week" or "next week".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
    """
    wanted = week_asked(desk, week)
    desk = replace(desk, today=min(desk.today, wanted.start))
    is_own = csm is None and not desk.audience
    with desk.view(csm=csm) as view:
        found = book_week(
            view, desk.company, desk.rules, wanted, desk.viewer.id if is_own else None
        )
        records = dossiers(view, desk.company, desk.rules, found.agenda.positions)
        outcomes = renewals_decided(view, desk.today, date.max)
        dues = dues_of(found.agenda.positions, outcomes_by_due(outcomes), desk.today)
        freshness = usage_freshness(view, newest_days(view))
        owners = {p.account.csm for p in found.agenda.positions}
        is_team = desk.viewer.role in _HOLDERS and (csm is None or len(owners) > 1)
        team = team_week(view, desk, found, dues, records) if is_team else None
    scope = scope_of(desk, csm=csm)
    sums = totals_of(found.agenda.positions, desk.company)
    quick = quick_fix(gap_groups(records, desk.company, desk.today))
    answer = _answer(
        desk,
        scope,
        found,
        _Besides(
            renewals=renewals_ahead(dues, scope.about, sums, desk.company),
            fix=gap_line(scope.about, sums, quick) if quick else None,
            is_two_minutes=quick is not None and len(quick.accounts) <= FEW,
            freshness=freshness,
            team=team,
        ),
    )
    return Result(
        "weekly_digest", answer, desk.today, sources=_sources(found), accounts=_accounts(answer)
    )


def digest_acts(desk: Desk, week: Week) -> tuple[str, ...]:
    """The ids of the acts that the person's digest of that week names, in order: what is kept."""
    at = replace(desk, today=min(desk.today, week.start))
    with at.view() as view:
        found = book_week(view, at.company, at.rules, week, at.viewer.id)
    return tuple(item.id for item in found.acts)


def week_asked(desk: Desk, phrase: str | None) -> Week:
    """The week that a phrase means; this one, or on a weekend the next, where it says nothing."""
    if phrase is None:
        return week_of(desk.today, desk.company)
    if number := _ISO.fullmatch(phrase.strip()):
        return _iso_week(phrase, int(number[1]), int(number[2]))
    start = desk.period(phrase, "past").start
    return Week(start - timedelta(days=start.weekday()))


def _iso_week(phrase: str, year: int, number: int) -> Week:
    try:
        return Week(date.fromisocalendar(year, number, 1))
    except ValueError:
        raise Adjust(f"There is no week {phrase}: say 2026-W10, or 'last week'.") from None


@dataclass(frozen=True, slots=True)
class _Besides:
    renewals: RenewalsAhead | None
    fix: GapLine | None
    is_two_minutes: bool
    freshness: tuple[Fact, ...]
    team: TeamWeek | None


def _answer(desk: Desk, scope: Scope, found: BookWeek, besides: _Besides) -> Digest:
    about, week, changes = scope.about, found.week, found.changes
    positions = found.agenda.positions
    sums = totals_of(positions, desk.company)
    ids = short_ids([item.id for item in (*found.agenda.open, *found.agenda.closed)])
    acts = tuple(digest_act(item, ids[item.id], found, desk) for item in found.acts)
    happened, good = _news(changes.news)
    told = (len(changes.fell), len(changes.rose), len(happened), len(good))
    untold = sum(max(0, count - SHOWN) for count in told)
    accounts = {item.act.account_id for item in found.due}
    return Digest(
        whose=scope.whose,
        noun=scope.noun,
        start=about.day("week from", week.start),
        end=about.day("week to", week.last_working_day(desk.company)),
        since=about.day("changes since", changes.since),
        on=about.day("as of", desk.today),
        customers=about.count("accounts", len(positions), "accounts"),
        arr=sums.money(about, "ARR", (p.arr_reporting for p in positions)),
        converted=sums.converted,
        due=about.count("accounts with something due", len(accounts), "accounts"),
        pressing=about.count("acts that can't wait", sum(a.is_pressing for a in acts), "acts"),
        compared=about.count("accounts compared with a week ago", changes.compared, "accounts"),
        fell=tuple(change_item(c, desk.today) for c in changes.fell[:SHOWN]),
        happened=tuple(news_item(n, desk.today) for n in happened[:SHOWN]),
        rose=tuple(change_item(c, desk.today) for c in changes.rose[:SHOWN]),
        good=tuple(news_item(n, desk.today) for n in good[:SHOWN]),
        more=about.count("more changes", untold, "changes") if untold else None,
        acts=acts,
        also=also_due(found, about)[:ALSO_SHOWN],
        renewals=besides.renewals,
        last=last_week(found.last, about),
        fix=besides.fix,
        is_two_minutes=besides.is_two_minutes,
        blind=blind_of(found.agenda, about),
        freshness=besides.freshness,
        team=besides.team,
    )


def _news(news: Sequence[News]) -> tuple[list[News], list[News]]:
    """What calls for a look, and what went well."""
    return [n for n in news if not n.is_good], [n for n in news if n.is_good]


def _sources(found: BookWeek) -> tuple[Source, ...]:
    of_acts = [source for item in found.acts if (source := item_source(item))]
    of_news = [news_source(n) for n in found.changes.news]
    return tuple({source.id: source for source in (*of_acts, *of_news)}.values())


def _accounts(answer: Digest) -> tuple[str, ...]:
    changes = (item.account for item in (*answer.fell, *answer.rose))
    news = (item.account for item in (*answer.happened, *answer.good))
    named = (*(item.account for item in answer.acts), *changes, *news)
    return tuple(dict.fromkeys(str(account.value) for account in named))
