import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import without_links

WRITTEN = [
    ("see https://evil.example/a?b=c now", "see … now"),
    ("[the report](https://evil.example/x)", "the report"),
    ("![logo](https://evil.example/p.png)", "logo"),
    ("[![a](http://e.example)](http://f.example)", "a"),
    ("<https://evil.example|here>", "…"),
    ("<!channel> hello <@U123> in <#C1>", " hello  in "),
    ("<img src='http://evil.example/x'>done", "done"),
    ("mailto:a@b.example", "…"),
    ("[a]: http://evil.example\nText", "\nText"),
    ("go to evil.example/leak", "go to …"),
    ("write to a@evil.example", "write to …"),
    ("hxxps://evil.example", "…"),
    ("javascript:alert(1)", "…)"),
]


@pytest.mark.parametrize(("text", "left"), WRITTEN)
def test_an_address_is_taken_out_and_its_label_stays(text: str, left: str) -> None:
    assert without_links(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "**Halden Freight** · $72,000 · notice by 31 Mar (28 days)",
        "| Account | ARR |\n| --- | --- |\n| Orca | $28,000 |",
        "“We can't take another 8%.” [call]",
        "Data as of 06:10; usage −14 (41 → 22); 24/7 support, yes/no",
        "1. Mon: call Lena. 2. Fri: write.",
        "Escalate #4821 e.g. today, i.e. now.",
    ],
)
def test_words_without_an_address_stay_as_they_are(text: str) -> None:
    assert without_links(text) == text


def test_names_and_addresses_of_the_records_stay() -> None:
    known = ["Booking.com", "lena@orca.example"]
    text = "Booking.com renews; evil.com. Lena Park: lena@orca.example"

    assert without_links(text, known) == text.replace("evil.com", "…")


@given(st.text(alphabet="[]()!<>|:/.htpsw aevilcom\n", max_size=60))
def test_no_address_is_left_in_any_text(text: str) -> None:
    left = without_links(text)

    assert "://" not in left
    assert "](" not in left
