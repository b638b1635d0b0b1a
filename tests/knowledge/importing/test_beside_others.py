"""An import doesn't keep anybody else waiting."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter, sleep

from sqlalchemy import text

from tests.knowledge.importing.conftest import Folder

ROWS = 60_000
LONGEST_WAIT_SECONDS = 1.5


def usage_lines(rows: int) -> list[str]:
    start = date(2020, 1, 1)
    days = [str(start + timedelta(i)) for i in range(rows // 30)]
    return [
        f"A-{account},{day},events,f{feature},{feature}"
        for account in (1, 2)
        for day in days
        for feature in range(15)
    ]


def test_others_read_and_write_while_an_import_runs(
    folder: Folder, two_accounts: Callable[[Folder], None]
) -> None:
    two_accounts(folder)
    folder.load()
    folder.write("usage", "account,day,metric,feature,value", *usage_lines(ROWS))
    done = threading.Event()
    counts, waits, failures = list[int](), list[float](), list[Exception]()

    def read() -> None:
        counts.append(folder.one("SELECT count(*) FROM usage"))

    def write() -> None:
        began = perf_counter()
        with folder.store.write() as connection:
            query = text("INSERT INTO threads (key, made_at) VALUES (:key, '2026-01-01')")
            connection.execute(query, {"key": f"t{len(waits)}"})
        waits.append(perf_counter() - began)

    def repeat(act: Callable[[], None]) -> None:
        try:
            while not done.is_set():
                act()
                sleep(0.01)
        except Exception as error:
            failures.append(error)

    others = [threading.Thread(target=repeat, args=[act]) for act in (read, write)]
    for thread in others:
        thread.start()
    report = folder.load()
    done.set()
    for thread in others:
        thread.join()

    assert failures == []
    assert report.landed == ROWS + 2
    assert len({count for count in counts if 0 < count < ROWS}) >= 1
    assert counts == sorted(counts)
    assert max(waits) < LONGEST_WAIT_SECONDS
