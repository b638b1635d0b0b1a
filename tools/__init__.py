"""What the assistant can do: plain functions of a `Desk`, one topic a file. See README.md."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.commitments import commitments
from tools.corrections import propose_crm_update
from tools.digest import weekly_digest
from tools.email import draft_email
from tools.escalation import draft_escalation
from tools.expansion import expansion_opportunities
from tools.forecast import renewal_forecast
from tools.health import explain_health
from tools.hygiene import data_hygiene
from tools.lists import list_accounts
from tools.load import book_load
from tools.logging_activity import log_activity
from tools.meeting import meeting_prep
from tools.metrics import portfolio_metrics
from tools.notes import search_notes
from tools.onboarding import onboarding_status
from tools.peers import compare_with_peers
from tools.people import stakeholders
from tools.plans import success_plan
from tools.priorities import priorities
from tools.renewals import upcoming_renewals
from tools.result import Result
from tools.risk import at_risk_accounts
from tools.sentiment import sentiment_trend
from tools.summary import account_summary
from tools.support import support_issues
from tools.surveys import survey_results
from tools.usage import usage_trend
from tools.value import value_realised
from tools.voice import voice_of_customer


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool and what to say while it runs. What one that `drafts` makes is the whole answer."""

    function: Callable[..., Result]
    says: str
    drafts: bool = False


TOOLS: dict[str, Tool] = {
    "list_accounts": Tool(list_accounts, "Listing your accounts"),
    "portfolio_metrics": Tool(portfolio_metrics, "Adding up ARR and retention"),
    "at_risk_accounts": Tool(at_risk_accounts, "Scanning your book for risk"),
    "priorities": Tool(priorities, "Picking what comes first"),
    "account_summary": Tool(account_summary, "Reading up on the account"),
    "explain_health": Tool(explain_health, "Taking the health score apart"),
    "usage_trend": Tool(usage_trend, "Drawing the usage"),
    "support_issues": Tool(support_issues, "Reading the tickets"),
    "stakeholders": Tool(stakeholders, "Looking up who is who"),
    "survey_results": Tool(survey_results, "Reading the survey answers"),
    "search_notes": Tool(search_notes, "Searching calls and emails"),
    "upcoming_renewals": Tool(upcoming_renewals, "Looking up renewal and notice dates"),
    "renewal_forecast": Tool(renewal_forecast, "Adding up what is likely to renew"),
    "compare_with_peers": Tool(compare_with_peers, "Comparing it with similar accounts"),
    "expansion_opportunities": Tool(expansion_opportunities, "Looking for room to grow"),
    "success_plan": Tool(success_plan, "Opening the success plan"),
    "onboarding_status": Tool(onboarding_status, "Checking on onboarding"),
    "commitments": Tool(commitments, "Looking up who promised what"),
    "meeting_prep": Tool(meeting_prep, "Preparing your meeting"),
    "sentiment_trend": Tool(sentiment_trend, "Listening to the tone"),
    "voice_of_customer": Tool(voice_of_customer, "Grouping what customers say"),
    "value_realised": Tool(value_realised, "Adding up what it was worth"),
    "data_hygiene": Tool(data_hygiene, "Looking for gaps in the records"),
    "weekly_digest": Tool(weekly_digest, "Going through your week"),
    "book_load": Tool(book_load, "Weighing your book"),
    "draft_email": Tool(draft_email, "Drafting the email", drafts=True),
    "draft_escalation": Tool(draft_escalation, "Drafting the case", drafts=True),
    "propose_crm_update": Tool(propose_crm_update, "Writing the change down for approval"),
    "log_activity": Tool(log_activity, "Writing the activity down for approval"),
}
