"""ARR events and contracts tell one story."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.sample import World, make_world
from tests.knowledge.sample.conftest import Table

RATES = {"USD": 1.0, "EUR": 1.08, "GBP": 1.27}


def total_arr(world: World, account: str) -> int:
    events = [row for row in world.tables["arr_events"] if row["account"] == account]
    return sum(int(str(row["delta"])) for row in events)


def assert_events_match_contracts(world: World) -> None:
    for account in world.tables["accounts"]:
        contracts = [r for r in world.tables["contracts"] if r["account"] == account["id"]]
        current = contracts[-1]
        left = account["stage"] == "churned"
        assert total_arr(world, str(account["id"])) == (0 if left else current["arr"])
        if not left:
            assert isinstance(current["end"], date)
            assert current["end"] > world.until


def test_the_events_add_up_to_the_current_contract(world: World) -> None:
    assert_events_match_contracts(world)


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    until=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    months=st.integers(1, 14),
)
def test_the_events_add_up_on_any_seed_and_day(seed: int, until: date, months: int) -> None:
    world = make_world(accounts=9, csms=2, months=months, seed=seed, until=until)

    assert_events_match_contracts(world)


def test_each_contract_starts_the_day_after_the_one_before_ends(world: World) -> None:
    by_account = defaultdict(list)
    for row in world.tables["contracts"]:
        by_account[row["account"]].append(row)

    for chain in by_account.values():
        for earlier, later in pairwise(chain):
            assert earlier["renewal_date"] == later["start"]


def test_an_uplift_is_no_expansion(table: Callable[[str], Table]) -> None:
    kinds = defaultdict(set)
    for row in table("arr_events"):
        kinds[row["kind"]].add(int(row["delta"]) > 0)

    assert kinds == {
        "new": {True}, "uplift": {True}, "expansion": {True}, "contraction": {False},
        "churn": {False},
    }  # fmt: skip


def test_every_account_is_in_the_segment_of_its_arr(table: Callable[[str], Table]) -> None:
    segments = {row["id"]: row["segment"] for row in table("accounts")}
    bounds = {"enterprise": (100_000, 1e9), "mid_market": (20_000, 100_000), "smb": (0, 20_000)}

    for row in {row["account"]: row for row in table("contracts")}.values():
        low, high = bounds[segments[row["account"]]]
        assert low <= int(row["arr"]) * RATES[row["currency"]] < high, row["id"]


def test_a_renewal_says_what_the_next_contract_begins_with(world: World) -> None:
    starts = {(r["account"], r["day"]): 0 for r in world.tables["arr_events"]}
    for row in world.tables["arr_events"]:
        starts[row["account"], row["day"]] += int(str(row["delta"]))

    for row in world.tables["renewals"]:
        change = starts.get((row["account"], row["due"]), 0)
        assert int(str(row["arr_after"])) - int(str(row["arr_before"])) == change
        assert (row["outcome"] == "churned") == (row["arr_after"] == 0)


@pytest.mark.parametrize("wrong", [{"accounts": 0}, {"months": 0}, {"csms": 0}])
def test_an_empty_world_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        make_world(**wrong)  # type: ignore[arg-type]
