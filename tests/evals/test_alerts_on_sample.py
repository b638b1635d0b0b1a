from math import sqrt

from knowledge.health import load_rules
from tests.evals.alerts_on_sample import measure, sample_usage


def test_falls_in_a_sample_world_are_found_within_a_quarter_at_the_budget() -> None:
    world = sample_usage(1200, seed=31)

    measured = measure(world, load_rules(), seed=31)

    assert measured.sharp >= 20
    assert measured.sharp_found >= 0.85
    assert measured.slow_found >= 0.85
    allowed = measured.budget * measured.account_years
    assert measured.rate * measured.account_years <= allowed + 1.96 * sqrt(allowed)
