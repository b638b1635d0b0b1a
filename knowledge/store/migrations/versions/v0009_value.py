"""what a unit of change is worth, risk, where it was measured; the customer's own costs"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("value_lines") as batch:
        batch.add_column(sa.Column("better", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("measured_from", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("unit_value_minor", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("risk_pct", sa.Numeric(precision=5, scale=2), nullable=True))
    op.create_table(
        "value_costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("risk_pct", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("stated_by", sa.String(length=200), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=255), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_value_costs_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_costs")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_value_costs_source_source_id")),
    )
    with op.batch_alter_table("value_costs", schema=None) as batch:
        batch.create_index(batch.f("ix_value_costs_account_id"), ["account_id"], unique=False)
