"""The company's own people, and who may see which account."""

from sqlalchemy import Boolean, Column, Date, Index, String, Text

from knowledge.store.tables.base import account_ref, imported, ref

people = imported(
    "people",
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("team", String(100)),
    Column("time_zone", String(64)),
    Column("active", Boolean, nullable=False, default=True),
)

ownership = imported(
    "ownership",
    account_ref(),
    ref("person_id", "people", required=True),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Index(None, "person_id", "account_id"),
    Index(None, "account_id", "since"),
)

covers = imported(
    "covers",
    ref("owner_id", "people"),
    ref("account_id", "accounts"),
    ref("cover_id", "people", required=True),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", Text),
    Index(None, "cover_id"),
)

account_team = imported(
    "account_team",
    account_ref(),
    ref("person_id", "people", required=True),
    Column("role", String(100)),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Index(None, "person_id", "account_id"),
)
