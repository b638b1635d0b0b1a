"""What is worked out when all rows have landed: segments, doubtful dates, freshness."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from knowledge.errors import BadCompany
from knowledge.importing.context import Context
from knowledge.money import from_minor
from knowledge.store.landing import ids
from knowledge.store.landing_after import (
    arr_at,
    before_contract,
    note_read,
    set_flags,
    set_segments,
)

_DATED = ("usage", "tickets")


def give_segments(context: Context) -> None:
    """Give the accounts that came without a segment theirs, by the ARR of today."""
    if not context.without_segment:
        return
    with context.store.read() as connection:
        known = ids(connection, "accounts", context.source)
        account_ids = [known[text] for text in context.without_segment if text in known]
        rows = list(arr_at(connection, account_ids, context.today))
    arr: dict[int, Decimal] = dict.fromkeys(account_ids, Decimal(0))
    for account_id, currency, minor in rows:
        try:
            arr[account_id] += context.company.convert(from_minor(minor, currency), currency)
        except BadCompany as error:
            context.note(str(error))
    segments: dict[int, str] = {
        account_id: context.company.segment_of(amount) for account_id, amount in arr.items()
    }
    with context.store.write() as connection:
        set_segments(connection, segments)
    context.note(f"accounts whose segment was given by their ARR: {len(segments):,}")


def flag_doubtful(context: Context, entities: Collection[str]) -> None:
    """Flag, by account, rows dated before the first contract and texts that look like formulas."""
    flags: dict[str, list[dict[str, object]]] = defaultdict(list)
    for (entity, account_id), count in context.formulas.items():
        example = context.formula_examples[entity, account_id]
        flags[entity].append(_flag(account_id, "formula", count, example[:200]))
    with context.store.read() as connection:
        for entity in _DATED:
            for account_id, count, day in before_contract(connection, entity, context.source):
                example = f"the earliest is of {day}"
                flags[entity].append(_flag(account_id, "before_contract", count, example))
    for entity in sorted({*entities, *_DATED}):
        with context.store.write() as connection:
            set_flags(connection, context.source, entity, flags[entity])
    for report in context.reports:
        if report.entity in _DATED and report.read:
            found = [f for f in flags[report.entity] if f["flag"] == "before_contract"]
            if found:
                report.flagged["before_contract"] = sum(int(str(f["row_count"])) for f in found)


def keep_freshness(context: Context, entities: Collection[str]) -> None:
    """Keep when each entity was read."""
    for entity in sorted(entities):
        with context.store.write() as connection:
            note_read(connection, context.source, entity, context.now)


def _flag(account_id: int | None, flag: str, count: int, example: str) -> dict[str, object]:
    return {"account_id": account_id, "flag": flag, "row_count": count, "example": example}
