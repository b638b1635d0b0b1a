"""The history to learn renewals from: each past one, as it stood some days before it was due."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Connection, func, select

from knowledge.health import EVIDENCE, Rules, Signals, score
from knowledge.health.baselines import CALLS
from knowledge.health.history import History, stack_histories
from knowledge.health.renewal_fit import Labelled
from knowledge.health.renewal_signals import with_lead
from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.decided_renewals import Decided, decided_renewals
from knowledge.store.evaluation import operations_view
from knowledge.store.judgement import counts_from
from knowledge.store.renewal_signals import renewal_signals
from knowledge.store.signals import load_signals
from knowledge.store.tables import accounts, csm_calls, surveys, tickets, touchpoints, usage

# What has to lie before a row's day, so that a trend can be told.
_WARM_UP_DAYS = 84
# A monthly plan is asked from here on, a longer one from its term's first day on.
_SETTLED_DAYS = 28
_SHORT_TERM_DAYS = 90
# Companies up to this size are read whole each time, so that season and peers are the company's.
_READ_WHOLE_UP_TO = 1000


def renewal_history(connection: Connection, day: date, rules: Rules) -> History:
    """Return every past renewal's signals as of its day less each lead time, to the week.

    As of the Monday of that week, and nothing dated later than that is read. Days before the
    records begin are left out. A renewal with notice served or an outcome recorded by the row's
    day isn't `undecided`: there was nothing left to predict. About twenty queries for every week
    of history, whatever the number of accounts.
    """
    view = operations_view(connection, day)
    decided = decided_renewals(view)
    asked = _asked(decided, rules.renewal.leads_days, _first_day(view))
    everybody = connection.scalar(select(func.count()).select_from(accounts)) or 0
    calls = _calls(view)
    read = [
        _read(_narrowed(operations_view(connection, monday), found, decided, everybody),
              found, decided, calls, rules)
        for monday, found in sorted(asked.items())
    ]  # fmt: skip
    under_notice = [one for one in decided if one.notice_served]
    renewed = sum(not one.left for one in under_notice)
    parts = [one for one in read if one is not None]
    return stack_histories(parts, (len(under_notice), renewed))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One renewal (a position in the list of them) at one lead time."""

    renewal: int
    lead: int


def _asked(
    decided: Sequence[Decided], leads: Sequence[int], first: date | None
) -> Mapping[date, list[_Asked]]:
    """Return what is asked of which day, by that day: always a Monday."""
    found: dict[date, list[_Asked]] = defaultdict(list)
    if first is None:
        return found
    began: dict[int, date] = {}
    for i, one in enumerate(decided):
        start = began.setdefault(one.account_id, one.term_start or first)
        for lead in leads:
            day = one.due - timedelta(days=lead)
            monday = day - timedelta(days=day.weekday())
            if monday >= first and _was_ahead(one, monday, start):
                found[monday].append(_Asked(i, lead))
    return found


def _was_ahead(one: Decided, day: date, began: date) -> bool:
    """Whether it was this renewal that the account had ahead on that day."""
    if one.term_start is None or (one.due - one.term_start).days < _SHORT_TERM_DAYS:
        return day >= began + timedelta(days=_SETTLED_DAYS)
    return day >= one.term_start


def _was_open(one: Decided, day: date) -> bool:
    return one.decided_on is None or one.decided_on > day


def _first_day(view: View) -> date | None:
    """Return the first day whose signals can be judged: 12 weeks after the records begin.

    They begin with the first usage; where there is none, with the first ticket, contact or answer.
    """
    days = (usage.c.day, tickets.c.opened_on, touchpoints.c.day, surveys.c.answered_on)
    edges = (view.connection.scalar(select(func.min(day))) for day in days)
    first: date | None = next((edge for edge in edges if edge is not None), None)
    return None if first is None else first + timedelta(days=_WARM_UP_DAYS)


def _narrowed(
    view: View, found: Sequence[_Asked], decided: Sequence[Decided], everybody: int
) -> View:
    if everybody <= _READ_WHOLE_UP_TO:
        return view
    return view.narrowed(accounts.c.id.in_({decided[one.renewal].account_id for one in found}))


def _read(
    view: View,
    asked: Sequence[_Asked],
    decided: Sequence[Decided],
    calls: "_Calls",
    rules: Rules,
) -> History | None:
    """Return one day's rows; None where none of the accounts was paying then."""
    ids, signals = load_signals(view, rules)
    places = {account_id: i for i, account_id in enumerate(ids)}
    kept = [one for one in asked if decided[one.renewal].account_id in places]
    if not kept:
        return None
    at = np.array([places[decided[one.renewal].account_id] for one in kept])
    today = view.today.toordinal()
    due = np.array([decided[one.renewal].due.toordinal() for one in kept])
    x = renewal_signals(view, ids, signals, np.full(len(ids), np.nan))[at]
    left = np.array([decided[one.renewal].left for one in kept])
    noticed = ~np.isnan(signals.evidence[at, EVIDENCE.index("notice_served_days")])
    account = np.array([ids[i] for i in at], np.int64)
    was_open = np.array([_was_open(decided[one.renewal], view.today) for one in kept])
    return History(
        Labelled(
            with_lead(x, (due - today).astype(float)),
            left,
            account,
            np.array([one.renewal for one in kept], np.int64),
        ),
        np.array([float(one.lead) for one in kept]),
        np.full(len(kept), today),
        due.astype(np.int64),
        signals.segment[at],
        _undated_stage_out(signals, rules)[at],
        np.array([calls.on(int(one), view.today) for one in account]),
        was_open & ~noticed,
    )


def _undated_stage_out(signals: Signals, rules: Rules) -> FloatArray:
    """Return the health score with every stage unknown: the store has today's, not that day's."""
    return score(replace(signals, stage=np.full_like(signals.stage, -1)), rules).health


class _Calls:
    """The CSMs' calls by account, to ask for the newest one of a day."""

    def __init__(self) -> None:
        self.made: dict[int, list[tuple[date, float]]] = defaultdict(list)

    def on(self, account_id: int, day: date) -> float:
        """The position in `CALLS` of the newest call by that day, NaN where there is none."""
        found = [call for made, call in self.made.get(account_id, ()) if made <= day]
        return found[-1] if found else np.nan


def _calls(view: View) -> _Calls:
    c = csm_calls.c
    query = (
        select(c.account_id, c.day, c.source, c.read_at, c.call)
        .where(c.day <= view.today)
        .order_by(c.day, c.id)
    )
    calls = _Calls()
    for account_id, day, source, read_at, call in view.connection.execute(query):
        made = counts_from(day, source, read_at)
        calls.made[account_id].append((made, CALLS.get(call, np.nan)))
    for of_account in calls.made.values():
        of_account.sort(key=lambda call: call[0])
    return calls
