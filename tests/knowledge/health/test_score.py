import numpy as np
import pytest

from knowledge.health import BANDS, load_rules, score
from knowledge.health.measures import freshness, measure_scores, shrink
from knowledge.health.rules import Rules
from knowledge.health.score import weigh, weight_table
from knowledge.health.signals import MEASURES
from tests.knowledge.health.factories import (
    GROUP_OF,
    healthy,
    with_age,
    with_evidence,
    with_size,
    with_value,
    without,
)

RULES = load_rules()


def ramped(knots: list[list[float]], value: float) -> float:
    measure = RULES.measure("feature_breadth").model_copy(
        update={"ramp": tuple(map(tuple, knots)), "exceptions": ()}
    )
    rules = RULES.model_copy(update={"measures": (measure,)})
    nobody = np.zeros(1, dtype=np.int8)
    values = np.array([[value]])
    return float(measure_scores(values, nobody, nobody, np.array([900.0]), rules)[0, 0])


def points(
    measure: str, value: float, *, segment: str = "mid_market", tenure: float = 900
) -> float:
    signals = with_value(healthy(segment=segment), measure, value)
    signals.tenure_days[:] = tenure
    return float(score(signals, RULES).m[0, MEASURES.index(measure)])


def test_gainsight_group_example_gives_40_12() -> None:
    h, _ = weigh(np.array([47.0, 59.0, 21.0]), np.ones(3), np.array([20.0, 15.0, 22.0]))
    assert round(float(h), 2) == 40.12


def test_natero_linear_example_gives_48() -> None:
    assert round(ramped([[7, 0], [30, 100]], 18)) == 48


@pytest.mark.parametrize(
    ("tenure", "utilisation", "band"),
    [
        (100, 9, "red"),
        (100, 30, "yellow"),
        (100, 60, "green"),
        (200, 9, "red"),
        (200, 30, "red"),
        (200, 60, "yellow"),
        (200, 80, "green"),
        (900, 40, "red"),
        (900, 60, "yellow"),
        (900, 85, "green"),
    ],
)
def test_seat_utilisation_follows_gitlab_tiers_by_tenure(
    tenure: float, utilisation: float, band: str
) -> None:
    health = points("seat_utilisation", utilisation, tenure=tenure)
    lines = [RULES.bands.yellow_from, RULES.bands.green_from]
    assert BANDS[int(np.searchsorted(lines, health, side="right"))] == band


def test_a_ramp_may_fall() -> None:
    assert ramped([[10, 100], [60, 0]], 35) == 50


def test_silence_scores_below_a_few_tickets_and_above_many() -> None:
    assert points("ticket_rate", 70) < points("ticket_rate", 0) < points("ticket_rate", 6)


def test_the_same_gap_in_contact_costs_enterprise_more_than_smb() -> None:
    assert points("contact_recency", 60, segment="enterprise") < points("contact_recency", 60)
    assert points("contact_recency", 60) < points("contact_recency", 60, segment="smb")


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, 1.0), (90, 1.0), (150, 0.5), (210, 0.25), (270, 0.125), (271, 0.0), (np.nan, 0.0)],
)
def test_a_survey_answer_halves_every_sixty_days_after_ninety(age: float, expected: float) -> None:
    rules = RULES.model_copy(update={"measures": (RULES.measure("nps"),)})
    assert freshness(np.array([[9.0]]), np.array([[age]]), rules)[0, 0] == pytest.approx(expected)


def test_three_seats_with_one_idle_is_not_a_third_down() -> None:
    signals = healthy(40)
    signals.sample_sizes[:, 0] = 1000.0
    idle = with_size(with_value(signals, "seat_utilisation", 67), "seat_utilisation", 3)
    big = with_value(signals, "seat_utilisation", 67)
    assert score(idle, RULES).m[0, 0] > score(big, RULES).m[0, 0] + 10


def test_shrinkage_is_the_gamma_poisson_mean() -> None:
    rules = RULES.model_copy(update={"measures": (RULES.measure("ticket_rate"),)})
    drawn = shrink(
        np.array([[40.0]]), np.array([[10.0]]), np.zeros(1, np.int8), np.full((3, 1), 10.0), rules
    )
    assert drawn[0, 0] == pytest.approx((10 * 40 + 50 * 10) / (10 + 50))


def test_few_peers_are_drawn_to_the_mean_of_all_accounts() -> None:
    signals = healthy(30)
    signals.segment[0] = 2
    signals.sample_sizes[:, MEASURES.index("nps")] = 1.0
    alone = with_value(signals, "nps", 0)
    assert score(alone, RULES).m[0, MEASURES.index("nps")] > 0


def in_season(change: float, *, own: float = 0.0, accounts: int = 30) -> float:
    """Points for the trend of an account that moves by `own` beside the others' `change`."""
    signals = with_value(healthy(accounts), "usage_trend", change + own)
    signals.values[1:, MEASURES.index("usage_trend")] = change
    return float(score(signals, RULES).m[0, MEASURES.index("usage_trend")])


