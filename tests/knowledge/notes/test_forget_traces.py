"""What is made of notes and names goes with them, however it is written."""

import json
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from knowledge.company import load_company
from knowledge.importing import import_folder
from knowledge.notes.cutting import cut_notes
from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.forget import forget_account, forget_note, forget_person
from tests.factories import TODAY, make_account, make_note, make_stakeholder
from tests.knowledge.notes.test_forget import NOW, everywhere

ZEBULON = "Zebulon Müller-Ørsted said that the vault of Aarhus stays closed until spring."
EMRE, EMRES_MAIL = "Emre Böhm", "emre@acme.test"


def make_turn(
    connection: Connection,
    answer: str,
    *,
    source: str = "",
    value: str = "",
    entity: str = "Globex",
) -> int:
    """A turn whose answer has one fact."""
    thread = connection.scalar(select(func.max(tables.threads.c.id)))
    if thread is None:
        made = insert(tables.threads).values(key="t", made_at=NOW).returning(tables.threads.c.id)
        thread = connection.scalar(made)
    fact = {
        "entity": entity,
        "attribute": "said",
        "value": value,
        "unit": "quote",
        "source": source,
    }
    row = {
        "thread_id": thread, "question": "And?", "answer": answer, "facts": json.dumps([fact]),
        "calls": '{"calls": [], "accounts": []}', "at": NOW,
    }  # fmt: skip
    return connection.scalar(insert(tables.turns).values(**row).returning(tables.turns.c.id)) or 0


def turns_left(store: Store) -> set[int]:
    with store.read() as connection:
        return set(connection.scalars(select(tables.turns.c.id)))


def test_answers_that_cite_a_forgotten_account_go_with_it(store: Store) -> None:
    with store.write() as c:
        account = make_account(c, name="Aldergate Foods")
        other = make_account(c, name="Globex")
        make_note(c, account, ZEBULON, source_id="N-1", source="files")
        make_note(c, other, "Globex is content.", source_id="N-2", source="files")
        make_turn(c, "Of a note.", source="files:N-1")
        make_turn(c, "They are at ALDERGATE\nFOODS.")
        make_turn(c, "Of an account.", entity="Aldergate Foods")
        rated = make_turn(c, f"“{ZEBULON}”")
        kept = make_turn(c, "“Globex is content.”", source="files:N-2")
        wrong = {"turn_id": rated, "useful": False, "reason": ZEBULON, "at": NOW}
        c.execute(insert(tables.feedback).values(**wrong))

    done = forget_account(store, "aldergate foods", TODAY)

    assert done.turns == 4
    assert turns_left(store) == {kept}
    assert everywhere(store, "Zebulon") == everywhere(store, "Aldergate") == []


def test_answers_digests_and_acts_that_cite_a_forgotten_note_go_with_it(store: Store) -> None:
    with store.write() as c:
        account = make_account(c, name="Aldergate Foods")
        make_note(c, account, f"Dear all. {ZEBULON}", source_id="N-1", source="files")
        make_turn(c, "As quoted.", value=ZEBULON)
        kept = make_turn(c, "Aldergate Foods is content.", entity="Aldergate Foods")
        reader = {"name": "Maya", "email": "maya@x.test", "role": "csm", "source": "files"}
        added = insert(tables.people).values(**reader, source_id="P", read_at=NOW)
        person = c.scalar(added.returning(tables.people.c.id))
        digest = {"person_id": person, "week": "2026-W10", "text": f"Monday.\n{ZEBULON}\nBye."}
        c.execute(insert(tables.digests).values(**digest))
        act = {
            "account_id": account, "key": "k", "evidence": "e", "records": '["files:N-1"]',
            "what": "Ask Zebulon", "kind": "keep_promise", "state": "open", "made_at": NOW,
            "changed_at": NOW,
        }  # fmt: skip
        c.execute(insert(tables.acts).values(**act))

    done = forget_note(store, "files:N-1", TODAY)

    assert done.turns == 1
    assert turns_left(store) == {kept}
    assert everywhere(store, "Zebulon") == []


