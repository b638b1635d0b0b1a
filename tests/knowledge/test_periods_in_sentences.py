import subprocess
import sys
from datetime import date

import pytest

from knowledge.company import load_company
from knowledge.periods import Lean, find_period

TODAY = date(2026, 11, 24)
COMPANY = load_company()


def found(sentence: str, lean: Lean = "future") -> tuple[str, str] | None:
    hit = find_period(sentence, TODAY, COMPANY, lean=lean)
    return (sentence[slice(*hit[1])], hit[0].label) if hit else None


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("what renews next quarter?", "next quarter"),
        ("Which accounts renew before year end and why", "before year end"),
        ("who may churn after May?", "after May"),
        ("renewals in May", "in May"),
        ("March through May renewals", "March through May"),
        ("usage at Q2 Holdings since March", "since March"),
        ("what happened at 360 Learning last week", "last week"),
        ("Century 21 renewals this quarter", "this quarter"),
        ("Forever 21 usage in the last 6 weeks", "in the last 6 weeks"),
        ("how has usage moved since 2 Feb at Globex?", "since 2 Feb"),
        ("12-14 Feb 2026 tickets", "12-14 Feb 2026"),
        ("Jan-Mar renewals", "Jan-Mar"),
        ("Q1 and Q2 renewals", "Q1 and Q2"),
        ("renewals between 2026-01-01 and 2026-03-31", "between 2026-01-01 and 2026-03-31"),
        ("NRR for FY26 by segment", "for FY26"),
        ("our 2026 renewals", "2026"),
        ("what's due by EOW", "by EOW"),
        ("how's Acme since the start of the year", "since the start of the year"),
        ("the rest of the quarter, please", "the rest of the quarter"),
        ("What Renews Next Quarter For Acme", "Next Quarter"),
        ("last year’s NRR", "last year"),
        ("meet on the 15th", "on the 15th"),
        ("dec renewals", "dec"),
        ("May?", "May"),
        ("nrr 2025", "2025"),
        ("gross retention, 2024", "2024"),
        ("GRR by segment 2025", "2025"),
        ("Renewals 2027?", "2027"),
        ("usage 2025 for Glasswing", "2025"),
        ("surveys since new year", "since new year"),
        ("renewals since 01.04.2026", "since 01.04.2026"),
        ("renewals on 31/03/2026", "on 31/03/2026"),
    ],
)
def test_the_phrase_is_found_where_it_stands(sentence: str, phrase: str) -> None:
    hit = found(sentence)

    assert hit is not None
    assert hit[0] == phrase


@pytest.mark.parametrize(
    "sentence",
    [
        "who may churn?",
        "May I have the list",
        "give me a second",
        "the second largest account",
        "march through the numbers with me",
        "tell me about March Networks",
        "how is June Park doing",
        "Jan Smith left?",
        "usage at Q2 Holdings",
        "Studio 54 health",
        "7 Days Inc summary",
        "Monday.com renewal",
        "is Friday Health ok",
        "Black Friday traffic",
        "Next Quarter Labs summary",
        "Last Week Tonight Media risk",
        "did sun microsystems renew",
        "wed like to know",
        "a quarter of the accounts are red",
        "in a quarter of the accounts",
        "the first half of the meeting",
        "the last year of their contract",
        "top 10 accounts between 20 and 50 seats",
        "accounts with 2026 seats",
        "ARR over 2000",
        "Acme 2026",
        "case 2026",
        "accounts with more than 2026",
        "invoice INV-2026-03-01",
        "the 90-day plan and a 30 day trial",
        "24/7 support, call 555-2026, $2026 per seat",
        "week over week, quarterly, month on month",
        "last 5 tickets and next 3 calls",
        "not done with onboarding after two months",
        "how many accounts do I have now",
        "",
    ],
)
def test_ordinary_words_and_names_are_no_time(sentence: str) -> None:
    assert found(sentence) is None


def test_waiting_looks_back_whatever_the_lean() -> None:
    assert found("accounts with no touch in 30 days") == (
        "in 30 days",
        "the last 30 days (26 Oct - 24 Nov 2026)",
    )


def test_an_event_is_a_time_where_its_date_is_known() -> None:
    sentence = "Has Northwind's adoption improved since our last QBR?"
    hit = find_period(sentence, TODAY, COMPANY, events={"last QBR": date(2026, 9, 3)})

    assert found(sentence) is None
    assert hit is not None
    assert sentence[slice(*hit[1])] == "since our last QBR"
    assert hit[0].label == "since the last QBR (3 Sep - 24 Nov 2026)"


def test_a_bare_month_follows_the_lean() -> None:
    assert found("usage in March", "past") == ("in March", "March 2026 (1 - 31 Mar 2026)")


def test_the_slow_reader_of_dates_is_loaded_only_when_needed() -> None:
    program = (
        "import sys, datetime\n"
        "from knowledge.company import load_company\n"
        "from knowledge.periods import parse_period\n"
        "parse_period('next quarter', datetime.date(2026, 11, 24), load_company())\n"
        "print('dateparser' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
