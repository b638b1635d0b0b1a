"""What the built-in model says when no tool is called: hello, what it can't do yet, which one."""

from collections.abc import Sequence

from bot.builtin.writer import write_page

# What an ask is called, and what Steward offers instead today.
CAPABILITIES = {
    "priorities": ("make a to-do list", "Which accounts are at risk?"),
    "explain_health": ("take a score's change apart", "Give me the rundown on an account"),
    "search_notes": ("search call notes", "Give me the rundown on an account"),
    "renewal_forecast": ("forecast renewals", "What renews next quarter?"),
    "expansion_opportunities": ("find room to grow", "How is seat usage trending?"),
    "compare_with_peers": ("compare an account with its peers", "How is usage trending?"),
    "value_realised": ("compute ROI", "How is the success plan going?"),
    "weekly_digest": ("send a weekly digest", "Which accounts are at risk?"),
    "qbr_pack": ("make a QBR pack", "Give me the rundown on an account"),
    "draft_email": ("draft emails", "Give me the rundown on an account"),
    "draft_escalation": ("draft an escalation", "Which tickets are open?"),
    "propose_crm_update": ("change a record", "What is missing in my data?"),
    "log_activity": ("log a call or an email", "Who are the stakeholders?"),
}


def hello(accounts: Sequence[str]) -> str:
    """What Steward is and what to ask, with an account of the asker's own in the examples."""
    return write_page("hello", account=accounts[0] if accounts else "")


def cannot(capability: str) -> str:
    """That it can't do this, and what it can do instead."""
    if capability not in CAPABILITIES:
        return write_page("out_of_scope")
    words, instead = CAPABILITIES[capability]
    return write_page("cannot", words=words, instead=instead)


def clarify() -> str:
    """That the question wasn't understood, or which account it meant."""
    return write_page("clarify")
