from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.forecast import Stake, category, disagree, forecast

stakes = st.lists(
    st.builds(Stake, st.integers(1, 9), st.integers(1, 10**7).map(Decimal), st.floats(0, 1)),
    min_size=1,
    max_size=12,
)


def test_expected_spread_and_concentration_by_hand() -> None:
    # 100k at .9, 50k at .5, 10k at .2: expected 90 + 25 + 2 = 117k;
    # variances 9e8, 6.25e8, 1.6e7, sum 1.541e9, root 39,255.57.
    found = forecast(
        [
            Stake(1, Decimal(100_000), 0.9),
            Stake(2, Decimal(50_000), 0.5),
            Stake(3, Decimal(10_000), 0.2),
        ]
    )
    assert found is not None
    assert found.arr == 160_000
    assert found.expected == Decimal("117000.0")
    assert float(found.spread) == pytest.approx(39_255.57, abs=0.01)
    assert (found.largest, found.arr_share) == (1, 0.625)
    assert found.swing == 1
    assert found.variance_share == pytest.approx(9e8 / 1.541e9)


def test_nothing_up_for_renewal_has_no_forecast() -> None:
    assert forecast([]) is None
    assert forecast([Stake(1, Decimal(0), 0.5)]) is None


def test_certainty_has_no_spread() -> None:
    found = forecast([Stake(1, Decimal(10), 1.0), Stake(2, Decimal(30), 0.0)])
    assert found is not None
    assert (found.expected, found.spread, found.variance_share) == (10, 0, 0.0)


@pytest.mark.parametrize("stake", [Stake(1, Decimal(1), 1.1), Stake(1, Decimal(-1), 0.5)])
def test_what_is_no_chance_is_refused(stake: Stake) -> None:
    with pytest.raises(ValueError, match="chance"):
        forecast([stake])


@given(stakes)
def test_the_expected_sum_lies_between_nothing_and_all(found: list[Stake]) -> None:
    made = forecast(found)
    assert made is not None
    assert 0 <= made.expected <= made.arr
    assert float(made.spread) <= float(made.arr) / 2 + 1e-6
    assert 0 < made.arr_share <= 1
    assert 0 <= made.variance_share <= 1


@pytest.mark.parametrize(
    ("p", "capped", "days", "expected"),
    [
        (0.90, False, 30, "commit"),
        (0.90, True, 30, "best_case"),
        (0.90, False, 31, "best_case"),
        (0.90, False, None, "best_case"),
        (0.89, False, 1, "best_case"),
        (0.70, False, 1, "best_case"),
        (0.69, False, 1, "at_risk"),
        (0.40, False, 1, "at_risk"),
        (0.39, False, 1, "likely_loss"),
    ],
)
def test_the_categories(p: float, capped: bool, days: int | None, expected: str) -> None:
    assert category(p, is_capped=capped, contact_days=days) == expected


def test_a_disagreement_expects_another_ending() -> None:
    assert disagree("likely_loss", "commit")
    assert disagree("best_case", "at_risk")
    assert not disagree("commit", "best_case")
    assert not disagree("at_risk", "likely_loss")
