from datetime import date
from decimal import Decimal

import pytest

from bot.checker import Finding, check
from knowledge.facts import Fact

NORTHWIND, HALDEN = "Northwind Labs", "Halden Freight"
ACCOUNTS = (NORTHWIND, HALDEN, "Kestrel", "Quanta Health IT", "Globex Air")
FACTS = (
    Fact("today", "date", date(2026, 3, 3), "date"),
    Fact(NORTHWIND, "ARR", Decimal("1236400"), "USD"),
    Fact(NORTHWIND, "renewal date", date(2026, 7, 1), "date"),
    Fact(NORTHWIND, "notice date", date(2026, 3, 14), "date"),
    Fact(NORTHWIND, "NPS", 32, "points", date(2026, 2, 1)),
    Fact(NORTHWIND, "NPS responses", 58, "responses"),
    Fact(NORTHWIND, "seats", 400, "seats"),
    Fact(NORTHWIND, "weekly users", 310, "users"),
    Fact(NORTHWIND, "seat utilisation", 0.775, "ratio"),
    Fact(NORTHWIND, "open tickets", 7, "tickets"),
    Fact(NORTHWIND, "champion", "Dana Whitfield", "text"),
    Fact(NORTHWIND, "Dana Whitfield, call", "We’d like to see the new plan first.", "quote"),
    Fact(HALDEN, "ARR", Decimal("72000"), "EUR"),
    Fact(HALDEN, "renewal date", date(2026, 9, 30), "date"),
    Fact(HALDEN, "health score", 38, "points"),
    Fact(HALDEN, "previous health score", 61, "points"),
    Fact(HALDEN, "seats", 50, "seats"),
    Fact(HALDEN, "mean NPS answer of 10", Decimal("6.5"), "points"),
    Fact(HALDEN, "tickets per 100 seats in 90 days", 12, "tickets"),
    Fact("your book", "ARR renewing in the next 90 days", Decimal("301000"), "USD"),
    Fact("your book", "ARR renewing in May 2026", Decimal("12000"), "USD"),
    Fact("your book", "more accounts in the book", 29, "accounts"),
    Fact("Kestrel", "ARR", Decimal("5000"), "USD"),
    Fact("Kestrel", "seats", 60, "seats"),
    Fact("Kestrel", "free seats", 30, "seats"),
    Fact("Kestrel", "weekly users", 20, "users"),
    Fact("Kestrel", "previous weekly users", 40, "users"),
    Fact("Quanta Health IT", "churned ARR", Decimal("51450"), "USD"),
    Fact(HALDEN, "respondent", "Ana Ruiz", "text", source="crm:S1"),
    Fact(HALDEN, "CSAT answer", 5, "points", source="crm:S1"),
    Fact(HALDEN, "CSAT answered on", date(2026, 2, 3), "date", source="crm:S1"),
    Fact(HALDEN, "respondent", "Leo Brandt", "text", source="crm:S2"),
    Fact(HALDEN, "CSAT answer", 2, "points", source="crm:S2"),
    Fact(HALDEN, "CSAT answered on", date(2026, 2, 4), "date", source="crm:S2"),
    Fact(HALDEN, "last contact with Ana Ruiz", date(2026, 2, 6), "date", source="crm:P1"),
    Fact(HALDEN, "last contact with Leo Brandt", date(2026, 2, 7), "date", source="crm:P2"),
    Fact("your book", "accounts", 34, "accounts"),
    Fact("your book", "NRR", Decimal("104.2"), "percent"),
    Fact("your book", "GRR", Decimal("97.9"), "percent"),
)

