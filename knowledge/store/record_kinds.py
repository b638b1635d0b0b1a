"""What kind of record a fact cites, and which kinds a source system brought."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Table, select

from knowledge.store.tables import (
    arr_events,
    concessions,
    contracts,
    imports,
    meetings,
    milestones,
    notes,
    objectives,
    product_feedback,
    renewals,
    stakeholders,
    surveys,
    tickets,
    touchpoints,
    usage,
)

_TABLES: tuple[tuple[str, Table], ...] = (
    ("tickets", tickets),
    ("surveys", surveys),
    ("touchpoints", touchpoints),
    ("touchpoints", meetings),
    ("contracts", contracts),
    ("contracts", arr_events),
    ("contracts", concessions),
    ("contracts", renewals),
    ("plans", objectives),
    ("plans", milestones),
    ("feedback", product_feedback),
    ("people", stakeholders),
)
_NOTES = {"call_note": "call notes", "transcript": "transcripts", "email": "emails"}
NOTE_KINDS: Mapping[str, str] = {said: kind for kind, said in _NOTES.items()}
"""What people call a kind of note, and `notes.kind`."""
KINDS = (*NOTE_KINDS, *dict.fromkeys(kind for kind, _ in _TABLES if kind != "people"), "usage")
"""Every kind that a policy may name."""
_BATCH = 400


def kinds_of(connection: Connection, homes: Collection[str]) -> dict[str, str]:
    """The kind of each of these homes ("zendesk:4821") that is one of a record; others left out."""
    found: dict[str, str] = {}
    by_system: dict[str, list[str]] = {}
    for home in homes:
        system, colon, key = home.partition(":")
        if colon:
            by_system.setdefault(system, []).append(key)
    for system, keys in by_system.items():
        for start in range(0, len(keys), _BATCH):
            some = keys[start : start + _BATCH]
            n = notes.c
            of_notes = select(n.source_id, n.kind).where(n.source == system, n.source_id.in_(some))
            for key, kind in connection.execute(of_notes):
                found[f"{system}:{key}"] = _NOTES.get(kind, "call notes")
            for kind, table in _TABLES:
                c = table.c
                query = select(c.source_id).where(c.source == system, c.source_id.in_(some))
                for key in connection.scalars(query):
                    found.setdefault(f"{system}:{key}", kind)
    return found


def kinds_from(connection: Connection, systems: Collection[str]) -> frozenset[str]:
    """The kinds of which the store has a record from one of the systems."""
    if not systems:
        return frozenset()
    found = {kind for kind, table in _TABLES if _has(connection, table, systems)}
    of_usage = select(imports.c.id).join(usage, usage.c.import_id == imports.c.id)
    if connection.scalar(of_usage.where(imports.c.source.in_(systems)).limit(1)) is not None:
        found.add("usage")
    n = notes.c
    query = select(n.kind).where(n.source.in_(systems)).distinct()
    return frozenset(found | {_NOTES.get(kind, "call notes") for kind in connection.scalars(query)})


def _has(connection: Connection, table: Table, systems: Collection[str]) -> bool:
    query = select(table.c.source).where(table.c.source.in_(systems)).limit(1)
    return connection.scalar(query) is not None
