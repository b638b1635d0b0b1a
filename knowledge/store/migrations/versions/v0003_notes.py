"""notes: passages with a text index, vectors, readers of confidential notes, what was forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Triggers keep SQLite's index in step, also where a note's or an account's deletion cascades.
_SQLITE = (
    "CREATE VIEW passages_indexed AS SELECT id, 'a' || account_id AS account, terms FROM passages",
    "CREATE VIRTUAL TABLE passages_fts USING fts5(account, terms, content='passages_indexed', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN"
    " INSERT INTO passages_fts (rowid, account, terms)"
    " VALUES (new.id, 'a' || new.account_id, new.terms); END",
    "CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN"
    " INSERT INTO passages_fts (passages_fts, rowid, account, terms)"
    " VALUES ('delete', old.id, 'a' || old.account_id, old.terms); END",
    "CREATE TRIGGER passages_changed AFTER UPDATE OF account_id, terms ON passages BEGIN"
    " INSERT INTO passages_fts (passages_fts, rowid, account, terms)"
    " VALUES ('delete', old.id, 'a' || old.account_id, old.terms);"
    " INSERT INTO passages_fts (rowid, account, terms)"
    " VALUES (new.id, 'a' || new.account_id, new.terms); END",
)
_POSTGRES = (
    "CREATE INDEX ix_passages_fts ON passages USING gin (array_to_tsvector(string_to_array(terms, ' ')))",
)


def upgrade() -> None:
    for column in (
        sa.Column("people", sa.Text(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("readers", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("cut_hash", sa.String(length=64), nullable=True),
    ):
        op.add_column("notes", column)
    op.create_index(op.f("ix_notes_confidential"), "notes", ["confidential"])
    _make_passages()
    op.create_table(
        "vectors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        _key("vectors", "passage_id", "passages"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vectors")),
        sa.UniqueConstraint("passage_id", "model", name=op.f("uq_vectors_passage_id_model")),
    )
    op.create_table(
        "note_readers",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _key("note_readers", "note_id", "notes"),
        _key("note_readers", "person_id", "people"),
        sa.PrimaryKeyConstraint("note_id", "person_id", name=op.f("pk_note_readers")),
    )
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten")),
        sa.UniqueConstraint("kind", "hash", name=op.f("uq_forgotten_kind_hash")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


def _make_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=True),
        sa.Column("at_seconds", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        _key("passages", "note_id", "notes"),
        _key("passages", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("note_id", "number", name=op.f("uq_passages_note_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passages_account_id_day"), "passages", ["account_id", "day"])


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")
