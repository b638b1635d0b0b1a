from decimal import Decimal

import pytest

from knowledge.company import load_company
from knowledge.load import load_of

COMPANY = load_company()


@pytest.mark.parametrize(
    ("accounts", "load"),
    [
        ({"enterprise": 25}, Decimal(1)),
        ({"mid_market": 40}, Decimal("0.5")),
        ({"enterprise": 10, "mid_market": 60, "smb": 500}, Decimal("1.15")),
    ],
    ids=["a full book", "half a book", "segments add up, a pooled one doesn't"],
)
def test_the_load_is_accounts_over_the_upper_limit(accounts: dict[str, int], load: Decimal) -> None:
    assert load_of(accounts, COMPANY) == load


@pytest.mark.parametrize("accounts", [{}, {"smb": 300}], ids=["empty", "pooled"])
def test_a_book_without_a_limit_has_no_load(accounts: dict[str, int]) -> None:
    assert load_of(accounts, COMPANY) is None
