"""What was read in notes: that they were read, and what they say, until somebody judges it."""

from sqlalchemy import Column, Date, Float, Index, Integer, String, Text, UniqueConstraint

from knowledge.store.tables.base import account_ref, ref, table

# One row a note: by which reader, of which text, and in what tone it is written.
note_reads = table(
    "note_reads",
    ref("note_id", "notes", required=True),
    account_ref(),
    Column("digest", String(64), nullable=False),
    Column("reader", String(20), nullable=False),
    Column("source", String(12), nullable=False),
    Column("tone", Float),
    Column("manner", String(30)),
    Column("spans", Text, nullable=False),
    UniqueConstraint("note_id"),
    Index(None, "account_id"),
)

note_readings = table(
    "note_readings",
    ref("note_id", "notes", required=True),
    account_ref(),
    Column("kind", String(20), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("detail", Text, nullable=False),
    Column("state", String(10), nullable=False),
    ref("confirmed_by", "people"),
    Column("confirmed_on", Date),
    Column("done_on", Date),
    Index(None, "account_id", "kind"),
    Index(None, "note_id"),
)
