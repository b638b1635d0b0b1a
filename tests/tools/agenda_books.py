"""A book that asks for acts: a risk, promises, a notice date, an onboarding without a win."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.acts import decide_act
from knowledge.store import tables
from knowledge.store.acts import Answer
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import TODAY, days_ago
from tests.tools.books import MAYA, make_customer, make_people
from tests.tools.conftest import make_desk
from tools.acts import OpenActs, open_acts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def make_row(c: Any, table: Any, account: int, **columns: Any) -> int:
    return make._imported(c, table, {"account_id": account}, columns)


def make_promise(c: Any, account: int, **columns: Any) -> int:
    known = {"text": "Send the root cause", "side": "us", "promised_on": days_ago(9)}
    return make_row(c, tables.commitments, account, **(known | columns))


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        halden = make_customer(
            c, maya, "Halden Freight", 72_000, band="red", score=38, renewal=ahead(60)
        )
        make.make_ticket(c, halden, priority="P1", opened_on=days_ago(19), source_id="4821")
        make_promise(c, halden, due=ahead(2))
        tallis = make_customer(c, maya, "Tallis Energy", 30_000)
        make_promise(c, tallis, text="Send the price list", due=days_ago(3))
        verity = make_customer(c, maya, "Verity Foods", 31_000)
        make.make_onboarding_milestone(c, verity, done_on=None)
        make_customer(
            c, maya, "Calm Mills", 20_000, renewal=ahead(35), contract={"notice_date": ahead(4)}
        )
        make_customer(c, tom, "Kestrel", 18_000, band="red", score=30, renewal=ahead(10))


def acts(store: Store, email: str = MAYA) -> dict[tuple[str, str], str]:
    """The ids of the open acts, by account and kind."""
    view = open_acts(make_desk(store, email)).view
    assert isinstance(view, OpenActs)
    return {(str(i.account.value), i.act.kind): str(i.act.id.value) for i in view.items}


def decide(store: Store, act: str, state: Any, email: str = MAYA, **words: Any) -> None:
    decide_act(make_desk(store, email), act, Answer(state, **({"reason": "so"} | words)), NOW)
