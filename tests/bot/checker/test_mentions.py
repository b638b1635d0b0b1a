from datetime import date

import pytest

from bot.checker.layout import plain
from bot.checker.mentions import mentions

WRITTEN = {
    "thousands": ("1,234 seats", [("number", 1234.0, "")]),
    "bare": ("1234 seats", [("number", 1234.0, "")]),
    "spaces": ("€84 000 a year", [("money", 84000.0, "EUR")]),
    "scaled": ("1.2k users", [("number", 1200.0, "")]),
    "millions": ("$1.2M", [("money", 1200000.0, "USD")]),
    "currency after": ("84,000 EUR", [("money", 84000.0, "EUR")]),
    "currency code": ("CHF 84,000", [("money", 84000.0, "CHF")]),
    "other dollars": ("CA$500", [("money", 500.0, "CAD")]),
    "percent": ("9.8% and 12 percent", [("percent", 9.8, "percent"), ("percent", 12.0, "percent")]),
    "points": ("up 3 percentage points", [("number", 3.0, "points")]),
    "signed": ("usage −14", [("number", -14.0, "")]),
    "negative money": ("−$4,000", [("money", -4000.0, "USD")]),
    "arrow": ("41 → 22", [("number", 41.0, ""), ("number", 22.0, "")]),
    "range": ("6–9 tickets", [("number", 6.0, ""), ("number", 9.0, "")]),
    "money range": ("$1.2–1.4M", [("money", 1200000.0, "USD"), ("money", 1400000.0, "USD")]),
    "of": ("4 of 34", [("number", 4.0, ""), ("number", 34.0, "")]),
    "days": ("(58 days)", [("duration", 58.0, "day")]),
    "hyphenated": ("a 12-month term", [("duration", 12.0, "month")]),
    "weeks in words": ("six weeks", [("duration", 6.0, "week")]),
    "words": ("twenty-one of them", [("number", 21.0, "")]),
    "dozen": ("a dozen tickets", [("number", 12.0, "")]),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_figure_is_read_with_its_unit(name: str) -> None:
    text, expected = WRITTEN[name]
    read = [(m.kind, m.figure.value, m.figure.unit) for m in mentions(text) if m.figure]
    assert read == expected


DATES = [
    "Sat 14 Mar", "14 Mar", "14 March 2026", "March 14, 2026", "Mar 14", "14th of March",
    "2026-03-14", "14/03/2026", "03/14/2026", "March 2026", "in March", "Q1 2026", "H1 2026",
    "Saturday, 14 March", "since 2026",
]  # fmt: skip


@pytest.mark.parametrize("written", DATES)
def test_a_date_covers_the_day_it_may_mean(written: str) -> None:
    (mention,) = mentions(written)
    assert mention.kind == "date"
    assert mention.day is not None
    assert mention.day.covers(date(2026, 3, 14))
    assert not mention.day.covers(date(2025, 8, 14))


@pytest.mark.parametrize("written", ["Sun 14 Mar", "14 Mar 2027", "15 Mar", "Q2 2026", "in May"])
def test_a_date_does_not_cover_another_day(written: str) -> None:
    (mention,) = mentions(written)
    assert mention.day is not None
    assert not mention.day.covers(date(2026, 3, 14))


@pytest.mark.parametrize(
    "text",
    [
        "1. First\n2. Second",
        "*1. Northwind*",
        "P1s and Q-ready, SOC2, v2",
        "the one reason that matters",
        "two-way contact",
        "They may march on",
        "▁▂▃▅█ usage",
        "[link](https://example.org/2026/84000)",
        "write to dana.4@example.org",
        "step 2, option 3, [4]",
        "the 1st and 2nd",
        "24/7",
    ],
)
def test_what_claims_nothing_is_no_mention(text: str) -> None:
    assert [m.text for m in mentions(plain(text)) if m.text != "one"] == []


@pytest.mark.parametrize(
    "text", ["**$84,000**", "_$84,000_", "> $84,000", "| $84,000 |", "`$84,000`"]
)
def test_markup_moves_no_offset(text: str) -> None:
    (mention,) = mentions(plain(text))
    assert text[mention.start : mention.end] == "$84,000"
