"""ARR events made from contracts, where no file gives them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from knowledge.importing.context import Context
from knowledge.store.landing import land, remove
from knowledge.store.landing_after import Term, arr_event_ids, terms

_PREFIX = "contracts:"
_WRITE_ROWS = 4_000


@dataclass(frozen=True, slots=True)
class ArrEvent:
    """A change of an account's ARR on a day: the net of what begins and what ended the day before.

    `delta_minor` is in minor units of `currency`. `contract_id`: the one contract behind it.
    """

    account_id: int
    account: str
    contract_id: int | None
    day: date
    kind: str
    delta_minor: int
    currency: str

    @property
    def source_id(self) -> str:
        """An id that the same change always gets."""
        return f"{_PREFIX}{self.account}:{self.day}:{self.currency}"


@dataclass(slots=True)
class _Change:
    delta: int = 0
    begins: list[int] | None = None
    ends: list[int] | None = None


def arr_events(contracts: Iterable[Term], today: date) -> Iterator[ArrEvent]:
    """Yield the events of contracts that stand together by account.

    ARR begins on a contract's first day and leaves on the day after its last (churn is dated on
    the last paid day + 1). What an account gains and loses on one day is one event, so a renewal
    at the same price is none. An end that hasn't come yet takes ARR away only where a successor
    begins right after it: until then nobody knows that it isn't renewed.
    """
    for _, group in groupby(contracts, key=lambda term: term.account_id):
        yield from _of_account(list(group), today)


def derive(context: Context, *, has_file: bool) -> str | None:
    """Bring the source's ARR events in line with its contracts; say what changed, in words.

    Where a file gives the events (`has_file`), or one did before, those made here are removed.
    """
    with context.store.read() as connection:
        present = arr_event_ids(connection, context.source)
        contracts = terms(connection, context.source)
    made = {event_id for event_id in present if event_id.startswith(_PREFIX)}
    if has_file or len(made) < len(present):
        _remove(context, made)
        return None
    events = list(arr_events(contracts, context.today))
    written = _write(context, events)
    gone = made - {event.source_id for event in events}
    _remove(context, gone)
    if not events and not gone:
        return None
    return (
        f"ARR events made from the contracts: {len(events):,},"
        f" of which {written:,} new or changed, {len(gone):,} no longer so"
    )


def _of_account(contracts: Sequence[Term], today: date) -> Iterator[ArrEvent]:
    changes = _changes(contracts, today)
    running: dict[str, int] = defaultdict(int)
    ever = False
    for day in sorted({day for day, _ in changes}):
        of_day = {currency: change for (d, currency), change in changes.items() if d == day}
        before = any(running.values())
        for currency, change in of_day.items():
            running[currency] += change.delta
        after = any(running.values())
        for currency, change in sorted(of_day.items()):
            if change.delta:
                kind = _kind(before, after, ever, change.delta)
                first = contracts[0]
                yield ArrEvent(
                    first.account_id, first.account, _contract(change), day, kind,
                    change.delta, currency,
                )  # fmt: skip
        ever = ever or after


def _changes(contracts: Sequence[Term], today: date) -> dict[tuple[date, str], _Change]:
    paid = [contract for contract in contracts if contract.arr_minor]
    begins = {contract.start for contract in paid}
    changes: dict[tuple[date, str], _Change] = defaultdict(_Change)
    for contract in paid:
        begin = changes[contract.start, contract.currency]
        begin.delta += contract.arr_minor
        begin.begins = [*(begin.begins or ()), contract.id]
        after = contract.end + timedelta(days=1) if contract.end else None
        if after is not None and (after <= today or after in begins):
            end = changes[after, contract.currency]
            end.delta -= contract.arr_minor
            end.ends = [*(end.ends or ()), contract.id]
    return changes


def _kind(before: bool, after: bool, ever: bool, delta: int) -> str:
    if not before:
        return "reactivation" if ever else "new"
    if not after:
        return "churn"
    return "expansion" if delta > 0 else "contraction"


def _contract(change: _Change) -> int | None:
    behind = change.begins or change.ends or []
    return behind[0] if len(behind) == 1 else None


def _write(context: Context, events: Sequence[ArrEvent]) -> int:
    written = 0
    for start in range(0, len(events), _WRITE_ROWS):
        rows = [
            {
                "account_id": event.account_id, "contract_id": event.contract_id,
                "day": event.day, "kind": event.kind, "delta_minor": event.delta_minor,
                "currency": event.currency, "source": context.source,
                "source_id": event.source_id, "read_at": context.now,
            }
            for event in events[start : start + _WRITE_ROWS]
        ]  # fmt: skip
        with context.store.write() as connection:
            landed = land(connection, "arr_events", rows)
        written += landed.new + landed.changed
    return written


def _remove(context: Context, event_ids: Iterable[str]) -> None:
    wanted = sorted(event_ids)
    for start in range(0, len(wanted), _WRITE_ROWS):
        with context.store.write() as connection:
            remove(connection, "arr_events", context.source, wanted[start : start + _WRITE_ROWS])
