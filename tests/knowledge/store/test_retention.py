"""What was asked is kept for so long and no longer; what one asks to be deleted is gone."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.store.engine import Store
from knowledge.store.retention import Keeping, expire, forget_conversations
from knowledge.store.tables import threads, turns
from knowledge.store.threads import Turn, remember
from tests.factories import make_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEEPING = Keeping(conversations=180, drafts=90, proposals=730)


@pytest.fixture
def maya(store: Store) -> int:
    with store.write() as connection:
        return make_person(connection, name="Maya Lindqvist", email="maya@steward.test")


def _ask(store: Store, person: int, question: str, days_ago: int, thread: str) -> None:
    turn = Turn(question, f"answer to {question}", (), ())
    remember(store, thread, person, turn, [], NOW - timedelta(days=days_ago))


def _kept(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.scalars(turns.select().with_only_columns(turns.c.question)))


def test_what_is_older_than_it_may_be_kept_is_gone(store: Store, maya: int) -> None:
    _ask(store, maya, "an old secret", 181, "old")
    _ask(store, maya, "a new question", 179, "new")

    gone = expire(store, NOW, KEEPING)

    assert gone.turns == 1
    assert _kept(store) == {"a new question"}
    with store.read() as connection:
        assert len(connection.execute(threads.select()).all()) == 1
    assert expire(store, NOW, KEEPING).turns == 0


def test_a_person_deletes_their_own_part_of_a_thread_alone(store: Store, maya: int) -> None:
    with store.write() as connection:
        tom = make_person(connection, name="Tom Okafor", email="tom@steward.test")
    _ask(store, maya, "mine here", 1, "shared")
    _ask(store, tom, "his here", 1, "shared")
    _ask(store, maya, "mine elsewhere", 1, "other")

    assert forget_conversations(store, maya, "shared") == 1
    assert _kept(store) == {"his here", "mine elsewhere"}
    assert forget_conversations(store, maya) == 1
    assert _kept(store) == {"his here"}


def test_nothing_of_a_forgotten_conversation_is_left_in_the_file(
    sqlite_store: Store,
) -> None:
    with sqlite_store.write() as connection:
        maya = make_person(connection, name="Maya Lindqvist", email="maya@steward.test")
    _ask(sqlite_store, maya, "the zanzibar clause", 1, "t")
    forget_conversations(sqlite_store, maya)
    path = sqlite_store.engine.url.database

    assert path
    with open(path, "rb") as file:  # noqa: PTH123
        assert b"zanzibar" not in file.read()
