"""What Steward knows of Slack: who a user is, what a channel is about, where it is installed."""

from sqlalchemy import Column, DateTime, String, Text, UniqueConstraint

from knowledge.store.tables.base import account_ref, ref, table

# An administrator's word on who a user is, before their e-mail's.
slack_people = table(
    "slack_people",
    Column("team", String(32), nullable=False),
    Column("user", String(32), nullable=False),
    ref("person_id", "people", required=True),
    ref("mapped_by", "people"),
    Column("mapped_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("team", "user"),
)

slack_channels = table(
    "slack_channels",
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    account_ref(),
    ref("linked_by", "people"),
    Column("linked_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("team", "channel"),
)

# The channel that a person has open beside Steward.
slack_open_channels = table(
    "slack_open_channels",
    Column("team", String(32), nullable=False),
    Column("user", String(32), nullable=False),
    Column("channel", String(32)),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("team", "user"),
)

# `sealed` is encrypted: it holds tokens. An organisation's installation has no team.
slack_installs = table(
    "slack_installs",
    Column("enterprise", String(32), nullable=False, default=""),
    Column("team", String(32), nullable=False, default=""),
    Column("sealed", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("enterprise", "team"),
)
