"""The default world, imported and scored: the demo's book shows every band, for its reasons."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.company import load_company
from knowledge.health import load_rules
from knowledge.importing import import_folder
from knowledge.sample import DEMO_CSM, UNTIL
from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.schema import migrate
from knowledge.store.snapshots import Health, health_of
from knowledge.store.tables import accounts
from tests.knowledge.sample.conftest import Table

TODAY = UNTIL + timedelta(days=1)
Tables = Callable[[str], Table]


@dataclass(frozen=True)
class Scored:
    """Everybody's health by the account's id in its source, and the demo CSM's accounts."""

    everybody: dict[str, Health]
    book: set[str]

    def of_band(self, band: str) -> set[str]:
        return {a for a in self.book if a in self.everybody and self.everybody[a].band == band}

    def shares(self) -> dict[str, float]:
        bands = Counter(health.band for health in self.everybody.values())
        return {band: count / bands.total() for band, count in bands.items()}


@pytest.fixture(scope="session")
def scored(folder: Path, table: Tables, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    store = open_file(tmp_path_factory.mktemp("demo") / "steward.db")
    migrate(store)
    company = load_company(folder / "company.toml")
    import_folder(store, folder, now=datetime(2026, 3, 2, 5, tzinfo=UTC), company=company)
    everybody = health_by_source_id(store)
    store.close()
    mine = {r["account"] for r in table("ownership") if r["person"] == DEMO_CSM and not r["until"]}
    return Scored(everybody, mine)


def health_by_source_id(store: Store) -> dict[str, Health]:
    with store.read() as connection:
        found = health_of(operations_view(connection, TODAY), load_rules())
        ids = connection.execute(select(accounts.c.id, accounts.c.source_id)).all()
    return {source_id: found[key] for key, source_id in ids if key in found}


def test_a_green_account_has_lost_its_buyer_within_three_weeks_of_its_notice_date(
    scored: Scored, table: Tables
) -> None:
    without_buyer = {
        row["account"] for row in table("stakeholders")
        if row["role"] == "economic_buyer" and row["left_on"] and not row["successor"]
    }  # fmt: skip
    near = {
        row["account"] for row in table("contracts")
        if row["notice_date"]
        and TODAY <= date.fromisoformat(row["notice_date"]) <= TODAY + timedelta(days=21)
    }  # fmt: skip

    assert scored.of_band("green") & without_buyer & near


def test_a_red_account_has_an_open_p1(scored: Scored, table: Tables) -> None:
    open_p1 = {
        r["account"] for r in table("tickets") if r["priority"] == "P1" and not r["closed_on"]
    }

    assert scored.of_band("red") & open_p1


def test_the_account_whose_feed_stopped_is_unknown_and_held_by_no_cap(scored: Scored) -> None:
    [orrin] = scored.of_band("unknown")

    assert {"seat_utilisation", "usage_trend", "feature_breadth"} <= set(
        scored.everybody[orrin].missing
    )
    assert scored.everybody[orrin].caps == ()


def test_the_account_that_is_too_dear_is_yellow(scored: Scored, table: Tables) -> None:
    larkspur = next(r["id"] for r in table("accounts") if r["name"] == "Larkspur Clinics")

    assert larkspur in scored.of_band("yellow")


def test_most_accounts_are_green_and_few_are_red_or_unknown(scored: Scored) -> None:
    shares = scored.shares()

    assert 0.55 < shares["green"] < 0.8
    assert 0.12 < shares["yellow"] < 0.35
    assert 0.03 < shares["red"] < 0.15
    assert shares["unknown"] < 0.05
