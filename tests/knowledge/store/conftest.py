"""What the store's tests may ask for beside a store."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from knowledge.store.engine import Store


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    """A connection that may write, and whose rows nobody else sees."""
    with store.engine.connect() as connection:
        yield connection
        connection.rollback()
