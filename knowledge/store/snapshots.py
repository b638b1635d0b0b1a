"""Health snapshots: one for each account and day, written nightly, read by every question."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Connection, Delete, Insert, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.health import Rules
from knowledge.store.access import View
from knowledge.store.accounts import names_of
from knowledge.store.engine import Store
from knowledge.store.evaluation import evaluate, operations_view
from knowledge.store.signals import Counted
from knowledge.store.snapshot_detail import CapHeld, Detail, Part, read_detail
from knowledge.store.tables import accounts, health_snapshots

__all__ = [
    "CapHeld",
    "Health",
    "Part",
    "Refreshed",
    "health_history",
    "health_of",
    "operations_view",
    "refresh_health",
    "rescore",
]

# So that no transaction holds the write lock for half a second.
_BATCH = 500


@dataclass(frozen=True)
class Health:
    """An account's health on a day. `score` is 0-100, caps applied; `coverage` 0-1.

    `score` is None where nothing at all is known. `p_renew`, 0-1, is the chance to renew, with its
    80% interval; None where the history supports none, or no renewal date is ahead. The reasons
    are read from `detail` (JSON) when they are asked for.
    """

    account_id: int
    day: date
    score: float | None
    coverage: float
    band: str
    rules_version: str
    detail: str = field(repr=False)
    p_renew: float | None = None
    p_renew_low: float | None = None
    p_renew_high: float | None = None

    @property
    def computed(self) -> float | None:
        """The score before caps."""
        return self._detail.computed

    @property
    def parts(self) -> tuple[Part, ...]:
        """The measures that the score rests on, in the rules' order."""
        return self._detail.parts

    @property
    def caps(self) -> tuple[CapHeld, ...]:
        """The caps that apply, the lowest limit first."""
        return self._detail.caps

    @property
    def missing(self) -> tuple[str, ...]:
        """The measures that weigh something and have no usable value."""
        return self._detail.missing

    @cached_property
    def _detail(self) -> Detail:
        return read_detail(self.detail)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh made: snapshots of `accounts` accounts, counted by band."""

    day: date
    accounts: int
    bands: Mapping[str, int]


def refresh_health(
    store: Store, day: date, rules: Rules, counted: Counted | None = None
) -> Refreshed:
    """Score every paying account as of `day` and keep one snapshot of each.

    `counted` gives what accounts used as of the day; without it, SQL counts. A day's snapshots are
    replaced, so a second run changes nothing. Reads and computes without a lock, then writes in
    short transactions.
    """
    with store.read() as connection:
        evaluated = evaluate(connection, day, rules, counted)
        stale = _stored(connection, day) - set(evaluated.ids)
    for rows in _batches(range(len(evaluated.ids))):
        records = evaluated.records(rows)
        with store.write() as connection:
            connection.execute(_upsert(connection), records)
    for gone in _batches(sorted(stale)):
        with store.write() as connection:
            connection.execute(_removal(day, gone))
    return Refreshed(day, len(evaluated.ids), Counter(evaluated.bands))


def rescore(connection: Connection, day: date, rules: Rules, account_id: int) -> None:
    """Score one account anew as of `day`, on a writing connection, after a record of it changed.

    Where the company has no snapshots for the day, questions score by themselves.
    """
    if not _has_snapshots(operations_view(connection, day)):
        return
    evaluated = evaluate(connection, day, rules, only=account_id)
    if evaluated.ids:
        connection.execute(_upsert(connection), evaluated.records([0]))
    else:
        connection.execute(_removal(day, [account_id]))


def health_of(view: View, rules: Rules) -> dict[int, Health]:
    """Return the health of the view's accounts: the newest snapshot, of the view's day or the day
    before. An account that wasn't scored is absent.

    Where the company has none for these days, everybody is scored now, without storing it.
    """
    s = health_snapshots.c
    fresh = s.day.between(view.today - timedelta(days=1), view.today)
    newer = health_snapshots.alias()
    newest = (
        select(func.max(newer.c.day))
        .where(newer.c.account_id == s.account_id, newer.c.day <= view.today)
        .scalar_subquery()
    )
    shown = (s[one.name] for one in fields(Health))
    query = select(*shown).where(view.sees(s.account_id), fresh, s.day == newest)
    found = {row[0]: Health(*row) for row in view.connection.execute(query)}
    if found or _has_snapshots(view):
        return found
    return _computed_now(view, rules)


def health_history(view: View, since: date) -> dict[int, list[tuple[date, float | None, str]]]:
    """Return each account's (day, score, band) from `since` to the view's day, oldest first."""
    s = health_snapshots.c
    query = (
        select(s.account_id, s.day, s.score, s.band)
        .where(view.sees(s.account_id), s.day.between(since, view.today))
        .order_by(s.account_id, s.day)
    )
    found: dict[int, list[tuple[date, float | None, str]]] = defaultdict(list)
    for account_id, *snapshot in view.connection.execute(query):
        found[account_id].append(tuple(snapshot))
    return dict(found)


def health_before(view: View, day: date, within: int) -> dict[int, Health]:
    """Return each account's newest snapshot of the `within` days up to and with `day`."""
    s, newer = health_snapshots.c, health_snapshots.alias()
    near = s.day.between(day - timedelta(days=within - 1), day)
    newest = (
        select(func.max(newer.c.day))
        .where(newer.c.account_id == s.account_id, newer.c.day <= day)
        .scalar_subquery()
    )
    shown = (s[one.name] for one in fields(Health))
    query = select(*shown).where(view.sees(s.account_id), near, s.day == newest)
    return {row[0]: Health(*row) for row in view.connection.execute(query)}


def _computed_now(view: View, rules: Rules) -> dict[int, Health]:
    evaluated = evaluate(view.connection, view.today, rules)
    seen = names_of(view)
    rows = [i for i, account_id in enumerate(evaluated.ids) if account_id in seen]
    computed = (Health(**record) for record in evaluated.records(rows))
    return {health.account_id: health for health in computed}


def _has_snapshots(view: View) -> bool:
    """Whether the company has any snapshot that would be new enough for the view's day."""
    s = health_snapshots.c
    one = select(s.id).where(
        s.account_id == accounts.c.id, s.day.between(view.today - timedelta(days=1), view.today)
    )
    query = select(accounts.c.id).where(one.exists()).limit(1)
    return view.connection.scalar(query) is not None


def _stored(connection: Connection, day: date) -> set[int]:
    s = health_snapshots.c
    return set(connection.scalars(select(s.account_id).where(s.day == day)))


def _upsert(connection: Connection) -> Insert:
    key = ("account_id", "day")
    replaced = [one.name for one in fields(Health) if one.name not in key]
    if connection.dialect.name == "sqlite":
        lite = sqlite.insert(health_snapshots)
        new = {name: lite.excluded[name] for name in replaced}
        return lite.on_conflict_do_update(index_elements=key, set_=new)
    full = postgresql.insert(health_snapshots)
    new = {name: full.excluded[name] for name in replaced}
    return full.on_conflict_do_update(index_elements=key, set_=new)


def _removal(day: date, account_ids: Sequence[int]) -> Delete:
    s = health_snapshots.c
    return delete(health_snapshots).where(s.day == day, s.account_id.in_(account_ids))


def _batches(items: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
