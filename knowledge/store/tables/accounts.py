"""Accounts and the people at them."""

from sqlalchemy import Column, Date, Index, String, Text

from knowledge.store.tables.base import account_ref, imported, ref

accounts = imported(
    "accounts",
    Column("name", String(255), nullable=False),
    Column("segment", String(20), nullable=False),
    Column("industry", String(100)),
    Column("region", String(50)),
    Column("country", String(100)),
    Column("currency", String(3), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("plan", String(100)),
    Column("domain", String(255)),
    Column("models", String(255)),
    Column("signed_on", Date),
    ref("parent_id", "accounts"),
    Index(None, "name"),
)

stakeholders = imported(
    "stakeholders",
    account_ref(),
    Column("name", String(200), nullable=False),
    Column("email", String(320)),
    Column("title", String(200)),
    Column("role", String(30), nullable=False),
    Column("since", Date),
    Column("left_on", Date),
    Column("successor", String(200)),
    Column("note", Text),
    Index(None, "account_id"),
)
