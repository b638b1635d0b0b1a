"""What the built-in model says when no tool is called: hello, what it can't do yet, which one."""

from collections.abc import Sequence

from bot.builtin.writer import write_page

# What an ask is called, and what Steward offers instead today.
CAPABILITIES = {
    "priorities": ("make a to-do list", "Which accounts are at risk?"),
    "explain_health": ("take a score's change apart", "Give me the rundown on an account"),
    "health_method": (
        "explain how scores are made in general",
        "Give me the rundown on an account",
    ),
    "health_changes": (
        "compare scores across a book between two days",
        "Why did the score of one account move since last month?",
    ),
    "overrides": ("list overrides by themselves", "List my accounts, with overrides beside health"),
    "search_notes": ("search call notes", "Give me the rundown on an account"),
    "renewal_forecast": ("forecast renewals", "What renews next quarter?"),
    "expansion_opportunities": ("find room to grow", "How is seat usage trending?"),
    "compare_with_peers": ("compare an account with its peers", "How is usage trending?"),
    "qbr_pack": ("make a QBR pack", "Give me the rundown on an account"),
}

# What only the terminal tells today: what it is, the command, and what to ask here instead.
IN_TERMINAL = {
    "alerts": (
        "Usage alerts, and how many of them were false alarms,",
        "steward health alerts",
        "Which accounts are at risk?",
    ),
    "score_record": (
        "How well the health score and the renewal chances foresaw past renewals",
        "steward health backtest",
        "How likely is an account to renew?",
    ),
    "call_record": (
        "How calls and overrides turned out against the renewals that are over",
        "steward health calls",
        "How much of next quarter will renew?",
    ),
}

# What a tool does with the account that the question lacks, and an example.
OF_WHICH = {
    "explain_health": ("take a score apart", "Why did {} drop?"),
    "meeting_prep": ("prepare a meeting", "Prep me for {}"),
    "compare_with_peers": ("compare with peers", "How does {} compare with its peers?"),
    "sentiment_trend": ("follow the tone", "How is the tone at {}?"),
    "draft_email": ("draft emails", "Draft a check-in email to {}"),
    "draft_escalation": ("draft an escalation", "Escalate the oldest ticket of {} to support"),
    "propose_crm_update": ("propose a change", "The champion at {} left in February"),
    "log_activity": ("log an activity", "Log a call with {} today"),
}


def hello(accounts: Sequence[str]) -> str:
    """What Steward is and what to ask, with an account of the asker's own in the examples."""
    return write_page("hello", account=accounts[0] if accounts else "")


def cannot(capability: str) -> str:
    """That it can't do this, and what it can do instead."""
    if capability in IN_TERMINAL:
        told, command, instead = IN_TERMINAL[capability]
        return write_page("in_terminal", told=told, command=command, instead=instead)
    if capability not in CAPABILITIES:
        return write_page("out_of_scope")
    words, instead = CAPABILITIES[capability]
    return write_page("cannot", words=words, instead=instead)


def clarify() -> str:
    """That the question wasn't understood, or which account it meant."""
    return write_page("clarify")


def which_account(tool: str, accounts: Sequence[str] = ()) -> str:
    """That the tool works on one account, and how to ask for it."""
    words, example = OF_WHICH[tool]
    name = accounts[0] if accounts else "Acme"
    return write_page(
        "which_account",
        words=words,
        before=example.split("{}")[0],
        after=example.split("{}")[1],
        account=name,
    )


def left_out(conditions: Sequence[str]) -> list[str]:
    """The line that names what the question said and the answer doesn't heed; none where none."""
    return [write_page("left_out", conditions=conditions)] if conditions else []
