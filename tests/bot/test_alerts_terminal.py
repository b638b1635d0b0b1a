"""`steward health alerts`, its answers, and the nightly run that raises them."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from knowledge.errors import Adjust, NotAllowed
from knowledge.store.engine import Store
from knowledge.store.tables import accounts, alerts
from tests.bot.conftest import MAYA, TOM
from tests.factories import TODAY, make_account_team, make_person
from tests.tools.books import make_alert

RUN = CliRunner()


@pytest.fixture
def alert(company_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """An alert in Maya's book, in a STEWARD_HOME of their own."""
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with company_store.write() as connection:
        named = select(accounts.c.id).where(accounts.c.name == "Halden Freight")
        account = connection.scalar(named)
        assert account is not None
        return make_alert(connection, account)


def _run(*arguments: str) -> str:
    return RUN.invoke(app, ["health", "alerts", *arguments], catch_exceptions=False).output


def _listed(email: str = MAYA) -> dict[str, object]:
    found: dict[str, object] = json.loads(_run("--as", email, "--json", "--as-of", str(TODAY)))
    return found


def test_open_alerts_are_listed_with_size_beginning_and_budget(alert: int) -> None:
    text = _run("--as", MAYA, "--as-of", str(TODAY))
    for words in ("Halden Freight", "41%", "2026-01-12", "166, not 282", "3 false alarms a year"):
        assert words in text
    assert "20%: " in text


def test_json_has_the_alerts_the_budget_and_what_can_be_found(alert: int) -> None:
    listed = _listed()
    assert list(listed) == ["as_of", "alerts", "budget", "measured", "detectable"]
    (row,) = listed["alerts"]  # type: ignore[misc]
    assert (row["id"], row["account"], row["since"]) == (alert, "Halden Freight", "2026-01-12")
    assert listed["budget"] == {"false_alarms": 3.0, "for_book_of": 40.0}


def test_a_colleague_sees_none_of_it(alert: int) -> None:
    assert _listed(TOM)["alerts"] == []
    assert "No open alert" in _run("--as", TOM, "--as-of", str(TODAY))
    assert len(json.loads(_run("--json"))["alerts"]) == 1


def test_an_answer_is_kept_and_shown(alert: int) -> None:
    said = _run("useful", str(alert), "--no", "--words", "They were on leave", "--as", MAYA)
    assert "counts as a false alarm" in said
    shown = " ".join(_run("--as", MAYA).replace("│", " ").split())
    assert "not useful, Maya Lindqvist" in shown


def test_a_snooze_is_kept_and_a_wrong_day_refused(alert: int) -> None:
    until = date.today() + timedelta(days=10)
    assert "then it is back" in _run("snooze", str(alert), "--until", str(until), "--as", MAYA)
    assert str(until) in json.dumps(_listed())
    with pytest.raises(Adjust, match="can be snoozed until"):
        _run("snooze", str(alert), "--until", "2020-01-01", "--as", MAYA)
    with pytest.raises(Adjust, match="No alert"):
        _run("snooze", str(alert), "--until", str(until), "--as", TOM)


def test_who_only_sees_the_account_neither_snoozes_nor_answers(
    alert: int, company_store: Store
) -> None:
    with company_store.write() as c:
        colleague = make_person(c, email="nadia@steward.test", role="member")
        make_account_team(c, c.scalar(select(alerts.c.account_id)), colleague)
    until = str(date.today() + timedelta(days=10))
    for words in (("snooze", str(alert), "--until", until), ("useful", str(alert), "--no")):
        with pytest.raises(NotAllowed, match="You see Halden Freight and aren't in charge of it"):
            _run(*words, "--as", "nadia@steward.test")
    (row,) = _listed("nadia@steward.test")["alerts"]  # type: ignore[misc]
    assert (row["snoozed_until"], row["useful"]) == (None, None)


def test_a_refresh_watches_the_accounts_that_it_scored(alert: int) -> None:
    run = RUN.invoke(app, ["refresh", "--as-of", str(TODAY)], catch_exceptions=False)
    assert "Alerts: 0 raised, 0 ended, 1 open." in run.output
