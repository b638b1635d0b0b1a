"""A person's decision on an act, found by the id under which it was listed."""

from datetime import date, datetime, timedelta

from knowledge.acts import State
from knowledge.errors import Adjust
from knowledge.store.accounts import require_charge
from knowledge.store.acts import Answer, decide
from knowledge.store.agenda import Agenda, Item, agenda
from knowledge.store.alerts_answered import LONGEST_SNOOZE_DAYS
from tools.acts import AHEAD_DAYS
from tools.desk import Desk

_NEEDS_REASON: tuple[State, ...] = ("snoozed", "declined")


def decide_act(desk: Desk, act_id: str, answer: Answer, at: datetime) -> Item:
    """Keep the desk's person's decision on one of the acts that they see.

    An act that was answered can be answered again. Raises Adjust where the id fits none or
    several, a snooze has no day within 90 to come, or a snooze or a refusal has no reason;
    NotAllowed where the person sees the account and isn't in charge of it.
    """
    _refuse_incomplete(answer, desk.today)
    with desk.view() as view:
        until = desk.today + timedelta(days=AHEAD_DAYS)
        found = agenda(view, desk.company, desk.rules, until)
        item = _the_one(found, act_id)
        require_charge(view, desk.viewer, item.act.account_id)
    decide(desk.store, item.act, words_of(item), answer, desk.viewer, at)
    return item


def words_of(item: Item) -> str:
    """What to do, in plain words: what the stored act says by itself."""
    what = item.act.kind.replace("_", " ")
    about = getattr(item.record, "text", None) or getattr(item.record, "name", None)
    about = about or getattr(item.record, "title", None)
    return f"{what}: {about}" if about else what


def _the_one(found: Agenda, act_id: str) -> Item:
    wanted = act_id.strip().lower()
    fitting = [item for item in (*found.open, *found.closed) if item.id.startswith(wanted)]
    if wanted and len(fitting) == 1:
        return fitting[0]
    cure = "`steward acts` lists those that wait."
    several = "several acts, write more of it" if wanted and fitting else "no act that you see"
    raise Adjust(f"The id {act_id!r} fits {several}: {cure}")


def _refuse_incomplete(answer: Answer, today: date) -> None:
    if answer.state in _NEEDS_REASON and not (answer.reason or "").strip():
        raise Adjust("Say why, with --reason: whoever reads the act later will ask.")
    if answer.state == "snoozed" and (answer.until is None or answer.until <= today):
        raise Adjust("Say until when to snooze it, with --until and a day to come.")
    if answer.state != "snoozed" and answer.until is not None:
        raise Adjust("--until belongs to a snooze alone.")
    furthest = today + timedelta(days=LONGEST_SNOOZE_DAYS)
    if answer.until is not None and answer.until > furthest:
        raise Adjust(f"An act can be snoozed until {furthest.isoformat()} at the latest.")
