"""What a question says of a tool's parameters: one visible table, SLOTS.

A tool is added by a line in SLOTS and exemplars in exemplars.jsonl. A reader returns None where
the question says nothing of the parameter.
"""

from typing import Any, NamedTuple

from bot.builtin.router import corrections, readers, statements, topics, words
from bot.builtin.router.amounts import max_arr, min_arr
from bot.builtin.router.question import Question
from bot.builtin.router.readers import Read, choice


class Slot(NamedTuple):
    parameter: str
    read: Read


ACCOUNT = Slot("account", readers.account)
CSM = Slot("csm", readers.csm)
PERIOD = Slot("period", readers.period)
SINCE = Slot("since", readers.since)
LIMIT = Slot("limit", readers.limit)
BAND = Slot("band", readers.band)
INDUSTRY = Slot("industry", choice(words.INDUSTRIES))
BOUNDS = (Slot("min_arr", min_arr), Slot("max_arr", max_arr))
WHOSE = (
    Slot("segment", choice(words.SEGMENTS)),
    Slot("region", readers.region),
    CSM,
)

SLOTS: dict[str, tuple[Slot, ...]] = {
    "list_accounts": (
        *WHOSE,
        INDUSTRY,
        BAND,
        Slot("stage", choice(words.STAGES)),
        *BOUNDS,
        Slot("sort", choice(words.SORTS)),
        LIMIT,
    ),
    "portfolio_metrics": (*WHOSE, INDUSTRY, PERIOD, Slot("by", choice(words.GROUPINGS))),
    "at_risk_accounts": (*WHOSE, Slot("within", readers.deadline_window), LIMIT),
    "account_summary": (ACCOUNT,),
    "explain_health": (ACCOUNT, SINCE),
    "priorities": (*WHOSE, Slot("period", readers.act_period), LIMIT),
    "upcoming_renewals": (
        *WHOSE,
        ACCOUNT,
        PERIOD,
        Slot("deadline", readers.deadline),
        BAND,
        *BOUNDS,
    ),
    "renewal_forecast": (*WHOSE, PERIOD),
    "usage_trend": (
        *WHOSE,
        ACCOUNT,
        PERIOD,
        Slot("metric", choice(words.METRICS)),
        Slot("direction", readers.direction),
    ),
    "support_issues": (
        *WHOSE,
        ACCOUNT,
        PERIOD,
        Slot("priority", choice(words.PRIORITIES)),
        Slot("status", readers.ticket_status),
    ),
    "stakeholders": (
        *WHOSE,
        Slot("account", readers.account_of_people),
        Slot("person", readers.person),
        Slot("role", choice(words.ROLES)),
        Slot("focus", readers.focus),
        Slot("period", readers.departed_since),
    ),
    "survey_results": (*WHOSE, ACCOUNT, PERIOD, Slot("kind", choice(words.SURVEYS))),
    "success_plan": (*WHOSE, ACCOUNT, Slot("status", choice(words.PLAN_STATES))),
    "value_realised": (*WHOSE, ACCOUNT, SINCE),
    "onboarding_status": (*WHOSE, ACCOUNT),
    "data_hygiene": (*WHOSE, ACCOUNT),
    "book_load": (CSM,),
    "compare_with_peers": (ACCOUNT,),
    "expansion_opportunities": (*WHOSE, ACCOUNT, LIMIT),
    "search_notes": (
        Slot("query", topics.query),
        Slot("account", topics.talked_account),
        SINCE,
        Slot("until", readers.until),
        Slot("kind", topics.kind),
        Slot("speaker", topics.speaker),
        LIMIT,
    ),
    "sentiment_trend": (ACCOUNT, SINCE),
    "voice_of_customer": (*WHOSE, Slot("topic", topics.voice_topic), SINCE),
    "meeting_prep": (ACCOUNT,),
    "draft_email": (
        ACCOUNT,
        Slot("accounts", readers.several_accounts),
        Slot("kind", choice(words.EMAILS)),
        Slot("stage", readers.stage),
        Slot("length", choice(words.LENGTHS)),
    ),
    "draft_escalation": (
        ACCOUNT,
        Slot("to", choice(words.TEAMS)),
        Slot("ticket", readers.ticket),
        Slot("topic", readers.escalated),
    ),
    "propose_crm_update": (
        Slot("account", statements.account),
        Slot("change", statements.change),
        Slot("value", corrections.value),
        Slot("which", corrections.which),
        Slot("role", corrections.role),
        Slot("said", corrections.said),
    ),
    "log_activity": (
        Slot("account", statements.account),
        Slot("kind", corrections.kind),
        Slot("person", corrections.person),
        Slot("day", corrections.day),
        Slot("text", corrections.text),
        Slot("said", corrections.said),
    ),
    "weekly_digest": (CSM, Slot("week", readers.week)),
    "commitments": (
        ACCOUNT,
        Slot("side", choice(words.SIDES)),
        Slot("status", choice(words.COMMITMENT_STATES)),
        CSM,
    ),
}

# Tools that say nothing without an account; with these, the account is asked back.
ASKS_ACCOUNT = frozenset(
    {
        "explain_health",
        "compare_with_peers",
        "sentiment_trend",
        "meeting_prep",
        "draft_email",
        "draft_escalation",
    }
)
NEEDS_ACCOUNT = frozenset({"account_summary"}) | ASKS_ACCOUNT
# Of one account, these ask what another tool tells.
OF_ONE = {
    "renewal_forecast": "upcoming_renewals",
    "priorities": "account_summary",
    "voice_of_customer": "search_notes",
    "weekly_digest": "account_summary",
}
# The words of the narrowing, whatever the tool.
SCOPE = ("segment", "region", "csm")


def arguments(tool: str, question: Question) -> dict[str, Any]:
    """Return what the question says of the tool's parameters."""
    values = ((slot.parameter, slot.read(question)) for slot in SLOTS[tool])
    said = {parameter: value for parameter, value in values if value is not None}
    if "accounts" in said:
        said.pop("account", None)
    if "account" in said:
        said.pop("csm", None)
    return said


def parameters(tool: str) -> frozenset[str]:
    return frozenset(slot.parameter for slot in SLOTS.get(tool, ()))