def test_what_a_forgotten_person_wrote_is_quoted_nowhere(store: Store) -> None:
    with store.write() as c:
        account = make_account(c)
        make_stakeholder(c, account, name=EMRE, email=EMRES_MAIL)
        written = unicodedata.normalize("NFD", EMRE.upper())
        make_note(c, account, "The okapi of our cellar is ill.", author=written)
        make_turn(c, "“The okapi of our cellar is ill.”")

    done = forget_person(store, EMRES_MAIL, TODAY)

    assert (done.notes, done.turns) == (1, 1)
    assert everywhere(store, "okapi") == []


@pytest.mark.parametrize(
    "written",
    [
        "EMRE BÖHM", "Emre  Böhm", "Emre\nBöhm", "Emre\u00a0Böhm", "emre_böhm", "Emre-Böhm",
        "Emre Böhm's", "Emre Bö\u00adhm", unicodedata.normalize("NFD", EMRE),
        unicodedata.normalize("NFD", EMRE.upper()),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(store: Store, written: str) -> None:
    with store.write() as c:
        account = make_account(c)
        make_stakeholder(c, account, name=EMRE, email=EMRES_MAIL)
        note = make_note(
            c, account, f"Call with {written} today.", title=f"With {written}",
            source_id=f"notes/2026-02-03 {written}.txt",
        )  # fmt: skip
        turn = make_turn(c, f"Ask {written}.", value=f"I am {written}, 5% here.")

    forget_person(store, EMRES_MAIL, TODAY)
    cut_notes(store)

    with store.read() as c:
        n, t = tables.notes.c, tables.turns.c
        query = select(n.text, n.title, n.source_id).where(n.id == note)
        texts = [*c.execute(query).one(), *c.execute(select(t.answer, t.facts)).one()]
    assert turns_left(store) == {turn}
    assert all("[removed]" in found for found in texts)
    for words in ("emre", "hm", "\\u00f6"):
        assert not any(words in found.casefold() for found in texts)
    assert json.loads(texts[-1])[0]["value"].endswith(", 5% here.")


def test_ids_that_are_alike_without_the_name_stay_two_notes(store: Store) -> None:
    with store.write() as c:
        account = make_account(c)
        make_stakeholder(c, account, name=EMRE, email=EMRES_MAIL)
        make_note(c, account, "One.", source="files", source_id="Emre Böhm.txt")
        make_note(c, account, "Two.", source="files", source_id="EMRE BÖHM.txt")

    forget_person(store, EMRES_MAIL, TODAY)

    with store.read() as c:
        ids = set(c.scalars(select(tables.notes.c.source_id)))
    assert ids == {"[removed].txt", "[removed].txt#2"}


def test_others_of_a_part_of_the_name_keep_theirs(store: Store) -> None:
    others = "Emre Böhmer and Anna Böhm wrote to emre.boehm@globex.test."
    with store.write() as c:
        account = make_account(c)
        make_stakeholder(c, account, name=EMRE, email=EMRES_MAIL)
        make_note(c, account, others)

    forget_person(store, EMRES_MAIL, TODAY)

    with store.read() as c:
        assert c.scalar(select(tables.notes.c.text)) == others


def test_a_copy_under_another_name_goes_and_stays_away_too(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "notes").mkdir(parents=True)
    (folder / "accounts.csv").write_text("id,name\nA-1,Acme Nimbus\nA-2,Globex\n", "utf-8")

    def write(name: str, account: str, encoding: str = "utf-8") -> None:
        text = f"Account: {account}\nDate: 2026-02-03\n\n{ZEBULON}\n"
        (folder / "notes" / name).write_text(text, encoding)

    def load() -> None:
        import_folder(store, folder, now=NOW, company=load_company())

    write("first.txt", "Acme Nimbus")
    write("latin1-copy.txt", "Acme Nimbus", "latin-1")
    write("elsewhere.txt", "Globex")
    load()

    done = forget_note(store, "notes/first.txt", TODAY)
    write("again.txt", "Acme Nimbus")
    load()

    assert (done.notes, done.copies) == (2, ("notes/latin1-copy.txt",))
    with store.read() as c:
        assert c.scalars(select(tables.notes.c.source_id)).all() == ["notes/elsewhere.txt"]


def test_few_words_of_two_days_are_two_notes(store: Store) -> None:
    with store.write() as c:
        account = make_account(c)
        make_note(c, account, "No answer.", source_id="N-1", day=TODAY)
        make_note(c, account, "No answer.", source_id="N-2")

    assert forget_note(store, "N-1", TODAY).copies == ()
