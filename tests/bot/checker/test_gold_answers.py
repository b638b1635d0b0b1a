import pytest

from bot.checker import check
from tests.bot.checker.worlds import ACCOUNTS, AT_RISK, DIGEST, EMAIL

WORLDS = {"at risk": AT_RISK, "digest": DIGEST, "email": EMAIL}


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("accounts", [ACCOUNTS, ()], ids=["book", "facts alone"])
def test_a_finished_answer_holds(name: str, accounts: tuple[str, ...]) -> None:
    assert check(WORLDS[name].text, WORLDS[name].facts, accounts=accounts) == []


CORRUPTED = {
    "book total, a digit": (AT_RISK, "$236,400", "$236,500", "money"),
    "book ARR, a scale": (AT_RISK, "$2,412,000", "$24,120,000", "money"),
    "share, a digit": (AT_RISK, "9.8%", "8.9%", "percent"),
    "share, points for percent": (AT_RISK, "(9.8%)", "(9.8 points)", "number"),
    "accounts at risk, the book's count": (AT_RISK, "Four of your 34", "Five of your 34", "number"),
    "book size": (AT_RISK, "your 34 accounts", "your 43 accounts", "number"),
    "deadline shifted": (AT_RISK, "by 30 April:", "by 30 May:", "date"),
    "another account's ARR": (AT_RISK, "Labs* · $84,000", "Labs* · $72,000", "money"),
    "the book's money for an account": (AT_RISK, "· $72,000", "· $236,400", "money"),
    "currency changed": (AT_RISK, "$84,000", "€84,000", "money"),
    "currency by code": (AT_RISK, "$52,400", "GBP 52,400", "money"),
    "notice date, another account's": (AT_RISK, "by 31 Mar", "by 30 Apr", "date"),
    "notice date, another of its dates": (AT_RISK, "by Sat 14 Mar", "by 12 Feb", "date"),
    "weekday wrong": (AT_RISK, "Sat 14 Mar", "Sun 14 Mar", "date"),
    "days wrong": (AT_RISK, "(11 days)", "(12 days)", "duration"),
    "days, another account's": (AT_RISK, "(28 days)", "(43 days)", "duration"),
    "score, another account's": (AT_RISK, "· 71, green", "· 38, green", "number"),
    "former score": (AT_RISK, "was 61", "was 64", "number"),
    "delta": (AT_RISK, "23 points down", "32 points down", "number"),
    "sign": (AT_RISK, "usage −14", "usage +14", "number"),
    "parts swapped": (AT_RISK, "usage −14", "usage −9", "number"),
    "users": (AT_RISK, "41 → 22", "41 → 27", "number"),
    "users, another measure": (AT_RISK, "weekly users 41", "weekly users 61", "number"),
    "ticket": (AT_RISK, "P1 #4821", "P1 #4812", "number"),
    "quote reworded": (AT_RISK, "another 8% on", "another 9% on", "quote"),
    "quote of another": (AT_RISK, "Please send us the notice clause.", "No budget.", "quote"),
    "goals": (AT_RISK, "One of three goals", "Two of three goals", "number"),
    "hour": (AT_RISK, "15:00 call", "16:00 call", "date"),
    "date of last data": (AT_RISK, "usage data since 9 Feb", "usage data since 19 Feb", "date"),
    "account of the book that no fact has": (AT_RISK, "4. Orca Payments", "4. Globex Air", "name"),
    "an unknown account": (AT_RISK, "4. Orca Payments", "4. Wayne Logistics", "name"),
    "week": (DIGEST, "2–6 March", "2–7 March", "date"),
    "score's path": (DIGEST, "52 → 38", "52 → 36", "number"),
    "another account's path": (DIGEST, "58 → 66", "52 → 38", "number"),
    "invoice cycle": (DIGEST, "9 → 6 days", "9 → 5 days", "duration"),
    "money of a group": (DIGEST, "3 accounts ($118,000)", "3 accounts ($301,000)", "money"),
    "ARR, another account's": (DIGEST, "Brightwell, $52,400", "Brightwell, $31,000", "money"),
    "renewals": (DIGEST, "90 days:* 5,", "90 days:* 7,", "number"),
    "window": (DIGEST, "Renewals in 90 days", "Renewals in 60 days", "duration"),
    "acts done": (DIGEST, "3 done", "5 done", "number"),
    "day count": (DIGEST, "day 60", "day 90", "number"),
    "a goal's value": (EMAIL, "9 days down to 6,", "9 days down to 4,", "number"),
    "a goal's target": (EMAIL, "Your target is 120", "Your target is 150", "number"),
    "renewal date": (EMAIL, "renews on 1 July", "renews on 12 January", "date"),
    "confirmed when": (EMAIL, "25 February", "26 February", "date"),
    "goal count": (EMAIL, "three goals", "four goals", "number"),
}


@pytest.mark.parametrize("case", CORRUPTED)
def test_one_changed_figure_is_found(case: str) -> None:
    world, old, new, kind = CORRUPTED[case]
    assert world.text.count(old) >= 1
    found = check(world.text.replace(old, new, 1), world.facts, accounts=ACCOUNTS)
    assert kind in {finding.kind for finding in found}


def test_a_swapped_account_name_makes_its_figures_untraced() -> None:
    text = AT_RISK.text.replace("1. Northwind Labs", "1. Kestrel", 1)
    found = {finding.text for finding in check(text, AT_RISK.facts, accounts=ACCOUNTS)}
    assert {"$84,000", "Sat 14 Mar", "11 days", "71"} <= found
