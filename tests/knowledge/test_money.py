import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import BadInput
from knowledge.money import exponent, from_minor, show_money, to_minor

CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF", "RSD"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "USD", 1234),
        ("12.3", "usd", 1230),
        ("12", "JPY", 12),
        ("1.234", "KWD", 1234),
        ("-0.01", "EUR", -1),
        ("12.50", "RSD", 1250),
        ("1.00000", "USD", 100),
    ],
)
def test_minor_units_follow_iso_4217(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor
    assert from_minor(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "USD"), ("0.5", "JPY"), ("NaN", "EUR")])
def test_an_amount_that_the_currency_cannot_hold_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(BadInput):
        to_minor(Decimal(amount), currency)


def test_an_unknown_currency_is_refused_with_what_to_write() -> None:
    with pytest.raises(BadInput, match="'EURO' is not a currency: use an ISO 4217 code"):
        exponent("EURO")


@given(st.integers(-(10**15), 10**15), CURRENCIES)
def test_minor_units_survive_the_round_trip(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("84000", "USD", "$84,000"),
        ("84000.00", "USD", "$84,000"),
        ("1200.5", "EUR", "€1,200.50"),
        ("-1200.5", "CHF", "-CHF 1,200.50"),
        ("1200", "JPY", "¥1,200"),
        ("1.5", "KWD", "KWD 1.500"),
        ("950", "CAD", "CA$950"),
        ("-0.001", "USD", "$0"),
        ("0.005", "USD", "$0.01"),
    ],
)
def test_money_is_written_without_idle_cents(amount: str, currency: str, shown: str) -> None:
    assert show_money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1234567", "$1.2M"),
        ("1000000", "$1M"),
        ("999950", "$1M"),
        ("999949", "$999.9K"),
        ("84000", "$84K"),
        ("950.25", "$950.25"),
        ("-2500000000", "-$2.5B"),
    ],
)
def test_compact_money_keeps_one_decimal(amount: str, shown: str) -> None:
    assert show_money(Decimal(amount), "USD", compact=True) == shown


@given(st.decimals(-(10**12), 10**12, places=4), CURRENCIES, st.booleans())
def test_every_amount_can_be_written(amount: Decimal, currency: str, compact: bool) -> None:
    assert show_money(amount, currency, compact=compact)


def test_importing_money_does_not_load_the_locale_data() -> None:
    program = "import sys, knowledge.money; print('babel' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
