from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.connectors.cells import looks_like_formula, read_number, reader
from knowledge.connectors.entities import ENTITY, Column


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("int", "12", 12),
        ("int", "12.0", 12),
        ("decimal", "-1.50", Decimal("-1.50")),
        ("money", "1e3", Decimal("1000")),
        ("date", "2026-02-28", date(2026, 2, 28)),
        ("date", "2026-02-28 00:00:00", date(2026, 2, 28)),
        ("instant", "2026-02-28T10:00:00+02:00", datetime(2026, 2, 28, 8, tzinfo=UTC)),
        ("instant", "2026-02-28T10:00", datetime(2026, 2, 28, 10, tzinfo=UTC)),
        ("bool", "YES", True),
        ("bool", "0", False),
        ("email", "Ann@Example.com", "ann@example.com"),
    ],
)
def test_cells_are_read_by_kind(kind: str, text: str, value: object) -> None:
    assert reader(Column("x", kind))(text) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", "12.5"),
        ("decimal", "1.234,56"),
        ("decimal", "1,234.56"),
        ("decimal", "1_000"),
        ("decimal", "nan"),
        ("decimal", "inf"),
        ("decimal", "١٢"),
        ("money", "$12"),
        ("date", "03/04/2026"),
        ("date", "2026-02-30"),
        ("date", "0001-01-01"),
        ("date", "2026-02-28 13:00:00"),
        ("instant", "yesterday"),
        ("bool", "maybe"),
        ("email", "ann at example"),
    ],
)
def test_what_is_not_of_the_kind_is_refused_with_a_reason(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"not|neither"):
        reader(Column("x", kind))(text)  # type: ignore[arg-type]


def test_a_choice_forgives_case_and_spaces_and_names_the_others() -> None:
    read = reader(ENTITY["accounts"].column("segment"))

    assert read("Mid Market") == "mid_market"
    with pytest.raises(ValueError, match="not one of enterprise, mid_market, smb"):
        read("huge")


def test_bounds_hold() -> None:
    with pytest.raises(ValueError, match="negative"):
        reader(ENTITY["contracts"].column("arr"))("-1")


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_every_plain_number_is_read_exactly(number: Decimal) -> None:
    assert read_number(f"{number:f}") == number


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1+cmd|'/c calc'!A0", "-2+3+cmd|x", "=cmd"])
def test_formulas_are_recognised(text: str) -> None:
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["-5", "+49 30 123456", "- a point of a list", "a=b", "", "-"])
def test_what_people_write_is_no_formula(text: str) -> None:
    assert not looks_like_formula(text)


@pytest.mark.parametrize(
    "text", ["-cmd", "-=1", "-+1", "-@x", "--cmd|' /C calc'!A1", "- SUM(1)", "+@x", "-- =1"]
)
def test_a_sign_before_what_a_spreadsheet_runs_is_a_formula(text: str) -> None:
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["-5", "- a list item", "-- Best, Ann", "--", "---", "-", "+49 3"])
def test_a_sign_before_plain_text_is_none(text: str) -> None:
    assert not looks_like_formula(text)
