from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importing.arr import arr_events
from knowledge.store.landing_after import Term
from tests.knowledge.importing.conftest import Folder

TODAY = date(2026, 1, 1)
EVENTS = "SELECT day, kind, delta_minor FROM arr_events ORDER BY day, kind"


def term(start: str, end: str | None, arr: int, currency: str = "USD", number: int = 1) -> Term:
    last = date.fromisoformat(end) if end else None
    return Term(number, f"C-{number}", 1, "A-1", date.fromisoformat(start), last, arr, currency)


def events(*terms: Term) -> list[tuple[str, str, int]]:
    return [(str(e.day), e.kind, e.delta_minor) for e in arr_events(terms, TODAY)]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        pytest.param(
            [term("2024-01-01", None, 100)], [("2024-01-01", "new", 100)], id="an open end"
        ),
        pytest.param([term("2024-01-01", None, 0)], [], id="a trial"),
        pytest.param(
            [term("2024-01-01", "2024-12-31", 100)],
            [("2024-01-01", "new", 100), ("2025-01-01", "churn", -100)],
            id="churn on the day after the last",
        ),
        pytest.param(
            [term("2024-01-01", "2024-12-31", 100), term("2025-01-01", None, 100)],
            [("2024-01-01", "new", 100)],
            id="a flat renewal",
        ),
        pytest.param(
            [term("2024-01-01", "2024-12-31", 100), term("2025-01-01", None, 60)],
            [("2024-01-01", "new", 100), ("2025-01-01", "contraction", -40)],
            id="a smaller renewal",
        ),
        pytest.param(
            [term("2024-01-01", None, 100), term("2024-03-01", "2024-05-31", 20)],
            [
                ("2024-01-01", "new", 100),
                ("2024-03-01", "expansion", 20),
                ("2024-06-01", "contraction", -20),
            ],
            id="an add-on that ends",
        ),
        pytest.param(
            [term("2024-01-01", "2024-12-31", 100), term("2025-02-01", None, 80)],
            [
                ("2024-01-01", "new", 100),
                ("2025-01-01", "churn", -100),
                ("2025-02-01", "reactivation", 80),
            ],
            id="gone and back",
        ),
        pytest.param(
            [term("2025-06-01", "2026-05-31", 100)],
            [("2025-06-01", "new", 100)],
            id="an end that has not come",
        ),
        pytest.param(
            [term("2025-06-01", "2026-05-31", 100), term("2026-06-01", None, 150)],
            [("2025-06-01", "new", 100), ("2026-06-01", "expansion", 50)],
            id="a successor that is signed",
        ),
    ],
)
def test_contracts_make_events(terms: list[Term], expected: list[tuple[str, str, int]]) -> None:
    assert events(*terms) == expected


@st.composite
def contracts(draw: st.DrawFn) -> Term:
    start = date(2024, 1, 1) + timedelta(draw(st.integers(0, 60)))
    length = draw(st.none() | st.integers(0, 60))
    end = None if length is None else start + timedelta(length)
    return Term(1, "C", 1, "A", start, end, draw(st.integers(0, 5)), draw(st.sampled_from("EU")))


@given(st.lists(contracts(), max_size=8), st.integers(0, 130))
def test_events_up_to_a_day_add_up_to_the_contracts_of_that_day(
    terms: list[Term], after: int
) -> None:
    day = date(2024, 1, 1) + timedelta(after)

    for currency in "EU":
        made = sum(
            e.delta_minor
            for e in arr_events(terms, TODAY)
            if e.day <= day and e.currency == currency
        )
        assert made == sum(
            t.arr_minor
            for t in terms
            if t.currency == currency and t.start <= day and (t.end is None or t.end >= day)
        )


@given(st.lists(contracts(), max_size=8))
def test_event_ids_are_unique_and_the_same_again(terms: list[Term]) -> None:
    made = [event.source_id for event in arr_events(terms, TODAY)]

    assert len(set(made)) == len(made)
    assert made == [event.source_id for event in arr_events(terms, TODAY)]


def test_events_follow_their_contracts(
    folder: Folder, two_accounts: Callable[[Folder], None]
) -> None:
    two_accounts(folder)
    folder.write(
        "contracts",
        "id,account,start,end,arr",
        "C-1,A-1,2024-01-01,2024-12-31,100",
        "C-2,A-1,2025-01-01,,150",
    )
    folder.load()
    folder.write(
        "contracts",
        "id,account,start,end,arr",
        "C-1,A-1,2024-01-01,2024-12-31,100",
        "C-2,A-1,2025-02-01,,150",
    )

    folder.load()

    assert [(str(day), kind, delta) for day, kind, delta in folder.rows(EVENTS)] == [
        ("2024-01-01", "new", 10000),
        ("2025-01-01", "churn", -10000),
        ("2025-02-01", "reactivation", 15000),
    ]


def test_events_from_a_file_take_the_place_of_those_made(
    folder: Folder, two_accounts: Callable[[Folder], None]
) -> None:
    two_accounts(folder)
    folder.write("contracts", "id,account,start,arr", "C-1,A-1,2024-01-01,100")
    folder.load()
    folder.write("arr_events", "id,account,day,kind,delta", "E-1,A-1,2024-01-05,new,90")

    folder.load()

    assert folder.rows("SELECT source_id FROM arr_events") == [("E-1",)]
