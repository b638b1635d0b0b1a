"""acts, alerts and overrides as the health engine needs them; renewal models; dirty usage days

Nothing wrote the three tables before, so they are made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for end in ("low", "high"):
        op.add_column("health_snapshots", sa.Column(f"p_renew_{end}", sa.Float(), nullable=True))
    for name in ("acts", "alerts", "overrides"):
        op.drop_table(name)
    op.create_table(
        "acts",
        *_of_account(),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("evidence", sa.String(length=64), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        *_keys("acts", "person_id", "changed_by"),
        sa.UniqueConstraint(
            "account_id", "key", "evidence", name=op.f("uq_acts_account_id_key_evidence")
        ),
    )
    op.create_index(op.f("ix_acts_account_id_state"), "acts", ["account_id", "state"])
    op.create_table(
        "alerts",
        *_of_account(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("useful", sa.String(length=10), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        *_keys("alerts", "answered_by"),
        sa.UniqueConstraint(
            "account_id", "kind", "day", name=op.f("uq_alerts_account_id_kind_day")
        ),
    )
    op.create_index(op.f("ix_alerts_account_id_day"), "alerts", ["account_id", "day"])
    op.create_table(
        "overrides",
        *_of_account(),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(length=30), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=50), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("computed", sa.Float(), nullable=True),
        sa.Column("computed_band", sa.String(length=10), nullable=True),
        *_keys("overrides", "person_id", "withdrawn_by"),
    )
    op.create_index(op.f("ix_overrides_account_id"), "overrides", ["account_id"])
    op.create_table(
        "renewal_models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_version", sa.String(length=50), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_models")),
    )
    op.create_table(
        "usage_dirty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_dirty")),
        sa.UniqueConstraint("day", name=op.f("uq_usage_dirty_day")),
    )
    op.create_index(op.f("ix_usage_dirty_change"), "usage_dirty", ["change"])


def _of_account() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
    )


def _keys(table: str, *of_people: str) -> tuple[sa.Constraint, ...]:
    account = sa.ForeignKeyConstraint(
        ["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id"), ondelete="CASCADE"
    )
    people = [
        sa.ForeignKeyConstraint(
            [column], ["people.id"], name=op.f(f"fk_{table}_{column}"), ondelete="SET NULL"
        )
        for column in of_people
    ]
    return (account, *people, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))
