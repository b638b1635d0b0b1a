"""Passages that a view may read: those that match words, their vectors, and their text.

Who may see what is decided here, in SQL, by every query. An index beside the store proposes ids;
`passages_of` is the last word on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    cast,
    column,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from knowledge.store.access import View
from knowledge.store.notes import may_read
from knowledge.store.records import fetch, home
from knowledge.store.tables import accounts, notes, passages, vectors

_FTS = table("passages_fts", column("rowid", Integer), column("passages_fts", String))
_IDS = 500
Vectors = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to, besides the view. `speaker` is a part of a name."""

    since: date | None = None
    until: date | None = None
    kind: str | None = None
    speaker: str | None = None

    @property
    def are_set(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that has some of the terms asked for; `terms` are all of its own."""

    id: int
    words: int
    terms: str


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with the note that it stands in; `text` is the note's text[start:end]."""

    id: int
    note_id: str
    account_id: int
    account: str
    day: date
    kind: str
    title: str | None
    author: str | None
    start: int
    end: int
    speaker: str | None
    at_seconds: int | None
    text: str
    terms: str
    home: str


def some_accounts(view: View, most: int) -> list[int] | None:
    """The ids of the view's accounts; None where there are more than `most`."""
    query: Select[Any] = view.accounts().limit(most + 1)
    found = list(view.connection.scalars(query))
    return found if len(found) <= most else None


def extent(view: View, filters: Filters) -> tuple[int, int]:
    """How many passages are within the filters, and how many words these have."""
    p = passages.c
    query = select(func.count(), func.coalesce(func.sum(p.words), 0)).where(*_within(view, filters))
    count, words = view.connection.execute(query).one()
    return int(count), int(words)


def whole_extent(connection: Connection) -> tuple[int, float]:
    """The company's passages, and their mean number of words by the newest thousand.

    Statistics, not to be shown to a viewer.
    """
    p = passages.c
    newest = select(p.words).order_by(p.id.desc()).limit(1_000).subquery()
    count = connection.scalar(select(func.count()).select_from(passages)) or 0
    return count, float(connection.scalar(select(func.avg(newest.c.words))) or 1.0)


def matching(
    view: View, filters: Filters, terms: Sequence[str], accounts: Sequence[int] | None, most: int
) -> list[Match]:
    """Passages with any of the terms, on SQLite the best first where there are more than `most`.

    `accounts`: the view's, where they are few enough to list.
    """
    p = passages.c
    if accounts is None and view.connection.dialect.name == "sqlite":
        found = _best_of_company(view, filters, terms, most)
        if found is not None:
            return found
    query = select(p.id, p.words, p.terms).where(*_within(view, filters)).limit(most)
    if view.connection.dialect.name == "sqlite":
        query = query.join_from(_FTS, passages, p.id == _FTS.c.rowid)
        query = query.where(_FTS.c.passages_fts.op("MATCH")(_fts_query(terms, accounts)))
        # The account's own term weighs nothing.
        query = query.order_by(text("bm25(passages_fts, 0.0, 1.0)"))
    else:
        query = query.where(_has_terms(terms))
    return [Match(*row) for row in view.connection.execute(query)]


def _best_of_company(
    view: View, filters: Filters, terms: Sequence[str], most: int
) -> list[Match] | None:
    """Those of the company's best matches that are within the filters: the index sorts fastest by
    itself. None where too few of them are.
    """
    p = passages.c
    match = _FTS.c.passages_fts.op("MATCH")(_fts_query(terms, None))
    best = select(_FTS.c.rowid).where(match).order_by(text("rank")).limit(most).subquery()
    query = select(p.id, p.words, p.terms).join_from(best, passages, p.id == best.c.rowid)
    rows = view.connection.execute(query.where(*_within(view, filters, by_id=True))).all()
    return [Match(*row) for row in rows] if len(rows) >= most // 2 else None


def holding(connection: Connection, term: str) -> int:
    """How many of the company's passages have a term: statistics, not to be shown to a viewer."""
    query: Select[Any]
    if connection.dialect.name == "sqlite":
        match = _FTS.c.passages_fts.op("MATCH")(_fts_query([term], None))
        query = select(func.count()).select_from(_FTS).where(match)
    else:
        query = select(func.count()).select_from(passages).where(_has_terms([term]))
    return connection.scalar(query) or 0


def vectors_within(view: View, filters: Filters, model: str) -> Vectors:
    """The vectors of all passages within the filters: ids, and a row of float32 for each."""
    v, p = vectors.c, passages.c
    query = (
        select(v.passage_id, v.vector)
        .join(passages, p.id == v.passage_id)
        .where(v.model == model, *_within(view, filters))
    )
    return _stacked(view.connection.execute(query).all())


def vectors_of(view: View, filters: Filters, model: str, ids: Sequence[int]) -> Vectors:
    """The vectors of those of these passages that are within the filters."""
    v, p = vectors.c, passages.c
    found: list[Any] = []
    for some in _in_parts(ids):
        query = select(v.passage_id, v.vector).join(passages, p.id == v.passage_id)
        query = query.where(
            v.passage_id.in_(some), v.model == model, *_within(view, filters, by_id=True)
        )
        found += view.connection.execute(query).all()
    return _stacked(found)


def matches_of(view: View, filters: Filters, ids: Sequence[int]) -> list[Match]:
    """The terms of those of these passages that are within the filters."""
    p = passages.c
    found: list[Match] = []
    for some in _in_parts(ids):
        query = select(p.id, p.words, p.terms).where(
            p.id.in_(some), *_within(view, filters, by_id=True)
        )
        found += [Match(*row) for row in view.connection.execute(query)]
    return found


def newest_ids(view: View, filters: Filters, count: int) -> list[int]:
    """The passages of the newest notes, each note's in the order in which they stand."""
    p = passages.c
    query = (
        select(p.id)
        .where(*_within(view, filters))
        .order_by(p.day.desc(), p.note_id.desc(), p.start)
        .limit(count)
    )
    return list(view.connection.scalars(query))


def passages_of(view: View, filters: Filters, ids: Sequence[int]) -> dict[int, FoundPassage]:
    """Those of these passages that the view may read, with their notes."""
    p, n = passages.c, notes.c
    found: dict[int, FoundPassage] = {}
    for some in _in_parts(ids):
        query = (
            select(
                p.id, n.source_id, n.account_id, accounts.c.name, n.day, n.kind, n.title, n.author,
                p.start, p.end, p.speaker, p.at_seconds, p.text, p.terms, home(notes),
            )
            .join(notes, n.id == p.note_id)
            .join(accounts, accounts.c.id == n.account_id)
            .where(p.id.in_(some), view.sees(n.account_id), *_within(view, filters, by_id=True))
        )  # fmt: skip
        found |= {one.id: one for one in fetch(view.connection, query, FoundPassage)}
    return found


def _within(view: View, filters: Filters, *, by_id: bool = False) -> list[ColumnElement[bool]]:
    """`by_id`: the passages' ids are listed too, and are what SQLite should look them up by: a sum
    has no index, and without this it would go through every account that the view sees.
    """
    p = passages.c
    account_id = p.account_id + 0 if by_id else p.account_id
    conditions = [view.sees(account_id), may_read(view, p.note_id), p.day <= view.today]
    if filters.since is not None:
        conditions.append(p.day >= filters.since)
    if filters.until is not None:
        conditions.append(p.day <= filters.until)
    if filters.kind:
        conditions.append(p.kind == filters.kind)
    if filters.speaker:
        named = func.lower(p.speaker).contains(filters.speaker.strip().lower(), autoescape=True)
        conditions.append(named)
    return conditions


def _fts_query(terms: Sequence[str], accounts: Sequence[int] | None) -> str:
    """FTS5's own language; a term has letters and digits alone."""
    words = "terms : (" + " OR ".join(f'"{term}"' for term in terms) + ")"
    if accounts is None:
        return words
    return "account : (" + " OR ".join(f"a{key}" for key in accounts) + f") AND {words}"


def _has_terms(terms: Sequence[str]) -> ColumnElement[bool]:
    indexed = func.array_to_tsvector(func.string_to_array(passages.c.terms, text("' '")))
    wanted = " | ".join(f"'{term}'" for term in terms)
    return indexed.op("@@", is_comparison=True)(cast(literal(wanted, String), TSQUERY))


def _stacked(rows: Sequence[Any]) -> Vectors:
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    if not len(ids):
        return ids, np.empty((0, 0), dtype=np.float32)
    joined = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
    return ids, joined.reshape(len(ids), -1)


def _in_parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _IDS] for start in range(0, len(ids), _IDS)]
