"""RavenStack's tables, imported whole, against sums made from the files alone."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge.importing import ImportReport, import_folder
from knowledge.store.engine import Store, open_file
from knowledge.store.schema import migrate
from tests.knowledge.importing.conftest import COMPANY, NOW

BESIDE = Path(__file__).parents[4] / "shared" / "data"
TABLES = Path(os.environ.get("STEWARD_SHARED_DATA", BESIDE)) / "ravenstack"

pytestmark = pytest.mark.skipif(
    not TABLES.is_dir(), reason=f"RavenStack's tables aren't at {TABLES} (STEWARD_SHARED_DATA)"
)


class Imported:
    """The store after the import, and the tables that it came from."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.report = self.load()

    def load(self) -> ImportReport:
        return import_folder(self.store, TABLES, mapping="ravenstack", now=NOW, company=COMPANY)

    def query(self, sql: str) -> dict[str, int]:
        with self.store.read() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(text(sql))}


def table(name: str) -> Iterator[dict[str, str]]:
    with (TABLES / f"ravenstack_{name}.csv").open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    store = open_file(tmp_path_factory.mktemp("ravenstack") / "steward.db")
    migrate(store)
    yield Imported(store)
    store.close()


def test_every_row_is_reported(imported: Imported) -> None:
    assert imported.report.refused == 0
    assert {(f.file, f.entity): (f.read, f.new) for f in imported.report.files} == {
        ("(the mapping)", "people"): (1, 1),
        ("ravenstack_accounts.csv", "accounts"): (500, 500),
        ("ravenstack_subscriptions.csv", "contracts"): (5000, 5000),
        ("ravenstack_feature_usage.csv", "usage"): (25000, 75000),
        ("ravenstack_support_tickets.csv", "tickets"): (2000, 2000),
        ("ravenstack_support_tickets.csv", "surveys"): (2000, 1175),
        ("ravenstack_churn_events.csv", "renewals"): (600, 600),
        ("ravenstack_churn_events.csv", "product_feedback"): (600, 452),
    }
    [usage] = [f for f in imported.report.files if f.entity == "usage"]
    assert usage.notes == ["21 ids twice with different content: both kept"]


def test_a_second_import_changes_nothing(imported: Imported) -> None:
    assert imported.load().written == 0


def test_arr_by_tier(imported: Imported) -> None:
    tiers = {row["account_id"]: row["plan_tier"] for row in table("accounts")}
    expected: Counter[str] = Counter()
    for row in table("subscriptions"):
        if not row["end_date"]:
            expected[tiers[row["account_id"]]] += 100 * int(row["arr_amount"])

    by_event = (
        "SELECT plan, sum(delta_minor) FROM arr_events"
        " JOIN accounts ON accounts.id = account_id GROUP BY plan"
    )
    by_contract = (
        "SELECT accounts.plan, sum(arr_minor) FROM contracts"
        ' JOIN accounts ON accounts.id = account_id WHERE "end" IS NULL GROUP BY accounts.plan'
    )
    assert imported.query(by_event) == imported.query(by_contract) == expected


def test_accounts_by_segment(imported: Imported) -> None:
    names = {"Enterprise": "enterprise", "Pro": "mid_market", "Basic": "smb"}
    expected = Counter(names[row["plan_tier"]] for row in table("accounts"))

    found = imported.query("SELECT segment, count(*) FROM accounts GROUP BY segment")

    assert found == expected


def test_tickets_by_priority(imported: Imported) -> None:
    names = {"urgent": "P1", "high": "P2", "medium": "P3", "low": "P4"}
    expected = Counter(names[row["priority"]] for row in table("support_tickets"))

    found = imported.query("SELECT priority, count(*) FROM tickets GROUP BY priority")

    assert found == expected


def test_accounts_with_a_p1(imported: Imported) -> None:
    expected = Counter(
        row["account_id"] for row in table("support_tickets") if row["priority"] == "urgent"
    )

    found = imported.query(
        "SELECT accounts.source_id, count(*) FROM tickets JOIN accounts"
        " ON accounts.id = account_id WHERE priority = 'P1' GROUP BY accounts.source_id"
    )

    assert found == expected


def test_usage_by_metric_and_by_account(imported: Imported) -> None:
    accounts = {row["subscription_id"]: row["account_id"] for row in table("subscriptions")}
    metrics = {
        "usage_count": "events", "usage_duration_secs": "active_seconds", "error_count": "errors",
    }  # fmt: skip
    by_metric: Counter[str] = Counter()
    by_account: Counter[str] = Counter()
    for row in table("feature_usage"):
        for column, metric in metrics.items():
            by_metric[metric] += int(row[column])
        by_account[accounts[row["subscription_id"]]] += int(row["usage_count"])

    assert by_metric == imported.query(
        "SELECT metric, sum(value) FROM usage JOIN usage_metrics"
        " ON usage_metrics.id = metric_id GROUP BY metric"
    )
    assert by_account == imported.query(
        "SELECT accounts.source_id, sum(value) FROM usage JOIN accounts"
        " ON accounts.id = account_id JOIN usage_metrics ON usage_metrics.id = metric_id"
        " WHERE metric = 'events' GROUP BY accounts.source_id"
    )


def test_survey_scores(imported: Imported) -> None:
    expected = Counter(
        row["satisfaction_score"][0]
        for row in table("support_tickets")
        if row["satisfaction_score"]
    )

    found = imported.query(
        "SELECT CAST(score AS INTEGER), count(*) FROM surveys WHERE kind = 'CSAT' GROUP BY score"
    )

    assert found == expected


def test_churn_by_month_and_reason(imported: Imported) -> None:
    months = Counter(row["churn_date"][:7] for row in table("churn_events"))
    reasons = Counter(row["reason_code"] for row in table("churn_events"))

    assert months == imported.query(
        "SELECT substr(decided_on, 1, 7), count(*) FROM renewals GROUP BY 1"
    )
    found = imported.query("SELECT reason, count(*) FROM renewals GROUP BY reason")
    assert found == {
        {"features": "product_gap", "pricing": "price"}.get(reason, reason): count
        for reason, count in reasons.items()
    }


def test_rows_before_the_first_contract_are_flagged(imported: Imported) -> None:
    accounts = {row["subscription_id"]: row["account_id"] for row in table("subscriptions")}
    starts: dict[str, list[str]] = defaultdict(list)
    for row in table("subscriptions"):
        starts[row["account_id"]].append(row["start_date"])
    early = sum(
        row["usage_date"] < min(starts[accounts[row["subscription_id"]]])
        for row in table("feature_usage")
    )

    found = imported.query("SELECT entity, sum(row_count) FROM import_flags GROUP BY entity")

    assert found["usage"] == 3 * early
