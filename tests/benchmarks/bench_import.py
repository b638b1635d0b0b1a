"""Time an import of usage against reading the CSV and putting its rows into a bare table.

python -m tests.benchmarks.bench_import [rows]
"""

import csv
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from sqlalchemy import Connection

from knowledge.company import load_company
from knowledge.importing import import_folder
from knowledge.store.engine import Store
from knowledge.store.schema import migrate

_METRICS = ("active_users", "events", "active_seconds", "errors")
_DAYS = 500


class _Timed(Store):
    """A store that keeps how long its longest write took."""

    longest = 0.0

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as connection:
            began = perf_counter()
            yield connection
        self.longest = max(self.longest, perf_counter() - began)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="steward-bench-") as name:
        folder = Path(name)
        _write_tables(folder, rows)
        _say(f"{rows:,} usage rows, in their natural grain and with ids")
        for grain, header in (("natural grain", False), ("with ids", True)):
            _write_usage(folder, rows, with_ids=header)
            _compare(folder, grain)


def _compare(folder: Path, grain: str) -> None:
    floor = min(_taken(lambda: _bare(folder)) for _ in range(3))
    store = _Timed(f"sqlite:///{folder / 'steward.db'}")
    migrate(store)
    now, company = datetime(2026, 1, 1, tzinfo=UTC), load_company()
    _say(f"{f'floor, {grain}':28}{floor:8.2f} s      1.0")
    for what in ("import", "the same again"):
        taken = _taken(lambda: import_folder(store, folder, now=now, company=company))
        _say(f"{what:28}{taken:8.2f} s {taken / floor:8.1f}")
    _say(f"{'longest write':28}{store.longest:8.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(f"{'peak memory':28}{peak:8.0f} MB")
    store.close()
    for path in folder.glob("steward.db*"):
        path.unlink()


def _bare(folder: Path) -> None:
    """The floor: csv.reader, and executemany of the same rows into a table without any rule."""
    path = folder / "bare.db"
    connection = sqlite3.connect(path)
    with (folder / "usage.csv").open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        columns = ", ".join(next(rows))
        marks = ", ".join("?" * len(columns.split(",")))
        connection.execute(f"CREATE TABLE bare ({columns})")
        connection.executemany(f"INSERT INTO bare VALUES ({marks})", rows)
    connection.commit()
    connection.close()
    path.unlink()


def _write_tables(folder: Path, rows: int) -> None:
    with (folder / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name"))
        count = -(-rows // (_DAYS * len(_METRICS)))
        writer.writerows((f"A-{i:05}", f"Account {i}") for i in range(count))


def _write_usage(folder: Path, rows: int, *, with_ids: bool) -> None:
    rng = Random(7)
    days = [str(date(2024, 1, 1) + timedelta(i)) for i in range(_DAYS)]
    with (folder / "usage.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("account", "day", "metric", "value", *(("id",) if with_ids else ())))
        for i in range(rows):
            series, day = divmod(i, _DAYS)
            account, metric = divmod(series, len(_METRICS))
            cells = (f"A-{account:05}", days[day], _METRICS[metric], rng.randrange(500))
            writer.writerow((*cells, f"U-{rng.getrandbits(48):x}") if with_ids else cells)


def _taken(run: Callable[[], object]) -> float:
    began = perf_counter()
    run()
    return perf_counter() - began


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
