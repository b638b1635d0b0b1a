"""Money between its three forms: minor units in the store, Decimal in Python, words in a text."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from knowledge.errors import BadInput

# ISO 4217 minor units other than 2. The table stands here because stored amounts are counted in
# these units for ever: a locale library's own digits differ (it gives RSD 0) and change with it.
_EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_LOCALE = "en_US"
_COMPACT_FROM = 1000
_TENTH = Decimal("0.1")


def exponent(currency: str) -> int:
    """Give how many decimals the currency has (ISO 4217). Raises BadInput for no currency."""
    code = currency.upper()
    if code not in _currencies():
        raise BadInput(f"{currency!r} is not a currency: use an ISO 4217 code such as 'EUR'.")
    return next((digits for digits, codes in _EXPONENTS.items() if code in codes), 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Give `amount` in minor units: 12.34 USD is 1234, 12 JPY is 12.

    Raises BadInput where the amount has more decimals than the currency, or is not a number.
    """
    digits = exponent(currency)
    if not amount.is_finite():
        raise BadInput(f"{amount} is not an amount of {currency}: give a number.")
    minor = amount.scaleb(digits)
    if minor != int(minor):
        raise BadInput(
            f"{amount} has more decimals than {currency.upper()} has ({digits}): round it first."
        )
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """Give the amount that `minor` units of the currency are: 1234 of USD is 12.34."""
    return Decimal(minor).scaleb(-exponent(currency))


def show_money(amount: Decimal, currency: str, *, compact: bool = False) -> str:
    """Write an amount for a reader: "$84,000", "€1,200.50"; compact: "$1.2M", "$84K".

    Whole amounts carry no decimals. Rounded half up, to the currency's decimals or, compact,
    to one decimal of the thousand, million or billion.
    """
    digits = exponent(currency)
    if compact and abs(amount) >= _COMPACT_FROM:
        return _compact(amount, currency.upper())
    rounded = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return _written(rounded, currency.upper(), 0 if rounded == int(rounded) else digits)


def _compact(amount: Decimal, currency: str) -> str:
    size, suffix = Decimal(1000), "K"
    for larger, letter in ((Decimal(10) ** 6, "M"), (Decimal(10) ** 9, "B")):
        if (abs(amount) / size).quantize(_TENTH, ROUND_HALF_UP) >= _COMPACT_FROM:
            size, suffix = larger, letter
    scaled = (amount / size).quantize(_TENTH, ROUND_HALF_UP)
    return _written(scaled, currency, 0 if scaled == int(scaled) else 1) + suffix


def _written(amount: Decimal, currency: str, decimals: int) -> str:
    from babel.numbers import get_currency_symbol

    symbol = get_currency_symbol(currency, _LOCALE)
    gap = " " if symbol[-1].isalpha() else ""
    sign = "-" if amount < 0 else ""
    return f"{sign}{symbol}{gap}{abs(amount):,.{decimals}f}"


@cache
def _currencies() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())
