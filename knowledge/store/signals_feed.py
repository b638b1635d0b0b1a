"""Usage feeds that have stopped: no news is not the same as no use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ScalarSelect, Select, extract, select

from knowledge.health.days import FEED_DAYS, FEED_DAYS_NEEDED
from knowledge.health.windows import QUIET_DAYS
from knowledge.store.access import View
from knowledge.store.tables import accounts, usage, usage_metrics

_MONDAY, _FRIDAY = 1, 5


@dataclass(frozen=True, slots=True)
class Stopped:
    """Whose feeds have stopped, arrays of shape (n,): that of user counts, and everything."""

    users: NDArray[np.bool_]
    everything: NDArray[np.bool_]


def stopped_feeds(
    view: View, ids: Sequence[int], users: list[int], used: list[int], newest: date
) -> Stopped:
    """Return whose usage rows came nearly every day, zeros included, and then not for a week.

    Nearly every day is on 80% of the working days (Monday to Friday) of the 56 days up to the last
    of them. Of an account with fewer rows, or a shorter history, nobody can tell whether its feed
    stopped or its use did, and its days without rows go on being days without use. `users` and
    `used` are the ids of the metrics of user counts, and of all that tell of use; `newest` is the
    newest day of the company's usage.
    """
    places = {account_id: i for i, account_id in enumerate(ids)}
    stopped = Stopped(np.zeros(len(ids), np.bool_), np.zeros(len(ids), np.bool_))
    for row in view.connection.execute(_quiet(view, used, newest)):
        place = places.get(row.account_id)
        if place is None or (row.last - row.earlier).days >= FEED_DAYS:
            continue
        stopped.users[place] |= row.metric_id in users
        stopped.everything[place] |= not row.is_heard
    return stopped


def _quiet(view: View, used: list[int], newest: date) -> Select[tuple[int, int, date, date]]:
    """Each account's metrics without a row for a week that had enough of them before: the last
    working day with one, the 31st such day before it, and whether another metric has a row."""
    a, m, u = accounts.c, usage_metrics.c, usage.c
    of_account = select(u.day).where(u.account_id == a.id, u.day <= newest)
    rows = of_account.where(u.metric_id == m.id).correlate(accounts, usage_metrics)
    in_week = u.day > newest - timedelta(days=QUIET_DAYS)
    heard = of_account.where(u.metric_id.in_(used), in_week).correlate(accounts).exists()
    last, earlier = feed_ends(rows)
    each = (
        select(
            a.id.label("account_id"),
            m.id.label("metric_id"),
            last.label("last"),
            earlier.label("earlier"),
            heard.label("is_heard"),
        )
        .select_from(accounts.join(usage_metrics, m.id.in_(used)))
        .where(view.sees(a.id), ~rows.where(in_week).exists())
        .subquery()
    )
    return select(each).where(each.c.earlier.is_not(None))


def feed_ends(rows: Select[tuple[date]]) -> tuple[ScalarSelect[date], ScalarSelect[date]]:
    """Give the last working day of these usage rows, and the 31st such day before it."""
    day = usage.c.day
    working = rows.where(extract("dow", day).between(_MONDAY, _FRIDAY)).group_by(day)
    last = working.order_by(day.desc()).limit(1)
    return last.scalar_subquery(), last.offset(FEED_DAYS_NEEDED - 1).scalar_subquery()
