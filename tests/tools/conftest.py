"""A desk for tests of tools, and what every answer has to stand up to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import event

from bot.builtin.writer import write_one
from bot.checker import check
from knowledge.company import load_company
from knowledge.health import load_rules
from knowledge.store.access import person_by_email
from knowledge.store.accounts import names_of
from knowledge.store.engine import Store
from tests.factories import TODAY
from tools.desk import Desk
from tools.result import Result

COMPANY = load_company()
RULES = load_rules()


def make_desk(store: Store, email: str, *, today: date = TODAY, rights_on: date = TODAY) -> Desk:
    """The desk of the person with this e-mail, on the day of the factories' world."""
    with store.read() as connection:
        viewer = person_by_email(connection, email)
    assert viewer is not None
    return Desk(store, COMPANY, RULES, viewer, today, rights_on)


def answer(result: Result, desk: Desk) -> str:
    """The written answer, every mention of which is traced to a fact."""
    text = write_one(result)
    with desk.view() as view:
        known = names_of(view).values()
    untraced = check(text, result.facts, accounts=known)
    assert not untraced, f"{text}\n\n{untraced}"
    assert result.for_model()
    return text


@contextmanager
def counted_queries(store: Store) -> Iterator[list[str]]:
    """The SQL statements that run inside."""
    ran: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            ran.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield ran
    event.remove(store.engine, "before_cursor_execute", note)
