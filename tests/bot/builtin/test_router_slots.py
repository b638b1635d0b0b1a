from datetime import date
from typing import Any

import pytest

from bot.builtin.router.corrections import TOOLS
from bot.builtin.router.question import Reader
from bot.builtin.router.route import vocabulary
from bot.builtin.router.slots import SLOTS, arguments
from knowledge.company import load_company

READER = Reader(
    accounts=("Acme Corporation", "Pine & Poe"),
    csms=("Tom Okafor", "Maya Lindqvist"),
    today=date(2026, 3, 2),
    company=load_company(),
    vocabulary=vocabulary(),
)


@pytest.mark.parametrize(
    ("tool", "question", "args"),
    [
        (
            "list_accounts",
            "enterprise accounts in Europe",
            {"segment": "enterprise", "region": "EMEA"},
        ),
        ("list_accounts", "midmarket customers in NA", {"segment": "mid_market", "region": "NA"}),
        ("list_accounts", "SMBs in the UK", {"segment": "smb", "region": "United Kingdom"}),
        ("list_accounts", "US accounts", {"region": "United States"}),
        ("list_accounts", "tell us about our accounts", {}),
        ("list_accounts", "german fintech clients", {"region": "Germany", "industry": "fintech"}),
        ("list_accounts", "accounts in DACH", {"region": "DACH"}),
        ("list_accounts", "accounts over $1.5m", {"min_arr": 1_500_000}),
        ("list_accounts", "accounts under 20k", {"max_arr": 20_000}),
        ("list_accounts", "between 50k and 200k", {"min_arr": 50_000, "max_arr": 200_000}),
        ("list_accounts", "more than 100,000 in ARR", {"min_arr": 100_000}),
        ("list_accounts", "top 10 accounts by ARR", {"limit": 10, "sort": "arr"}),
        ("list_accounts", "my five largest accounts", {"limit": 5, "sort": "arr"}),
        ("list_accounts", "my biggest account", {"limit": 1, "sort": "arr"}),
        ("list_accounts", "who is our largest client?", {"limit": 1, "sort": "arr"}),
        ("list_accounts", "my biggest accounts", {"sort": "arr"}),
        ("at_risk_accounts", "the riskiest account in EMEA", {"limit": 1, "region": "EMEA"}),
        ("at_risk_accounts", "biggest customer complaints", {}),
        ("list_accounts", "yelow accounts", {"band": "yellow"}),
        ("list_accounts", "how many are green, yellow and red?", {}),
        ("list_accounts", "red accounts that say they are healthy", {"band": "red"}),
        ("list_accounts", "accounts with no health band", {"band": "unknown"}),
        ("list_accounts", "alphabetical list", {"sort": "name"}),
        ("list_accounts", "sorted by renewal date", {"sort": "renewal"}),
        ("list_accounts", "who has churned", {"stage": "churned"}),
        ("list_accounts", "Maya's mature accounts", {"csm": "Maya Lindqvist", "stage": "mature"}),
        (
            "portfolio_metrics",
            "NRR by segment last quarter",
            {"by": "segment", "period": "last quarter"},
        ),
        ("portfolio_metrics", "GRR per CSM in FY2025", {"by": "csm", "period": "FY2025"}),
        ("at_risk_accounts", "who is at risk in the next 60 days", {"within": "next 60 days"}),
        ("at_risk_accounts", "what needs my attention today", {}),
        ("at_risk_accounts", "top three risks in APAC", {"limit": 3, "region": "APAC"}),
        ("at_risk_accounts", "risks within 30 days", {"within": "30 days"}),
        (
            "upcoming_renewals",
            "notice dates this month",
            {"deadline": "notice", "period": "this month"},
        ),
        ("upcoming_renewals", "who can still cancel", {"deadline": "notice"}),
        ("upcoming_renewals", "renewals before 30 June", {"period": "before 30 June"}),
        ("upcoming_renewals", "next quater", {"period": "next quarter"}),
        (
            "usage_trend",
            "seat utilisation at acme",
            {"account": "Acme Corporation", "metric": "seats"},
        ),
        ("usage_trend", "MAU of pine and poe", {"account": "Pine & Poe", "metric": "active_users"}),
        (
            "usage_trend",
            "which features does acme use",
            {"account": "Acme Corporation", "metric": "features"},
        ),
        ("usage_trend", "usage since our last QBR", {"period": "since our last QBR"}),
        ("support_issues", "open P1s", {"priority": "P1", "status": "open"}),
        (
            "support_issues",
            "sev 2 tickets closed last week",
            {"priority": "P2", "status": "closed", "period": "last week"},
        ),
        (
            "support_issues",
            "is the P1 at acme fixed yet",
            {"account": "Acme Corporation", "priority": "P1"},
        ),
        ("support_issues", "unresolved tickets", {"status": "open"}),
        (
            "stakeholders",
            "who's the champion at Acme",
            {"account": "Acme Corporation", "role": "champion"},
        ),
        (
            "stakeholders",
            "accounts without an exec sponsor",
            {"role": "executive_sponsor", "focus": "missing"},
        ),
        ("stakeholders", "which buyers left", {"role": "economic_buyer", "focus": "left"}),
        ("stakeholders", "where are we single-threaded", {"focus": "single_threaded"}),
        ("stakeholders", "no idea who to call at acme", {"account": "Acme Corporation"}),
        ("survey_results", "detractors in LATAM", {"kind": "NPS", "region": "LATAM"}),
        ("survey_results", "effort score of acme", {"kind": "CES", "account": "Acme Corporation"}),
        (
            "success_plan",
            "what's overdue on acme's plan",
            {"account": "Acme Corporation", "status": "overdue"},
        ),
        ("success_plan", "completed milestones", {"status": "done"}),
        ("success_plan", "objectives not met yet", {}),
        ("onboarding_status", "Tom's onboardings", {"csm": "Tom Okafor"}),
        ("data_hygiene", "stale records of SMB accounts", {"segment": "smb"}),
        ("book_load", "how loaded is tom", {"csm": "Tom Okafor"}),
    ],
)
def test_slots_say_what_the_question_says(tool: str, question: str, args: dict[str, Any]) -> None:
    assert arguments(tool, READER.read(question)) == args


def test_a_word_inside_an_account_name_fills_no_slot() -> None:
    reader = Reader(
        accounts=("Green Mountain Power", "Enterprise Rentals"),
        csms=(),
        today=date(2026, 3, 2),
        company=load_company(),
        vocabulary=vocabulary(),
    )

    assert arguments("list_accounts", reader.read("tell me about Green Mountain")) == {}
    assert arguments("list_accounts", reader.read("Enterprise Rentals overview")) == {}


def test_a_place_is_no_unknown_account() -> None:
    assert READER.read("customers in Japan").accounts == ()
    assert READER.read("renewals for North America").accounts == ()


def test_an_unknown_name_stays_as_typed() -> None:
    assert READER.read("how's Zylotech doing?").accounts == ("Zylotech",)
    assert READER.read("tell me about zylotech").accounts == ("zylotech",)


def test_a_number_of_days_is_no_limit() -> None:
    assert "limit" not in arguments("at_risk_accounts", READER.read("top risks next 5 days"))


@pytest.mark.parametrize("tool", sorted(SLOTS.keys() - set(TOOLS)))
def test_every_tool_bears_an_empty_reading(tool: str) -> None:
    assert arguments(tool, READER.read("?")) == {}
