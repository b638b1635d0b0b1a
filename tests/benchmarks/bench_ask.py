"""Time "which accounts are at risk?" on a book of 80 in a large store, against its tool alone.

python -m tests.benchmarks.bench_ask [accounts]
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from sqlalchemy import event

from bot.settings import Settings
from bot.wiring import Steward
from knowledge.health import load_rules
from knowledge.store.engine import Store
from knowledge.store.schema import migrate
from knowledge.store.snapshots import refresh_health
from tests.benchmarks.company import CSM, fill
from tests.factories import TODAY
from tools.risk import at_risk_accounts

_BOOK = 80
_RUNS = 40
QUESTION = "which accounts are at risk?"


def main(accounts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        steward = Steward(Settings(STEWARD_HOME=Path(folder), DATABASE_URL="", STEWARD_MODEL=""))
        migrate(steward.store)
        fill(steward.store, accounts, book=_BOOK, days=30)
        refresh_health(steward.store, TODAY, load_rules())
        _time(steward, accounts)
        steward.store.close()


def _time(steward: Steward, accounts: int) -> None:
    desk = steward.desk(CSM, today=TODAY)
    agent = steward.agent("builtin")
    tool = _sorted(lambda: at_risk_accounts(desk))
    ask = _sorted(lambda: agent.ask(QUESTION, desk))
    queries = _queries(steward.store, lambda: at_risk_accounts(desk))
    median, floor = statistics.median(ask), statistics.median(tool)
    _say(f"a book of {_BOOK} among {accounts:,} accounts, {_RUNS} runs, warm")
    _say(f"{'the tool alone':24}{floor * 1e3:8.1f} ms      1.00   {queries} queries")
    _say(f"{'the whole question':24}{median * 1e3:8.1f} ms  {median / floor:8.2f}")
    _say(f"{'its 95th percentile':24}{ask[int(_RUNS * 0.95)] * 1e3:8.1f} ms")
    _say(f"{'above the tool':24}{(median - floor) * 1e3:8.1f} ms")


def _sorted(run: Callable[[], object]) -> list[float]:
    run()
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return sorted(times)


def _queries(store: Store, run: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    run()
    event.remove(store.engine, "before_cursor_execute", note)
    return sum(statement.lstrip().startswith("SELECT") for statement in seen)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
