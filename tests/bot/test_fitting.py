"""`steward health fit` and `backtest`: what a person in operations reads, and the files."""

import json
from pathlib import Path

import pytest

from bot.terminal.backtest_page import alt_text, as_json, page, rows
from bot.terminal.fitting import backtest, fit
from bot.terminal.reliability import draw_reliability
from knowledge.health import load_rules
from knowledge.health.rolling import Backtest
from knowledge.health.rolling import backtest as run
from knowledge.store.engine import Store
from tests.factories import TODAY
from tests.knowledge.health.histories import history, shuffled

RULES = load_rules().renewal


@pytest.fixture(scope="module")
def found() -> Backtest:
    return run(history(500), RULES)


@pytest.fixture
def workspace(company_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_fit_says_what_is_missing(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fit(TODAY)
    assert capsys.readouterr().out.splitlines() == [
        "No renewal probability as of 2026-03-02: not enough renewals: 0 of 60 needed.",
        "0 past renewals, still open when their signals were read: in 0 the customer left.",
    ]


def test_backtest_of_too_little_writes_a_page_that_says_so(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backtest(TODAY, out=None, json=False)
    verdict = "No backtest: not enough renewals: 0 of 60 needed."
    assert capsys.readouterr().out.startswith(verdict)
    written = (workspace / "out" / "backtest.md").read_text(encoding="utf-8")
    assert f"**{verdict}**" in written
    assert not (workspace / "out" / "reliability.png").exists()


def test_backtest_prints_one_json_object(
    workspace: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    backtest(TODAY, out=tmp_path / "here", json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed["refused"] == "not enough renewals: 0 of 60 needed"
    assert (tmp_path / "here" / "backtest.md").exists()


def test_the_page_says_the_verdict_first_and_names_its_picture(found: Backtest) -> None:
    lines = page(found, TODAY, 20.0).splitlines()
    assert lines[2] == f"**{found.verdict}**"
    assert f"![{alt_text(found)}](reliability.png)" in lines
    assert lines[-1].startswith("*As of 2026-03-02")


def test_a_row_for_every_score_and_lead_time(found: Backtest) -> None:
    assert [(row[0], row[1]) for row in rows(found)][:7] == [
        ("renewal probability", "180"),
        ("renewal probability", "120"),
        ("renewal probability", "90"),
        ("renewal probability", "60"),
        ("renewal probability", "30"),
        ("expert weights alone", "60"),
        ("expert weights alone", "90"),
    ]


def test_calls_that_nobody_made_are_said_and_not_scored(found: Backtest) -> None:
    assert rows(found)[-1][:5] == ["last CSM call", "-", "-", "-", "none made"]
    assert len(rows(found)[-1]) == len(rows(found)[0])
    printed = json.loads(as_json(found))
    assert "last CSM call" not in printed["scorers"]
    assert printed["called"] == 0


def test_without_signal_the_page_says_that_there_is_no_evidence() -> None:
    text = page(run(shuffled(history(500)), RULES), TODAY, 20.0)
    assert "**No evidence that this score predicts churn here" in text


def test_json_holds_no_nan(found: Backtest) -> None:
    text = as_json(found)
    assert "NaN" not in text
    assert json.loads(text)["scorers"]["renewal probability"]["90"]["auc"] > 0.7
    assert json.loads(text)["segments"]["enterprise"]["auc"] is None


def test_the_picture_is_a_png(found: Backtest, tmp_path: Path) -> None:
    path = tmp_path / "reliability.png"
    draw_reliability(found.reliability, path)
    assert alt_text(found).endswith("; bars are 95% intervals")
    assert path.read_bytes().startswith(b"\x89PNG")
