"""Deletes a note, a person or an account from the store, so that nothing is left of them.

Every text of every table is looked through, whatever its subject: a new table needs no line here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    String,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from knowledge.errors import AccountNotFound, Adjust, PersonNotFound
from knowledge.store.engine import Store
from knowledge.store.landing_after import set_workspace
from knowledge.store.tables import (
    accounts,
    metadata,
    notes,
    people,
    stakeholders,
)
from knowledge.store.tombstones import Tombstones, bury, tombstones

# What the wide index looks at: one from before this instant is made anew.
MARK = "notes_forgotten"
_KEPT = frozenset({"forgotten", "workspace", "passages", "vectors"})


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted: notes whole, and how many texts were cleared of a name or an address.

    `words` are the names and addresses that must stand nowhere any more.
    """

    what: str
    notes: int
    texts: int = 0
    words: tuple[str, ...] = ()


def forget_note(store: Store, name: str, day: date) -> Forgotten:
    """Delete the note of this id ("N-17" or "source:N-17"). Raises Adjust for none or several."""
    n = notes.c
    source, _, rest = name.partition(":")
    here = or_(n.source_id == name, (n.source == source) & (n.source_id == rest))
    with _Erasing(store) as connection:
        found = connection.execute(select(n.id, n.source_id, n.title).where(here)).all()
        if len(found) != 1:
            raise Adjust(
                f"{len(found)} notes have the id {name!r}: give the note_id that "
                "`steward notes search --json` prints, with its source before a colon."
            )
        bury(connection, "note", [found[0][1]], day)
        connection.execute(delete(notes).where(n.id == found[0][0]))
    return Forgotten(f"note {found[0][1]}", 1)


def forget_account(store: Store, name: str, day: date) -> Forgotten:
    """Delete an account by its exact name or id, with all its records. Raises AccountNotFound."""
    a = accounts.c
    with _Erasing(store) as connection:
        same = or_(func.lower(a.name) == name.strip().lower(), a.source_id == name.strip())
        found = connection.execute(select(a.id, a.source_id, a.name).where(same)).all()
        if len(found) != 1:
            near = connection.scalars(
                select(a.name).where(func.lower(a.name).contains(name.lower(), autoescape=True))
            )
            raise AccountNotFound(name, sorted(near)[:5])
        key, source_id, full = found[0]
        count = connection.scalar(select(func.count()).where(notes.c.account_id == key)) or 0
        bury(connection, "account", [source_id], day)
        bury(connection, "name", [full], day)
        stones = tombstones(connection)
        connection.execute(delete(accounts).where(a.id == key))
        cleared = _clear(connection, stones, [full]) if stones else 0
    return Forgotten(f"account {full}", count, cleared, (full,))


def forget_person(store: Store, email: str, day: date) -> Forgotten:
    """Delete a person by e-mail: their records, what they wrote, their name in every text.

    Raises PersonNotFound.
    """
    email = email.strip().lower()
    with _Erasing(store) as connection:
        names = _names_of(connection, email)
        if not names and not _stands(connection, email):
            raise PersonNotFound(f"Nobody in the store has the e-mail {email!r}.")
        bury(connection, "email", [email], day)
        bury(connection, "name", names, day)
        known = select(stakeholders.c.source_id).where(func.lower(stakeholders.c.email) == email)
        bury(connection, "stakeholder", connection.scalars(known), day)
        for table in (stakeholders, people):
            connection.execute(delete(table).where(func.lower(table.c.email) == email))
        written = _delete_written(connection, email, names)
        stones = tombstones(connection)
        cleared = _clear(connection, stones, [email, *names]) if stones else 0
    return Forgotten(f"person {email}", written, cleared, (email, *names))


class _Erasing:
    """A write after which neither text index nor free pages hold what was deleted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._write = store.write()

    def __enter__(self) -> Connection:
        self._connection = self._write.__enter__()
        if self._store.is_sqlite:
            self._connection.execute(text("PRAGMA secure_delete = ON"))
        return self._connection

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            set_workspace(self._connection, MARK, datetime.now(UTC).isoformat())
            if self._store.is_sqlite:
                merged = "INSERT INTO passages_fts (passages_fts) VALUES ('optimize')"
                self._connection.execute(text(merged))
        self._write.__exit__(*error)
        if error[0] is None and self._store.is_sqlite:
            with self._store.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def _names_of(connection: Connection, email: str) -> list[str]:
    found: list[str] = []
    for table in (stakeholders, people):
        query = select(table.c.name).where(func.lower(table.c.email) == email)
        found += connection.scalars(query)
    return list(dict.fromkeys(found))


def _stands(connection: Connection, words: str) -> bool:
    """Whether the words stand in some text of the store."""
    return any(True for _ in _rows_with(connection, [words]))


def _delete_written(connection: Connection, email: str, names: Iterable[str]) -> int:
    """Delete the notes whose author is the person."""
    n = notes.c
    wrote = [or_(n.author == name, func.lower(n.author) == name.lower()) for name in names]
    wrote.append(func.lower(n.author).contains(email, autoescape=True))
    return connection.execute(delete(notes).where(or_(*wrote))).rowcount


def _clear(connection: Connection, stones: Tombstones, words: Iterable[str]) -> int:
    """Take the words out of every text; return how many texts had them."""
    cleared = 0
    for table, column, key, value in list(_rows_with(connection, list(words))):
        new = stones.redact(value)
        if new == value:
            continue
        primary = next(iter(table.primary_key.columns))
        values: dict[str, Any] = {column: new}
        if table is notes:
            # Its passages are cut again; until then it has none of the old text.
            values |= {"content_hash": None, "cut_hash": None}
            passages = metadata.tables["passages"]
            connection.execute(delete(passages).where(passages.c.note_id == key))
        connection.execute(update(table).where(primary == key).values(values))
        cleared += 1
    return cleared


def _rows_with(connection: Connection, words: list[str]) -> Iterator[tuple[Table, str, Any, str]]:
    """Every text that has one of the words: its table, column, row's key, and the text."""
    for table in metadata.sorted_tables:
        if table.name in _KEPT:
            continue
        texts = [c for c in table.columns if isinstance(c.type, String | Text)]
        texts = [c for c in texts if not c.primary_key and not c.foreign_keys]
        primary = next(iter(table.primary_key.columns))
        for column in texts:
            has = [column.contains(word, autoescape=True) for word in words]
            # SQLite's lower() knows a to z alone.
            has += [func.lower(column).contains(word.lower(), autoescape=True) for word in words]
            query = select(primary, column).where(or_(*has))
            for key, value in connection.execute(query).all():
                yield table, column.name, key, value
