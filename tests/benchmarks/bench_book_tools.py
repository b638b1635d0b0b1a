"""Time the tools about a whole book, of 80 and of everybody, against reading its positions alone.

python -m tests.benchmarks.bench_book_tools [accounts] [store file to keep]
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert

from knowledge.company import load_company
from knowledge.health import load_rules
from knowledge.store import tables
from knowledge.store.access import person_by_email
from knowledge.store.engine import Store, open_file
from knowledge.store.portfolio import portfolio
from knowledge.store.schema import migrate
from knowledge.store.snapshots import refresh_health
from tests.benchmarks.company import CSM, fill
from tests.factories import READ_AT, TODAY, make_person
from tools.desk import Desk
from tools.expansion import expansion_opportunities
from tools.forecast import renewal_forecast
from tools.lists import list_accounts
from tools.peers import compare_with_peers
from tools.priorities import priorities
from tools.risk import at_risk_accounts

_BOOK = 80
_RUNS = 5
_OPERATIONS = "operations@steward.test"


def main(accounts: int, kept: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = kept or Path(folder) / "steward.db"
        is_new = not path.exists()
        store = open_file(path)
        if is_new:
            _make(store, accounts)
        for email, size in ((CSM, _BOOK), (_OPERATIONS, accounts)):
            _time(store, email, size)
        store.close()


def _make(store: Store, accounts: int) -> None:
    migrate(store)
    fill(store, accounts, book=_BOOK, days=60)
    with store.write() as connection:
        make_person(connection, email=_OPERATIONS, role="operations")
        goal = {"name": "Report faster", "feature": "reports", "status": "open", "read_at": READ_AT}
        rows = [
            goal | {"account_id": key, "source": "bench", "source_id": f"goal-{key}"}
            for key in connection.scalars(tables.accounts.select().with_only_columns(
                tables.accounts.c.id
            ))
        ]  # fmt: skip
        connection.execute(insert(tables.objectives), rows)
    refresh_health(store, TODAY, load_rules())


def _time(store: Store, email: str, size: int) -> None:
    with store.read() as connection:
        viewer = person_by_email(connection, email)
    assert viewer is not None
    desk = Desk(store, load_company(), load_rules(), viewer, TODAY, TODAY)
    floor = _median(lambda: _positions(desk))
    name = str(list_accounts(desk).accounts[0])
    runs: dict[str, Callable[[], object]] = {
        "at_risk_accounts": lambda: at_risk_accounts(desk),
        "priorities": lambda: priorities(desk),
        "renewal_forecast": lambda: renewal_forecast(desk),
        "compare_with_peers": lambda: compare_with_peers(desk, name),
        "expansion_opportunities": lambda: expansion_opportunities(desk),
    }
    _say(f"{size:,} accounts: {'their positions alone':32}{floor * 1e3:10.1f} ms      1.00")
    for tool, run in runs.items():
        took = _median(run)
        _say(f"{'':10}{tool:32}{took * 1e3:18.1f} ms  {took / floor:8.2f}")


def _positions(desk: Desk) -> None:
    with desk.view() as view:
        portfolio(view, desk.company, desk.rules)


def _median(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return statistics.median(times)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 9_000, Path(given[1]) if len(given) > 1 else None)
