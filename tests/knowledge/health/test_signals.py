from dataclasses import replace

import numpy as np
import pytest

from knowledge.health import EVIDENCE, MEASURES, SEGMENTS, UNITS, Observed, codes, stack_signals
from knowledge.health.raw import change_percent, per_hundred_seats, percent_of, role_weighted_mean
from tests.knowledge.health.factories import healthy


def test_every_measure_has_a_unit() -> None:
    assert set(UNITS) == set(MEASURES)


def test_what_is_not_given_is_missing() -> None:
    one = np.array([1.0])
    signals = stack_signals(
        {"nps": Observed(one, one)},
        {"p1_open_hours": one},
        segment=codes(["smb"], SEGMENTS),
        stage=codes([None], SEGMENTS),
        tenure_days=one,
    )
    assert np.isnan(signals.values).sum() == len(MEASURES) - 1
    assert np.isnan(signals.evidence).sum() == len(EVIDENCE) - 1
    assert (signals.segment[0], signals.stage[0], len(signals)) == (2, -1, 1)


def test_a_misspelt_measure_is_refused() -> None:
    one = np.array([1.0])
    none = codes([None], SEGMENTS)
    with pytest.raises(ValueError, match="npss"):
        stack_signals({"npss": Observed(one, one)}, {}, segment=none, stage=none, tenure_days=one)


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="tenure_days has shape"):
        replace(healthy(3), tenure_days=np.zeros(2))


def test_a_code_outside_the_words_is_refused() -> None:
    with pytest.raises(ValueError, match="segment holds a code"):
        replace(healthy(1), segment=np.array([3], dtype=np.int8))


def test_a_share_of_nothing_is_undefined() -> None:
    found = percent_of(np.array([3.0, 0.0, np.nan]), np.array([4.0, 0.0, 2.0]))
    np.testing.assert_array_equal(found, [75.0, np.nan, np.nan])


def test_use_beyond_the_seats_is_over_a_hundred_percent() -> None:
    assert percent_of(np.array([12.0]), np.array([10.0]))[0] == 120


def test_a_change_needs_a_baseline() -> None:
    found = change_percent(np.array([8.0, 8.0]), np.array([10.0, 0.0]))
    np.testing.assert_allclose(found, [-20.0, np.nan])


def test_tickets_are_counted_per_hundred_seats() -> None:
    assert per_hundred_seats(np.array([3.0]), np.array([60.0]))[0] == 5


def test_a_buyers_answer_weighs_more_than_a_users() -> None:
    account = np.array([0, 0, 2])
    answers, weights = np.array([3.0, 9.0, 8.0]), np.array([3.0, 1.0, 2.0])
    mean, weight = role_weighted_mean(account, answers, weights, 3)
    np.testing.assert_allclose(mean, [4.5, np.nan, 8.0])
    np.testing.assert_allclose(weight, [4.0, 0.0, 2.0])
