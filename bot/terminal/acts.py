"""`steward acts`: what waits, and what to do about it."""

from datetime import UTC, date, datetime

from bot.acts import decide_act, words_of
from bot.builtin.writer import write_one
from bot.settings import Settings
from bot.terminal.show import console, print_markdown
from bot.wiring import Steward
from knowledge.acts import State
from knowledge.errors import NotConfigured
from knowledge.store.acts import Answer
from tools.acts import open_acts

STATES: dict[str, State] = {
    "accept": "accepted",
    "done": "done",
    "snooze": "snoozed",
    "decline": "declined",
}


def list_open(email: str, today: date | None) -> None:
    """Print every act that waits, of the accounts that this person sees."""
    result = open_acts(Steward(Settings()).desk(email, today=today))
    print_markdown(console(), write_one(result))


def decide(
    verb: str,
    act_id: str | None,
    email: str,
    *,
    reason: str | None,
    until: date | None,
    today: date | None,
) -> None:
    """Keep a decision on one act and say what became of it."""
    if verb not in STATES or not act_id:
        raise NotConfigured("Say what and which: steward acts accept|done|snooze|decline ID.")
    desk = Steward(Settings()).desk(email, today=today)
    answer = Answer(STATES[verb], reason, until)
    item = decide_act(desk, act_id, answer, datetime.now(UTC))
    name, days = item.position.account.name, f" until {until.isoformat()}" if until else ""
    console().print(f"{name}, {words_of(item)}: {STATES[verb]}{days}.", markup=False)
