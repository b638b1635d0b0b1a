"""What happened at an account: usage, tickets, surveys, touchpoints, notes, meetings."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from knowledge.store.tables.base import account_ref, imported, metadata, ref, table

usage_metrics = table(
    "usage_metrics",
    Column("metric", String(50), nullable=False),
    Column("feature", String(100), nullable=False, default=""),
    UniqueConstraint("metric", "feature"),
)

usage = Table(
    "usage",
    metadata,
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("metric_id", Integer, ForeignKey("usage_metrics.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source_key", String(100), primary_key=True, default=""),
    Column("value", Float, nullable=False),
    Column("import_id", Integer, ForeignKey("imports.id"), nullable=False),
    sqlite_with_rowid=False,
)

tickets = imported(
    "tickets",
    account_ref(),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("priority", String(2), nullable=False),
    Column("kind", String(20)),
    Column("subject", Text),
    Column("escalated", Boolean, nullable=False, default=False),
    Column("first_response_minutes", Integer),
    Column("resolution_hours", Numeric(10, 2)),
    Column("owner", String(200)),
    Index(None, "account_id", "opened_on"),
    Index(None, "opened_on"),
)

surveys = imported(
    "surveys",
    account_ref(),
    ref("stakeholder_id", "stakeholders"),
    Column("kind", String(4), nullable=False),
    Column("sent_on", Date),
    Column("answered_on", Date),
    Column("score", Numeric(5, 2)),
    Column("role", String(30)),
    Column("comment", Text),
    Index(None, "account_id", "answered_on"),
)

touchpoints = imported(
    "touchpoints",
    account_ref(),
    ref("stakeholder_id", "stakeholders"),
    ref("person_id", "people"),
    Column("day", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("two_way", Boolean, nullable=False),
    Column("held", Boolean),
    Column("subject", Text),
    Index(None, "account_id", "day"),
    Index(None, "day"),
)

notes = imported(
    "notes",
    account_ref(),
    Column("day", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", String(255)),
    Column("author", String(200)),
    Column("text", Text, nullable=False),
    Column("people", Text),
    # A confidential note is for those in note_readers alone, who are made from `readers`.
    Column("confidential", Boolean, nullable=False, default=False, server_default=false()),
    Column("readers", Text),
    # `cut_hash` is the `content_hash` that the note's passages were made from.
    Column("content_hash", String(64)),
    Column("cut_hash", String(64)),
    Index(None, "account_id", "day"),
    Index(None, "confidential"),
)

meetings = imported(
    "meetings",
    account_ref(),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("title", String(255), nullable=False),
    Column("attendees", Text),
    Index(None, "account_id", "starts_at"),
)

product_items = imported(
    "product_items",
    Column("name", String(255), nullable=False),
    Column("status", String(20), nullable=False),
    Column("shipped_on", Date),
    Column("link", Text),
)

product_feedback = imported(
    "product_feedback",
    account_ref(),
    ref("stakeholder_id", "stakeholders"),
    Column("day", Date, nullable=False),
    Column("kind", String(20)),
    Column("text", Text, nullable=False),
    ref("item_id", "product_items"),
    Index(None, "account_id", "day"),
)
