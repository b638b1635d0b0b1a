import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from knowledge.company import load_company
from knowledge.errors import AccountNotFound, Adjust, PersonNotFound
from knowledge.importing import ImportReport, import_folder
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.wide import WideIndex
from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.forget import forget_account, forget_note, forget_person
from tests.factories import TODAY, make_account, make_note, make_stakeholder
from tests.knowledge.notes.worlds import Letters

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOWARD, MAIL = "Howard Pruitt-Özil", "howard@acme.test"


def everywhere(store: Store, words: str) -> list[str]:
    """The tables, the text index included, in which a text has the words."""
    found = []
    with store.read() as connection:
        for name in _tables(connection):
            rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()
            if any(words.casefold() in str(row).casefold() for row in rows):
                found.append(name)
    return found


def _tables(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return list(connection.scalars(text(query)))


def fill(folder: Path) -> None:
    """A folder whose tables speak of Howard at Acme, and of Globex."""
    tables_ = {
        "accounts": ["id,name", "A-1,Acme Nimbus", "A-2,Globex"],
        "stakeholders": [
            "id,account,name,email,role",
            f"S-1,A-1,{HOWARD},{MAIL},champion",
            "S-2,A-1,Ada Lund,ada@acme.test,admin",
        ],
        "surveys": [
            "id,account,stakeholder,kind,answered_on,score,comment",
            f"V-1,A-1,S-1,NPS,2026-02-01,9,Thanks from {HOWARD}",
        ],
        "usage": ["account,day,metric,value", "A-1,2026-02-01,active_users,4"],
        "notes": [
            "id,account,day,kind,title,author,text",
            f'N-1,A-1,2026-02-02,email,Zebra,{HOWARD},"The zebra question, by {MAIL}"',
            f"N-2,A-1,2026-02-03,call_note,Call with {HOWARD},Maya,Giraffes for {HOWARD}.",
            'N-3,A-2,2026-02-04,call_note,Elephants,Maya,"Elephants at Globex."',
        ],
    }
    for name, lines in tables_.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def load(store: Store, tmp_path: Path) -> Callable[[], ImportReport]:
    folder = tmp_path / "in"
    folder.mkdir()
    fill(folder)

    def run() -> ImportReport:
        return import_folder(store, folder, now=NOW, company=load_company())

    return run


def test_nothing_of_a_forgotten_person_is_left(
    store: Store, load: Callable[[], ImportReport]
) -> None:
    load()
    embed_passages(store, Letters())

    done = forget_person(store, MAIL.upper(), TODAY)
    cut_notes(store)

    assert done.notes == 1
    for words in (HOWARD, MAIL, "zebra"):
        assert everywhere(store, words) == []
    assert set(everywhere(store, "giraffe")) >= {"notes", "passages"}


def test_a_later_import_does_not_bring_the_person_back(
    store: Store, load: Callable[[], ImportReport]
) -> None:
    load()
    forget_person(store, MAIL, TODAY)

    again = load()

    for words in (HOWARD, MAIL, "zebra"):
        assert everywhere(store, words) == []
    assert again.refused == 0
    assert sum(sum(file.skipped.values()) for file in again.files) == 2


def test_nothing_of_a_forgotten_account_is_left_or_comes_back(
    store: Store, load: Callable[[], ImportReport]
) -> None:
    load()
    embed_passages(store, Letters())

    forget_account(store, "acme nimbus", TODAY)
    again = load()

    for words in ("nimbus", HOWARD, "zebra", "giraffe"):
        assert everywhere(store, words) == []
    assert again.refused == 0
    assert everywhere(store, "elephant")


def test_a_forgotten_note_is_gone_and_stays_gone(
    store: Store, load: Callable[[], ImportReport]
) -> None:
    load()
    embed_passages(store, Letters())

    forget_note(store, "N-3", TODAY)
    load()

    assert everywhere(store, "elephant") == []
    assert everywhere(store, "giraffe")


def test_what_nobody_knows_can_not_be_forgotten(store: Store) -> None:
    with pytest.raises(PersonNotFound):
        forget_person(store, "nobody@x.test", TODAY)
    with pytest.raises(AccountNotFound):
        forget_account(store, "Nowhere", TODAY)
    with pytest.raises(Adjust, match="note_id"):
        forget_note(store, "N-404", TODAY)


def test_no_byte_of_the_file_holds_what_was_forgotten(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as connection:
        account = make_account(connection, name="Acme")
        make_stakeholder(connection, account, name=HOWARD, email=MAIL)
        make_note(connection, account, "Quagga matters, and much of it. " * 50, author=HOWARD)
    cut_notes(sqlite_store)

    forget_person(sqlite_store, MAIL, TODAY)

    sqlite_store.close()
    for path in tmp_path.glob("steward.db*"):
        held = path.read_bytes().lower()
        assert b"quagga" not in held
        assert MAIL.encode() not in held
    assert sqlite3.connect(tmp_path / "steward.db").execute(
        "PRAGMA integrity_check"
    ).fetchone() == ("ok",)


def test_conversations_and_drafts_in_the_store_are_cleared_too(sqlite_store: Store) -> None:
    with sqlite_store.write() as connection:
        account = make_account(connection)
        make_stakeholder(connection, account, name=HOWARD, email=MAIL)
        connection.execute(insert(tables.threads).values(key="t", made_at=NOW))
        turn = {"thread_id": 1, "question": f"Who is {HOWARD.upper()}?", "answer": "A champion."}
        known = {"calls": "[]", "facts": f'["{HOWARD}"]', "at": NOW}
        connection.execute(insert(tables.turns).values(**turn, **known))

    forget_person(sqlite_store, MAIL, TODAY)

    assert everywhere(sqlite_store, HOWARD) == []


def test_the_wide_index_forgets_with_the_store(sqlite_store: Store, tmp_path: Path) -> None:
    letters = Letters()
    with sqlite_store.write() as connection:
        account = make_account(connection, name="Acme")
        note = make_note(connection, account, "The quagga question.", source_id="N-9")
        make_note(connection, account, "The okapi question.")
    cut_notes(sqlite_store)
    embed_passages(sqlite_store, letters)
    wide = WideIndex(sqlite_store, tmp_path / "notes")
    assert wide.take()
    wide.bring_in_line()
    quagga = letters.embed(["quagga question"])[0]
    assert len(wide.nearest("letters", quagga, 5)) == 2

    forget_note(sqlite_store, "N-9", TODAY)
    wide.bring_in_line()

    assert len(wide.nearest("letters", quagga, 5)) == 1
    wide.give_up()
    assert note
