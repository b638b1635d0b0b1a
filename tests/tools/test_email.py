"""Mails to clients: each its own purpose, in figures of the client's own records."""

import pytest

from bot.documents.mail import mail_files
from bot.drafting import Drafted, drafted
from knowledge.errors import AccountNotFound, Adjust
from knowledge.store.engine import Store
from tests.factories import (
    TODAY,
    days_ago,
    fill_usage,
    make_account,
    make_contract,
    make_objective,
    make_person,
    make_stakeholder,
    make_ticket,
)
from tests.tools.conftest import make_desk
from tools.desk import Desk
from tools.email import STAGES, EmailKind, draft_email
from tools.result import Result

MAYA = "maya@steward.test"


@pytest.fixture
def desk(sqlite_store: Store) -> Desk:
    """Tallis Energy renews in 120 days, and has a goal that moved."""
    with sqlite_store.write() as connection:
        maya = make_person(connection, name="Maya Lindqvist", email=MAYA)
        account = make_account(connection, maya, name="Tallis Energy")
        make_account(connection, maya, name="Halden Freight")
        make_contract(
            connection, account, arr=84_000, end=days_ago(-119), notice_date=days_ago(-90),
            seats=40, uplift_pct=5,
        )  # fmt: skip
        make_stakeholder(
            connection, account, name="Ruth Osei", role="economic_buyer", email="ruth@tallis.test"
        )
        make_stakeholder(connection, account, name="Ben Adler", role="champion")
        make_objective(
            connection, account, name="Invoice faster", metric="invoice cycle", unit="days",
            baseline=9, actual=6, actual_on=days_ago(10), target=5,
            confirmed_by="Ruth Osei", confirmed_on=days_ago(6),
        )  # fmt: skip
        make_ticket(connection, account, priority="P1", opened_on=days_ago(4))
        fill_usage(connection, account, [60.0] * 90)
    return make_desk(sqlite_store, MAYA)


def _made(result: Result) -> Drafted:
    made = drafted(result.drafts[0], TODAY, ["Tallis Energy", "Halden Freight"])
    assert made.held == ()
    return made


def _text(made: Drafted) -> str:
    return "\n".join(made.text(slot.name) for slot in made.draft.slots)


def test_the_120_day_mail_shows_the_goal_first_and_speaks_of_no_terms(desk: Desk) -> None:
    made = _made(draft_email(desk, account="Tallis Energy", kind="renewal"))

    assert made.text("subject") == "From 9 to 6 days: does this match your view?"
    assert made.text("greeting") == "Hi Ruth,"
    assert "as Ruth Osei confirmed on" in made.text("points")
    assert "Your target is 5." in made.text("points")
    assert "30 minutes" in made.text("ask")
    assert "84,000" not in _text(made)


@pytest.mark.parametrize("stage", STAGES)
def test_terms_come_from_60_days_on_and_not_before(desk: Desk, stage: int) -> None:
    made = _made(draft_email(desk, account="Tallis Energy", kind="renewal", stage=stage))

    assert ("$84,000 a year for 40 seats" in _text(made)) == (stage <= 60)


def test_each_stage_has_its_own_subject(desk: Desk) -> None:
    subjects = {
        _made(draft_email(desk, account="Tallis Energy", kind="renewal", stage=stage)).text(
            "subject"
        )
        for stage in STAGES
    }

    assert len(subjects) == len(STAGES)


@pytest.mark.parametrize("kind", ["renewal", "check_in", "qbr_invitation", "price_pushback"])
def test_no_mail_tells_a_score_a_ticket_count_or_another_customer(
    desk: Desk, kind: EmailKind
) -> None:
    text = _text(_made(draft_email(desk, account="Tallis Energy", kind=kind)))

    for word in ("health", "score", "P1", "risk", "Halden", "churn"):
        assert word.casefold() not in text.casefold()


def test_a_shorter_mail_is_shorter(desk: Desk) -> None:
    usual = _made(draft_email(desk, account="Tallis Energy", kind="renewal", stage=60))
    short = _made(
        draft_email(desk, account="Tallis Energy", kind="renewal", stage=60, length="shorter")
    )

    assert len(_text(short)) <= len(_text(usual))


def test_a_mail_goes_to_who_is_named(desk: Desk) -> None:
    made = _made(draft_email(desk, account="Tallis Energy", to="Ben"))

    assert made.text("greeting") == "Hi Ben,"


def test_a_name_that_nobody_there_bears_is_refused_with_those_who_are_there(desk: Desk) -> None:
    with pytest.raises(Adjust, match=r"Nobody is called 'Zoe' at Tallis Energy.*Ruth Osei"):
        draft_email(desk, account="Tallis Energy", to="Zoe")


def test_an_account_out_of_the_book_is_not_found(desk: Desk) -> None:
    with pytest.raises(AccountNotFound):
        draft_email(desk, account="Vandermeer Textiles")


def test_an_account_without_a_renewal_date_is_asked_for_its_stage(desk: Desk) -> None:
    with pytest.raises(Adjust, match=r"pays nothing|no renewal date"):
        draft_email(desk, account="Halden Freight", kind="renewal")


def test_more_than_ten_at_once_are_refused(desk: Desk) -> None:
    with pytest.raises(Adjust, match="at most 10"):
        draft_email(desk, accounts=[f"Account {i}" for i in range(11)])


def test_the_file_opens_as_a_draft_to_the_buyer(desk: Desk) -> None:
    made = _made(draft_email(desk, account="Tallis Energy", kind="renewal"))

    files = mail_files(made)

    assert b"X-Unsent: 1" in files["eml"]
    assert b"To: ruth@tallis.test" in files["eml"]
    assert files["txt"].decode().startswith("To: Ruth Osei\nSubject: From 9 to 6 days")


def test_a_held_mail_leaves_nothing_in_its_files(desk: Desk) -> None:
    made = _made(draft_email(desk, account="Tallis Energy", kind="renewal"))
    held = Drafted(made.draft, made.texts, held=("a reason",))

    assert all(b"Ruth," not in data and b"days" not in data for data in mail_files(held).values())


def test_an_answer_is_asked_for_before_the_day_that_decides(desk: Desk) -> None:
    made = _made(draft_email(desk, account="Tallis Energy", kind="renewal", stage=30))

    assert "Could you tell me by" in made.text("ask")
