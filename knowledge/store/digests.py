"""What a weekly digest said, once for each person and week, so that the next one knows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.acts import id_of_key
from knowledge.store.access import View
from knowledge.store.accounts import accounts_of
from knowledge.store.acts import Decisions
from knowledge.store.engine import Store
from knowledge.store.tables import digests
from knowledge.weeks import Week


@dataclass(frozen=True, slots=True)
class Said:
    """A digest as it was made: its text, and the ids of the acts that it named, in order."""

    text: str
    acts: tuple[str, ...]
    sent_at: datetime | None


def digest_of(connection: Connection, person_id: int, week: Week) -> Said | None:
    """The person's digest of that week; None where none was made."""
    d = digests.c
    query = select(d.text, d.acts, d.sent_at).where(d.person_id == person_id, d.week == week.key)
    row = connection.execute(query).one_or_none()
    return Said(row.text, tuple(json.loads(row.acts)), row.sent_at) if row else None


def keep_digest(store: Store, person_id: int, week: Week, text: str, acts: Sequence[str]) -> bool:
    """Keep a week's digest; False where that week has one already, which stays as it is."""
    with store.write() as connection:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = {
            "person_id": person_id, "week": week.key, "text": text,
            "acts": json.dumps(list(acts)),
        }  # fmt: skip
        new = dialect.insert(digests).values(**row).on_conflict_do_nothing()
        return connection.execute(new.returning(digests.c.id)).scalar_one_or_none() is not None


def claim_sending(store: Store, person_id: int, week: Week, at: datetime) -> bool:
    """Mark a kept digest as sent; True for the one caller who may send it, False ever after."""
    d = digests.c
    mine = (d.person_id == person_id, d.week == week.key, d.sent_at.is_(None))
    with store.write() as connection:
        claimed = update(digests).where(*mine).values(sent_at=at).returning(d.id)
        return connection.execute(claimed).scalar_one_or_none() is not None


def release_sending(store: Store, person_id: int, week: Week, at: datetime) -> None:
    """Take back the claim of that moment, where sending failed: the next try may send it."""
    d = digests.c
    mine = (d.person_id == person_id, d.week == week.key, d.sent_at == at)
    with store.write() as connection:
        connection.execute(update(digests).where(*mine).values(sent_at=None))


def decided_by_id(view: View, decisions: Decisions) -> dict[str, str]:
    """The state of every act of the view's accounts that somebody decided on, by the act's id."""
    homes = {account.id: account.home for account in accounts_of(view)}
    return {id_of_key(homes[a], key): d.state for (a, key), d in decisions.items() if a in homes}
