from datetime import date

import pytest

from knowledge.periods import Period
from tools.scope import period_words

DAYS = (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("the next 90 days (2 Mar - 31 May 2026)", "in the next 90 days (2 Mar - 31 May 2026)"),
        ("Q1 2026 (1 Jan - 31 Mar 2026)", "in Q1 2026 (1 Jan - 31 Mar 2026)"),
        ("2026 to date (1 Jan - 31 Mar 2026)", "in 2026 to date (1 Jan - 31 Mar 2026)"),
        ("March to June 2026 (1 Mar - 30 Jun 2026)", "in March to June 2026 (1 Mar - 30 Jun 2026)"),
        ("since January 2026 (1 Jan - 2 Mar 2026)", "since January 2026 (1 Jan - 2 Mar 2026)"),
        ("last week (23 Feb - 1 Mar 2026)", "last week (23 Feb - 1 Mar 2026)"),
        ("1 Apr - 2 May 2026", "over 1 Apr - 2 May 2026"),
    ],
)
def test_a_sentence_goes_on_with_the_period(label: str, words: str) -> None:
    assert period_words(Period(*DAYS, label)) == words


def test_one_day_is_on_it() -> None:
    assert period_words(Period(DAYS[0], DAYS[0], "1 Jan 2026")) == "on 1 Jan 2026"
