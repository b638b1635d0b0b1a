import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.metrics import (
    Retention,
    adoption_rate,
    ces,
    csat,
    is_single_threaded,
    nps,
    renewal_base_rate,
    retention,
    seat_utilisation,
    shrunk_rate,
    stickiness,
    time_to_value,
)

ARR = st.decimals(0, 10_000_000, places=2)
BOOK = st.lists(st.tuples(ARR, ARR), max_size=30)


def of(*pairs: tuple[int | Decimal, int | Decimal]) -> Retention | None:
    return retention([Decimal(a) for a, _ in pairs], [Decimal(b) for _, b in pairs])


def test_nrr_is_gross_retention_plus_expansion() -> None:
    book = of((96, 113), (4, 0))

    assert book is not None
    assert (book.grr, book.nrr) == (Decimal("0.96"), Decimal("1.13"))


def test_ten_million_loses_and_grows_to_85_and_103_percent() -> None:
    book = of((600_000, 0), (3_000_000, 2_100_000), (4_000_000, 5_800_000), (2_400_000, 2_400_000))

    assert book is not None
    assert book.starting_arr == 10_000_000
    assert (book.churned_arr, book.contraction_arr) == (600_000, 900_000)
    assert book.expansion_arr == 1_800_000
    assert (book.grr, book.nrr) == (Decimal("0.85"), Decimal("1.03"))
    assert book.ending_arr == 10_300_000


def test_logo_retention_counts_accounts_not_money() -> None:
    book = of((1_000_000, 1_000_000), (10, 0), (10, 5), (10, 20))

    assert book is not None
    assert book.logo_retention == Decimal("0.75")
    assert (book.starting_accounts, book.churned_accounts) == (4, 1)
    assert (book.contracted_accounts, book.expanded_accounts) == (1, 1)


@pytest.mark.parametrize("book", [(), ((0, 500),)], ids=["nobody", "only a new logo"])
def test_retention_is_undefined_where_nobody_paid_at_the_start(
    book: tuple[tuple[int, int], ...],
) -> None:
    assert of(*book) is None


def test_growth_of_one_account_does_not_hide_contraction_of_another() -> None:
    book = of((100, 50), (100, 150))

    assert book is not None
    assert (book.grr, book.nrr) == (Decimal("0.75"), Decimal(1))


def test_negative_arr_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        of((100, -1))


def test_an_account_without_its_end_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        retention([Decimal(1)], [])


@given(BOOK)
def test_grr_is_at_most_one_and_at_most_nrr(pairs: list[tuple[Decimal, Decimal]]) -> None:
    book = of(*pairs)

    if book is not None:
        assert 0 <= book.grr <= 1
        assert book.grr <= book.nrr
        assert 0 <= book.logo_retention <= 1


@given(BOOK, st.lists(ARR, max_size=5))
def test_nrr_ignores_new_logos(pairs: list[tuple[Decimal, Decimal]], new: list[Decimal]) -> None:
    assert of(*pairs, *((0, arr) for arr in new)) == of(*pairs)


@given(BOOK, st.randoms(use_true_random=False))
def test_retention_does_not_depend_on_the_order_of_accounts(
    pairs: list[tuple[Decimal, Decimal]], chance: random.Random
) -> None:
    shuffled = chance.sample(pairs, len(pairs))

    assert of(*shuffled) == of(*pairs)


@given(BOOK, st.integers(1, 1000))
def test_retention_does_not_depend_on_the_unit_of_money(
    pairs: list[tuple[Decimal, Decimal]], factor: int
) -> None:
    book, scaled = of(*pairs), of(*((a * factor, b * factor) for a, b in pairs))

    if book is not None and scaled is not None:
        assert abs(book.grr - scaled.grr) < Decimal("1e-20")
        assert abs(book.nrr - scaled.nrr) < Decimal("1e-15")


@given(BOOK)
def test_parts_sum_to_what_the_cohort_pays_at_the_end(
    pairs: list[tuple[Decimal, Decimal]],
) -> None:
    book = of(*pairs)

    if book is not None:
        assert book.ending_arr == sum(b for a, b in pairs if a > 0)


def test_renewal_base_rate_does_not_count_an_uplift() -> None:
    due = [Decimal(100), Decimal(100), Decimal(200)]
    renewed = [Decimal(130), Decimal(0), Decimal(150)]

    assert renewal_base_rate(due, renewed) == Decimal("0.625")


def test_renewal_base_rate_is_undefined_where_nothing_was_due() -> None:
    assert renewal_base_rate([], []) is None


def test_nps_is_promoters_less_detractors_per_hundred() -> None:
    score = nps([10, 9, 9, 8, 7, 6, 0, 10, 9, 5])

    assert score is not None
    assert (score.promoters, score.passives, score.detractors, score.answers) == (5, 2, 3, 10)
    assert score.score == pytest.approx(20)
    assert score.standard_error == pytest.approx(27.5681, abs=1e-4)


