"""Nobody is shown a passage that they may not see, whatever is asked and whatever an index says."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.index import NotesIndex
from knowledge.notes.search import search
from knowledge.notes.wide import WideIndex
from knowledge.store.access import View
from knowledge.store.engine import Store, open_file
from knowledge.store.passage_search import Filters
from knowledge.store.schema import migrate
from tests.factories import TODAY, days_ago, make_account, make_cover, make_note, make_person
from tests.knowledge.notes.worlds import Letters, person

CSMS = [f"p{i}@steward.test" for i in range(5)]
OPS = "ops@steward.test"
WORDS = ["invoice", "portal", "price", "training", "outage", "renewal", "export", "seat"]
LETTERS = Letters()


class EveryId(WideIndex):
    """A wide index that proposes every passage there is, and some that there aren't."""

    def nearest(self, model: str, vector: NDArray[np.float32], count: int) -> list[int]:
        return list(range(1, 100))


World = tuple[Store, dict[str, set[str]], dict[str, NotesIndex]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Twelve accounts of five CSMs, the first of whom lends the book to the second; every fifth
    note is confidential. Who may see which note is worked out here apart from the store.
    """
    folder = tmp_path_factory.mktemp("notes")
    store = open_file(folder / "steward.db")
    migrate(store)
    allowed = _fill(store)
    cut_notes(store)
    embed_passages(store, LETTERS)
    wide = WideIndex(store, folder / "notes")
    assert wide.take()
    wide.bring_in_line()
    indexes = {
        "words": NotesIndex(),
        "exact": NotesIndex([LETTERS]),
        "many": NotesIndex([LETTERS], few_accounts=1),
        "wide": NotesIndex([LETTERS], wide, few_accounts=1),
        "lying": NotesIndex([LETTERS], EveryId(store, folder / "notes"), few_accounts=1),
    }
    yield store, allowed, indexes
    wide.give_up()
    store.close()


def _fill(store: Store) -> dict[str, set[str]]:
    rng = np.random.default_rng(3)
    allowed: dict[str, set[str]] = {email: set() for email in (*CSMS, OPS)}
    with store.write() as connection:
        ids = {email: make_person(connection, email=email) for email in CSMS}
        ids[OPS] = make_person(connection, email=OPS, role="operations")
        make_cover(connection, ids[CSMS[1]], owner_id=ids[CSMS[0]])
        for number in range(12):
            owner = CSMS[number % 5]
            account = make_account(connection, ids[owner])
            sees = {owner, OPS} | ({CSMS[1]} if owner == CSMS[0] else set())
            for note in range(5):
                named = [owner, CSMS[3]] if note == 4 else []
                make_note(
                    connection, account, " ".join(rng.choice(WORDS, 6)), day=days_ago(number),
                    title=None, source_id=f"{number}-{note}",
                    readers=list(dict.fromkeys(ids[email] for email in named)),
                )  # fmt: skip
                for email in sees & set(named) if named else sees:
                    allowed[email].add(f"{number}-{note}")
    return allowed


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    viewers=st.lists(st.sampled_from([*CSMS, OPS]), min_size=1, max_size=3, unique=True),
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    way=st.sampled_from(["words", "exact", "many", "wide", "lying"]),
    back=st.integers(0, 12),
)
def test_a_search_shows_only_what_every_reader_may_see(
    world: World, viewers: list[str], words: list[str], way: str, back: int
) -> None:
    store, allowed, indexes = world
    people = tuple(person(store, email) for email in viewers)
    with store.read() as connection:
        view = View(connection, people, TODAY, TODAY)
        found = search(view, " ".join(words), Filters(until=days_ago(back)), indexes[way], limit=50)

    shown = {hit.passage.note_id for hit in found.hits}
    assert shown <= set.intersection(*(allowed[email] for email in viewers))


@pytest.mark.parametrize("way", ["words", "exact", "many", "wide", "lying"])
def test_each_way_finds_what_the_reader_may_see(world: World, way: str) -> None:
    store, allowed, indexes = world
    with store.read() as connection:
        view = View(connection, (person(store, OPS),), TODAY, TODAY)
        found = search(view, "invoice portal", Filters(), indexes[way], limit=60)

    assert found.hits
    assert {hit.passage.note_id for hit in found.hits} <= allowed[OPS]
