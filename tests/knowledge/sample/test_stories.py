"""What the demo has to show stands in the raw records of the demo CSM's book."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from knowledge.sample import DEMO_CSM, UNTIL, World
from tests.knowledge.sample.conftest import Table

TODAY = UNTIL + timedelta(days=1)
Tables = Callable[[str], Table]


def of(table: Tables, name: str, account: str) -> Table:
    account_id = next(row["id"] for row in table("accounts") if row["name"] == account)
    return [row for row in table(name) if row["account"] == account_id]


def seats_in_use(world: World, account: str, back: int = 0) -> float:
    """Mean of the working days of four weeks, `back` days before the end, in seats."""
    row = [a["name"] for a in world.tables["accounts"]].index(account)
    last = len(world.usage.days) - back
    days = [d for d in range(last - 28, last) if world.usage.days[d].weekday() < 5]
    account_id = world.usage.accounts[row]
    contract = [c for c in world.tables["contracts"] if c["account"] == account_id][-1]
    return float(world.usage.active_users[row, days].mean()) / int(str(contract["seats"]))


def test_a_healthy_account_has_lost_its_buyer_close_to_its_notice_date(
    world: World, table: Tables
) -> None:
    contract = of(table, "contracts", "Aldergate Foods")[-1]
    buyers = [
        s for s in of(table, "stakeholders", "Aldergate Foods") if s["role"] == "economic_buyer"
    ]
    asked = [n for n in of(table, "notes", "Aldergate Foods") if "notice" in n["text"]]

    assert 14 <= (date.fromisoformat(contract["notice_date"]) - TODAY).days <= 21
    assert [(bool(s["left_on"]), s["successor"]) for s in buyers] == [(True, "")]
    assert seats_in_use(world, "Aldergate Foods") > 0.7
    assert asked[-1]["day"] == "2026-02-26"


def test_a_fallen_account_has_an_old_p1_that_nobody_owns(world: World, table: Tables) -> None:
    p1 = [
        t for t in of(table, "tickets", "Halvorsen Freight")
        if t["priority"] == "P1" and not t["closed_on"]
    ]  # fmt: skip

    assert [(t["opened_on"], t["owner"]) for t in p1] == [("2026-02-11", "")]
    now, before = (
        seats_in_use(world, "Halvorsen Freight"),
        seats_in_use(world, "Halvorsen Freight", 60),
    )
    assert now < 0.6 * before


def test_one_account_is_silent_in_every_source(world: World, table: Tables) -> None:
    usage = [r for r in table("usage") if r["account"] == "ACC-0003"]
    heard = [t["day"] for t in of(table, "touchpoints", "Orrin Payments") if t["two_way"] == "yes"]
    answers = [s for s in of(table, "surveys", "Orrin Payments") if s["answered_on"]]

    assert max(r["day"] for r in usage) < "2026-01-26"
    assert max(heard) < "2025-12-20"
    assert answers == []


def test_a_cfo_complains_about_the_price(table: Tables) -> None:
    note = of(table, "notes", "Larkspur Clinics")[-1]
    buyer = next(s for s in of(table, "stakeholders", "Larkspur Clinics") if s["title"] == "CFO")

    assert "8%" in note["text"]
    assert buyer["name"] in note["title"]


def test_one_account_recovers(world: World) -> None:
    low, now = seats_in_use(world, "Verrall Energy", 90), seats_in_use(world, "Verrall Energy")

    assert now > 1.15 * low


def test_one_account_left_last_quarter(table: Tables) -> None:
    renewal = of(table, "renewals", "Pell & Rowe Interiors")[-1]

    assert "2025-10-01" <= renewal["due"] <= "2025-12-31"
    assert renewal["outcome"] == "churned"
    assert renewal["reason"]


def test_one_onboarding_is_past_sixty_days_without_a_win(table: Tables) -> None:
    account = next(row for row in table("accounts") if row["name"] == "Juniper Dairy")
    steps = {m["step"]: m["done_on"] for m in of(table, "onboarding_milestones", "Juniper Dairy")}

    assert account["stage"] == "onboarding"
    assert (TODAY - date.fromisoformat(account["signed_on"])).days > 60
    assert steps["kickoff"]
    assert not steps["go_live"]
    assert not steps["first_value"]


def test_some_records_of_the_book_are_incomplete(table: Tables) -> None:
    mine = {r["account"] for r in table("ownership") if r["person"] == DEMO_CSM and not r["until"]}
    current = {r["account"]: r for r in table("contracts") if r["account"] in mine}
    goals = Counter(r["account"] for r in table("objectives"))

    assert sum(not contract["notice_date"] for contract in current.values()) >= 3
    assert sum(goals[account] < 3 for account in mine) >= 4


def test_a_book_is_lent_and_an_executive_sees_only_some_accounts(table: Tables) -> None:
    lent = [row for row in table("covers") if row["owner"]]
    seen = [row for row in table("account_team") if row["person"].startswith("nadia")]

    assert lent[0]["since"] <= TODAY.isoformat() <= lent[0]["until"]
    assert 5 <= len(seen) <= 20


def test_the_executive_is_in_nobodys_book(table: Tables) -> None:
    owners = {row["person"] for row in table("ownership")}
    roles = {row["email"]: row["role"] for row in table("people")}

    assert {roles[owner] for owner in owners} == {"csm"}
