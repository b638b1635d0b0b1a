"""Suggested prompts in Steward's tab, made from the asker's own book."""

from collections.abc import Iterator
from datetime import timedelta

from bot.inbox import Ended
from bot.slack.web import Refused, call
from bot.slack.workspaces import Workspace
from knowledge.store.accounts import names_of
from knowledge.store.contracts import active_contracts
from knowledge.store.inbox import Event
from knowledge.store.meetings import meetings_until
from tools.desk import Desk

MOST = 4
MOST_TITLE = 60
AHEAD_DAYS = 14
TITLE = "Ask about your book"


def suggest(event: Event, workspace: Workspace, desk: Desk) -> Ended:
    """Pin up to four prompts to the asker's tab; a workspace without an agent view has none."""
    prompts = [{"title": _short(title), "message": text} for title, text in prompts_for(desk)]
    try:
        call(
            workspace.client.assistant_threads_setSuggestedPrompts,
            channel_id=event.channel,
            title=TITLE,
            prompts=prompts,
        )
    except Refused:
        return Ended("passed")
    return Ended("answered")


def prompts_for(desk: Desk) -> list[tuple[str, str]]:
    """What this person is likely to ask today: title and question."""
    return list(dict.fromkeys(_wanted(desk)))[:MOST]


def _wanted(desk: Desk) -> Iterator[tuple[str, str]]:
    with desk.view() as view:
        names = names_of(view)
        meetings = meetings_until(view, desk.today + timedelta(days=AHEAD_DAYS))
        due = [
            (contract.notice_date or contract.renewal_date, account)
            for account, contracts in active_contracts(view).items()
            for contract in contracts
        ]
    coming = sorted((day, account) for day, account in due if day and day >= desk.today)
    if not names:
        yield "What can you do?", "What can you do?"
        return
    yield "My day", "What should I do today?"
    if meetings:
        account = names[meetings[0].account_id]
        yield f"Prep {account}", f"Prep me for a call with {account}"
    if coming:
        account = names[coming[0][1]]
        yield f"{account} renews soon", f"Give me the rundown on {account}"
    yield "Who is at risk?", "Which accounts are at risk?"
    yield "Next renewals", "What renews next quarter?"


def _short(title: str) -> str:
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"
