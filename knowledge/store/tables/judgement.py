"""What the engine computed and what people said of it, side by side."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    String,
    Text,
    UniqueConstraint,
)

from knowledge.store.tables.base import account_ref, imported, ref, table

health_snapshots = table(
    "health_snapshots",
    account_ref(),
    Column("day", Date, nullable=False),
    Column("rules_version", String(50), nullable=False),
    Column("score", Float),
    Column("coverage", Float, nullable=False),
    Column("band", String(10), nullable=False),
    Column("p_renew", Float),
    Column("p_renew_low", Float),
    Column("p_renew_high", Float),
    Column("detail", Text, nullable=False),
    UniqueConstraint("account_id", "day"),
)

csm_calls = imported(
    "csm_calls",
    account_ref(),
    ref("person_id", "people"),
    Column("day", Date, nullable=False),
    Column("call", String(20), nullable=False),
    Column("reason", Text),
    Column("amount_minor", BigInteger),
    Column("currency", String(3)),
    Index(None, "account_id", "day"),
)

overrides = table(
    "overrides",
    account_ref(),
    ref("person_id", "people"),
    Column("scope", String(30), nullable=False),
    Column("value", String(20), nullable=False),
    Column("reason", String(50), nullable=False),
    Column("words", Text, nullable=False),
    Column("evidence", Text),
    Column("made_on", Date, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("withdrawn_on", Date),
    ref("withdrawn_by", "people"),
    Column("computed", Float),
    Column("computed_band", String(10)),
    Index(None, "account_id"),
)

alerts = table(
    "alerts",
    account_ref(),
    Column("day", Date, nullable=False),
    Column("kind", String(50), nullable=False),
    Column("detail", Text, nullable=False),
    Column("ended_on", Date),
    Column("ending", String(20)),
    Column("snoozed_until", Date),
    Column("useful", String(10)),
    Column("words", Text),
    ref("answered_by", "people"),
    Column("answered_on", Date),
    Index(None, "account_id", "day"),
    UniqueConstraint("account_id", "kind", "day"),
)

renewal_models = table(
    "renewal_models",
    Column("day", Date, nullable=False),
    Column("fitted_at", DateTime(timezone=True), nullable=False),
    Column("rules_version", String(50), nullable=False),
    Column("refused", Text),
    Column("detail", Text, nullable=False),
)