def test_nps_of_one_mind_has_no_error() -> None:
    score = nps([10, 10, 10])

    assert score is not None
    assert (score.score, score.standard_error) == (100, 0)


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_stays_between_minus_and_plus_100(answers: list[int]) -> None:
    score = nps(answers)

    assert score is not None
    assert -100 <= score.score <= 100


def test_csat_is_the_share_of_fours_and_fives() -> None:
    assert csat([5, 4, 3, 1]) == 0.5


def test_ces_turns_a_scale_on_which_high_is_hard() -> None:
    assert ces([7, 6, 5]) == 6
    assert ces([1, 2, 3], high_is_easy=False) == 6


@pytest.mark.parametrize("measure", [nps, csat, ces], ids=["nps", "csat", "ces"])
def test_survey_measures_are_undefined_without_answers(measure) -> None:  # type: ignore[no-untyped-def]
    assert measure([]) is None


@pytest.mark.parametrize(
    ("measure", "answer"), [(nps, 11), (csat, 0), (ces, 8)], ids=["nps", "csat", "ces"]
)
def test_answers_outside_the_scale_are_refused(measure, answer: int) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="outside the scale"):
        measure([answer])


def test_median_time_to_value_of_a_finished_cohort_is_the_plain_median() -> None:
    cohort = time_to_value([30, 10, 20], [True, True, True])

    assert (cohort.median_days, cohort.reached, cohort.waiting) == (20, 3, 0)


def test_those_who_still_wait_push_the_median_out() -> None:
    finished_alone = time_to_value([10, 20, 30, 40], [True] * 4)
    with_waiting = time_to_value([10, 20, 30, 40, 90, 90, 90], [True] * 4 + [False] * 3)

    assert finished_alone.median_days == 20
    assert with_waiting.median_days == 40


def test_median_time_to_value_handles_an_early_censoring() -> None:
    # Still waiting: 5/6 at day 6, times 3/4 at day 10, times 1/2 at day 14 = 0.3125.
    cohort = time_to_value([6, 8, 10, 12, 14, 20], [True, False, True, False, True, False])

    assert cohort.median_days == 14


def test_median_time_to_value_is_unknown_where_under_half_have_reached_it() -> None:
    assert time_to_value([10, 50, 50], [True, False, False]).median_days is None
    assert time_to_value([], []).median_days is None


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=40))
def test_median_time_to_value_is_a_day_on_which_someone_reached_it(
    cohort: list[tuple[int, bool]],
) -> None:
    median = time_to_value([d for d, _ in cohort], [r for _, r in cohort]).median_days

    assert median is None or (median, True) in cohort


def test_seat_utilisation_shows_overage() -> None:
    assert seat_utilisation(110, 100) == 1.1


def test_shares_are_undefined_without_a_base() -> None:
    assert adoption_rate(0, 0) is None
    assert seat_utilisation(3, 0) is None
    assert stickiness([0, 0], 0) is None
    assert stickiness([], 10) is None


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        adoption_rate(-1, 10)


def test_stickiness_is_the_mean_day_over_the_month() -> None:
    assert stickiness([10, 20, 30], 40) == 0.5


@pytest.mark.parametrize(
    ("contacts", "wanted", "expected"),
    [
        ([], 2, None),
        ([0, 0], 2, None),
        ([9], 2, True),
        ([5, 5], 2, False),
        ([7, 3], 2, True),
        ([69, 31], 2, False),
        ([5, 5], 3, True),
        ([5, 5, 5], 3, False),
    ],
    ids=[
        "nobody",
        "all silent",
        "one person",
        "two alike",
        "one has 70 percent",
        "one has just under",
        "enterprise wants three",
        "enterprise has three",
    ],
)
def test_single_threaded_is_one_voice_or_too_few(
    contacts: list[int], wanted: int, expected: bool | None
) -> None:
    assert is_single_threaded(contacts, wanted=wanted) is expected


def test_a_small_account_is_drawn_to_its_peers() -> None:
    assert shrunk_rate(1, 3, peer_rate=0.1, weight=7) == pytest.approx(0.17)
    assert shrunk_rate(0, 0, peer_rate=0.1, weight=7) == pytest.approx(0.1)


def test_a_shrunk_rate_needs_a_weight() -> None:
    with pytest.raises(ValueError, match="weight"):
        shrunk_rate(1, 3, peer_rate=0.1, weight=0)


@given(st.integers(0, 100), st.integers(1, 100), st.floats(0, 1), st.floats(0.1, 50))
def test_a_shrunk_rate_lies_between_the_own_and_the_peers(
    count: int, exposure: int, peer_rate: float, weight: float
) -> None:
    own = count / exposure
    shrunk = shrunk_rate(count, exposure, peer_rate=peer_rate, weight=weight)

    assert min(own, peer_rate) - 1e-9 <= shrunk <= max(own, peer_rate) + 1e-9
