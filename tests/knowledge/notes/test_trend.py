from datetime import date

import pytest

from knowledge.notes.reading.same import is_same_promise
from knowledge.notes.trend import answer_days, heard, verdict


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ([-0.5, -0.5, -0.5], [0.5, 0.5, 0.5], "worse"),
        ([0.5, 0.5, 0.5], [-0.5, -0.5, -0.5], "better"),
        ([0.1, 0.1, 0.1], [0.0, 0.1, 0.2], "steady"),
        ([-0.5, -0.5], [0.5, 0.5, 0.5], "too few"),
        ([-0.5, -0.5, -0.5], [0.5], "bad"),
        ([0.5, -0.5, 0.0], [], "mixed"),
    ],
)
def test_the_verdict(now: list[float], before: list[float], expected: str) -> None:
    assert verdict(heard(now), heard(before)) == expected


def test_bad_and_good_are_counted_and_the_lukewarm_is_neither() -> None:
    found = heard([-0.5, -0.1, 0.0, 0.1, 0.5])
    assert (found.messages, found.bad, found.good) == (5, 1, 1)


def test_days_to_their_next_mail() -> None:
    asked = [date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 20), date(2026, 2, 1)]
    answered = [date(2026, 1, 3), date(2026, 1, 14), date(2026, 1, 21)]
    assert answer_days(asked, answered) == 2
    assert answer_days(asked[:2], answered) is None


def test_two_sentences_can_promise_the_same() -> None:
    day = date(2026, 3, 2)
    assert is_same_promise("send the benchmark", day, "Send the benchmark", day)
    assert not is_same_promise("send the benchmark", day, "Name an owner", day)
    assert not is_same_promise("send it", day, "send it", date(2025, 3, 2))
