"""Past renewals with their outcome: as recorded, else as the contracts and the ARR tell."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import func, select

from knowledge.store.access import View
from knowledge.store.tables import arr_events, contracts, renewals

# A contract's end this near to a recorded renewal is the same renewal.
_SAME_DAYS = 31
# An account that still pays nothing so long after its contract's end has left.
_GRACE_DAYS = 30
# Who may leave every month is asked once in a quarter.
_APART_DAYS = 91


@dataclass(frozen=True, slots=True)
class Decided:
    """One renewal that came due, and whether the account left at it.

    `decided_on` is the day on which the outcome was known, where it was recorded; `term_start` that
    on which the ending term began, where it is known.
    """

    account_id: int
    due: date
    left: bool
    decided_on: date | None = None
    term_start: date | None = None
    notice_served: bool = False


def decided_renewals(view: View) -> list[Decided]:
    """Return the renewals that came due by the view's day, by account, oldest first.

    Recorded ones come as they are. A contract's end that nobody recorded counts as one too: the
    account left where it paid nothing in the 30 days after. Of those, an account has one in 91
    days at most, or the one at which it left.
    """
    found: dict[int, list[Decided]] = defaultdict(list)
    for one in _recorded(view):
        found[one.account_id].append(one)
    for account_id, ends in groupby(_ends(view), key=lambda one: one.account_id):
        found[account_id] += list(_unrecorded(list(ends), found[account_id]))
    every = (one for of_account in found.values() for one in of_account)
    return sorted(every, key=lambda one: (one.account_id, one.due))


def _recorded(view: View) -> list[Decided]:
    r, c = renewals.c, contracts.c
    query = (
        select(
            r.account_id,
            r.due,
            (r.outcome == "churned").label("left"),
            r.decided_on,
            c.start,
            (c.notice_served_on <= r.due).label("noticed"),
        )
        .outerjoin(contracts, c.id == r.contract_id)
        .where(view.sees(r.account_id), r.due <= view.today)
        .where(func.coalesce(r.decided_on, r.due) <= view.today)
        .order_by(r.account_id, r.due)
    )
    return [
        Decided(row[0], row.due, bool(row.left), row.decided_on, row.start, bool(row.noticed))
        for row in view.connection.execute(query)
    ]


def _ends(view: View) -> Iterator[Decided]:
    """Yield the ends of contracts, one an account and day, with what the ARR says of each."""
    c = contracts.c
    query = (
        select(c.account_id, c.renewal_date, c.end, c.start)
        .where(view.sees(c.account_id), c.arr_minor > 0, c.start <= view.today)
        .where(func.coalesce(c.renewal_date, c.end) <= view.today)
        .order_by(c.account_id)
    )
    balances = _balances(view)
    for account_id, rows in groupby(view.connection.execute(query), key=lambda row: row[0]):
        begun = {row.renewal_date or row.end + timedelta(days=1): row.start for row in rows}
        for due in sorted(begun):
            until = due + timedelta(days=_GRACE_DAYS)
            pays = _pays(balances.get(account_id, ()), due, until)
            if pays or until <= view.today:
                yield Decided(account_id, due, not pays, term_start=begun[due])


def _unrecorded(ends: Sequence[Decided], recorded: Sequence[Decided]) -> Iterator[Decided]:
    last: date | None = None
    gone = False
    for one in ends:
        if any(abs((one.due - other.due).days) <= _SAME_DAYS for other in recorded):
            last = one.due
            continue
        too_soon = last is not None and (one.due - last).days < _APART_DAYS
        if (one.left and gone) or (too_soon and not one.left):
            continue
        last, gone = one.due, one.left
        yield one


def _balances(view: View) -> dict[int, list[tuple[date, int]]]:
    """Return each account's ARR after each change, in minor units over all currencies."""
    e = arr_events.c
    query = (
        select(e.account_id, e.day, func.sum(e.delta_minor))
        .where(view.sees(e.account_id), e.day <= view.today)
        .group_by(e.account_id, e.day)
        .order_by(e.account_id, e.day)
    )
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for account_id, day, delta in view.connection.execute(query):
        before = found[account_id][-1][1] if found[account_id] else 0
        found[account_id].append((day, before + int(delta)))
    return found


def _pays(balances: Sequence[tuple[date, int]], since: date, until: date) -> bool:
    """Whether the account paid something on one of these days."""
    before = [minor for changed, minor in balances if changed <= since]
    later = [minor for changed, minor in balances if since < changed <= until]
    return any(minor > 0 for minor in (*before[-1:], *later))
