"""proposed changes whole: whose word, which record, what was applied; stated values beside imports"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proposed_changes") as batch:
        batch.add_column(sa.Column("record", sa.Text(), nullable=True))
        batch.add_column(sa.Column("source", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("source_id", sa.String(length=255), nullable=True))
        batch.add_column(sa.Column("stated_by", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("stated_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("origin", sa.String(length=255), nullable=True))
        batch.add_column(sa.Column("applied", sa.Text(), nullable=True))
    op.create_table(
        "stated_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=50), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=255), nullable=False),
        sa.Column("field", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("imported", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_stated_values_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["proposed_changes.id"],
            name=op.f("fk_stated_values_change_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_values")),
        sa.UniqueConstraint(
            "entity",
            "source",
            "source_id",
            "field",
            name=op.f("uq_stated_values_entity_source_source_id_field"),
        ),
    )
    op.create_index(op.f("ix_stated_values_account_id"), "stated_values", ["account_id"])
