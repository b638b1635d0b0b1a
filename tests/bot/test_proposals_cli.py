"""`steward proposals` in the terminal: approve, take back, reject, and who may."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.agent import Agent
from bot.cli import app
from knowledge.store.engine import Store
from tools.desk import Desk

MAYA, TOM = "maya@steward.test", "tom@steward.test"
Run = Callable[..., Result]


@pytest.fixture
def run(
    company_store: Store,
    agent: Agent,
    desk_of: Callable[..., Desk],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Run:
    """The terminal of a workspace in which Maya has proposed that a P1 is closed."""
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    agent.ask("that P1 at Halden Freight is closed", desk_of())

    def run(*words: str, email: str = MAYA) -> Result:
        return CliRunner().invoke(app, ["proposals", *words, "--as", email])

    return run


def open_p1s(company_store: Store, agent: Agent, desk: Desk) -> str:
    return agent.ask("which P1 tickets are open?", desk).text


def test_a_proposal_waits_with_before_and_after(run: Run) -> None:
    shown = run()

    assert "Halden Freight" in shown.output
    assert "[proposed]" in shown.output


def test_an_approved_change_counts_at_once_and_can_be_taken_back(
    run: Run, agent: Agent, desk_of: Callable[..., Desk], company_store: Store
) -> None:
    approved = run("approve", "1")
    closed = open_p1s(company_store, agent, desk_of())
    taken_back = run("undo", "1")
    again = open_p1s(company_store, agent, desk_of())

    assert approved.exit_code == taken_back.exit_code == 0
    assert "No open P1" in closed
    assert "Halden Freight" in again


def test_a_rejected_change_changes_nothing(
    run: Run, agent: Agent, desk_of: Callable[..., Desk], company_store: Store
) -> None:
    rejected = run("reject", "1")

    assert rejected.exit_code == 0
    assert "Halden Freight" in open_p1s(company_store, agent, desk_of())
    assert run("approve", "1").exit_code != 0


def test_somebody_elses_proposal_is_not_found(run: Run) -> None:
    assert run("approve", "1", email=TOM).exit_code != 0
    assert "Halden" not in run(email=TOM).output
