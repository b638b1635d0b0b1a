import pytest
from sqlalchemy import text as sql

from knowledge.store.engine import Store
from tests.factories import TODAY, days_ago, make_stakeholder, make_survey
from tests.tools.books import MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.surveys import SurveyResults, survey_results

SCORES = (9, 10, 8, 3, 9, 7)


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", 72_000)
        northwind = make_customer(c, maya, "Northwind Labs", 84_000, segment="enterprise")
        make_customer(c, maya, "Orca Payments", 28_000)
        priya = make_stakeholder(c, halden, name="Priya Nair", role="economic_buyer")
        tom = make_stakeholder(c, halden, name="Tom Reyes", role="champion")
        make_survey(
            c, halden, stakeholder_id=priya, role=None, score=4, answered_on=days_ago(6),
            comment="We can't take another 8% on this.",
        )  # fmt: skip
        make_survey(c, halden, stakeholder_id=tom, score=9, answered_on=days_ago(100))
        make_survey(c, halden, stakeholder_id=tom, score=None, answered_on=None)
        make_survey(c, halden, kind="CSAT", score=2, role="user", answered_on=days_ago(3))
        for index, score in enumerate(SCORES):
            make_survey(
                c, northwind, role="user", score=score, answered_on=days_ago(20 + index),
                sent_on=days_ago(40),
            )  # fmt: skip


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, **asked: object) -> str:
    desk = make_desk(store, MAYA)
    return answer(survey_results(desk, **asked), desk)  # type: ignore[arg-type]


def test_nps_of_the_book_with_its_margin_and_parts(store: Store) -> None:
    make_book(store)
    text = written(store, kind="NPS")
    assert text.startswith("**NPS 25, give or take 57 (8 answers, response rate 89%) in your book.")
    assert "4 promoters, 2 passives, 2 detractors." in text


def test_the_score_is_that_of_sql(book: Store) -> None:
    with book.read() as c:
        score = c.scalar(
            sql(
                "SELECT 100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*) FROM surveys "
                "WHERE kind = 'NPS' AND score IS NOT NULL"
            )
        )
    view = survey_results(make_desk(book, MAYA), kind="NPS").view
    assert isinstance(view, SurveyResults)
    scores = view.kinds[0].scores
    assert scores is not None
    assert scores.score.value == score == 25


def test_under_five_answers_are_shown_not_scored(book: Store) -> None:
    text = written(book, account="Halden Freight", kind="NPS")
    assert text.startswith(
        "**Halden Freight: NPS 4 from Priya Nair (economic buyer), 24 Feb (6 days old): "
        "“We can't take another 8% on this.”**"
    )
    assert "Two answers, too few for a score." in text
    assert "- NPS 9 from Tom Reyes (champion), 22 Nov (100 days old)" in text


def test_the_low_answers_of_a_book_come_lowest_first(book: Store) -> None:
    lines = [line for line in written(book, kind="NPS").splitlines() if line.startswith("- ")]
    assert [line.split(" · ")[0] for line in lines] == [
        "- **Northwind Labs**",
        "- **Halden Freight**",
    ]


def test_who_did_not_answer_is_said(book: Store) -> None:
    text = written(book, account="halden", kind="NPS")
    assert "1 NPS survey not answered: Tom Reyes (champion), sent 10 Feb." in text


def test_a_score_of_one_answer_is_never_given_to_a_book(book: Store) -> None:
    assert "**CSAT: 1 answer in your book, too few for a score.**" in written(book, kind="CSAT")


def test_no_survey_in_the_time_says_when_the_newest_was(book: Store) -> None:
    text = written(book, kind="CES")
    assert text.startswith("**No CES survey in your book in that time.**")
    assert "The newest on record is of 27 Feb" in text


def test_no_survey_at_all_says_what_to_do(book: Store) -> None:
    text = written(book, account="orca")
    assert text.startswith("**No survey of Orca Payments in that time.**")
    assert "send one" in text


def test_nobody_answered(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        orca = make_customer(c, maya, "Orca Payments", 28_000)
        make_survey(c, orca, score=None, answered_on=None, sent_on=days_ago(40))
    text = written(sqlite_store, account="orca")
    assert text.startswith("**Orca Payments: nobody answered the NPS survey.**")


def test_an_answer_given_later_was_not_there(book: Store) -> None:
    desk = make_desk(book, MAYA, today=days_ago(10))
    view = survey_results(desk, account="halden", kind="NPS").view
    assert isinstance(view, SurveyResults)
    assert [a.score.value for a in view.kinds[0].answers] == [9]


def test_an_answer_off_the_scale_is_left_out_and_said(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_survey(c, halden, kind="CSAT", score=9, role="user", answered_on=days_ago(2))
    assert "1 answer left out: off the scale." in written(book, account="halden", kind="CSAT")


def test_answers_are_its_sources_with_their_words(book: Store) -> None:
    result = survey_results(make_desk(book, MAYA), account="halden")
    assert "We can't take another 8% on this." in [source.quote for source in result.sources]


def test_too_many_answers_are_capped_and_counted(book: Store) -> None:
    with book.write() as c:
        northwind = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Northwind Labs'"))
        for _ in range(20):
            make_survey(c, northwind, score=8, answered_on=TODAY)
    text = written(book, account="northwind")
    assert text.count("\n- NPS") == 6
    assert "- and 20 more" in text