HOLDS = {
    "exact": "Northwind Labs pays $1,236,400.",
    "rounded": "Northwind Labs: ARR of $1.2M, 77.5% seat utilisation.",
    "rounded to thousands": "Northwind's ARR is $1,236k.",
    "by a short name": "Northwind has 7 open tickets and 400 seats.",
    "in words": "Northwind has seven open tickets.",
    "two accounts": "Northwind has 400 seats and Halden 50.",
    "account after the figure": "€72,000 at Halden and $1,236,400 at Northwind.",
    "account in brackets": "Renewals: 1 Jul (Northwind), 30 Sep (Halden).",
    "a pronoun's account": "Halden Freight is red. Its health score is 38, down 23 points.",
    "change": "Halden's health fell from 61 to 38.",
    "days to a date": "Northwind: notice by 14 March (11 days).",
    "weeks to a date": "Northwind renews in 17 weeks.",
    "quarter": "Northwind renews in Q3 2026.",
    "today": "As of 3 March 2026, Northwind has 400 seats.",
    "date of a reading": "Northwind's NPS was 32 on 1 Feb.",
    "share of seats": "310 of Northwind's 400 seats are used weekly.",
    "the book": "Across your 34 accounts, NRR is 104% and GRR 97.9%.",
    "the book, beside an account": "Halden is one of your 34 accounts.",
    "window in an attribute": "$301,000 renews in the next 90 days.",
    "scale": "Halden: mean NPS answer 6.5 of 10.",
    "a definition's constants": "Halden: 12 tickets per 100 seats in 90 days.",
    "heading": "## Halden Freight\n\n- ARR: €72,000\n- Renews: 30 September 2026\n",
    "nested list": "- Halden Freight\n  - 50 seats\n  - €72,000\n- Northwind Labs\n  - 400 seats",
    "lead": "Halden Freight is red because:\n\n- health score 38, was 61\n- 50 seats",
    "quote": 'Dana Whitfield at Northwind: "We\'d like to see the new plan first."',
    "part of a quote": "Northwind wants “to see the new plan first”.",
    "shortened quote": "Northwind: “We’d like … the new plan first.”",
    "an offer": 'I know no account "Acm". Try "which accounts are at risk?" or "renewals in Q2".',
    "emphasis": "**Halden Freight** · **€72,000** · _30 Sep_",
    "sparkline": "Northwind's weekly users ▁▂▃▅█ 310",
    "renewal for its amount": "The largest renewal is Northwind Labs at $1,236,400.",
    "out of a hundred": "Halden: 38 of 100, was 61.",
    "bold names": "**Halden Freight**\n50 seats.\n\n**Northwind Labs**\n400 seats.",
    "brackets in a row": "Halden (€72,000, 30 Sep) and Northwind ($1,236,400, 1 Jul).",
    "link": "[Halden Freight](https://crm.example.org/a/99481): €72,000",
    "a sum that is named": "Northwind and Halden have 450 seats together.",
    "a difference that is named": "Northwind has 350 more seats than Halden.",
    "a rank": "The largest account is Northwind Labs.",
    "the smallest": "Halden Freight has the smallest number of seats.",
    "a half of": "Half of the 60 seats are free at Kestrel.",
    "nearly": "At Northwind, more than three quarters of the seats are used.",
    "halved": "Kestrel's weekly users halved from 40 to 20.",
    "three answers in a row": (
        "**Northwind Labs: NPS 32, 1 Feb.**\n\n_Renews 1 Jul._\n\n"
        "**Halden Freight: health score 38.**\n\n_Renews 30 Sep._"
    ),
    "a word of an attribute in a name": "Left: Quanta Health IT $51,450.",
    "table": """\
| Account | ARR | Renews | Seats |
|---|--:|---|--:|
| Northwind Labs | $1,236,400 | 1 Jul 2026 | 400 |
| Halden Freight | €72,000 | 30 Sep 2026 | 50 |
""",
    "table of one account": """\
### Northwind Labs
| Measure | Value |
|---|---|
| Seats | 400 |
| Seat utilisation (%) | 78 |
| NPS | 32 |
""",
    "table by account": """\
| Measure | Northwind Labs | Halden Freight |
|---|---|---|
| Seats | 400 | 50 |
""",
}


@pytest.mark.parametrize("name", HOLDS)
def test_what_the_facts_say_holds(name: str) -> None:
    assert check(HOLDS[name], FACTS, accounts=ACCOUNTS) == []


