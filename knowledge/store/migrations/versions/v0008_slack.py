"""Slack: mapped people, linked channels, installations; what an event is, stopped or told to wait"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbox") as batch:
        batch.add_column(
            sa.Column("kind", sa.String(length=20), nullable=False, server_default="question")
        )
        batch.add_column(sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_index(batch.f("ix_inbox_channel_thread_ts"), ["channel", "thread_ts"])
    op.create_table(
        "slack_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mapped_by", sa.Integer(), nullable=True),
        sa.Column("mapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_slack_people_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mapped_by"],
            ["people.id"],
            name=op.f("fk_slack_people_mapped_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_people")),
        sa.UniqueConstraint("team", "user", name=op.f("uq_slack_people_team_user")),
    )
    op.create_table(
        "slack_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_slack_channels_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["linked_by"],
            ["people.id"],
            name=op.f("fk_slack_channels_linked_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_channels")),
        sa.UniqueConstraint("team", "channel", name=op.f("uq_slack_channels_team_channel")),
    )
    op.create_table(
        "slack_open_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_open_channels")),
        sa.UniqueConstraint("team", "user", name=op.f("uq_slack_open_channels_team_user")),
    )
    op.create_table(
        "slack_installs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_installs")),
        sa.UniqueConstraint("enterprise", "team", name=op.f("uq_slack_installs_enterprise_team")),
    )
