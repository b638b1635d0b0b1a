import gc
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import SourceUnavailable
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.index import NotesIndex
from knowledge.notes.search import search
from knowledge.notes.wide import WideIndex
from knowledge.store.engine import Store, open_file
from knowledge.store.passage_search import Filters
from knowledge.store.vectors import vector_ids
from tests.factories import make_account, make_note, make_person
from tests.knowledge.notes.worlds import OPS, Letters, view_of

LETTERS = Letters()


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """Forty notes at one account, each embedded."""
    with sqlite_store.write() as connection:
        make_person(connection, email=OPS, role="operations")
        account = make_account(connection)
        for number in range(40):
            make_note(connection, account, f"Topic{number} was raised.", source_id=f"N-{number}")
    cut_notes(sqlite_store)
    embed_passages(sqlite_store, LETTERS)
    return sqlite_store


@pytest.fixture
def wide(store: Store, tmp_path: Path) -> WideIndex:
    made = WideIndex(store, tmp_path / "notes")
    assert made.take()
    made.bring_in_line()
    return made


def proposed(wide: WideIndex) -> list[int]:
    return sorted(wide.nearest("letters", LETTERS.embed(["topic"])[0], 100))


def stored(store: Store) -> list[int]:
    with store.read() as connection:
        return vector_ids(connection, "letters")


def test_it_proposes_what_the_store_has(store: Store, wide: WideIndex) -> None:
    assert proposed(wide) == stored(store)
    wide.give_up()


def test_another_process_does_not_get_it_meanwhile(
    store: Store, wide: WideIndex, tmp_path: Path
) -> None:
    second = WideIndex(store, tmp_path / "notes")
    assert not second.take()
    assert second.nearest("letters", LETTERS.embed(["topic"])[0], 5) == []
    wide.give_up()
    assert second.take()
    second.give_up()


def test_an_index_that_lost_passages_is_made_again(
    store: Store, wide: WideIndex, tmp_path: Path
) -> None:
    collection = wide._trusted["letters"]
    collection.delete(ids=[str(key) for key in stored(store)[:7]])
    wide.give_up()

    again = WideIndex(store, tmp_path / "notes")
    assert again.take()
    again.bring_in_line()

    assert proposed(again) == stored(store)
    again.give_up()


def test_an_index_with_other_vectors_is_made_again(
    store: Store, wide: WideIndex, tmp_path: Path
) -> None:
    rows = np.random.default_rng(1).normal(size=(40, 64)).astype(np.float32)
    wide._trusted["letters"].upsert(ids=[str(key) for key in stored(store)], embeddings=-rows)
    wide.give_up()

    again = WideIndex(store, tmp_path / "notes")
    assert again.take()
    again.bring_in_line()

    vector = LETTERS.embed(["Topic7 was raised."])[0]
    assert stored(store)[7] in again.nearest("letters", vector, 10)
    again.give_up()


@pytest.mark.parametrize("damage", ["truncated", "unsure"])
def test_a_damaged_index_is_made_again(
    store: Store, wide: WideIndex, tmp_path: Path, damage: str
) -> None:
    wide.give_up()
    if damage == "truncated":
        [file] = (tmp_path / "notes").glob("chroma-*/chroma.sqlite3")
        file.write_bytes(b"not a database" * 100)
    else:
        (tmp_path / "notes" / "unsure").touch()

    again = WideIndex(store, tmp_path / "notes")
    assert again.take()
    again.bring_in_line()

    assert proposed(again) == stored(store)
    again.give_up()


_WORK = """
import sys
from pathlib import Path
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.wide import WideIndex
from knowledge.store.engine import open_file
from tests.knowledge.notes.worlds import Letters
store = open_file(Path(sys.argv[1]))
wide = WideIndex(store, Path(sys.argv[2]))
assert wide.take()
print("begun", flush=True)
cut_notes(store)
embed_passages(store, Letters())
wide.bring_in_line()
print("done", flush=True)
"""


def test_after_a_kill_in_the_middle_of_indexing_every_passage_is_found(
    sqlite_store: Store, tmp_path: Path
) -> None:
    kills, place = int(os.environ.get("STEWARD_KILLS", "2")), tmp_path / "steward.db"
    with sqlite_store.write() as connection:
        make_person(connection, email=OPS, role="operations")
        account = make_account(connection)
    rng = np.random.default_rng(5)
    for kill in range(kills):
        with sqlite_store.write() as connection:
            for number in range(kill * 300 + 1, kill * 300 + 301):
                text = f"Topic{number} was raised."
                make_note(connection, account, text, source_id=f"N-{number}")
        _killed(place, tmp_path / "notes", float(rng.uniform(0.05, 1.5)))
        _all_are_found(place, tmp_path / "notes", kill * 300 + 300)


def _killed(place: Path, folder: Path, after: float) -> None:
    command = [sys.executable, "-c", _WORK, str(place), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd()) as work:
        assert work.stdout is not None
        assert work.stdout.readline() == b"begun\n"
        try:
            work.wait(after)
        except subprocess.TimeoutExpired:
            work.send_signal(signal.SIGKILL)


def _all_are_found(place: Path, folder: Path, count: int) -> None:
    """Start again, as a serving process does, and ask for each note."""
    store = open_file(place)
    wide = WideIndex(store, folder)
    assert wide.take()
    wide.bring_in_line()
    cut_notes(store)
    embed_passages(store, LETTERS)
    wide.bring_in_line()
    assert len(proposed_all(wide, count)) >= 0.99 * count
    index = NotesIndex([LETTERS], wide, few_accounts=0)
    with store.read() as connection:
        view = view_of(store, connection, OPS)
        for number in range(1, count + 1, 7):
            found = search(view, f"Topic{number}", Filters(), index, limit=1)
            assert [hit.passage.note_id for hit in found.hits] == [f"N-{number}"]
    wide.give_up()
    store.close()


def proposed_all(wide: WideIndex, count: int) -> list[int]:
    return wide.nearest("letters", LETTERS.embed(["topic"])[0], count)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    place = ["--path", str(tmp_path / "server"), "--host", "127.0.0.1", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([program, "run", *place], stdout=quiet, stderr=quiet)
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()
    with warnings.catch_warnings():
        # Chroma's client leaves its connections to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


# Chroma's client drops its connection to a server that was ended without closing it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_server_proposes_what_the_store_has_and_comes_back_after_a_restart(
    store: Store, server: str, tmp_path: Path
) -> None:
    first = WideIndex(store, tmp_path / "notes", server)
    assert first.take()
    first.bring_in_line()
    assert proposed(first) == stored(store)
    first.give_up()

    again = WideIndex(store, tmp_path / "notes", server)
    assert again.take()
    again.bring_in_line()
    assert proposed(again) == stored(store)
    again.give_up()


def test_a_server_that_does_not_answer_is_said_with_what_to_do(
    store: Store, tmp_path: Path
) -> None:
    wide = WideIndex(store, tmp_path / "notes", "http://127.0.0.1:9")
    assert wide.take()

    with pytest.raises(SourceUnavailable, match="CHROMA_URL"):
        wide.bring_in_line()

    assert proposed(wide) == []
    wide.give_up()
