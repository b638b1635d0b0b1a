from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.index import NotesIndex
from knowledge.notes.search import Found, search
from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.notes import latest_notes
from knowledge.store.passage_search import Filters
from tests.factories import TODAY, days_ago, make_account, make_note, make_person
from tests.knowledge.notes.worlds import MAYA, OPS, TOM, Letters, view_of

CALL = """Tom Okafor: Hi Howard. Did you get the single sign-on working?
Howard Pruitt: Not yet, our identity team is on leave until Monday.
Tom Okafor: And the invoices?
Howard Pruitt: The scanned invoices arrive twice."""


@pytest.fixture
def ids(store: Store) -> dict[str, int]:
    """Maya has Acme, Tom has Globex; each has notes that are found."""
    with store.write() as connection:
        maya = make_person(connection, email=MAYA)
        tom = make_person(connection, email=TOM)
        ops = make_person(connection, email=OPS, role="operations")
        acme = make_account(connection, maya, name="Acme")
        globex = make_account(connection, tom, name="Globex")
        make_note(connection, acme, CALL, kind="transcript", title="Weekly", source_id="CALL")
        text = "Budget is tight.\n\nThey look at Vouchsafe as a competitor."
        make_note(connection, acme, text, source_id="NOTE", day=days_ago(40))
        make_note(connection, globex, "Globex waits for single sign-on too.", source_id="GLOBEX")
    cut_notes(store)
    return {"maya": maya, "tom": tom, "ops": ops, "acme": acme, "globex": globex}


def found(
    store: Store, query: str, *emails: str, index: NotesIndex | None = None, **filters: Any
) -> Found:
    with store.read() as connection:
        view = view_of(store, connection, *emails)
        return search(view, query, Filters(**filters), index or NotesIndex())


def notes_of(result: Found) -> list[str]:
    return [hit.passage.note_id for hit in result.hits]


def test_a_passage_is_found_with_its_place_in_the_note(store: Store, ids: dict[str, int]) -> None:
    [hit] = found(store, "is the sign-on working?", MAYA).hits

    assert hit.passage.note_id == "CALL"
    assert hit.passage.account == "Acme"
    assert hit.passage.speaker == "Tom Okafor, Howard Pruitt"
    assert CALL[hit.passage.start : hit.passage.end] == hit.passage.text


def test_other_endings_of_a_word_find_it(store: Store, ids: dict[str, int]) -> None:
    assert notes_of(found(store, "competitors", MAYA)) == ["NOTE"]


def test_nothing_is_found_where_no_passage_answers(store: Store, ids: dict[str, int]) -> None:
    assert found(store, "quantum teleportation", OPS).hits == ()
    assert found(store, "", OPS).hits == ()
    assert found(store, "?!", OPS).hits == ()


def test_each_sees_their_own_accounts_notes(store: Store, ids: dict[str, int]) -> None:
    assert notes_of(found(store, "single sign-on", TOM)) == ["GLOBEX"]
    assert sorted(notes_of(found(store, "single sign-on", OPS))) == ["CALL", "GLOBEX"]
    assert found(store, "single sign-on", MAYA, TOM).hits == ()


@pytest.mark.parametrize(
    ("filters", "notes"),
    [
        ({"kind": "call_note"}, ["NOTE"]),
        ({"since": days_ago(20)}, []),
        ({"until": days_ago(40)}, ["NOTE"]),
        ({"since": days_ago(40), "until": days_ago(40)}, ["NOTE"]),
        ({"speaker": "howard"}, []),
        ({"kind": "email"}, []),
    ],
)
def test_filters_narrow_a_search(
    store: Store, ids: dict[str, int], filters: dict[str, Any], notes: list[str]
) -> None:
    assert notes_of(found(store, "a competitor, Vouchsafe", MAYA, **filters)) == notes


def test_a_note_of_a_later_day_is_not_found(store: Store, ids: dict[str, int]) -> None:
    with store.write() as connection:
        day = TODAY + timedelta(days=1)
        make_note(connection, ids["acme"], "Zebras are tomorrow's topic.", day=day)
    cut_notes(store)

    assert found(store, "zebras", MAYA).hits == ()


def test_a_confidential_note_is_for_those_named_alone(store: Store, ids: dict[str, int]) -> None:
    with store.write() as connection:
        make_note(
            connection, ids["acme"], "A takeover by Umbrella is near.", day=TODAY,
            readers=[ids["maya"], ids["tom"]], source_id="SECRET",
        )  # fmt: skip
    cut_notes(store)

    assert notes_of(found(store, "takeover by Umbrella", MAYA)) == ["SECRET"]
    assert found(store, "takeover by Umbrella", OPS).hits == ()
    assert found(store, "takeover by Umbrella", TOM).hits == ()
    assert found(store, "takeover by Umbrella", MAYA, OPS).hits == ()
    with store.read() as connection:
        mine = latest_notes(view_of(store, connection, MAYA), 5)
        theirs = latest_notes(view_of(store, connection, OPS), 5)
    assert "test:SECRET" in {note.home for note in mine}
    assert "test:SECRET" not in {note.home for note in theirs}


def test_an_edited_note_is_found_by_its_new_text_alone(store: Store, ids: dict[str, int]) -> None:
    with store.write() as connection:
        edited = update(tables.notes).where(tables.notes.c.source_id == "NOTE")
        connection.execute(edited.values(text="All is well.", content_hash="another"))
    cut_notes(store)

    assert found(store, "Vouchsafe competitor", MAYA).hits == ()
    assert cut_notes(store) in (0, 1)


def test_a_deleted_note_leaves_no_passage(store: Store, ids: dict[str, int]) -> None:
    with store.write() as connection:
        connection.execute(delete(tables.notes).where(tables.notes.c.source_id == "NOTE"))

    assert found(store, "Vouchsafe competitor", MAYA).hits == ()


def test_the_same_words_twice_are_one_hit(store: Store, ids: dict[str, int]) -> None:
    with store.write() as connection:
        for _ in range(3):
            make_note(connection, ids["globex"], "Globex waits for single sign-on too.")
    cut_notes(store)

    [hit] = found(store, "single sign-on", TOM).hits
    assert hit.repeats == 3


def test_meaning_is_compared_once_passages_have_vectors(store: Store, ids: dict[str, int]) -> None:
    letters = Letters()
    before = found(store, "sign-on", MAYA, index=NotesIndex([letters]))
    embed_passages(store, letters)
    after = found(store, "sign-on", MAYA, index=NotesIndex([letters]))

    assert (before.how, after.how) == ("words", "words and meaning")
    assert notes_of(after)[0] == "CALL"


def test_old_vectors_serve_until_the_new_model_has_them_all(
    store: Store, ids: dict[str, int]
) -> None:
    old, new = Letters("old"), Letters("new")
    embed_passages(store, old)
    embed_passages(store, new, stopped=lambda: True)
    with store.read() as connection:
        assert NotesIndex([new, old]).serving(view_of(store, connection, OPS)) is old

    assert embed_passages(store, new) == 3

    with store.read() as connection:
        assert NotesIndex([new, old]).serving(view_of(store, connection, OPS)) is new
        models = connection.scalars(
            tables.vectors.select().with_only_columns(tables.vectors.c.model)
        ).all()
    assert set(models) == {"new"}


def test_embedding_goes_on_where_it_was_left(store: Store, ids: dict[str, int]) -> None:
    embed_passages(store, Letters())
    with store.write() as connection:
        make_note(connection, ids["acme"], "One more.")
    cut_notes(store)
    again = Letters()

    assert embed_passages(store, again) == 1
    assert again.asked == ["One more."]
