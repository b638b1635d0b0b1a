"""`steward notes readings`, `confirm`, `dismiss`, `done`: what notes say."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from rich.markup import escape
from rich.table import Table

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.store.access import View
from knowledge.store.accounts import names_of
from knowledge.store.readings import Reading, State, judge, mark_done, readings_of
from tools.desk import Desk

MOST_SHOWN = 40
_SHOWN = 100


def list_readings(
    email: str, account: str | None, *, everything: bool = False, today: date | None = None
) -> None:
    """Print what the asker's notes say, the newest first; unless `everything`, what is proposed."""
    desk = Steward(Settings()).desk(email, today=today)
    states: tuple[State, ...] = ("proposed", "confirmed", "dismissed")
    wanted = states if everything else states[:1]
    if account:
        with desk.account(account) as (view, _):
            found, names = readings_of(view, states=wanted), names_of(view)
    else:
        with desk.view() as view:
            found, names = readings_of(view, states=wanted), names_of(view)
    table = Table("id", "account", "date", "kind", "what", "state")
    for one in found[:MOST_SHOWN]:
        table.add_row(
            str(one.id),
            escape(names[one.account_id]),
            one.day.isoformat(),
            one.kind,
            escape(_what(one)),
            one.state,
        )
    out = console()
    out.print(table)
    more = len(found) - MOST_SHOWN
    if more > 0:
        out.print(f"And {more} older ones: name an account to see its own.")


def judge_reading(email: str, reading_id: int, state: State) -> None:
    """Confirm or dismiss one reading in the asker's name."""
    desk = Steward(Settings()).desk(email)
    with _writing(desk) as view:
        found = judge(view, reading_id, desk.viewer.id, state, desk.today)
    _say(found, state)


def close_promise(email: str, reading_id: int) -> None:
    """Mark a confirmed promise as kept today."""
    desk = Steward(Settings()).desk(email)
    with _writing(desk) as view:
        found = mark_done(view, reading_id, desk.today)
    _say(found, "done")


@contextmanager
def _writing(desk: Desk) -> Iterator[View]:
    with desk.store.write() as connection:
        yield View(connection, (desk.viewer,), desk.today, desk.rights_on)


def _say(found: Reading, state: str) -> None:
    console().print(f"{found.id} is {state}: {escape(_what(found))}", soft_wrap=True)


def _what(found: Reading) -> str:
    """The words, and for a promise whose and by when."""
    words = " ".join(found.quote.split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    if found.kind != "commitment":
        return f"“{shown}”"
    side = "we" if found.detail.get("side") == "us" else "they"
    due = f", due {found.due.isoformat()}" if found.due else ""
    return f"{side} promised{due}: “{shown}”"
