from typing import Literal

import pytest

from bot.acts import decide_act
from knowledge.acts import State
from knowledge.errors import Adjust, NotAllowed
from knowledge.store.acts import Answer
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import TODAY, days_ago
from tests.tools.agenda_books import NOW, acts, ahead, decide, make_book
from tests.tools.books import BOSS, MAYA, TOM, make_alert
from tests.tools.conftest import answer, make_desk
from tools.acts import OpenActs, open_acts
from tools.priorities import priorities
from tools.risk import at_risk_accounts
from tools.summary import account_summary


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


@pytest.mark.parametrize("state", ["done", "declined"])
def test_an_answered_act_stays_away_until_there_is_new_evidence(
    book: Store, state: Literal["done", "declined"]
) -> None:
    act = acts(book)["Halden Freight", "escalate"]
    desk = make_desk(book, MAYA)
    decide(book, act, state)
    assert ("Halden Freight", "escalate") not in acts(book)
    assert "Left out among all accounts: 1 act done, snoozed or declined." in answer(
        priorities(desk), desk
    )
    with book.write() as c:
        halden = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Halden%'").scalar()
        make.make_ticket(c, halden, priority="P1", opened_on=days_ago(3), source_id="5000")
    assert acts(book)["Halden Freight", "escalate"] == act


@pytest.mark.parametrize(
    ("state", "email", "says"),
    [
        ("done", MAYA, "done 2 Mar by you: “engineering has it”"),
        ("declined", MAYA, "declined 2 Mar by you: “engineering has it”"),
        ("declined", BOSS, "declined 2 Mar by Ann Boss: “engineering has it”"),
        ("snoozed", MAYA, "snoozed until 7 Mar by you: “engineering has it”"),
    ],
)
def test_an_answered_act_is_urged_nowhere(book: Store, state: State, email: str, says: str) -> None:
    until = ahead(5) if state == "snoozed" else None
    act = acts(book)["Halden Freight", "escalate"]
    decide(book, act, state, email, reason="engineering has it", until=until)
    desk = make_desk(book, MAYA)
    listed = answer(at_risk_accounts(desk), desk)
    summary = answer(account_summary(desk, "Halden Freight"), desk)
    assert f"→ Escalation, escalate #4821 and tell them when to expect news: {says}." in listed
    assert f"**{says[0].upper()}{says[1:]}** · escalate #4821" in summary
    assert "**First:**" not in summary
    assert "escalate" not in answer(priorities(desk), desk)


def test_new_evidence_makes_the_act_urgent_again_everywhere(book: Store) -> None:
    decide(book, acts(book)["Halden Freight", "escalate"], "done")
    with book.write() as c:
        halden = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Halden%'").scalar()
        make.make_ticket(c, halden, priority="P1", opened_on=days_ago(3), source_id="5000")
    desk = make_desk(book, MAYA)
    assert "→ Escalation, today: escalate #4821" in answer(at_risk_accounts(desk), desk)
    assert "**First:** escalate #4821" in answer(account_summary(desk, "Halden Freight"), desk)


def test_an_accepted_act_says_so_and_keeps_its_day(book: Store) -> None:
    decide(book, acts(book)["Halden Freight", "escalate"], "accepted", reason=None)
    desk = make_desk(book, MAYA)
    assert "(accepted 2 Mar by you)" in answer(at_risk_accounts(desk), desk)
    assert "(accepted 2 Mar by you)" in answer(account_summary(desk, "Halden Freight"), desk)


def test_an_answered_alert_act_is_not_urged_by_the_summary(book: Store) -> None:
    with book.write() as c:
        calm = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Tallis%'").scalar()
        make_alert(c, calm)
    desk = make_desk(book, MAYA)
    assert "**First:** find out what stopped" in answer(account_summary(desk, "Tallis"), desk)
    decide(book, acts(book)["Tallis Energy", "lift_usage"], "done")
    assert "**First:**" not in answer(account_summary(desk, "Tallis"), desk)


