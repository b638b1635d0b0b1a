"""Contracts, their renewals, and every change of ARR."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Numeric, String, Text

from knowledge.store.tables.base import account_ref, imported, ref

contracts = imported(
    "contracts",
    account_ref(),
    Column("start", Date, nullable=False),
    Column("end", Date),
    Column("term_months", Integer),
    Column("renewal_date", Date),
    Column("notice_date", Date),
    Column("notice_served_on", Date),
    Column("auto_renew", Boolean),
    Column("arr_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("seats", Integer),
    Column("plan", String(100)),
    Column("products", Text),
    Column("uplift_pct", Numeric(6, 2)),
    Column("payment_terms", String(100)),
    Index(None, "account_id", "end"),
    Index(None, "renewal_date"),
)

concessions = imported(
    "concessions",
    account_ref(),
    ref("contract_id", "contracts"),
    Column("what", Text, nullable=False),
    Column("percent", Numeric(6, 2)),
    Column("approved_by", String(200)),
    Column("approved_on", Date),
    Column("until", Date),
    Index(None, "account_id"),
)

renewals = imported(
    "renewals",
    account_ref(),
    ref("contract_id", "contracts"),
    Column("due", Date, nullable=False),
    Column("decided_on", Date),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(30)),
    Column("arr_before_minor", BigInteger),
    Column("arr_after_minor", BigInteger),
    Column("currency", String(3)),
    Index(None, "account_id", "due"),
)

arr_events = imported(
    "arr_events",
    account_ref(),
    ref("contract_id", "contracts"),
    Column("day", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("delta_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Index(None, "account_id", "day", "currency", "delta_minor"),
)

opportunities = imported(
    "opportunities",
    account_ref(),
    Column("name", String(255), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("stage", String(50), nullable=False),
    Column("amount_minor", BigInteger),
    Column("currency", String(3)),
    Column("close_on", Date),
    Column("next_step", Text),
    Index(None, "account_id"),
)

targets = imported(
    "targets",
    ref("person_id", "people"),
    Column("team", String(100)),
    Column("metric", String(30), nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("value", Numeric(18, 4), nullable=False),
    Column("unit", String(20), nullable=False),
)
