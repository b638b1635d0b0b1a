from datetime import date
from decimal import Decimal

import pytest

from bot.checker.wall import leaks
from knowledge.facts import Fact
from tests.bot.checker.customer_texts import CLEAN

HALDEN, NORTHWIND, KESTREL = "Halden Freight", "Northwind Labs", "Kestrel Aerospace"
CARD, OLD = "crm:D1", "crm:D2"
FACTS = (
    Fact("today", "date", date(2026, 3, 2), "date"),
    Fact(HALDEN, "ARR", Decimal(72000), "USD"),
    Fact(HALDEN, "renewal date", date(2026, 9, 30), "date"),
    Fact(HALDEN, "health score", 38, "points"),
    Fact(HALDEN, "health band", "red", "band"),
    Fact(HALDEN, "seats", 50, "seats"),
    Fact(HALDEN, "price of a seat", Decimal(1440), "USD"),
    Fact(HALDEN, "uplift", 3, "percent"),
    Fact(HALDEN, "champion", "Dana Whitfield", "text"),
    Fact(HALDEN, "invoice cycle", 6, "days"),
    Fact(HALDEN, "client's words on the objective", "We close the month too late.", "quote"),
    Fact(HALDEN, "note of 14 Feb", "They talk to Coupa and Tipalti again", "quote"),
    Fact(HALDEN, "internal note", "The new CFO wants every vendor to cut a tenth", "quote"),
    Fact(HALDEN, "competitor", "Basware", "text"),
    Fact(HALDEN, "concession", "Training days free of charge", "quote", source=CARD),
    Fact(HALDEN, "concession approved by", "Renata Solís", "text", source=CARD),
    Fact(HALDEN, "concession until", date(2026, 9, 18), "date", source=CARD),
    Fact(HALDEN, "concession", "12% discount on the list price", "quote", source="crm:D3"),
    Fact(HALDEN, "concession approved by", "Renata Solís", "text", source="crm:D3"),
    Fact(HALDEN, "concession", "20% discount on a second year", "quote", source=OLD),
    Fact(HALDEN, "concession approved by", "Hugh Castellan", "text", source=OLD),
    Fact(HALDEN, "concession until", date(2025, 12, 7), "date", source=OLD),
    Fact(HALDEN, "concession", "40% discount for a case study", "quote", source="crm:D4"),
    Fact(NORTHWIND, "ARR", Decimal(84000), "USD"),
)  # fmt: skip
ACCOUNTS = (HALDEN, NORTHWIND, KESTREL)

PLANTED = {
    "score": ("Your health score is 38 this month.", "health"),
    "score, elsewhere said": ("At 38 points you are below where we'd like you.", "health"),
    "score of a hundred": ("We have you scored at 38/100.", "health"),
    "band": ("Your account is currently red.", "health"),
    "band as a verb": ("You moved to yellow in January.", "health"),
    "band in bold": ("You were **marked as red** last week.", "health"),
    "health": ("I review account health every Monday.", "health"),
    "risk score": ("Our risk score went up after the outage.", "health"),
    "churn": ("We want to prevent churn in your region.", "churn"),
    "at risk": ("As an at-risk account you get extra attention.", "churn"),
    "renewal risk": ("I see a renewal risk here.", "churn"),
    "probability": ("There is a 60% probability that you renew.", "churn"),
    "likely": ("You look unlikely to renew.", "churn"),
    "fear": ("I'm worried you might leave us in autumn.", "churn"),
    "save plan": ("This is part of our save plan.", "churn"),
    "upsell": ("It's a natural upsell for the second plant.", "churn"),
    "single thread": ("We are single-threaded with Dana.", "churn"),
    "over a line's end": ("We talked about the renewal\nrisk on Friday.", "churn"),
    "note, verbatim": ("I hear the new CFO wants every vendor to cut costs.", "internal note"),
    "note named": ("According to my notes, the board meets in May.", "internal note"),
    "internal only": ("[internal only] Dana is leaving.", "internal note"),
    "CRM": ("Our CRM says you have two plants.", "internal note"),
    "not for them": ("Between you and me, the roadmap is thin.", "internal note"),
    "another customer": ("Northwind Labs cut its cycle in half.", "other customer"),
    "another by its short name": ("Kestrel did the same in May.", "other customer"),
    "unknown customer": ("Customers like Brannock Trucking do it weekly.", "other customer"),
    "person": ("Dana Whitfield is difficult about timelines.", "staff remark"),
    "pronoun": ("He seems a bit lazy, she is hostile.", "staff remark"),
    "role": ("Who is the economic buyer on your side?", "staff remark"),
    "our own people": ("Support dropped the ball, sorry.", "staff remark"),
    "manager": ("My manager wants me to close this by Friday.", "staff remark"),
    "discount": ("We can offer 15% off.", "discount"),
    "discount in words": ("I'll find you a discount.", "discount"),
    "months free": ("Sign now and get two months free.", "discount"),
    "waived": ("We'd waive the uplift for you.", "discount"),
    "run out": ("Your 20% discount on a second year stands.", "discount"),
    "not approved": ("The 40% discount for a case study is yours.", "discount"),
    "price": ("The new price is $61,000 a year.", "price"),
    "price of a seat": ("A seat would cost you $1,100.", "price"),
    "uplift": ("The uplift will be 7%.", "price"),
    "competitor in a note": ("Compared with Coupa, we match more invoices.", "competitor"),
    "second competitor": ("Tipalti can't do that.", "competitor"),
    "competitor on record": ("Basware charges for it.", "competitor"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_leak_is_found(name: str) -> None:
    text, kind = PLANTED[name]
    found = leaks(f"Hi Dana,\n\n{text}\n\nBest,\nMaya", FACTS, client=HALDEN, accounts=ACCOUNTS)
    assert kind in {leak.kind for leak in found}
    assert all(leak.reason for leak in found)


@pytest.mark.parametrize("text", CLEAN, ids=range(len(CLEAN)))
def test_a_clean_text_passes(text: str) -> None:
    assert leaks(text, FACTS, client=HALDEN, accounts=ACCOUNTS) == []


def test_there_are_enough_of_both() -> None:
    assert len(PLANTED) >= 30
    assert len(CLEAN) >= 50


def test_an_approved_concession_passes_and_another_figure_does_not() -> None:
    def found(text: str) -> list[str]:
        return [leak.text for leak in leaks(text, FACTS, client=HALDEN)]

    assert found("Your renewal has the 12% discount that we agreed on.") == []
    assert found("As agreed, the training days are free of charge.") == []
    assert found("Your renewal has a 13% discount.") == ["discount"]


def test_an_approval_in_the_facts_is_the_clients_own() -> None:
    facts = [*FACTS, Fact(NORTHWIND, "approved discount", 25, "percent")]
    assert [leak.kind for leak in leaks("You get a 25% discount.", facts, client=HALDEN)] == [
        "discount"
    ]
    assert leaks("You get a 25% discount.", facts, client=NORTHWIND) == []


def test_the_client_is_the_one_that_the_facts_are_about() -> None:
    assert leaks("Halden Freight has 50 seats.", FACTS) == []
    assert [leak.text for leak in leaks("Northwind has 50 seats.", FACTS)] == ["Northwind"]


def test_a_leak_stands_where_it_says() -> None:
    text = "Hi,\n\n**Your health score** is fine."
    (leak,) = leaks(text, FACTS, client=HALDEN)
    assert text[leak.start : leak.end] == leak.text == "Your health score"


def test_a_text_without_facts_is_held_too() -> None:
    assert [leak.kind for leak in leaks("We fear churn.", [])] == ["churn"]
