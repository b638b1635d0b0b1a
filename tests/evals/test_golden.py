"""A fast part of the golden questions, on the built-in model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.golden.asking import Scored, ask_all, sample_workspace
from bot.golden.bars import load_bars
from bot.golden.card import card, card_json, share
from bot.golden.questions import golden_questions
from bot.golden.spoken import stands_in
from bot.golden.truth import Value, queries, truth_of
from bot.settings import Settings
from bot.wiring import Steward

ONE_OF = 4


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steward]:
    home: Path = tmp_path_factory.mktemp("golden")
    with sample_workspace(home, Steward(Settings(_env_file=None))) as steward:
        yield steward


@pytest.fixture(scope="module")
def scored(sample: Steward) -> list[Scored]:
    looked_at = [golden for golden in golden_questions() if not golden.is_held]
    return ask_all(sample, looked_at[::ONE_OF], load_bars(), "builtin")


def test_there_are_enough_questions_each_asked_once_and_a_third_is_held_apart() -> None:
    questions = golden_questions()
    assert len(questions) >= 240
    assert len({golden.id for golden in questions}) == len(questions)
    assert 0.28 <= sum(golden.is_held for golden in questions) / len(questions) <= 0.4


def test_every_figure_names_a_query(sample: Steward) -> None:
    with truth_of(sample.settings.home, sample.today_now()) as truth:
        for golden in golden_questions():
            for figure in golden.figures:
                assert figure.query in queries()
                truth.values(golden.email, figure.query, figure.params)


def test_most_answers_are_right(scored: list[Scored]) -> None:
    assert share(scored) >= 0.85, card(scored, load_bars())


def test_no_answer_goes_beyond_what_its_asker_may_see(scored: list[Scored]) -> None:
    assert share(scored, "scope") == 1, card(scored, load_bars())


def test_the_card_counts_what_failed(scored: list[Scored]) -> None:
    page = card_json(scored, load_bars())
    assert page["questions"] == len(scored)
    assert page["right"] == sum(not result["faults"] for result in page["results"])


@pytest.mark.parametrize(
    ("value", "text", "is_there"),
    [
        (Value(1815328, "money"), "worth $1,815,328 ARR", True),
        (Value(1815328, "money"), "worth $1.8M", True),
        (Value(1815328, "money"), "worth $1,815,329", False),
        (Value(3, "number"), "three renewals", True),
        (Value(3, "number"), "due 3 Mar, $3", False),
    ],
)
def test_a_value_is_found_as_it_is_written(value: Value, text: str, is_there: bool) -> None:
    assert stands_in(value, text) is is_there
