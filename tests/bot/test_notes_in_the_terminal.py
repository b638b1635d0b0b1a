import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from knowledge.notes.cutting import cut_notes
from knowledge.store.engine import Store
from tests.factories import make_account, make_note, make_person, make_stakeholder

MAYA = "maya@steward.test"
TEXT = "Ada: Is the portal up?\nTom: The portal is down since Monday."


@pytest.fixture
def run(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The terminal of a workspace in which Maya has one account with one transcript."""
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path))
    monkeypatch.setenv("STEWARD_EMBEDDER", "none")
    with sqlite_store.write() as connection:
        maya = make_person(connection, email=MAYA, name="Maya")
        account = make_account(connection, maya, name="Acme")
        make_stakeholder(connection, account, name="Ada Lund", email="ada@acme.test")
        make_note(connection, account, TEXT, kind="transcript", source_id="N-1")
    cut_notes(sqlite_store)
    return CliRunner()


def test_a_search_prints_passages_that_stand_in_the_note(run: CliRunner) -> None:
    done = run.invoke(app, ["notes", "search", "portal down", "--as", MAYA, "--json"])

    [row] = json.loads(done.output)
    assert list(row) == [
        "note_id", "account", "speaker", "date", "start", "end", "score", "quote",
    ]  # fmt: skip
    assert (row["note_id"], row["account"], row["date"]) == ("N-1", "Acme", "2026-02-20")
    assert row["quote"] == TEXT[row["start"] : row["end"]]


def test_a_search_without_an_answer_says_so(run: CliRunner) -> None:
    asked = ["notes", "search", "zebras", "--as", MAYA]

    assert "Nothing found on 'zebras'" in run.invoke(app, asked).output
    assert json.loads(run.invoke(app, [*asked, "--json"]).output) == []


def test_an_empty_query_finds_nothing_and_says_why(run: CliRunner) -> None:
    asked = ["notes", "search", " ", "--as", MAYA]

    assert "Nothing to look for" in run.invoke(app, asked).output
    assert json.loads(run.invoke(app, [*asked, "--json"]).output) == []
    assert (
        "Nothing found on '?!'" in run.invoke(app, ["notes", "search", "?!", "--as", MAYA]).output
    )


def test_indexing_says_what_it_did(run: CliRunner) -> None:
    done = run.invoke(app, ["notes", "index"])

    assert "0 notes were new or edited" in done.output
    assert "by words alone" in done.output


def test_forgetting_a_person_deletes_the_files_that_name_them(
    run: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "named.md").write_text("Ask ADA LUND.", "utf-8")
    (tmp_path / "out" / "other.md").write_text("Ask Tom.", "utf-8")

    done = run.invoke(app, ["forget", "person", "ada@acme.test"])

    assert "Forgotten: person ada@acme.test" in done.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["other.md"]


def test_what_is_no_kind_can_not_be_forgotten(run: CliRunner) -> None:
    done = run.invoke(app, ["forget", "everything", "now"])

    assert "say note, person, account" in str(done.exception)
