"""An override, notice and auto-renew off stand beside the health wherever it is shown."""

from collections.abc import Callable

import pytest

from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import days_ago
from tests.tools.books import MAYA, make_customer, make_override, make_people
from tests.tools.conftest import answer, make_desk
from tools.desk import Desk
from tools.health import explain_health
from tools.lists import list_accounts
from tools.renewals import upcoming_renewals
from tools.result import Result
from tools.risk import at_risk_accounts
from tools.summary import account_summary

SHOWING: dict[str, Callable[[Desk], Result]] = {
    "list_accounts": list_accounts,
    "at_risk_accounts": lambda desk: at_risk_accounts(desk, within="this year"),
    "account_summary": lambda desk: account_summary(desk, "Halden Freight"),
    "explain_health": lambda desk: explain_health(desk, "Halden Freight"),
    "upcoming_renewals": lambda desk: upcoming_renewals(desk, account="Halden Freight"),
}


def make_book(store: Store, *, band: str = "green", **contract: object) -> int:
    with store.write() as c:
        maya, _ = make_people(c)
        return make_customer(c, maya, "Halden Freight", band=band, contract=contract)


def overridden(store: Store, *, band: str = "green", **columns: object) -> None:
    account = make_book(store, band=band)
    with store.write() as c:
        make_override(c, account, **columns)


def written(store: Store, show: Callable[[Desk], Result]) -> str:
    desk = make_desk(store, MAYA)
    return answer(show(desk), desk)


@pytest.mark.parametrize("show", SHOWING.values(), ids=list(SHOWING))
def test_an_override_is_shown_until_its_day(
    sqlite_store: Store, show: Callable[..., Result]
) -> None:
    overridden(sqlite_store, band="red")
    text = written(sqlite_store, show)
    assert "CSM override" in text
    assert "green until 3 May" in text
    assert "red" in text


@pytest.mark.parametrize("show", SHOWING.values(), ids=list(SHOWING))
def test_one_that_ran_out_says_so(sqlite_store: Store, show: Callable[..., Result]) -> None:
    overridden(sqlite_store, band="red", expires_on=days_ago(1))
    text = written(sqlite_store, show)
    assert "lapsed on 1 Mar" in text or "lapsed 1 Mar" in text
    assert "until" not in text.split("lapsed")[0].split("override")[-1]


@pytest.mark.parametrize("show", SHOWING.values(), ids=list(SHOWING))
def test_notice_beats_green(sqlite_store: Store, show: Callable[..., Result]) -> None:
    make_book(sqlite_store, notice_served_on=days_ago(18))
    text = written(sqlite_store, show)
    assert "notice" in text
    assert "12 Feb" in text


@pytest.mark.parametrize("show", SHOWING.values(), ids=list(SHOWING))
def test_auto_renew_switched_off_beats_green(
    sqlite_store: Store, show: Callable[..., Result]
) -> None:
    account = make_book(sqlite_store, auto_renew=False)
    with sqlite_store.write() as c:
        make.make_contract(c, account, start=days_ago(565), end=days_ago(201), auto_renew=True)
    assert "auto-renew was switched off" in written(sqlite_store, show).replace(
        "auto-renew switched off", "auto-renew was switched off"
    )


def test_an_account_that_never_renewed_by_itself_is_simply_green(sqlite_store: Store) -> None:
    make_book(sqlite_store, auto_renew=False)
    assert written(sqlite_store, at_risk_accounts).startswith("**The one account")
    assert "switched off" not in written(sqlite_store, list_accounts)


def test_a_score_can_be_overridden_too(sqlite_store: Store) -> None:
    overridden(sqlite_store, scope="score", value="35")
    text = written(sqlite_store, SHOWING["explain_health"])
    assert "CSM override: 35 until 3 May (“They start in April”)." in text
    assert text.startswith("**Halden Freight stands at 80, green.**")


def test_green_accounts_that_act_otherwise_are_counted_apart(sqlite_store: Store) -> None:
    make_book(sqlite_store, notice_served_on=days_ago(18))
    first = written(sqlite_store, list_accounts).splitlines()[0]
    assert "1 green with notice served or auto-renew off" in first


@pytest.mark.parametrize("tool", ["list_accounts", "at_risk_accounts", "account_summary"])
def test_a_held_band_is_said_to_be_held(sqlite_store: Store, tool: str) -> None:
    make_book(sqlite_store, band="red")
    text = written(sqlite_store, SHOWING[tool])
    assert "Band held until the score stays past the line: Halden Freight." in text
