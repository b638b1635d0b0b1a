"""What the account bought it for: objectives, milestones, promises, value."""

from sqlalchemy import BigInteger, Column, Date, Index, Numeric, String, Text

from knowledge.store.tables.base import account_ref, imported, ref

objectives = imported(
    "objectives",
    account_ref(),
    Column("name", String(255), nullable=False),
    Column("client_words", Text),
    Column("feature", String(100)),
    Column("metric", String(100)),
    Column("unit", String(50)),
    Column("baseline", Numeric(18, 4)),
    Column("baseline_on", Date),
    Column("target", Numeric(18, 4)),
    Column("actual", Numeric(18, 4)),
    Column("actual_on", Date),
    Column("due", Date),
    Column("owner", String(200)),
    Column("status", String(20), nullable=False),
    Column("confirmed_by", String(200)),
    Column("confirmed_on", Date),
    Index(None, "account_id"),
)

milestones = imported(
    "milestones",
    account_ref(),
    ref("objective_id", "objectives"),
    Column("name", String(255), nullable=False),
    Column("owner", String(200)),
    Column("side", String(10)),
    Column("due", Date),
    Column("done_on", Date),
    Index(None, "account_id"),
)

onboarding_milestones = imported(
    "onboarding_milestones",
    account_ref(),
    Column("name", String(255), nullable=False),
    Column("step", String(20), nullable=False),
    Column("due", Date),
    Column("done_on", Date),
    Column("evidence", Text),
    Index(None, "account_id"),
)

commitments = imported(
    "commitments",
    account_ref(),
    Column("text", Text, nullable=False),
    Column("side", String(10), nullable=False),
    Column("promised_by", String(200)),
    Column("promised_on", Date),
    Column("due", Date),
    Column("done_on", Date),
    Index(None, "account_id"),
)

value_lines = imported(
    "value_lines",
    account_ref(),
    ref("objective_id", "objectives"),
    Column("name", String(255), nullable=False),
    Column("unit", String(50)),
    Column("formula", Text),
    Column("better", String(10)),
    Column("baseline", Numeric(18, 4)),
    Column("baseline_on", Date),
    Column("baseline_by", String(200)),
    Column("measured", Numeric(18, 4)),
    Column("measured_on", Date),
    Column("measured_from", String(200)),
    Column("unit_value_minor", BigInteger),
    Column("attribution_pct", Numeric(5, 2)),
    Column("risk_pct", Numeric(5, 2)),
    Column("low_minor", BigInteger),
    Column("likely_minor", BigInteger),
    Column("high_minor", BigInteger),
    Column("currency", String(3)),
    Column("status", String(20), nullable=False),
    Column("confirmed_by", String(200)),
    Column("confirmed_on", Date),
    Index(None, "account_id"),
)

value_costs = imported(
    "value_costs",
    account_ref(),
    Column("name", String(255), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3)),
    Column("risk_pct", Numeric(5, 2)),
    Column("stated_by", String(200)),
    Column("stated_on", Date),
    Index(None, "account_id"),
)
