import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import Mask, without_names

HIDDEN = [
    ("card 4111 1111 1111 1111 on file", "4111 1111 1111 1111"),
    ("card 378282246310005", "378282246310005"),
    ("pay to DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
    ("SSN 123-45-6789", "123-45-6789"),
    ("her passport number is C01X00T47", "C01X00T47"),
    ("date of birth: 12.04.1981", "12.04.1981"),
    ("CVV: 737", "737"),
    ("write to ruth.osei@tallis.example", "ruth.osei@tallis.example"),
    ("call +44 20 7946 0958", "+44 20 7946 0958"),
    ("he was diagnosed with type two diabetes", "type two diabetes"),
    ("Priya is on sick leave until May", "sick leave"),
]


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_identity_card_and_health_data_is_hidden_and_comes_back(text: str, secret: str) -> None:
    mask = Mask()
    hidden = mask.hide(text)

    assert secret not in hidden
    assert mask.show(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        'account: "Halden Freight"; arr: $1,234,567; deadline: 2026-03-31; days left: 29 days',
        "| 2026-03-02 | 2026-04-01 | 46094 | 118 seats",
        "4111 1111 1111 1112 is no card",
        "usage 41 → 22, P1 #4821, NPS 9, order 1234567890123",
        "Dana Whitfield (economic buyer) left on 12 Feb",
    ],
)
def test_business_data_stays(text: str) -> None:
    assert Mask().hide(text) == text


def test_the_same_words_have_the_same_placeholder() -> None:
    mask = Mask()

    assert mask.hide("a@b.example") == mask.hide("a@b.example") == "[email 1]"
    assert mask.hide("c@b.example") == "[email 2]"


@given(st.text(max_size=200))
def test_what_is_hidden_always_comes_back(text: str) -> None:
    mask = Mask()

    assert mask.show(mask.hide(text)) == text


def test_names_that_may_not_leave_are_replaced() -> None:
    assert (
        without_names("halden freight and Haldens", ["Halden Freight"]) == "[account] and Haldens"
    )
