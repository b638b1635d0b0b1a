"""What is made of notes, so that they can be found: passages, their vectors, who may read them."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from knowledge.store.tables.base import account_ref, metadata, ref, table

# `text` is notes.text[start:end]. `terms` are its stems, divided by blanks, and `words` their
# number: what the text index is over (passages_fts on SQLite, a GIN index on PostgreSQL; migration
# 0003 makes both). `day` and `kind` are the note's, for filters. An id is never given twice, so
# that an index beside the store can't take a new passage for an old one.
passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    ref("note_id", "notes", required=True),
    account_ref(),
    Column("number", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("speaker", String(200)),
    Column("at_seconds", Integer),
    Column("day", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("words", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("terms", Text, nullable=False),
    UniqueConstraint("note_id", "number"),
    Index(None, "account_id", "day"),
    sqlite_autoincrement=True,
)

# float32, little-endian, of unit length. Vectors of two models are never compared.
vectors = table(
    "vectors",
    ref("passage_id", "passages", required=True),
    Column("model", String(100), nullable=False),
    Column("vector", LargeBinary, nullable=False),
    # No index on the model alone: SQLite would take it for a search of one account.
    UniqueConstraint("passage_id", "model"),
)

note_readers = Table(
    "note_readers",
    metadata,
    Column("note_id", Integer, ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
)

# Who and what was forgotten, as keyed hashes: enough to know them when an import brings them back.
# `words` is of how many words the hashed text is.
forgotten = table(
    "forgotten",
    Column("kind", String(20), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("words", Integer, nullable=False),
    Column("day", Date, nullable=False),
    UniqueConstraint("kind", "hash"),
)
