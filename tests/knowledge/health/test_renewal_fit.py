from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.health import load_rules
from knowledge.health.backtest import auc
from knowledge.health.learning import learn
from knowledge.health.renewal_chance import RenewalFit
from knowledge.health.renewal_design import expert_of
from knowledge.health.renewal_fit import Labelled, fit_renewals, out_of_fold, why_not
from knowledge.health.renewal_solve import Problem, platt, solve
from tests.knowledge.health.histories import history, shuffled

RULES = load_rules().renewal
EXPERT = expert_of(RULES)
SIGNED = [i for i, sign in enumerate(EXPERT.risk_sign) if sign]


def rows(renewals: int = 300, seed: int = 3) -> Labelled:
    return history(renewals, seed=seed).rows.named(EXPERT.names)


@pytest.fixture(scope="module")
def fit() -> RenewalFit:
    return fit_renewals(rows(), EXPERT, RULES, draws=30)


def test_too_few_renewals_are_refused_with_numbers() -> None:
    assert why_not(rows(41), RULES) == "not enough renewals: 41 of 60 needed"


def test_renewals_at_which_nearly_everybody_stayed_are_refused() -> None:
    some = rows(100)
    stayed = replace(some, left=some.renewal < 3)
    assert why_not(stayed, RULES) == (
        "not enough customers who left: 3 of 8 needed, in 100 renewals"
    )


def test_a_fit_of_too_little_is_an_error() -> None:
    with pytest.raises(ValueError, match="41 of 60"):
        fit_renewals(rows(41), EXPERT, RULES)


def test_accounts_that_no_model_saw_are_ranked_by_the_signal() -> None:
    some = rows()
    assert auc(out_of_fold(some, EXPERT, RULES), some.left) > 0.8


def test_the_fit_never_turns_a_sign_round(fit: RenewalFit) -> None:
    assert np.all(fit.beta[SIGNED] >= 0)


def test_under_30_leavers_the_expert_weights_keep_their_proportions() -> None:
    few = fit_renewals(rows(70), EXPERT, RULES, draws=5)
    assert few.leavers < 30
    assert not few.own_weights
    weighs = few.design.expert > 0
    ratio = few.beta[weighs] / few.design.expert[weighs]
    assert ratio == pytest.approx(np.full(weighs.sum(), ratio[0]))
    assert ratio[0] > 0


def test_probabilities_are_right_on_average(fit: RenewalFit) -> None:
    seen = rows()
    unseen = rows(seed=4)
    assert fit.chance_to_renew(seen.x).mean() == pytest.approx(1 - seen.left.mean(), abs=0.01)
    assert fit.chance_to_renew(unseen.x).mean() == pytest.approx(1 - unseen.left.mean(), abs=0.06)


def test_the_interval_holds_the_chance_and_narrows_with_more_renewals(fit: RenewalFit) -> None:
    x = rows(seed=4).x
    low, high = fit.interval(x)
    chance = fit.chance_to_renew(x)
    assert np.mean((low <= chance) & (chance <= high)) > 0.9
    wide = fit_renewals(rows(120), EXPERT, RULES, draws=30).interval(x)
    assert np.mean(high - low) < np.mean(wide[1] - wide[0])


def test_a_signal_that_never_varied_says_nothing_when_it_begins_to(fit: RenewalFit) -> None:
    x = rows().x.copy()
    before = fit.chance_to_renew(x)
    x[:, EXPERT.names.index("feature_breadth")] = 80.0
    assert np.array_equal(fit.chance_to_renew(x), before)


@given(st.sampled_from(SIGNED), st.floats(0, 50))
def test_more_of_what_is_worse_never_raises_the_chance(
    fit: RenewalFit, signal: int, more: float
) -> None:
    x = np.nan_to_num(rows().x[:5], nan=5.0)
    worse = x.copy()
    worse[:, signal] += more * EXPERT.risk_sign[signal]
    assert np.all(fit.chance_to_renew(worse) <= fit.chance_to_renew(x) + 1e-12)


def test_dealt_anew_the_outcomes_are_no_better_than_chance() -> None:
    some = shuffled(history()).rows.named(EXPERT.names)
    first = history().lead == 90
    assert auc(out_of_fold(some, EXPERT, RULES)[first], some.left[first]) == pytest.approx(
        0.5, abs=0.1
    )


def test_what_shows_no_evidence_is_refused() -> None:
    learnt = learn(shuffled(history()), RULES)
    assert learnt.fit is None
    assert learnt.refused
    assert learnt.refused.startswith("no evidence that this score predicts churn here")


def test_what_shows_evidence_is_a_model() -> None:
    learnt = learn(history(), RULES)
    assert learnt.refused is None
    assert learnt.fit is not None
    assert learnt.judged is not None
    assert learnt.judged.auc > 0.75


def test_renewals_that_were_decided_already_teach_nothing() -> None:
    some = history(80)
    decided = replace(some, undecided=some.rows.renewal < 41)
    assert learn(decided, RULES).refused == "not enough renewals: 41 of 60 needed"


def test_tenure_alone_is_no_evidence() -> None:
    some = history(effect=0.0, renewals=400)
    x = some.rows.x.copy()
    tenure = 100 + 1300 * np.random.default_rng(1).random(400)[some.rows.renewal]
    x[:, EXPERT.names.index("tenure")] = tenure
    left = np.random.default_rng(2).random(400)[some.rows.renewal] < 400 / (tenure + 300)
    learnt = learn(replace(some, rows=replace(some.rows, x=x, left=left)), RULES)
    assert learnt.refused
    assert learnt.refused.startswith("no evidence")


def test_platt_never_turns_a_score_round() -> None:
    score = np.arange(40.0)
    intercept, slope = platt(score, score < 15, np.ones(40))
    assert slope == pytest.approx(0.0, abs=1e-6)
    assert intercept == pytest.approx(np.log(15 / 25), abs=1e-3)


def test_without_shrinkage_the_solution_has_no_gradient_left() -> None:
    rng = np.random.default_rng(2)
    columns = rng.normal(0, 1, (400, 3))
    left = rng.random(400) < 1 / (1 + np.exp(-(columns @ [1.0, -0.5, 0.2] - 1)))
    problem = Problem(columns, left, np.zeros(3), np.ones(3, np.bool_), 1e-9)
    a, *beta = solve(problem, np.ones(400)).tolist()
    error = 1 / (1 + np.exp(-(a + columns @ beta))) - left
    assert columns.T @ error == pytest.approx(np.zeros(3), abs=0.01)
    assert error.sum() == pytest.approx(0, abs=0.01)


def test_endless_shrinkage_gives_the_experts_proportions() -> None:
    rng = np.random.default_rng(2)
    columns = rng.normal(0, 1, (400, 3))
    left = rng.random(400) < 1 / (1 + np.exp(-(columns.sum(axis=1) - 1)))
    expert = np.array([3.0, 2.0, 1.0])
    problem = Problem(columns, left, expert, np.zeros(3, np.bool_), 1e7)
    beta = solve(problem, np.ones(400))[1:]
    assert beta / beta[2] == pytest.approx(expert, rel=1e-2)
