import numpy as np
import pytest

from knowledge.health import (
    applied_caps,
    contributions,
    decompose,
    load_rules,
    missing,
    reasons,
    score,
)
from tests.knowledge.health.factories import (
    healthy,
    with_age,
    with_evidence,
    with_value,
    without,
)

RULES = load_rules()


def test_a_perfect_account_has_no_reasons() -> None:
    assert reasons(score(healthy(), RULES), 0) == ()


def test_reasons_come_costliest_first_and_sum_to_what_is_lost() -> None:
    signals = with_value(with_value(healthy(), "usage_trend", -25), "nps", 7)
    scores = score(signals, RULES)
    found = reasons(scores, 0)
    assert [reason.measure for reason in found] == ["usage_trend", "nps"]
    assert sum(reason.points_lost for reason in found) == pytest.approx(100 - scores.computed[0])


def test_a_reason_carries_the_raw_value_its_unit_and_its_age() -> None:
    signals = with_age(with_value(healthy(), "nps", 6), "nps", 40)
    reason = reasons(score(signals, RULES), 0)[0]
    assert (reason.value, reason.unit, reason.m, reason.age_days) == (6, "points of 10", 40, 40)
    assert reason.points_lost == pytest.approx(0.15 * 0.6 * 60)
    assert reason.words.startswith("mean of each respondent's newest NPS")


def test_reasons_are_of_the_account_asked_for() -> None:
    scores = score(with_value(healthy(3), "csat", 70, row=1), RULES)
    assert [len(reasons(scores, row)) for row in range(3)] == [0, 1, 0]


def test_what_is_missing_or_too_old_is_named() -> None:
    scores = score(with_age(without(healthy(), "csat"), "nps", 400), RULES)
    assert missing(scores, 0) == ("nps", "csat")


def test_a_measure_too_old_to_count_contributes_nothing() -> None:
    parts = contributions(score(with_age(healthy(), "nps", 400), RULES))[0]
    assert parts[7] == 0
    assert parts.sum() == pytest.approx(100)


def test_caps_are_listed_with_limit_and_evidence_the_lowest_first() -> None:
    signals = with_evidence(healthy(), "champion_left_days", 12)
    caps = applied_caps(score(with_evidence(signals, "p1_open_hours", 60), RULES), 0)
    assert [(cap.cap, cap.limit, cap.evidence, cap.unit) for cap in caps] == [
        ("p1_open", 50, 60, "hours"),
        ("champion_left", 60, 12, "days"),
    ]


def test_a_new_value_is_all_value_part() -> None:
    before, after = healthy(), with_value(healthy(), "usage_trend", -25)
    change = decompose(score(before, RULES), score(after, RULES))
    trend = change.measures.index("usage_trend")
    assert change.value_part[0, trend] == pytest.approx(0.45 * 0.40 * (40 - 100))
    assert change.weight_part == pytest.approx(np.zeros((1, 9)))


def test_an_answer_growing_old_is_all_weight_part() -> None:
    poor = with_value(healthy(), "nps", 3)
    change = decompose(score(poor, RULES), score(with_age(poor, "nps", 210), RULES))
    assert change.value_part == pytest.approx(np.zeros((1, 9)))
    assert change.weight_part.sum() == pytest.approx(change.computed[0])
    assert change.computed[0] > 0


def test_a_measure_that_goes_missing_is_all_weight_part() -> None:
    poor = with_value(healthy(), "nps", 3)
    change = decompose(score(poor, RULES), score(without(poor, "nps"), RULES))
    assert change.value_part == pytest.approx(np.zeros((1, 9)))
    assert change.weight_part.sum() == pytest.approx(change.computed[0])


def test_changed_weights_are_weight_part() -> None:
    weights = RULES.weights.model_copy(update={"mid_market": RULES.weights.smb})
    other = RULES.model_copy(update={"weights": weights})
    poor = with_value(healthy(), "nps", 3)
    change = decompose(score(poor, RULES), score(poor, other))
    assert change.value_part == pytest.approx(np.zeros((1, 9)))
    assert change.weight_part.sum() == pytest.approx(change.computed[0])


def test_rules_with_other_measures_still_decompose() -> None:
    fewer = RULES.model_copy(update={"measures": RULES.measures[:-1]})
    poor = with_value(healthy(), "csat", 40)
    change = decompose(score(poor, RULES), score(poor, fewer))
    assert change.measures == tuple(measure.id for measure in RULES.measures)
    parts = (change.value_part + change.weight_part).sum()
    assert parts == pytest.approx(change.computed[0])


def test_a_new_cap_is_told_apart_from_the_measures() -> None:
    capped = with_evidence(healthy(), "champion_left_days", 1)
    change = decompose(score(healthy(), RULES), score(capped, RULES))
    assert (change.computed[0], change.cap_part[0]) == pytest.approx((0, -40))


def test_an_account_without_a_score_has_no_change() -> None:
    nothing = healthy()
    nothing.values[:] = np.nan
    change = decompose(score(nothing, RULES), score(healthy(), RULES))
    assert np.isnan(change.computed[0])
    assert np.isnan(change.value_part[0]).all()


def test_scores_of_other_accounts_are_refused() -> None:
    with pytest.raises(ValueError, match="same accounts"):
        decompose(score(healthy(2), RULES), score(healthy(3), RULES))