FAILS = {
    "too precise": ("Northwind pays $1,236,401.", "$1,236,401", "money"),
    "wrongly rounded": ("Northwind pays $1.3M.", "$1.3M", "money"),
    "another currency": ("Northwind pays €1,236,400.", "€1,236,400", "money"),
    "another account's": ("Northwind pays €72,000.", "€72,000", "money"),
    "another account's, after": ("$1,236,400 at Halden.", "$1,236,400", "money"),
    "no currency": ("Halden's ARR is 72,000.", "72,000", "number"),
    "attribute": ("Northwind's NPS is 58.", "58", "number"),
    "attribute after": ("Northwind has 310 seats.", "310", "number"),
    "attribute unknown here": ("Halden's CSAT is 38.", "38", "number"),
    "date's attribute": ("Northwind renews on 14 March.", "14 March", "date"),
    "date's account": ("Halden renews on 1 July.", "1 July", "date"),
    "year": ("Northwind renews on 1 July 2027.", "1 July 2027", "date"),
    "quarter": ("Northwind renews in Q4 2026.", "Q4 2026", "date"),
    "days": ("Northwind: notice by 14 March (12 days).", "12 days", "duration"),
    "points for percent": ("Your NRR is 104.2 points.", "104.2", "number"),
    "percent for points": ("Halden fell 23%.", "23%", "percent"),
    "percent of another": ("Your GRR is 104.2%.", "104.2%", "percent"),
    "a sum": ("Northwind and Halden have 450 seats.", "450", "number"),
    "change": ("Halden's health fell 32 points.", "32", "number"),
    "words": ("Northwind has eight open tickets.", "eight", "number"),
    "dozen": ("Northwind has a dozen open tickets.", "a dozen", "number"),
    "account of the book": ("Globex Air is green.", "Globex Air", "name"),
    "company": ("Talk to Initech Ltd next.", "Initech Ltd", "name"),
    "owner": ("Initech's ARR is unknown.", "Initech", "name"),
    "head among accounts": (
        "- Northwind Labs: green\n- Halden Freight: red\n- Wayne Logistics: red",
        "Wayne Logistics",
        "name",
    ),
    "quote": ('Northwind: "We will not renew."', '"We will not renew."', "quote"),
    "another's quote": (
        "Halden: “We’d like to see the new plan first.”",
        "“We’d like to see the new plan first.”",
        "quote",
    ),
    "ticket": ("Halden: #4821 is open.", "#4821", "number"),
    "cell": ("| Account | Seats |\n|---|---|\n| Halden Freight | 400 |", "400", "number"),
    "column": ("| Account | NPS |\n|---|---|\n| Northwind Labs | 58 |", "58", "number"),
    "window": ("$301,000 renews in the next 60 days.", "60 days", "duration"),
    "range's end": ("Northwind's users: 310–320.", "320", "number"),
    "a rank, another's": ("The largest account is Kestrel.", "The largest", "claim"),
    "doubled": ("Kestrel's weekly users doubled.", "doubled", "claim"),
    "a third": ("A third of Northwind's seats are used.", "A third", "claim"),
    "a sum, wrong": ("Northwind and Halden have 460 seats together.", "460", "number"),
    "days beside a date": ("Northwind: renews 1 Jul (122 days).", "122 days", "duration"),
    "range backwards": ("Kestrel has 60 to 40 seats.", "40", "number"),
    "before and after": ("Kestrel: weekly users 20 → 20.", "20", "number"),
    "another record": ("Halden: CSAT 5 from Ana Ruiz, 4 Feb.", "4 Feb", "date"),
    "another's contact": ("Halden: Ana Ruiz, last contact 7 Feb.", "7 Feb", "date"),
    "an old value as today's": ("Kestrel has 40 weekly users, was 20.", "20", "number"),
    "twice in a list": ("Northwind, Halden and Northwind.", "Northwind", "name"),
    "what is left out": ("And 34 more accounts.", "34", "number"),
    "other window": ("$12,000 renews in the next 90 days.", "$12,000", "money"),
    "item without an account": ("Halden Freight\n\n- 400 seats", "400", "number"),
}


@pytest.mark.parametrize("name", FAILS)
def test_what_the_facts_do_not_say_is_found(name: str) -> None:
    text, span, kind = FAILS[name]
    found = check(text, FACTS, accounts=ACCOUNTS)
    assert [(finding.text, finding.kind) for finding in found] == [(span, kind)]
    assert text[found[0].start : found[0].end] == span
    assert found[0].reason


def test_the_reason_says_what_the_facts_have() -> None:
    (found,) = check("Northwind's NPS is 58.", FACTS, accounts=ACCOUNTS)
    assert found == Finding(19, 21, "58", "number", found.reason)
    assert found.reason == "the facts have 32 as Northwind Labs' NPS"


def test_the_reason_names_the_account_whose_value_it_is() -> None:
    (found,) = check("Northwind: €72,000.", FACTS, accounts=ACCOUNTS)
    assert found.reason == "this is Halden Freight's ARR"


def test_without_facts_every_figure_is_untraced() -> None:
    found = check("Halden pays $72,000 until 1 July.", [])
    assert [finding.text for finding in found] == ["$72,000", "1 July"]


def test_a_sentence_without_claims_holds_without_facts() -> None:
    assert check("I can't answer that yet. I can list your renewals instead.", []) == []


def test_a_number_inside_an_accounts_name_is_no_figure() -> None:
    names = ["Halvorsen Freight", "Seven Rivers Dental", "Company_166"]
    facts = [Fact(name, "account", name, "text") for name in names]

    assert (
        check("**1. Halvorsen Freight**\n\n**2. Seven Rivers Dental**\n\n**3. Company_166**", facts)
        == []
    )
