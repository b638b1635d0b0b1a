"""The wall over sentences and e-mails of every kind: 90 that leak, 110 that may be sent."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.checker.wall import leaks
from knowledge.facts import Fact

LARKSPUR, HALVORSEN, ALDERGATE = "Larkspur Clinics", "Halvorsen Freight", "Aldergate Foods"
OTHERS = ("Harbor Analytics", "Kettlewell Teas", "Glasswing Robotics", "Polder Biogas")
LOYAL = "csv:ACC-1-X1"
FACTS = (
    Fact("today", "date", date(2026, 3, 2), "date"),
    *(
        Fact(account, attribute, value, unit)
        for account, arr, currency, score, band, call in (
            (LARKSPUR, 44600, "GBP", 48, "yellow", "at risk"),
            (HALVORSEN, 75600, "USD", 33, "red", "at risk"),
            (ALDERGATE, 70140, "GBP", 90, "green", "commit"),
        )
        for attribute, value, unit in (
            ("ARR", Decimal(arr), currency),
            ("health score", score, "points"),
            ("health band", band, "band"),
            ("CSM call", call, "text"),
        )
    ),
    *(Fact(other, "account", other, "text") for other in OTHERS),
    Fact(LARKSPUR, "uplift", 8, "percent"),
    Fact(HALVORSEN, "uplift", 8, "percent"),
    Fact(LARKSPUR, "reason of the CSM's call", "The CFO won't take the uplift", "quote"),
    *(
        Fact(account, "stakeholder", name, "text")
        for account, names in (
            (LARKSPUR, ("Hannah Prentice", "Priya Nair", "Imran Dunbar", "Gemma Brooke")),
            (HALVORSEN, ("Magnus Berg",)),
            (ALDERGATE, ("Gareth Prentice", "Tom Kirkby")),
        )
        for name in names
    ),
    Fact(LARKSPUR, "competitor", "Zahara", "text"),
    Fact(ALDERGATE, "competitor", "Tradeshift", "text"),
    Fact(ALDERGATE, "concession", "5% discount for loyalty", "quote", source=LOYAL),
    Fact(ALDERGATE, "concession approved by", "Renata Voss", "text", source=LOYAL),
    Fact(ALDERGATE, "concession until", date(2026, 6, 30), "date", source=LOYAL),
)
WRITTEN = Path(__file__).with_name("wall_texts.jsonl").read_text(encoding="utf-8")
TEXTS = [json.loads(line) for line in WRITTEN.splitlines()]


def _found(line: dict[str, str]) -> list[str]:
    names = (LARKSPUR, HALVORSEN, ALDERGATE, *OTHERS)
    return [
        leak.text for leak in leaks(line["text"], FACTS, client=line["account"], accounts=names)
    ]


@pytest.mark.parametrize("line", [t for t in TEXTS if t["leak"]], ids=lambda t: t["text"][-60:])
def test_what_leaks_is_held_back(line: dict[str, str]) -> None:
    assert _found(line)


@pytest.mark.parametrize("line", [t for t in TEXTS if not t["leak"]], ids=lambda t: t["text"][:60])
def test_what_may_be_sent_passes(line: dict[str, str]) -> None:
    assert _found(line) == []
