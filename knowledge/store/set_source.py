"""What a working set is made from: the store, its accounts and metrics, and its newest change."""

import hashlib
import uuid
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select

from knowledge.health.counted import Roles
from knowledge.store.engine import Store
from knowledge.store.signals_usage import UsageRoles, usage_roles
from knowledge.store.tables import accounts, imports, workspace
from knowledge.store.usage_changes import newest_change

_STORE_ID = "store_id"


@dataclass(frozen=True, slots=True)
class Source:
    """A store's usage as of one moment.

    `origins` tells accounts apart whose ids are the same: SQLite gives the id of a deleted account
    to the next one.
    """

    store: str
    change: int
    imports: int
    ids: NDArray[np.int64]
    origins: NDArray[np.int64]
    kinds: UsageRoles

    @property
    def metrics(self) -> NDArray[np.int64]:
        return np.array(self.kinds.used, dtype=np.int64)

    @property
    def roles(self) -> Roles:
        """Which places of the metrics' axis count as what."""
        places = {metric: i for i, metric in enumerate(self.kinds.used)}
        kinds = (self.kinds.users, self.kinds.events, self.kinds.features)
        return Roles(*(tuple(places[metric] for metric in kind) for kind in kinds))


def store_identity(store: Store) -> str:
    """Return the store's own name for itself, given once."""
    query = select(workspace.c.value).where(workspace.c.key == _STORE_ID)
    with store.read() as connection:
        found = connection.scalar(query)
    if found:
        return str(found)
    with store.write() as connection:
        found = connection.scalar(query)
        if not found:
            found = uuid.uuid4().hex
            connection.execute(insert(workspace).values(key=_STORE_ID, value=found))
    return str(found)


def read_source(connection: Connection, identity: str) -> Source:
    """Read what a set would be made from. The change comes first: what lands later is read again
    by the next, even where each statement sees a newer state of the store.
    """
    change = newest_change(connection)
    a = accounts.c
    rows = connection.execute(select(a.id, a.source, a.source_id).order_by(a.id)).all()
    return Source(
        store=identity,
        change=change,
        imports=connection.scalar(select(func.max(imports.c.id))) or 0,
        ids=np.array([row[0] for row in rows], dtype=np.int64),
        origins=np.array([_digest(f"{row[1]}\0{row[2]}") for row in rows], dtype=np.int64),
        kinds=usage_roles(connection),
    )


def _digest(text: str) -> int:
    hashed = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(hashed, "little", signed=True)
