import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.store.engine import Store
from knowledge.store.nightly import nightly
from knowledge.store.usage_changes import mark_changed
from tests.factories import TODAY, days_ago, fill_usage
from tests.knowledge.store.worlds import RULES, customer, healthy, stored

# What kills it: so many statements, a statement, or the moment before the file takes its place.
_DYING = """
import os, sys
from datetime import date
from pathlib import Path
from sqlalchemy import event
from knowledge.health import load_rules
from knowledge.store.engine import Store
from knowledge.store.nightly import nightly

url, home, day, when = sys.argv[1:]
store = Store(url)
seen = []

def count(_connection, _cursor, statement, *_):
    seen.append(1)
    if when == str(len(seen)) or statement.startswith(when):
        os._exit(9)

def watch(event, _):
    if event == "os.rename" and when == "rename":
        os._exit(9)

event.listen(store.engine, "after_cursor_execute", count)
sys.addaudithook(watch)
nightly(store, date.fromisoformat(day), load_rules(), Path(home))
"""


def _killed(store: Store, home: Path, when: str) -> None:
    url = store.url.render_as_string(hide_password=False)
    arguments = [url, str(home), TODAY.isoformat(), when]
    ended = subprocess.run(
        [sys.executable, "-c", _DYING, *arguments], check=False, capture_output=True, text=True
    )
    assert ended.returncode == 9, ended.stderr


@pytest.mark.parametrize("when", ["1", "8", "14", "rename", "INSERT INTO health_snapshots"])
def test_a_night_that_was_killed_is_made_whole_by_the_next(
    store: Store, tmp_path: Path, when: str
) -> None:
    with store.write() as connection:
        ids = [healthy(connection), customer(connection), healthy(connection)]
    nightly(store, days_ago(1), RULES, tmp_path)
    with store.write() as connection:
        fill_usage(connection, ids[1], [40] * 3)
        mark_changed(connection, [days_ago(back).isoformat() for back in (1, 2, 3)])

    _killed(store, tmp_path, when)

    nightly(store, TODAY, RULES, tmp_path)
    made = stored(store)
    nightly(store, TODAY, RULES, tmp_path / "from the rows")
    assert [row[1:] for row in stored(store)] == [row[1:] for row in made]
    assert len(made) == 6
