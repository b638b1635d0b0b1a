"""`steward import` and `steward sample`: whose files are kept, and what is said."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.terminal.demo import write_sample
from bot.terminal.doctor import examine
from bot.terminal.importing import run
from knowledge.errors import BadCompany, BadInput
from knowledge.store.engine import open_file


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one account, beside a STEWARD_HOME that isn't there yet."""
    work, folder = tmp_path / "work", tmp_path / "tables"
    work.mkdir()
    folder.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path / "home"))
    (folder / "accounts.csv").write_text("id,name\nA-1,Northwind\n")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _import(folder: Path, *, dry_run: bool = False, take_company: bool = False) -> int:
    return run(folder, mapping=None, dry_run=dry_run, take_company=take_company)


def test_a_fresh_home_takes_the_folder_s_company(tables: Path, home: Path) -> None:
    (tables / "company.toml").write_text('name = "Theirs"\n')

    assert _import(tables) == 0
    assert (home / "company.toml").read_text() == 'name = "Theirs"\n'


def test_the_user_s_company_is_kept_and_that_is_said(
    tables: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "company.toml").write_text('name = "Mine"\n')
    (tables / "company.toml").write_text('name = "Theirs"\n')

    _import(tables)

    assert (home / "company.toml").read_text() == 'name = "Mine"\n'
    said = "differs from yours in name; yours is kept; pass --company to take it"
    assert said in capsys.readouterr().out


def test_the_folder_s_company_is_taken_where_it_is_asked_for(tables: Path, home: Path) -> None:
    home.mkdir()
    (home / "company.toml").write_text('name = "Mine"\n')
    (tables / "company.toml").write_text('name = "Theirs"\n')

    _import(tables, take_company=True)

    assert (home / "company.toml").read_text() == 'name = "Theirs"\n'


def test_a_dry_run_leaves_no_file_behind(tables: Path, home: Path, tmp_path: Path) -> None:
    assert _import(tables, dry_run=True) == 0
    assert not home.exists()
    assert list((tmp_path / "work").iterdir()) == []


def test_a_dry_run_checks_the_folder_s_company(tables: Path) -> None:
    (tables / "company.toml").write_text("fiscal_year_start = 13\n")

    with pytest.raises(BadCompany, match="fiscal_year_start"):
        _import(tables, dry_run=True)


def test_refused_rows_go_home_where_the_working_folder_takes_none(
    tables: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("refused.csv").mkdir()
    (tables / "accounts.csv").write_text("id,name\nA-1,\n")

    assert _import(tables) == 1
    assert "A-1" not in (home / "refused.csv").read_text()
    assert "name" in (home / "refused.csv").read_text()
    assert str(home / "refused.csv") in capsys.readouterr().out


def test_the_doctor_tells_of_an_import_that_was_cut_off(
    tables: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _import(tables)
    store = open_file(home / "steward.db")
    with store.write() as connection:
        connection.execute(text("UPDATE imports SET finished_at = NULL"))
    store.close()

    examine()
    cut_off = capsys.readouterr().out
    _import(tables)
    examine()

    assert f"the import of {tables} begun on" in cut_off
    assert "was not finished" not in capsys.readouterr().out


def test_a_sample_never_replaces_other_files(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("mine")

    with pytest.raises(BadInput, match="holds other files"):
        write_sample(tmp_path, accounts=10, months=6, seed=7, until=None)

    assert (tmp_path / "accounts.csv").read_text() == "mine"


def test_a_sample_may_replace_a_sample(tmp_path: Path) -> None:
    for seed in (7, 8):
        write_sample(tmp_path / "world", accounts=10, months=6, seed=seed, until=None)

    assert (tmp_path / "world" / "accounts.csv").exists()
