"""Vectors on their way into the store: which passages have none of a model, and how many do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select

from knowledge.store.model_policy import withheld
from knowledge.store.tables import notes, passages, vectors


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Passages that a service may not read: notes of these kinds (`notes.kind`) or systems."""

    kinds: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()


NOTHING = LeftOut()


def counts_by_model(connection: Connection) -> dict[str, int]:
    """How many passages have a vector of each model."""
    v = vectors.c
    query = select(v.model, func.count()).group_by(v.model)
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def state_of_vectors(connection: Connection) -> dict[str, tuple[int, int]]:
    """How many vectors each model has, and the newest one's id: it differs where a vector does."""
    v = vectors.c
    query = select(v.model, func.count(), func.max(v.id)).group_by(v.model)
    return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}


def without_vector(
    connection: Connection, model: str, after: int, count: int, left_out: LeftOut = NOTHING
) -> list[tuple[int, str]]:
    """The first passages (id, text) past the id `after` that have no vector of the model.

    Those of accounts whose policy keeps them from the model stay out, and what is `left_out`.
    """
    p = passages.c
    wanted = (p.id > after, ~_has(model), *_allowed(connection, model, left_out))
    query = select(p.id, p.text).where(*wanted).order_by(p.id).limit(count)
    return [(row[0], row[1]) for row in connection.execute(query)]


def lacking(connection: Connection, model: str, left_out: LeftOut = NOTHING) -> int:
    """How many passages have no vector of the model, and may have one."""
    wanted = (~_has(model), *_allowed(connection, model, left_out))
    query = select(func.count()).select_from(passages).where(*wanted)
    return connection.scalar(query) or 0


def add_vectors(
    connection: Connection, model: str, ids: Sequence[int], rows: NDArray[np.float32]
) -> None:
    """Store a vector for each passage that is still there and has none of the model."""
    p = passages.c
    there = set(connection.scalars(select(p.id).where(p.id.in_(ids), ~_has(model))))
    kept = [
        {"passage_id": passage, "model": model, "vector": row.astype("<f4").tobytes()}
        for passage, row in zip(ids, rows, strict=True)
        if passage in there
    ]
    if kept:
        connection.execute(insert(vectors), kept)


def drop_other_models(connection: Connection, model: str, count: int) -> int:
    """Delete some of the vectors of other models; return how many were left to delete."""
    some = list(
        connection.scalars(select(vectors.c.id).where(vectors.c.model != model).limit(count))
    )
    if some:
        connection.execute(delete(vectors).where(vectors.c.id.in_(some)))
    return len(some)


def vector_ids(connection: Connection, model: str) -> list[int]:
    """The ids of all passages that have a vector of the model, in order."""
    v = vectors.c
    return list(
        connection.scalars(select(v.passage_id).where(v.model == model).order_by(v.passage_id))
    )


def stored_vectors(
    connection: Connection, model: str, ids: Sequence[int]
) -> tuple[list[int], NDArray[np.float32]]:
    """The vectors of some passages, at most 900 of them: ids, and a row for each."""
    v = vectors.c
    query = select(v.passage_id, v.vector).where(v.passage_id.in_(ids), v.model == model)
    rows = connection.execute(query).all()
    if not rows:
        return [], np.empty((0, 0), dtype=np.float32)
    joined = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
    return [row[0] for row in rows], joined.reshape(len(rows), -1)


def _allowed(
    connection: Connection, model: str, left_out: LeftOut
) -> tuple[ColumnElement[bool], ...]:
    p, n = passages.c, notes.c
    found: list[ColumnElement[bool]] = []
    ids = list(withheld(connection, model))
    if ids:
        found.append(p.account_id.not_in(ids))
    if left_out.kinds:
        found.append(p.kind.not_in(left_out.kinds))
    if left_out.systems:
        found.append(~exists(n.id).where(n.id == p.note_id, n.source.in_(left_out.systems)))
    return tuple(found)


def _has(model: str) -> ColumnElement[bool]:
    v = vectors.c
    return exists(v.id).where(v.passage_id == passages.c.id, v.model == model)