def test_a_snoozed_act_comes_back_on_its_day(book: Store) -> None:
    decide(book, acts(book)["Halden Freight", "escalate"], "snoozed", until=ahead(3))
    assert ("Halden Freight", "escalate") not in acts(book)
    later = open_acts(make_desk(book, MAYA, today=ahead(3))).view
    assert isinstance(later, OpenActs)
    assert "escalate" in [item.act.kind for item in later.items]


def test_an_accepted_act_keeps_the_date_on_which_it_was_due(book: Store) -> None:
    decide(book, acts(book)["Halden Freight", "keep_promise"], "accepted", reason=None)
    view = open_acts(make_desk(book, MAYA, today=ahead(9))).view
    assert isinstance(view, OpenActs)
    kept = next(i.act for i in view.items if i.act.is_accepted)
    assert kept.due.value == ahead(2)


def test_a_decision_can_be_changed(book: Store) -> None:
    act = acts(book)["Halden Freight", "escalate"]
    decide(book, act, "declined")
    decide(book, act, "accepted", reason=None)
    assert ("Halden Freight", "escalate") in acts(book)


def test_only_who_sees_the_account_can_decide(book: Store) -> None:
    act = acts(book)["Halden Freight", "escalate"]
    with pytest.raises(Adjust, match="no act that you see"):
        decide(book, act, "done", TOM)
    decide(book, act, "done", BOSS)


@pytest.mark.parametrize("state", ["accepted", "done", "snoozed", "declined"])
def test_who_is_on_the_account_team_sees_an_act_and_does_not_decide_it(
    book: Store, state: State
) -> None:
    with book.write() as c:
        nadia = make.make_person(c, name="Nadia Ferrante", email="nadia@x.test", role="member")
        halden = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Halden%'").scalar()
        make.make_account_team(c, halden, nadia)
    act = acts(book, "nadia@x.test")["Halden Freight", "escalate"]
    until = ahead(3) if state == "snoozed" else None
    with pytest.raises(NotAllowed, match="You see Halden Freight and aren't in charge of it"):
        decide(book, act, state, "nadia@x.test", until=until)
    assert ("Halden Freight", "escalate") in acts(book)


def test_an_act_is_snoozed_for_ninety_days_at_most(book: Store) -> None:
    act = acts(book)["Halden Freight", "escalate"]
    with pytest.raises(Adjust, match="until 2026-05-31 at the latest"):
        decide(book, act, "snoozed", until=ahead(91))
    decide(book, act, "snoozed", until=ahead(90))


@pytest.mark.parametrize(
    ("answered", "says"),
    [
        (Answer("declined", None), "Say why"),
        (Answer("snoozed", " ", ahead(3)), "Say why"),
        (Answer("snoozed", "busy"), "until when"),
        (Answer("snoozed", "busy", TODAY), "a day to come"),
        (Answer("done", None, ahead(3)), "belongs to a snooze"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(
    book: Store, answered: Answer, says: str
) -> None:
    with pytest.raises(Adjust, match=says):
        decide_act(make_desk(book, MAYA), acts(book)["Halden Freight", "escalate"], answered, NOW)


@pytest.mark.parametrize("act", ["", "zzzz"])
def test_an_id_that_fits_nothing_is_said(book: Store, act: str) -> None:
    with pytest.raises(Adjust, match="steward acts"):
        decide(book, act, "done")


def test_the_list_of_acts_is_traced(book: Store) -> None:
    desk = make_desk(book, MAYA)
    text = answer(open_acts(desk), desk)
    assert text.startswith("**5 acts wait, the first about Halden Freight.**")


def test_the_same_on_both_databases(store: Store) -> None:
    make_book(store)
    decide(store, acts(store)["Halden Freight", "escalate"], "done")
    decide(store, acts(store)["Halden Freight", "keep_promise"], "snoozed", until=ahead(30))
    assert priorities(make_desk(store, MAYA)).accounts == ("Calm Mills", "Tallis Energy")
