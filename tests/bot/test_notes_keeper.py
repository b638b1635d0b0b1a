import time
from pathlib import Path

from sqlalchemy import func, select

from bot.notes_keeper import NotesKeeper
from bot.settings import Settings
from bot.wiring import Steward
from knowledge.store.engine import Store
from knowledge.store.tables import passages
from tests.factories import make_account, make_note


def test_a_note_that_comes_while_serving_is_cut_in_the_background(
    sqlite_store: Store, tmp_path: Path
) -> None:
    url = sqlite_store.url.render_as_string(hide_password=False)
    steward = Steward(Settings(STEWARD_HOME=tmp_path, DATABASE_URL=url, STEWARD_EMBEDDER="none"))
    keeper = NotesKeeper(steward, every=0.02)
    keeper.start()
    with sqlite_store.write() as connection:
        make_note(connection, make_account(connection), "The portal is down.")

    found = 0
    for _ in range(3_000):
        with sqlite_store.read() as connection:
            found = connection.scalar(select(func.count()).select_from(passages)) or 0
        if found:
            break
        time.sleep(0.01)
    keeper.stop()
    steward.store.close()

    assert found == 1
