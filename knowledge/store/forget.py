"""Deletes a note, a person or an account from the store, so that nothing is left of them.

What was made of them goes too: conversations, digests and acts that cite them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, delete, func, or_, select

from knowledge.errors import AccountNotFound, Adjust, PersonNotFound
from knowledge.store.citing import Cited, delete_citing, of_account, of_notes
from knowledge.store.clearing import clear, stands
from knowledge.store.engine import Store
from knowledge.store.erasing import Erasing
from knowledge.store.tables import accounts, notes, people, stakeholders
from knowledge.store.tombstones import bury, content_of, folded, tombstones

# What the wide index looks at: one from before this instant is made anew.
MARK = "notes_forgotten"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted, and how many texts were cleared of a name or an address.

    `turns`: questions with their answers that cited it. `copies`: the ids of notes with the same
    words at the same account. `cited` finds in a text what must stand nowhere any more.
    """

    what: str
    notes: int
    cited: Cited
    texts: int = 0
    turns: int = 0
    copies: tuple[str, ...] = ()


def forget_note(store: Store, name: str, day: date) -> Forgotten:
    """Delete the note of this id ("N-17" or "source:N-17"), and its copies at the account.

    Raises Adjust for none or several of the id.
    """
    n = notes.c
    source, _, rest = name.partition(":")
    here = or_(n.source_id == name, (n.source == source) & (n.source_id == rest))
    with Erasing(store, MARK) as connection:
        keys = connection.scalars(select(n.id).where(here)).all()
        if len(keys) != 1:
            raise Adjust(
                f"{len(keys)} notes have the id {name!r}: give the note_id that "
                "`steward notes search --json` prints, with its source before a colon."
            )
        same, content = _same_notes(connection, keys[0])
        bury(connection, "note", (note.source_id for note in same), day)
        bury(connection, "content", [content], day)
        cited = of_notes(connection, n.id.in_([note.id for note in same]))
        connection.execute(delete(notes).where(n.id.in_([note.id for note in same])))
        turns = delete_citing(connection, cited)
    first, *copies = (note.source_id for note in same)
    return Forgotten(f"note {first}", len(same), cited, turns=turns, copies=tuple(copies))


def forget_account(store: Store, name: str, day: date) -> Forgotten:
    """Delete an account by its exact name or id, with all its records. Raises AccountNotFound."""
    a = accounts.c
    with Erasing(store, MARK) as connection:
        rows = connection.execute(select(a.id, a.source_id, a.name)).all()
        wanted = _plain(name)
        found = [r for r in rows if r.source_id == name.strip() or _plain(r.name) == wanted]
        if len(found) != 1:
            raise AccountNotFound(
                name, sorted(r.name for r in rows if wanted in _plain(r.name))[:5]
            )
        key, source_id, full = found[0]
        cited = of_account(connection, key, full)
        bury(connection, "account", [source_id], day)
        bury(connection, "name", [full], day)
        connection.execute(delete(accounts).where(a.id == key))
        turns = delete_citing(connection, cited)
        cleared = _clear(connection, [full])
    return Forgotten(f"account {full}", len(cited.texts), cited, cleared, turns)


def forget_person(store: Store, email: str, day: date) -> Forgotten:
    """Delete a person by e-mail: their records, what they wrote, their name in every text.

    Raises PersonNotFound.
    """
    email = email.strip().lower()
    with Erasing(store, MARK) as connection:
        names = _names_of(connection, email)
        if not names and not stands(connection, email):
            raise PersonNotFound(f"Nobody in the store has the e-mail {email!r}.")
        bury(connection, "email", [email], day)
        bury(connection, "name", names, day)
        known = select(stakeholders.c.source_id).where(func.lower(stakeholders.c.email) == email)
        bury(connection, "stakeholder", connection.scalars(known), day)
        for table in (stakeholders, people):
            connection.execute(delete(table).where(func.lower(table.c.email) == email))
        written = notes.c.author.in_(_signatures(connection, email, names))
        wrote = of_notes(connection, written)
        connection.execute(delete(notes).where(written))
        turns = delete_citing(connection, wrote)
        cleared = _clear(connection, [email, *names])
    cited = Cited.of([email, *names], wrote.homes, wrote.texts)
    return Forgotten(f"person {email}", len(wrote.texts), cited, cleared, turns)


def _same_notes(connection: Connection, key: int) -> tuple[list[Any], str]:
    """A note and those at its account that say the same, itself first; what they are known by."""
    n = notes.c
    account = select(n.account_id).where(n.id == key).scalar_subquery()
    rows = connection.execute(
        select(n.id, n.source_id, n.day, n.text, accounts.c.source_id.label("account"))
        .join(accounts, accounts.c.id == n.account_id)
        .where(n.account_id == account)
        .order_by(n.id != key, n.id)
    ).all()
    content = content_of(rows[0].account, rows[0].day, rows[0].text)
    return [r for r in rows if content_of(r.account, r.day, r.text) == content], content


def _names_of(connection: Connection, email: str) -> list[str]:
    found: list[str] = []
    for table in (stakeholders, people):
        query = select(table.c.name).where(func.lower(table.c.email) == email)
        found += connection.scalars(query)
    return list(dict.fromkeys(found))


def _signatures(connection: Connection, email: str, names: Iterable[str]) -> list[str]:
    """How the person is written as the author of notes."""
    own = {folded(name) for name in names}
    authors = connection.scalars(
        select(notes.c.author).where(notes.c.author.is_not(None)).distinct()
    )
    return [a for a in authors if folded(a) in own or email in a.casefold()]


def _clear(connection: Connection, words: Iterable[str]) -> int:
    stones = tombstones(connection)
    return clear(connection, stones, words) if stones else 0


def _plain(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())
