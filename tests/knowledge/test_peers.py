from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.peers import AT_LEAST, Peer, compare, countable, peers_of, tenure_of, top_quarter

OWN = Peer(0, "smb", "Pro", "over three years", True)


def others(count: int, *, seen: bool = True, start: int = 1, **traits: str) -> list[Peer]:
    return [
        replace(OWN, account_id=start + number, is_seen=seen, **traits)  # type: ignore[arg-type]
        for number in range(count)
    ]


peers = st.lists(
    st.builds(
        Peer,
        st.integers(1, 10_000),
        st.sampled_from(["smb", "enterprise"]),
        st.sampled_from(["Pro", None]),
        st.sampled_from(["over three years", "under half a year"]),
        st.booleans(),
    ),
    max_size=45,
    unique_by=lambda peer: peer.account_id,
)


def test_the_nearest_ten_are_the_peers() -> None:
    group = peers_of(OWN, [OWN, *others(10), *others(20, start=50, plan="Basic")])
    assert group is not None
    assert len(group.peers) == 10
    assert not group.was_widened


@pytest.mark.parametrize(
    ("differ", "shared"),
    [
        ({"tenure": "under half a year"}, ("segment", "plan")),
        ({"plan": "Basic"}, ("segment",)),
        ({"segment": "enterprise"}, ()),
    ],
)
def test_too_few_are_widened_step_by_step(differ: dict[str, str], shared: tuple[str, ...]) -> None:
    group = peers_of(OWN, [*others(9), *others(1, start=50, **differ)])
    assert group is not None
    assert group.traits == shared
    assert len(group.peers) == 10


def test_nine_accounts_are_no_peers() -> None:
    assert peers_of(OWN, others(9)) is None


def test_median_and_percentile_by_hand() -> None:
    values = {number: float(number) for number in range(1, 12)}
    found = compare(3.0, others(11), values)
    assert found is not None
    # Two of eleven are below and one is level: 2.5 / 11.
    assert (found.count, found.median) == (11, 6.0)
    assert found.percentile == pytest.approx(100 * 2.5 / 11)


def test_a_measure_that_nine_have_is_not_compared() -> None:
    assert compare(1.0, others(12), dict.fromkeys(range(1, 10), 1.0)) is None


@given(st.lists(st.integers(0, 9), min_size=2, max_size=30), st.data())
def test_the_top_quarter_leaves_the_account_itself_out(
    values: list[int], data: st.DataObject
) -> None:
    own = data.draw(st.sampled_from(values))
    rest = sorted(values)
    found = top_quarter(rest, own)
    rest.remove(own)
    assert found == rest[-(-3 * len(rest) // 4) - 1]


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, None), (0, "under half a year"), (180, "in the first year"),
     (365, "one to three years"), (1_096, "over three years")],
)  # fmt: skip
def test_tenures(days: int | None, words: str | None) -> None:
    assert tenure_of(days) == words


@given(peers)
def test_of_the_unseen_ten_or_none_count(found: list[Peer]) -> None:
    group = peers_of(OWN, found)
    unseen = sum(not peer.is_seen for peer in group.peers) if group else 0
    assert unseen == 0 or unseen >= AT_LEAST
    assert group is None or len(group.peers) >= AT_LEAST


@given(peers, st.data())
def test_no_answer_depends_on_fewer_than_ten_unseen(found: list[Peer], data: st.DataObject) -> None:
    values = {p.account_id: data.draw(st.floats(0, 100)) for p in found if data.draw(st.booleans())}
    before = compare(50.0, found, values)
    unseen = [p for p in found if not p.is_seen and p.account_id in values]
    changed = {p.account_id: -1_000.0 for p in unseen}
    after = compare(50.0, found, values | changed)
    if len(unseen) < AT_LEAST:
        assert before == after
    without = [p for p in found if p.is_seen]
    assert len(countable(found)) in (len(found), len(without))
