"""The tables that Steward imports, column by column: the one list behind the templates, the
documentation, the validation and the loading.

A column's `kind` says how its text is read:
text | email | int | decimal | date (YYYY-MM-DD) | instant (ISO 8601) | bool | money (major units,
in the row's `currency`) | choice | ref (the `id` of a row of another table; people by e-mail).
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "email", "int", "decimal", "date", "instant", "bool", "money", "choice", "ref"
]

SEGMENTS = ("enterprise", "mid_market", "smb")
STAGES = ("onboarding", "adopting", "mature", "renewing", "churned")
ROLES = ("csm", "manager", "operations", "member")
STAKEHOLDER_ROLES = (
    "champion", "economic_buyer", "executive_sponsor", "admin", "user", "procurement", "other",
)  # fmt: skip
RENEWAL_OUTCOMES = ("renewed", "expanded", "contracted", "churned", "extended")
RENEWAL_REASONS = (
    "value", "adoption", "price", "budget", "support", "product_gap", "competitor",
    "champion_left", "merger", "closed_business", "other", "unknown",
)  # fmt: skip
ARR_EVENTS = ("new", "expansion", "contraction", "churn", "reactivation", "uplift")
USAGE_METRICS = ("active_users", "events", "active_seconds", "errors", "seats_assigned")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import file."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    of: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One import file, `<name>.csv` or `<name>.jsonl`.

    `key`: the columns that tell two rows apart; ("id",) where the source has an id.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    says: str = ""


def _c(
    name: str, kind: Kind = "text", says: str = "", *, required: bool = False,
    choices: tuple[str, ...] = (), of: str = "",
) -> Column:  # fmt: skip
    return Column(name, kind, required, choices, of, says)


def _id() -> Column:
    return _c("id", says="the row's id in the source system", required=True)


def _account() -> Column:
    return _c("account", "ref", "the account's id", required=True, of="accounts")


def _currency() -> Column:
    return _c("currency", says="ISO code; the account's when empty")


PEOPLE = Entity(
    "people",
    (
        _c("email", "email", required=True),
        _c("name", required=True),
        _c("role", "choice", "what they may see: own book, team, all, account team's", required=True, choices=ROLES),
        _c("team", says="a manager sees the books of the team"),
        _c("time_zone", says="IANA name, such as Europe/Berlin; the company's when empty"),
        _c("active", "bool", "yes when empty"),
    ),
    key=("email",),
    says="the company's own people",
)  # fmt: skip

ACCOUNTS = Entity(
    "accounts",
    (
        _id(),
        _c("name", required=True),
        _c("segment", "choice", "by ARR when empty", choices=SEGMENTS),
        _c("industry"),
        _c("region", says="EMEA, NA, APAC, LATAM"),
        _c("country"),
        _currency(),
        _c("stage", "choice", "mature when empty", choices=STAGES),
        _c("plan", says="the product tier"),
        _c("domain", says="the account's mail domain"),
        _c("signed_on", "date"),
        _c("parent", "ref", "the parent account's id", of="accounts"),
    ),
)

OWNERSHIP = Entity(
    "ownership",
    (
        _account(),
        _c("person", "ref", "the CSM's e-mail", required=True, of="people"),
        _c("since", "date", required=True),
        _c("until", "date", "last day; empty while it lasts"),
    ),
    key=("account", "person", "since"),
    says="whose book an account is in, with dates",
)

COVERS = Entity(
    "covers",
    (
        _id(),
        _c("owner", "ref", "whose book is lent", of="people"),
        _c("account", "ref", "or the one account that is lent", of="accounts"),
        _c("cover", "ref", "to whom", required=True, of="people"),
        _c("since", "date", required=True),
        _c("until", "date", "last day", required=True),
        _c("reason"),
    ),
    says="a book or an account lent to a cover until a date",
)

ACCOUNT_TEAM = Entity(
    "account_team",
    (
        _account(),
        _c("person", "ref", "e-mail", required=True, of="people"),
        _c("role", says="account executive, solutions engineer, ..."),
        _c("since", "date", required=True),
        _c("until", "date"),
    ),
    key=("account", "person", "since"),
    says="others who may see this account",
)

STAKEHOLDERS = Entity(
    "stakeholders",
    (
        _id(), _account(), _c("name", required=True), _c("email", "email"), _c("title"),
        _c("role", "choice", required=True, choices=STAKEHOLDER_ROLES),
        _c("since", "date"), _c("left_on", "date"), _c("successor"), _c("note"),
    ),
)  # fmt: skip

CONTRACTS = Entity(
    "contracts",
    (
        _id(), _account(), _c("start", "date", required=True),
        _c("end", "date", "last day; empty for an open-ended contract"),
        _c("term_months", "int", "12 for annual, 1 for rolling monthly"),
        _c("renewal_date", "date", "the day after the end, when empty"),
        _c("notice_date", "date", "the last day to give notice"),
        _c("notice_served_on", "date", "the day the account gave notice"),
        _c("auto_renew", "bool"),
        _c("arr", "money", "contracted recurring fees a year", required=True), _currency(),
        _c("seats", "int", "purchased seats"), _c("plan"), _c("products"),
        _c("uplift_pct", "decimal", "contractual price rise at renewal, in percent"),
        _c("payment_terms"),
    ),
)  # fmt: skip

CONCESSIONS = Entity(
    "concessions",
    (
        _id(), _account(), _c("contract", "ref", of="contracts"), _c("what", required=True),
        _c("percent", "decimal"), _c("approved_by"), _c("approved_on", "date"),
        _c("until", "date"),
    ),
)  # fmt: skip

RENEWALS = Entity(
    "renewals",
    (
        _id(), _account(), _c("contract", "ref", of="contracts"),
        _c("due", "date", required=True), _c("decided_on", "date"),
        _c("outcome", "choice", required=True, choices=RENEWAL_OUTCOMES),
        _c("reason", "choice", choices=RENEWAL_REASONS),
        _c("arr_before", "money"), _c("arr_after", "money"), _currency(),
    ),
    says="what became of each renewal, and why",
)  # fmt: skip

ARR_EVENTS_ENTITY = Entity(
    "arr_events",
    (
        _id(), _account(), _c("contract", "ref", of="contracts"),
        _c("day", "date", "the first day of the new ARR", required=True),
        _c("kind", "choice", required=True, choices=ARR_EVENTS),
        _c("delta", "money", "the change of ARR, signed", required=True), _currency(),
    ),
    says="every change of ARR; made from the contracts where no file gives them",
)  # fmt: skip

OPPORTUNITIES = Entity(
    "opportunities",
    (
        _id(), _account(), _c("name", required=True),
        _c("kind", "choice", required=True, choices=("renewal", "expansion")),
        _c("stage", required=True), _c("amount", "money"), _currency(),
        _c("close_on", "date"), _c("next_step"),
    ),
)  # fmt: skip

TARGETS = Entity(
    "targets",
    (
        _id(), _c("person", "ref", of="people"), _c("team"), _c("metric", required=True),
        _c("start", "date", required=True), _c("end", "date", required=True),
        _c("value", "decimal", required=True), _c("unit", required=True),
    ),
)  # fmt: skip

USAGE = Entity(
    "usage",
    (
        _account(),
        _c("day", "date", required=True),
        _c("metric", "choice", required=True, choices=USAGE_METRICS),
        _c("feature", says="the feature that it counts; empty for the whole product"),
        _c("value", "decimal", required=True),
        _c("id", says="where the source counts several times a day"),
    ),
    key=("account", "metric", "feature", "day", "id"),
    says="product usage: account x metric x day",
)

TICKETS = Entity(
    "tickets",
    (
        _id(), _account(), _c("opened_on", "date", required=True), _c("closed_on", "date"),
        _c("priority", "choice", required=True, choices=("P1", "P2", "P3", "P4")),
        _c("kind", "choice", choices=("question", "bug", "outage", "request", "billing")),
        _c("subject"), _c("escalated", "bool", "no when empty"),
        _c("first_response_minutes", "int"), _c("resolution_hours", "decimal"), _c("owner"),
    ),
)  # fmt: skip

SURVEYS = Entity(
    "surveys",
    (
        _id(), _account(), _c("stakeholder", "ref", of="stakeholders"),
        _c("kind", "choice", required=True, choices=("NPS", "CSAT", "CES")),
        _c("sent_on", "date"), _c("answered_on", "date", "empty: not answered"),
        _c("score", "decimal", "NPS 0-10, CSAT 1-5, CES 1-7"),
        _c("role", "choice", "the respondent's", choices=STAKEHOLDER_ROLES), _c("comment"),
    ),
)  # fmt: skip

TOUCHPOINTS = Entity(
    "touchpoints",
    (
        _id(), _account(), _c("stakeholder", "ref", of="stakeholders"),
        _c("person", "ref", "ours", of="people"), _c("day", "date", required=True),
        _c("kind", "choice", required=True, choices=("email", "meeting", "call")),
        _c("two_way", "bool", "they answered, or the meeting was held", required=True),
        _c("held", "bool", "meetings and calls"), _c("subject"),
    ),
)  # fmt: skip

NOTES = Entity(
    "notes",
    (
        _id(), _account(), _c("day", "date", required=True),
        _c("kind", "choice", required=True, choices=("call_note", "transcript", "email")),
        _c("title"), _c("author"), _c("text", required=True),
    ),
)  # fmt: skip

MEETINGS = Entity(
    "meetings",
    (
        _id(), _account(), _c("starts_at", "instant", required=True),
        _c("title", required=True), _c("attendees"),
    ),
    says="meetings to come",
)  # fmt: skip

PRODUCT_FEEDBACK = Entity(
    "product_feedback",
    (
        _id(), _account(), _c("stakeholder", "ref", of="stakeholders"),
        _c("day", "date", required=True),
        _c("kind", "choice", choices=("request", "complaint", "praise", "churn_reason")),
        _c("text", required=True),
    ),
)  # fmt: skip

OBJECTIVES = Entity(
    "objectives",
    (
        _id(), _account(), _c("name", required=True), _c("client_words"), _c("feature"),
        _c("metric"), _c("unit"), _c("baseline", "decimal"), _c("baseline_on", "date"),
        _c("target", "decimal"), _c("actual", "decimal"), _c("actual_on", "date"),
        _c("due", "date"), _c("owner"),
        _c("status", "choice", "open when empty", choices=("open", "met", "missed", "dropped")),
        _c("confirmed_by"), _c("confirmed_on", "date"),
    ),
    says="the success plan's goals",
)  # fmt: skip

MILESTONES = Entity(
    "milestones",
    (
        _id(), _account(), _c("objective", "ref", of="objectives"), _c("name", required=True),
        _c("owner"), _c("side", "choice", choices=("us", "client")), _c("due", "date"),
        _c("done_on", "date"),
    ),
)  # fmt: skip

ONBOARDING_MILESTONES = Entity(
    "onboarding_milestones",
    (
        _id(), _account(), _c("name", required=True),
        _c("step", "choice", required=True, choices=("kickoff", "setup", "go_live", "first_value", "other")),
        _c("due", "date"), _c("done_on", "date"), _c("evidence"),
    ),
)  # fmt: skip

COMMITMENTS = Entity(
    "commitments",
    (
        _id(), _account(), _c("text", required=True),
        _c("side", "choice", "who promised", required=True, choices=("us", "client")),
        _c("promised_by"), _c("promised_on", "date"), _c("due", "date"), _c("done_on", "date"),
    ),
)  # fmt: skip

VALUE_LINES = Entity(
    "value_lines",
    (
        _id(), _account(), _c("objective", "ref", of="objectives"), _c("name", required=True),
        _c("unit"), _c("formula"), _c("baseline", "decimal"), _c("baseline_on", "date"),
        _c("baseline_by"), _c("measured", "decimal"), _c("measured_on", "date"),
        _c("attribution_pct", "decimal"), _c("low", "money", "a year"),
        _c("likely", "money", "a year"), _c("high", "money", "a year"), _currency(),
        _c("status", "choice", "estimate when empty", choices=("estimate", "confirmed")),
        _c("confirmed_by"), _c("confirmed_on", "date"),
    ),
)  # fmt: skip

CSM_CALLS = Entity(
    "csm_calls",
    (
        _id(), _account(), _c("person", "ref", of="people"), _c("day", "date", required=True),
        _c("call", "choice", required=True, choices=("commit", "best_case", "at_risk", "likely_loss")),
        _c("reason"), _c("amount", "money"), _currency(),
    ),
    says="a CSM's own forecast of a renewal",
)  # fmt: skip

# In the order in which they must land: a row's references come before it.
ENTITIES: tuple[Entity, ...] = (
    PEOPLE, ACCOUNTS, OWNERSHIP, COVERS, ACCOUNT_TEAM, STAKEHOLDERS, CONTRACTS, CONCESSIONS,
    RENEWALS, ARR_EVENTS_ENTITY, OPPORTUNITIES, TARGETS, USAGE, TICKETS, SURVEYS, TOUCHPOINTS,
    NOTES, MEETINGS, PRODUCT_FEEDBACK, OBJECTIVES, MILESTONES, ONBOARDING_MILESTONES, COMMITMENTS,
    VALUE_LINES, CSM_CALLS,
)  # fmt: skip
