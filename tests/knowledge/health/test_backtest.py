from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from knowledge.health import load_rules
from knowledge.health.backtest import (
    Gain,
    auc,
    auc_gain,
    auc_interval,
    calibration_error,
    caught,
    flips,
    judge,
    reliability,
    share_interval,
    verdict,
)
from knowledge.health.baselines import LAST_CALL
from knowledge.health.rolling import EXPERT, MODEL, PLAIN, backtest, quarters
from tests.knowledge.health.histories import history, shuffled

RULES = load_rules().renewal
LEFT = np.array([True, True, False, False, False])
SCORES = hnp.arrays(float, 12, elements=st.integers(0, 5).map(float))
OUTCOMES = hnp.arrays(bool, 12)
NO_RIVAL = Gain(0.5, 0.3, 0.2)


def judged(effect: float, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    logit = -1 + effect * rng.normal(0, 1, n)
    return 1 / (1 + np.exp(-logit)), rng.random(n) < 1 / (1 + np.exp(-logit))


def test_auc_counts_the_pairs_that_are_ranked_right_and_half_of_the_ties() -> None:
    assert auc(np.array([4.0, 2, 3, 2, 1]), LEFT) == pytest.approx((3 + 1.5) / 6)


@given(SCORES, OUTCOMES)
def test_auc_is_the_share_of_pairs(risk: np.ndarray, left: np.ndarray) -> None:
    pairs = [
        float(gone > stayed) + 0.5 * float(gone == stayed)
        for gone in risk[left]
        for stayed in risk[~left]
    ]
    if not pairs:
        assert np.isnan(auc(risk, left))
        return
    assert auc(risk, left) == pytest.approx(np.mean(pairs))
    assert auc(-risk, left) == pytest.approx(1 - np.mean(pairs))


def test_a_weight_counts_a_row_so_many_times() -> None:
    risk = np.array([4.0, 2, 3, 2, 1])
    weight = np.array([2.0, 1, 1, 3, 0])
    times = weight.astype(int)
    assert auc(risk, LEFT, weight) == pytest.approx(auc(risk.repeat(times), LEFT.repeat(times)))


def test_the_interval_is_wider_where_rows_are_the_same_accounts() -> None:
    chance, left = judged(1.0, 200)
    risk, gone = np.repeat(chance, 4), np.repeat(left, 4)
    low, high = auc_interval(risk, gone, np.arange(800))
    by_account = auc_interval(risk, gone, np.repeat(np.arange(200), 4))
    assert by_account[1] - by_account[0] > 1.5 * (high - low)


@given(SCORES, OUTCOMES, st.floats(0, 1))
def test_a_share_of_the_book_catches_no_more_than_fit_in(
    risk: np.ndarray, left: np.ndarray, share: float
) -> None:
    found = caught(risk, left, share)
    assert -1e-9 <= found <= min(left.sum(), share * 12) + 1e-9


def test_ties_are_caught_in_proportion() -> None:
    assert caught(np.zeros(5), LEFT, 0.5) == pytest.approx(1.0)


def test_right_probabilities_have_skill_and_no_calibration_error() -> None:
    chance, left = judged(1.5, 4000)
    found = judge(chance, chance, left, np.arange(4000), 0.2)
    assert found.skill > 0.2
    assert found.ece < 0.03
    assert found.slope == pytest.approx(1, abs=0.15)
    assert found.intercept == pytest.approx(0, abs=0.15)
    assert found.lift > 2
    assert found.recall * left.sum() == pytest.approx(found.precision * 0.2 * 4000)


def test_the_base_rate_has_no_skill() -> None:
    _, left = judged(0.0)
    found = judge(np.zeros(400), np.full(400, left.mean()), left, np.arange(400), 0.2)
    assert found.auc == 0.5
    assert found.skill == pytest.approx(0)
    assert found.ece == pytest.approx(calibration_error(np.full(400, left.mean()), left))


def test_too_few_leavers_are_not_judged() -> None:
    left = np.arange(50) < 3
    found = judge(np.arange(50.0), np.full(50, 0.1), left, np.arange(50), 0.2)
    assert not found.is_told
    assert verdict(found, NO_RIVAL) == (
        "Not enough to tell whether this score predicts churn here: in 3 of 50 tested renewals the "
        "customer left."
    )


def test_the_verdict_names_evidence_and_its_absence() -> None:
    chance, left = judged(1.5)
    found = judge(chance, chance, left, np.arange(400), 0.2)
    assert verdict(found, NO_RIVAL).startswith("The renewal probability tells who leaves")
    rng = np.random.default_rng(3)
    noise = judge(rng.random(400), rng.random(400), left, np.arange(400), 0.2)
    assert verdict(noise, NO_RIVAL).startswith("No evidence that this score predicts churn here")


def test_what_is_no_better_than_tenure_and_term_is_no_evidence() -> None:
    chance, left = judged(1.5)
    found = judge(chance, chance, left, np.arange(400), 0.2)
    gain = auc_gain(chance, chance + 0.0, left, np.arange(400))
    assert gain.gain == 0
    assert verdict(found, gain).startswith("No evidence")


def test_a_flag_that_comes_and_goes_flips_twice() -> None:
    lead = np.tile([90.0, 60.0, 30.0], 10)
    renewal = np.repeat(np.arange(10), 3)
    risk = np.where(renewal == 0, np.tile([0.0, 9.0, 0.0], 10), 1.0 * (renewal == 1))
    assert flips(risk, renewal, lead, 0.1) == pytest.approx((2 + 2) / 10)


def test_reliability_has_ten_equal_groups_from_safe_to_risky() -> None:
    chance, left = judged(1.0)
    groups = reliability(chance, left)
    assert groups[:, 2].tolist() == [40.0] * 10
    assert np.all(np.diff(groups[:, 0]) > 0)
    assert (groups[:, 1] * 40).sum() == pytest.approx(left.sum())


def test_an_interval_of_a_share_is_wilsons() -> None:
    # Newcombe (1998), table I: 15 of 148, 0 of 20, 1 of 29, the score method.
    low_high = share_interval(np.array([15 / 148, 0.0, 1 / 29]), np.array([148.0, 20.0, 29.0]))
    expected = [[0.0624, 0.1605], [0.0, 0.1611], [0.0061, 0.1718]]
    assert np.round(low_high, 4).tolist() == expected


def test_calls_are_a_baseline_where_some_were_made_and_none_where_nobody_made_any() -> None:
    silent = history(300)
    assert backtest(silent, RULES).called == 0
    assert LAST_CALL not in backtest(silent, RULES).scorers
    told = backtest(replace(silent, call=np.where(silent.rows.left, 3.0, 0.0)), RULES)
    assert told.called > 0
    assert told.scorers[LAST_CALL][90].auc == 1.0


def test_the_backtest_shows_the_model_beside_every_baseline() -> None:
    found = backtest(history(500), RULES)
    assert list(found.scorers) == [
        MODEL, EXPERT, PLAIN, "tenure only", "renewal date only", "health score",
    ]  # fmt: skip
    assert list(found.scorers[MODEL]) == [180, 120, 90, 60, 30]
    assert list(found.scorers["tenure only"]) == [60, 90]
    assert found.verdict.startswith("The renewal probability tells who leaves")
    assert found.scorers[MODEL][90].auc > found.scorers[PLAIN][90].auc + 0.2


def test_every_prediction_is_made_from_outcomes_known_before() -> None:
    some = history(500)
    known = some.known_on
    day = quarters(some, RULES)[2]
    late = known > day
    left = np.where(late, ~some.rows.left, some.rows.left)
    turned = type(some)(
        type(some.rows)(some.rows.x, left, some.rows.account, some.rows.renewal),
        some.lead, some.as_of, known, some.segment, some.health, some.call, some.undecided,
    )  # fmt: skip
    first = some.as_of < day + 91
    plain = backtest(some.rows_where(first), RULES)
    other = backtest(turned.rows_where(first), RULES)
    safest = [one.reliability[:, 0] for one in (plain, other)]
    assert safest[0] == pytest.approx(safest[1])


def test_a_history_without_signal_gives_no_evidence() -> None:
    found = backtest(shuffled(history(500)), RULES)
    assert found.verdict.startswith("No evidence that this score predicts churn here")


def test_a_short_history_is_refused_with_numbers() -> None:
    assert backtest(history(41), RULES).verdict == (
        "No backtest: not enough renewals: 41 of 60 needed."
    )
