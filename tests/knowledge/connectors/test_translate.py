from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.connectors.entities import ENTITY
from knowledge.connectors.files import Batch
from knowledge.connectors.mapping import Fill, Output, Skip, Style
from knowledge.connectors.translate import Translator

USUAL = Style()
GERMAN = Style(decimal=",", thousands=".", date_formats=("%d.%m.%Y",))


def translate(
    fill: Fill,
    texts: list[str],
    *,
    column: str = "arr",
    style: Style = USUAL,
    lookups: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
) -> Batch:
    output = Output(ENTITY["contracts"], {column: fill})
    batch = Batch(range(2, 2 + len(texts)), {"a": texts, "b": ["x"] * len(texts)})
    return Translator(output, lookups or {}, style).translate(batch)


@pytest.mark.parametrize(
    ("fill", "text", "becomes"),
    [
        (Fill(column="a"), "7", "7"),
        (Fill(value="9"), "7", "9"),
        (Fill(template="{b}:{a}"), "7", "x:7"),
        (Fill(column="a", values={"Yes": "1"}), "yes", "1"),
        (Fill(column="a", values={"Yes": "1"}, otherwise="0"), "no", "0"),
        (Fill(column="a", values={"": "1"}), "", "1"),
        (Fill(column="a", times=Decimal(12)), "100.50", "1206.00"),
    ],
)
def test_a_fill_makes_the_text(fill: Fill, text: str, becomes: str) -> None:
    assert list(translate(fill, [text]).columns["arr"]) == [becomes]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [("1.234,56", "1234.56"), ("1234,5", "1234.5"), ("12", "12"), ("-1.000", "-1000"), ("", "")],
)
def test_a_decimal_comma_is_read_where_the_mapping_says_so(text: str, becomes: str) -> None:
    assert list(translate(Fill(column="a"), [text], style=GERMAN).columns["arr"]) == [becomes]


@pytest.mark.parametrize("text", ["12.34", "1.23,4", "1.2345,6"])
def test_marks_in_the_wrong_place_are_refused(text: str) -> None:
    batch = translate(Fill(column="a"), [text], style=GERMAN)

    assert [row.line for row in batch.unreadable] == [2]
    assert not batch.lines


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_written_the_german_way_comes_back(number: Decimal) -> None:
    text = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))

    [found] = translate(Fill(column="a"), [text], style=GERMAN).columns["arr"]

    assert Decimal(found) == number


@pytest.mark.parametrize(
    ("fill", "text", "becomes"),
    [
        (Fill(column="a"), "28.02.2026", "2026-02-28"),
        (Fill(column="a"), "2026-02-28", "2026-02-28"),
        (Fill(column="a", shift_days=-1), "01.03.2026", "2026-02-28"),
    ],
)
def test_dates_are_read_by_the_mapping_s_formats(fill: Fill, text: str, becomes: str) -> None:
    batch = translate(fill, [text], column="start", style=GERMAN)

    assert list(batch.columns["start"]) == [becomes]


def test_a_join_goes_by_the_key_and_refuses_what_it_has_not() -> None:
    fill = Fill(column="a", via=("subs", "account"))
    lookups = {("subs", "account"): {"S-1": "A-1"}}

    batch = translate(fill, ["S-1", "S-2"], column="account", lookups=lookups)

    assert list(batch.columns["account"]) == ["A-1"]
    assert [(row.line, row.column) for row in batch.unreadable] == [(3, "account")]


def test_skipped_rows_are_counted_by_reason() -> None:
    output = Output(
        ENTITY["contracts"],
        {"id": Fill(column="a")},
        (Skip("a", frozenset({"t"}), "a trial"), Skip("a", frozenset({"k", "t"}), "old", True)),
    )
    translator = Translator(output, {}, USUAL)

    batch = translator.translate(Batch([2, 3, 4], {"a": ["t", "k", "z"]}))

    assert list(batch.columns["id"]) == ["k"]
    assert translator.skipped == {"a trial": 1, "old": 1}
