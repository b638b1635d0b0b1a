from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.health import BANDS, Signals, contributions, decompose, load_rules, score
from knowledge.health.explain import points_lost
from knowledge.health.raw import per_hundred_seats, percent_of
from knowledge.health.signals import MEASURES
from tests.knowledge.health.factories import GROUP_OF, any_signals, with_value, without

RULES = load_rules()
GREEN = BANDS.index("green")
RISING = ["seat_utilisation", "usage_trend", "feature_breadth", "responsiveness", "nps", "csat"]
FALLING = ["p1_age", "contact_recency"]


@given(any_signals())
def test_the_score_lies_between_its_best_and_worst_measure(signals: Signals) -> None:
    scores = score(signals, RULES)
    scored = ~np.isnan(scores.computed)
    used = np.where(scores.f > 0, scores.m, np.nan)[scored]
    assert np.all(scores.computed[scored] >= np.nanmin(used, axis=1, initial=100) - 1e-9)
    assert np.all(scores.computed[scored] <= np.nanmax(used, axis=1, initial=0) + 1e-9)


@given(any_signals())
def test_coverage_is_a_share_and_full_only_with_everything_fresh(signals: Signals) -> None:
    scores = score(signals, RULES)
    assert np.all((scores.coverage >= 0) & (scores.coverage <= 1 + 1e-9))
    assert np.all((scores.f[scores.coverage > 1 - 1e-9] == 1).all(axis=-1))


@given(any_signals())
def test_contributions_sum_to_the_score_and_losses_to_the_rest(signals: Signals) -> None:
    scores = score(signals, RULES)
    scored = ~np.isnan(scores.computed)
    total = contributions(scores).sum(axis=1)
    assert total[scored] == pytest.approx(scores.computed[scored])
    assert points_lost(scores).sum(axis=1)[scored] == pytest.approx(100 - scores.computed[scored])


@given(any_signals(), any_signals())
def test_the_parts_of_a_change_sum_to_it_exactly(before: Signals, after: Signals) -> None:
    first, second = score(before, RULES), score(after, RULES)
    change = decompose(first, second)
    both = ~np.isnan(change.computed)
    parts = (change.value_part + change.weight_part).sum(axis=1)[both]
    np.testing.assert_allclose(parts, (second.computed - first.computed)[both], atol=1e-9)
    shown = (second.health - first.health)[both]
    np.testing.assert_allclose(parts + change.cap_part[both], shown, atol=1e-9)


@given(any_signals(), st.sampled_from(RISING), st.floats(-100, 200), st.floats(0, 100))
def test_more_of_a_good_thing_never_lowers_a_score(
    signals: Signals, measure: str, value: float, more: float
) -> None:
    low = score(with_value(signals, measure, value), RULES)
    high = score(with_value(signals, measure, value + more), RULES)
    assert not high.computed[0] < low.computed[0] - 1e-9


@given(any_signals(), st.sampled_from(FALLING), st.floats(0, 200), st.floats(0, 100))
def test_more_of_a_bad_thing_never_raises_a_score(
    signals: Signals, measure: str, value: float, more: float
) -> None:
    low = score(with_value(signals, measure, value), RULES)
    high = score(with_value(signals, measure, value + more), RULES)
    assert not high.computed[0] > low.computed[0] + 1e-9


@given(any_signals(), st.sampled_from(sorted(GROUP_OF)))
def test_losing_a_source_lowers_coverage_and_never_makes_unknown_green(
    signals: Signals, group: str
) -> None:
    whole = score(signals, RULES)
    part = score(without(signals, *GROUP_OF[group]), RULES)
    had = whole.f[:, [MEASURES.index(name) for name in GROUP_OF[group]]].any(axis=1)
    assert np.all(part.coverage[had] < whole.coverage[had])
    unknown = whole.band == BANDS.index("unknown")
    assert not np.any(part.band[unknown] == GREEN)
    assert not np.any((part.coverage < RULES.coverage_floor - 1e-9) & (part.band == GREEN))


@given(any_signals())
def test_what_is_dated_after_the_day_changes_nothing(signals: Signals) -> None:
    other = np.where(signals.age_days < 0, 1e6, signals.values)
    changed = score(replace(signals, values=other), RULES)
    np.testing.assert_array_equal(changed.computed, score(signals, RULES).computed)


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(0, 500))
def test_ten_times_the_seats_with_ten_times_the_use_leave_rates_alone(
    seats: int, active: int, tickets: int
) -> None:
    one, ten = np.array([float(seats)]), np.array([10.0 * seats])
    assert percent_of(np.array([10.0 * active]), ten) == pytest.approx(
        percent_of(np.array([1.0 * active]), one)
    )
    assert per_hundred_seats(np.array([10.0 * tickets]), ten) == pytest.approx(
        per_hundred_seats(np.array([1.0 * tickets]), one)
    )


@given(any_signals())
def test_scores_ignore_sample_sizes_where_nothing_is_shrunk(signals: Signals) -> None:
    free = tuple(measure.model_copy(update={"shrink": 0.0}) for measure in RULES.measures)
    rules = RULES.model_copy(update={"measures": free})
    tenfold = replace(signals, sample_sizes=signals.sample_sizes * 10)
    np.testing.assert_array_equal(score(tenfold, rules).computed, score(signals, rules).computed)


@settings(max_examples=40)
@given(any_signals(), st.permutations(range(12)))
def test_the_order_of_accounts_does_not_matter(signals: Signals, order: list[int]) -> None:
    index = np.array(order)
    names = ("values", "age_days", "sample_sizes", "segment", "stage", "tenure_days", "evidence")
    shuffled = Signals(**{name: getattr(signals, name)[index] for name in names})
    expected = score(signals, RULES).health[index]
    np.testing.assert_allclose(score(shuffled, RULES).health, expected, atol=1e-9)
