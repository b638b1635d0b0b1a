import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import AccountNotFound, Adjust, AmbiguousAccount
from knowledge.names import find_account, plain

BOOK = {
    1: "Northwind Labs", 2: "Halden Freight", 3: "Brightwell Clinics", 4: "Orca Payments",
    5: "Kestrel Aerospace", 6: "Tallis Energy", 7: "Initech GmbH", 8: "Lumen & Partners",
    9: "Harbor Analytics", 10: "Harbor Logistics", 11: "Blue Harbor", 12: "3Fold Systems",
    13: "Maple Street Bank", 14: "Ostrava Steel Group", 15: "Company_1", 16: "Company_12",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Northwind Labs", 1), ("northwind", 1), ("NORTHWIND LABS INC.", 1), ("Nortwind Labs", 1),
        ("haldn freight", 2), ("Brightwell", 3), ("orca", 4), ("Orca Payements", 4),
        ("kestral aerospace", 5), ("Initech", 7), ("lumen and partners", 8),
        ("Lumen & Partners", 8),
        ("harbor analytics", 9), ("blue harbor", 11), ("3fold", 12), ("maple street", 13),
        ("Ostrava Steel", 14), ("company_1", 15), ("Company_12", 16),
    ],
)  # fmt: skip
def test_a_name_is_understood_as_people_write_it(said: str, meant: int) -> None:
    assert find_account(said, BOOK) == meant


def test_a_name_that_fits_two_asks_which() -> None:
    with pytest.raises(AmbiguousAccount) as raised:
        find_account("harbor", BOOK)

    assert raised.value.candidates == ("Harbor Analytics", "Harbor Logistics")


def test_a_name_that_fits_none_names_the_nearest() -> None:
    with pytest.raises(AccountNotFound) as raised:
        find_account("Northgate Laboratories", BOOK)

    assert "Northwind Labs" in raised.value.nearest


@pytest.mark.parametrize("said", ["", "   ", "???", "Umbrella Zoological"])
def test_nonsense_fits_none(said: str) -> None:
    with pytest.raises(AccountNotFound):
        find_account(said, BOOK)


@given(st.sampled_from(sorted(BOOK)), st.data())
def test_one_slip_of_the_keyboard_never_means_another_account(
    key: int, data: st.DataObject
) -> None:
    name = BOOK[key]
    at = data.draw(st.integers(0, len(name) - 1))
    slip = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    said = data.draw(st.sampled_from([name[:at] + name[at + 1 :], name[:at] + slip + name[at:]]))
    try:
        found = find_account(said, BOOK)
    except (AccountNotFound, AmbiguousAccount):
        return

    assert found == key or plain(said) == plain(BOOK[found])


@given(st.text())
def test_any_text_is_one_account_or_a_clear_error(said: str) -> None:
    found = _found(said)

    assert isinstance(found, Adjust) or found in BOOK


def test_another_number_is_another_account() -> None:
    with pytest.raises(AccountNotFound):
        find_account("Company_13", BOOK)


def _found(said: str) -> int | Adjust:
    try:
        return find_account(said, BOOK)
    except Adjust as error:
        return error
