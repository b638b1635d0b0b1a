"""Steward's own work: conversations, acts, proposals, the inbox, imports."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from knowledge.store.tables.base import account_ref, ref, table

workspace = table(
    "workspace",
    Column("key", String(50), nullable=False, unique=True),
    Column("value", Text, nullable=False),
)

# The last change of each day's usage, numbered in the order in which changes were committed.
usage_dirty = table(
    "usage_dirty",
    Column("day", Date, nullable=False, unique=True),
    Column("change", Integer, nullable=False),
    Index(None, "change"),
)

imports = table(
    "imports",
    Column("source", String(64), nullable=False),
    Column("folder", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("rows_read", Integer, nullable=False, default=0),
    Column("rows_landed", Integer, nullable=False, default=0),
    Column("rows_refused", Integer, nullable=False, default=0),
)

import_flags = table(
    "import_flags",
    Column("source", String(64), nullable=False),
    Column("entity", String(50), nullable=False),
    ref("account_id", "accounts"),
    Column("flag", String(50), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("example", Text),
    UniqueConstraint("source", "entity", "account_id", "flag"),
)

sync_state = table(
    "sync_state",
    Column("source", String(64), nullable=False),
    Column("entity", String(50), nullable=False),
    Column("cursor", Text),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("newest", Date),
    UniqueConstraint("source", "entity"),
)

acts = table(
    "acts",
    account_ref(),
    ref("person_id", "people"),
    Column("key", String(100), nullable=False),
    Column("evidence", String(64), nullable=False),
    Column("records", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text),
    Column("kind", String(30), nullable=False),
    Column("due", Date),
    Column("state", String(20), nullable=False),
    Column("snoozed_until", Date),
    Column("reason", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    ref("changed_by", "people"),
    Index(None, "account_id", "state"),
    UniqueConstraint("account_id", "key", "evidence"),
)

# `record` names the record in words; `source` and `source_id` are where it came from, since ids are
# given again. `applied` holds what the approval wrote, for the undo.
proposed_changes = table(
    "proposed_changes",
    account_ref(),
    ref("person_id", "people"),
    Column("entity", String(50), nullable=False),
    Column("record_id", Integer),
    Column("field", String(50), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("reason", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    ref("decided_by", "people"),
    Column("record", Text),
    Column("source", String(64)),
    Column("source_id", String(255)),
    Column("stated_by", String(200)),
    Column("stated_on", Date),
    Column("origin", String(255)),
    Column("applied", Text),
    Index(None, "account_id", "state"),
)

# What a person stated and a source doesn't say (yet): the record's own column holds `value`, so
# that every query counts it; `imported` is what the source says. `field` is "" for a whole record.
stated_values = table(
    "stated_values",
    account_ref(),
    ref("change_id", "proposed_changes", required=True),
    Column("entity", String(50), nullable=False),
    Column("source", String(64), nullable=False),
    Column("source_id", String(255), nullable=False),
    Column("field", String(50), nullable=False),
    Column("value", Text),
    Column("imported", Text),
    UniqueConstraint("entity", "source", "source_id", "field"),
    Index(None, "account_id"),
)

threads = table(
    "threads",
    Column("key", String(255), nullable=False, unique=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

turns = table(
    "turns",
    ref("thread_id", "threads", required=True),
    ref("person_id", "people"),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("calls", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "thread_id", "id"),
)

digests = table(
    "digests",
    ref("person_id", "people", required=True),
    Column("week", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("acts", Text, nullable=False, server_default="[]"),
    Column("sent_at", DateTime(timezone=True)),
    UniqueConstraint("person_id", "week"),
)

feedback = table(
    "feedback",
    ref("turn_id", "turns"),
    ref("person_id", "people"),
    Column("useful", Boolean, nullable=False),
    Column("reason", Text),
    Column("at", DateTime(timezone=True), nullable=False),
)

inbox = table(
    "inbox",
    Column("team", String(32), nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32), nullable=False),
    Column("thread_ts", String(32), nullable=False),
    Column("user", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_until", DateTime(timezone=True)),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    Column("reply_ts", String(32)),
    Column("reference", String(32)),
    Column("kind", String(20), nullable=False, default="question", server_default="question"),
    Column("stopped_at", DateTime(timezone=True)),
    Column("told_at", DateTime(timezone=True)),
    UniqueConstraint("team", "event_id"),
    UniqueConstraint("channel", "ts"),
    Index(None, "state", "ts"),
    Index(None, "channel", "thread_ts"),
)

retention = table(
    "retention",
    Column("kind", String(30), nullable=False, unique=True),
    Column("days", Integer, nullable=False),
    Column("changed_on", Date, nullable=False),
)