def test_a_change_that_everybody_shows_is_the_seasons() -> None:
    assert in_season(12) == in_season(-12) == in_season(0)


def test_a_fall_against_the_season_counts_in_full() -> None:
    assert in_season(12, own=-25) == in_season(0, own=-25) == points("usage_trend", -25)


def test_everybody_falling_by_more_than_a_season_is_seen() -> None:
    assert in_season(-40) == points("usage_trend", -25)


def test_nine_accounts_make_no_season() -> None:
    assert in_season(12, accounts=9) == points("usage_trend", 12)


def test_the_value_that_is_shown_is_the_accounts_own() -> None:
    assert score(healthy(30), RULES).values[0, MEASURES.index("usage_trend")] == 12


def test_a_sample_of_nothing_is_missing_not_average() -> None:
    scores = score(with_size(healthy(20), "csat", 0), RULES)
    assert np.isnan(scores.m[0, MEASURES.index("csat")])
    assert scores.coverage[0] < scores.coverage[1]


def test_weights_of_every_segment_and_stage_sum_to_one() -> None:
    assert weight_table(RULES).sum(axis=-1) == pytest.approx(np.ones((3, 4)))


def test_group_weights_are_split_over_their_measures() -> None:
    usage = weight_table(RULES)[1, 2, :3]
    assert usage == pytest.approx(np.array([0.35, 0.40, 0.25]) * 0.45)


def test_an_unrecorded_segment_is_scored_as_the_rules_say() -> None:
    signals = healthy(segment="nobody knows", stage="nobody knows")
    assert (score(signals, RULES).w == score(healthy(), RULES).w).all()


def test_missing_usage_lowers_coverage_by_its_weight_and_leaves_the_rest() -> None:
    scores = score(without(healthy(), *GROUP_OF["usage"]), RULES)
    assert scores.coverage[0] == pytest.approx(0.55)
    assert scores.computed[0] == pytest.approx(100)


def test_an_smb_account_without_usage_is_unknown() -> None:
    scores = score(without(healthy(segment="smb"), *GROUP_OF["usage"]), RULES)
    assert scores.band_name(0) == "unknown"


def test_no_data_at_all_is_unknown_without_a_score() -> None:
    scores = score(without(healthy(), *MEASURES), RULES)
    assert np.isnan(scores.computed[0])
    assert np.isnan(scores.health[0])
    assert (scores.coverage[0], scores.band_name(0)) == (0.0, "unknown")


def test_a_value_dated_after_the_day_is_not_seen() -> None:
    future = with_age(with_value(healthy(), "nps", 0), "nps", -1)
    gone = without(healthy(), "nps")
    assert score(future, RULES).computed == pytest.approx(score(gone, RULES).computed)
    assert score(future, RULES).coverage == pytest.approx(score(gone, RULES).coverage)


@pytest.mark.parametrize(
    ("evidence", "value", "expected"),
    [
        ("p1_open_hours", 48.0, 100.0),
        ("p1_open_hours", 48.5, 50.0),
        ("champion_left_days", 0.0, 60.0),
        ("usage_zero_days", 13.0, 100.0),
        ("usage_zero_days", 14.0, 25.0),
        ("notice_served_days", 0.0, 0.0),
    ],
)
def test_caps_hold_the_score_down(evidence: str, value: float, expected: float) -> None:
    scores = score(with_evidence(healthy(), evidence, value), RULES)
    assert scores.health[0] == pytest.approx(expected)
    assert scores.computed[0] == pytest.approx(100)


def test_the_lowest_of_several_caps_wins_and_all_are_kept() -> None:
    two = with_evidence(healthy(), "p1_open_hours", 60)
    scores = score(with_evidence(two, "champion_left_days", 9), RULES)
    assert scores.health[0] == 50
    assert [cap.id for cap in RULES.caps if scores.capped[0, RULES.caps.index(cap)]] == [
        "p1_open",
        "champion_left",
    ]


def test_a_cap_never_raises_a_score() -> None:
    poor = healthy()
    poor.values[:] = 0.0
    low = score(poor, RULES).computed[0]
    assert score(with_evidence(poor, "champion_left_days", 3), RULES).health[0] == min(low, 60)


def test_rules_without_caps_score_as_well() -> None:
    uncapped: Rules = RULES.model_copy(update={"caps": ()})
    scores = score(with_evidence(healthy(), "notice_served_days", 3), uncapped)
    assert scores.health[0] == pytest.approx(100)
    assert scores.capped.shape == (1, 0)


def test_no_accounts_give_no_scores() -> None:
    assert score(healthy(0), RULES).health.shape == (0,)


def test_a_books_rows_are_those_of_the_company() -> None:
    signals = with_value(healthy(5), "nps", 2, row=3)
    company = score(signals, RULES)
    book = company.rows(np.array([3, 1]))
    assert list(book.health) == [company.health[3], company.health[1]]
    assert book.m.shape == (2, len(MEASURES))
