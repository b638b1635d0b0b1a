"""What the second reading finds: true values in the wrong place, bands, places, members."""

from datetime import date
from decimal import Decimal

import pytest

from bot.checker import check
from knowledge.facts import Fact

TODAY = date(2026, 3, 2)
HALDEN, TALLIS, ORCA = "Halden Freight", "Tallis Energy", "Orca Payments"
NAMES = (HALDEN, TALLIS, ORCA)
BOOK = "your book"


def fact(entity: str, attribute: str, value: object, unit: str = "", source: str = "") -> Fact:
    return Fact(entity, attribute, value, unit, TODAY, source)  # type: ignore[arg-type]


FACTS = (
    *(
        f
        for name, arr, band, days in (
            (HALDEN, 72_000, "red", 28),
            (TALLIS, 30_000, "green", 90),
            (ORCA, 50_000, "yellow", 12),
        )
        for f in (
            fact(name, "account", name, "text"),
            fact(name, "ARR", Decimal(arr), "USD"),
            fact(name, "health band", band, "band"),
            fact(name, "days to notice", days, "days"),
        )
    ),
    fact(HALDEN, "account: no champion", HALDEN, "text"),
    fact(TALLIS, "account: no economic buyer", TALLIS, "text"),
    fact(BOOK, "accounts", 3, "accounts"),
    fact(BOOK, "ARR", Decimal(152_000), "USD"),
    fact(BOOK, "ARR of the accounts that need a decision", Decimal(72_000), "USD"),
    fact(BOOK, "last deadline among them", date(2026, 5, 22), "date"),
    fact(BOOK, "period", "In the last 90 days (3 Dec 2025 - 2 Mar 2026)", "text", "the question"),
    fact(BOOK, "active users, newest week to", date(2026, 3, 1), "date"),
    fact("usage data", "newest day", date(2026, 2, 27), "date", "usage"),
    fact(HALDEN, "payment terms", "annual in advance, 30 days", "text"),
    fact(HALDEN, "note", "Monthly call with Ruth", "quote", "csv:N1"),
    fact(HALDEN, "note of", date(2026, 2, 11), "date", "csv:N1"),
    fact(HALDEN, "note", "Catch-up on freight rates", "quote", "csv:N2"),
    fact(HALDEN, "note of", date(2026, 1, 15), "date", "csv:N2"),
    fact(HALDEN, "emails lately", 5, "emails"),
    fact(HALDEN, "emails answered lately", 3, "emails"),
    fact(HALDEN, "emails before", 6, "emails"),
    fact(HALDEN, "emails answered before", 4, "emails"),
    fact(HALDEN, "purchased seats", 120, "seats"),
    fact(HALDEN, "assigned seats", 98, "seats"),
)
LIST = "\n\n1. Halden Freight · $72,000\n2. Orca Payments · $50,000\n3. Tallis Energy · $30,000"

TRUE_AND_FALSE = [
    ("Halden Freight is red.", "Halden Freight is green.", "green"),
    ("Tallis Energy, green.", "Tallis Energy, red.", "red"),
    (f"First Halden Freight.{LIST}", f"First Orca Payments.{LIST}", "Orca Payments"),
    (f"Orca Payments is second.{LIST}", f"Tallis Energy is second.{LIST}", "Tallis Energy"),
    ("- No champion: Halden Freight", "- No champion: Orca Payments", "Orca Payments"),
    (
        "In the last 90 days (3 Dec 2025 - 2 Mar 2026) nothing came.",
        "In the last 60 days (3 Dec 2025 - 2 Mar 2026) nothing came.",
        "60 days",
    ),
    (
        "In the last 90 days (3 Dec 2025 - 2 Mar 2026) nothing came.",
        "In the last 90 days (2 Mar 2026 - 3 Dec 2025) nothing came.",
        "3 Dec 2025",
    ),
    (
        "Halden Freight pays annual in advance, 30 days.",
        "Halden Freight pays annual in advance, 28 days.",
        "28 days",
    ),
    (
        "Halden Freight: “Monthly call with Ruth” (call note, 11 Feb).",
        "Halden Freight: “Monthly call with Ruth” (call note, 15 Jan).",
        "15 Jan",
    ),
    (
        "Halden Freight: 3 of 5 emails were answered, 4 of 6 before.",
        "Halden Freight: 3 of 6 emails were answered, 4 of 6 before.",
        "6",
    ),
    ("By the week to 1 Mar.", "By the week to 2 Mar.", "2 Mar"),
    (
        "Halden Freight: 120 seats bought, 98 assigned.",
        "Halden Freight: 98 seats bought, 98 assigned.",
        "98",
    ),
    (
        "$72,000 of $152,000 ARR (47.4%) in your book needs a decision.",
        "$72,000 of $152,000 ARR (12.5%) in your book needs a decision.",
        "12.5%",
    ),
    (
        "Your book needs a decision by 22 May.\n\n_Usage data to 27 Feb._",
        "Your book needs a decision by 27 Feb.\n\n_Usage data to 27 Feb._",
        "27 Feb",
    ),
]


def found(text: str) -> list[str]:
    facts = (*FACTS, fact(BOOK, "share of the ARR", Decimal("47.4"), "percent"))
    return [finding.text for finding in check(text, facts, accounts=NAMES)]


@pytest.mark.parametrize(("true", "false", "span"), TRUE_AND_FALSE)
def test_a_true_value_passes_where_it_belongs_and_not_elsewhere(
    true: str, false: str, span: str
) -> None:
    assert found(true) == []
    assert span in found(false)


@pytest.mark.parametrize(
    "text",
    [
        "Your book: 1 green, 1 yellow and 1 red.",
        "Halden Freight is red; the line to green is far.",
        "Tallis Energy would be red without its champion.",
        "Halden Freight got the green light from legal.",
    ],
)
def test_a_colour_that_gives_no_account_a_band_is_no_claim(text: str) -> None:
    assert not {"green", "red", "yellow"} & set(found(text))
