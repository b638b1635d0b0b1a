import pytest

from tests.evals.shrunk_fit import BAD, GOOD, fixed, shrunk, unshrunk


def test_at_60_renewals_the_shrunk_fit_stays_beside_a_good_expert() -> None:
    assert fixed(GOOD) == pytest.approx(0.762, abs=0.006)
    assert shrunk(GOOD, 60) == pytest.approx(0.758, abs=0.008)
    assert shrunk(GOOD, 60) > unshrunk(60)


def test_at_60_renewals_the_shrunk_fit_mends_a_bad_expert() -> None:
    assert fixed(BAD) == pytest.approx(0.691, abs=0.008)
    assert shrunk(BAD, 60) == pytest.approx(0.736, abs=0.015)


@pytest.mark.parametrize(("renewals", "good", "bad"), [(250, 0.761, 0.756), (1000, 0.764, 0.763)])
def test_with_more_renewals_it_no_longer_matters_what_the_expert_said(
    renewals: int, good: float, bad: float
) -> None:
    assert shrunk(GOOD, renewals) == pytest.approx(good, abs=0.006)
    assert shrunk(BAD, renewals) == pytest.approx(bad, abs=0.008)
