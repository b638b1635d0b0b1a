"""`steward notes readings`, `confirm`, `dismiss`, `done`."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.terminal.readings import close_promise, judge_reading, list_readings
from knowledge.company import load_company
from knowledge.errors import Adjust
from knowledge.notes.read_notes import read_notes
from knowledge.store import tables
from knowledge.store.engine import Store
from tests.bot.conftest import MAYA, TOM
from tests.factories import TODAY
from tests.notes import make_note


@pytest.fixture
def promise(company_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """The number of a promise that one of Maya's notes speaks of."""
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path))
    owned = select(tables.ownership.c.account_id).join(
        tables.people, tables.people.c.id == tables.ownership.c.person_id
    )
    with company_store.write() as c:
        account = c.scalars(owned.where(tables.people.c.email == MAYA)).first()
        assert account is not None
        make_note(c, account, day=TODAY, text="I'll send [bold]the list[/bold] by Friday.")
    read_notes(company_store, load_company())
    with company_store.read() as c:
        found = c.scalar(
            select(tables.note_readings.c.id).order_by(tables.note_readings.c.id.desc())
        )
    assert found is not None
    return int(found)


def test_a_promise_is_listed_confirmed_and_kept(
    promise: int, capsys: pytest.CaptureFixture[str]
) -> None:
    list_readings(MAYA, None)
    listed = capsys.readouterr().out
    assert str(promise) in listed
    assert "they promised" in listed

    judge_reading(MAYA, promise, "confirmed")
    assert f"{promise} is confirmed" in capsys.readouterr().out
    list_readings(MAYA, None)
    assert "they promised" not in capsys.readouterr().out
    close_promise(MAYA, promise)
    assert f"{promise} is done" in capsys.readouterr().out


def test_markup_in_a_note_is_printed_as_it_stands(
    promise: int, capsys: pytest.CaptureFixture[str]
) -> None:
    judge_reading(MAYA, promise, "dismissed")
    assert "[bold]the list[/bold]" in capsys.readouterr().out


def test_another_csm_sees_and_judges_nothing_of_it(
    promise: int, capsys: pytest.CaptureFixture[str]
) -> None:
    list_readings(TOM, None)
    assert "they promised" not in capsys.readouterr().out
    with pytest.raises(Adjust):
        judge_reading(TOM, promise, "confirmed")
