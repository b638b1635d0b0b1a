"""A decision on an act, by a button under the priorities."""

from datetime import UTC, datetime, timedelta

from bot.acts import decide_act, words_of
from knowledge.errors import StewardError
from knowledge.store.acts import Answer
from knowledge.store.inbox import Event
from tools.desk import Desk

SNOOZE_DAYS = 7
GONE = "That act isn't on your list any more: nothing was changed."


def decide(event: Event, desk: Desk) -> str:
    """Keep the decision as its person's; return what became of it, in a sentence."""
    until = desk.today + timedelta(days=SNOOZE_DAYS)
    answer = Answer("done", None)
    if event.kind == "snooze":
        answer = Answer("snoozed", "snoozed in Slack", until)
    try:
        item = decide_act(desk, event.text, answer, datetime.now(UTC))
    except StewardError as error:
        return f"{GONE} {error}"
    name, what = item.position.account.name, words_of(item)
    if event.kind == "snooze":
        return f"Snoozed until {until.day} {until:%b}: {name}, {what}."
    return f"Done: {name}, {what}."
