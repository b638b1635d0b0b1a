"""what was read in notes; product items, and the feedback tied to them"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note_reads",
        *_of_note(),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reader", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("tone", sa.Float(), nullable=True),
        sa.Column("manner", sa.String(length=30), nullable=True),
        sa.Column("spans", sa.Text(), nullable=False),
        *_keys("note_reads"),
        sa.UniqueConstraint("note_id", name=op.f("uq_note_reads_note_id")),
    )
    op.create_index(op.f("ix_note_reads_account_id"), "note_reads", ["account_id"])
    op.create_table(
        "note_readings",
        *_of_note(),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        *_keys("note_readings"),
        sa.ForeignKeyConstraint(
            ["confirmed_by"],
            ["people.id"],
            name=op.f("fk_note_readings_confirmed_by"),
            ondelete="SET NULL",
        ),
    )
    op.create_index(
        op.f("ix_note_readings_account_id_kind"), "note_readings", ["account_id", "kind"]
    )
    op.create_index(op.f("ix_note_readings_note_id"), "note_readings", ["note_id"])
    op.create_table(
        "product_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=255), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_items")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_product_items_source_source_id")),
    )
    with op.batch_alter_table("product_feedback") as batch:
        batch.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_product_feedback_item_id"),
            "product_items",
            ["item_id"],
            ["id"],
            ondelete="SET NULL",
        )


def _of_note() -> tuple[sa.Column[int], ...]:
    return tuple(
        sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "note_id", "account_id")
    )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    homes = (("note_id", "notes"), ("account_id", "accounts"))
    refs = [
        sa.ForeignKeyConstraint(
            [column], [f"{home}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
        )
        for column, home in homes
    ]
    return (*refs, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))
