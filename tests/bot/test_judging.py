"""`steward call`, `steward override` and `steward health explain`: who may, and what is printed."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from bot.cli import app
from bot.exits import exit_code
from bot.settings import Settings
from bot.terminal import explaining, judging
from bot.wiring import Steward
from knowledge.errors import AccountNotFound, BadInput, NotAllowed
from knowledge.store.access import View
from knowledge.store.engine import Store
from knowledge.store.evaluation import OPERATOR
from knowledge.store.overrides import NewOverride, Override, overrides_of
from knowledge.store.tables import accounts
from tests.bot.conftest import MAYA, TOM
from tests.factories import (
    make_account,
    make_account_team,
    make_arr_event,
    make_contract,
    make_cover,
    make_csm_call,
    make_person,
)
from tests.tools.books import make_renewal

BOSS, TEAM = "boss@steward.test", "team@steward.test"


@pytest.fixture
def workspace(company_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """A STEWARD_HOME with Maya's and Tom's books, on the real day: overrides run from it."""
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return company_store


def new_override() -> NewOverride:
    day = _today() + timedelta(days=30)
    return NewOverride("band", "red", "hidden_risk", "They are merging", day)


def _today() -> date:
    return Steward(Settings()).today_now()


def standing(store: Store) -> list[Override]:
    with store.read() as c:
        return list(overrides_of(View(c, (OPERATOR,), _today(), _today())).values())


def test_the_owner_overrides_and_withdraws(
    workspace: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    judging.override("northwind", MAYA, new_override())
    said = capsys.readouterr().out
    assert said.startswith("Northwind Labs: CSM override red until ")
    assert said.endswith("(nothing is computed).\n")
    assert [o.by for o in standing(workspace)] == ["Maya Lindqvist"]

    judging.withdraw("northwind", MAYA)
    assert standing(workspace) == []
    with pytest.raises(BadInput, match="no override to withdraw"):
        judging.withdraw("northwind", MAYA)


def test_an_account_of_another_book_is_as_unknown_as_none(workspace: Store) -> None:
    messages = []
    for name in ("Vandermeer", "Wandermeer"):
        with pytest.raises(AccountNotFound) as caught:
            judging.override(name, MAYA, new_override())
        assert exit_code(caught.value) == 3
        messages.append(str(caught.value))
    assert messages[0] == messages[1].replace("Wandermeer", "Vandermeer")
    assert standing(workspace) == []


def test_who_only_sees_an_account_does_not_judge_it(workspace: Store) -> None:
    with workspace.write() as c:
        colleague = make_person(c, email=TEAM, role="member")
        account = make_account(c, make_person(c), name="Shared Ltd")
        make_account_team(c, account, colleague)
    with pytest.raises(NotAllowed, match="aren't in charge of it"):
        judging.override("shared", TEAM, new_override())
    with pytest.raises(NotAllowed):
        judging.make_call("shared", "commit", TEAM, reason="because", amount=None, day=None)


def test_a_cover_the_manager_and_operations_may(workspace: Store) -> None:
    with workspace.write() as c:
        owner = make_person(c, team="south")
        make_account(c, owner, name="Shared Ltd")
        make_person(c, email=BOSS, role="manager", team="south")
        make_person(c, email="ops@steward.test", role="operations")
        cover = make_person(c, email="cover@steward.test")
        make_cover(c, cover, owner_id=owner, since=_today(), until=_today())
    for email in (BOSS, "ops@steward.test", "cover@steward.test"):
        judging.override("shared", email, new_override())
        assert len(standing(workspace)) == 1


def test_a_call_is_listed_with_the_earlier_ones(
    renewing: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    judging.show_calls("northwind", MAYA)
    assert "No call has been made on Northwind Labs." in capsys.readouterr().out
    judging.make_call("northwind", "at_risk", MAYA, reason="No sponsor", amount="72,000", day=None)
    judging.make_call("northwind", "commit", MAYA, reason="Signed", amount=None, day=None)
    capsys.readouterr()

    judging.show_calls("northwind", MAYA)

    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("at risk, 72,000.00 USD, Maya Lindqvist: No sponsor")
    assert second.endswith("commit, Maya Lindqvist: Signed")


def test_the_command_line_takes_a_call_and_an_override(renewing: Store) -> None:
    run = CliRunner()
    day = (_today() + timedelta(days=10)).isoformat()
    said = run.invoke(app, ["call", "Halden", "commit", "--reason", "Signed", "--as", MAYA])
    assert said.exit_code == 0, said.output
    kept = run.invoke(
        app,
        ["override", "Halden", "--score", "35", "--reason", "hidden_risk", "--words", "A merger",
         "--until", day, "--as", MAYA],
    )  # fmt: skip
    assert kept.exit_code == 0, kept.output
    assert [(o.scope, o.value) for o in standing(renewing)] == [("score", "35")]


@pytest.mark.parametrize(("score", "band"), [(None, None), (50, "green")], ids=["none", "both"])
def test_an_override_says_one_thing(score: int | None, band: str | None) -> None:
    with pytest.raises(BadInput, match="one of them"):
        judging.scope_of(score, band)


def test_an_explanation_as_json_is_an_answer(
    workspace: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    explaining.explain("northwind", None, MAYA, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["untraced"] == []
    assert found["tools"] == [{"name": "explain_health", "args": {"account": "northwind"}}]
    assert "Northwind Labs" in found["text"]


def test_without_a_name_the_operator_explains_any_account(
    workspace: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    explaining.explain("vandermeer", None, "", as_json=False)
    assert "Vandermeer Textiles" in capsys.readouterr().out
    with pytest.raises(AccountNotFound):
        explaining.explain("vandermeer", None, MAYA, as_json=False)
    explaining.explain("vandermeer", None, TOM, as_json=False)


def test_small_numbers_of_calls_are_stated_raw(
    workspace: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    explaining.calls("", as_json=False)
    assert "0 of 0 past renewals had a CSM's call" in capsys.readouterr().out
    with workspace.write() as c:
        account = make_account(c, name="Judged Ltd")
        make_renewal(c, account, _today() - timedelta(days=5))
        make_csm_call(c, account, day=_today() - timedelta(days=50))
    capsys.readouterr()

    explaining.calls("", as_json=False)

    said = capsys.readouterr().out
    assert "1 of 1" in said
    assert "%" not in said


def make_running(c: Connection, account: int, arr: int) -> None:
    """A contract that runs on the real day."""
    day = _today()
    make_contract(
        c, account, arr=arr, start=day - timedelta(days=400), end=day + timedelta(days=300)
    )


@pytest.fixture
def renewing(workspace: Store) -> Store:
    """The workspace with Maya's accounts under contract on the real day."""
    with workspace.write() as c:
        for name in ("Northwind Labs", "Halden Freight"):
            account = c.execute(accounts.select().where(accounts.c.name == name)).one().id
            make_running(c, account, 72_000)
    return workspace


@pytest.fixture
def decided(workspace: Store) -> int:
    """An account of operations whose renewal was decided five days ago."""
    with workspace.write() as c:
        make_person(c, email="ops@steward.test", role="operations")
        account = make_account(c, name="Judged Ltd")
        make_running(c, account, 20_000)
        make_renewal(c, account, _today() - timedelta(days=5), outcome="churned")
    return account


def call(kind: str = "likely_loss", amount: str | None = None, day: date | None = None) -> None:
    judging.make_call("judged", kind, "ops@steward.test", reason="So", amount=amount, day=day)


def test_a_call_dated_before_a_decided_renewal_is_refused(decided: int) -> None:
    with pytest.raises(BadInput, match="would come after the fact: Judged Ltd's renewal"):
        call(day=_today() - timedelta(days=50))
    call(day=_today())


def test_a_call_on_an_account_that_left_is_refused(workspace: Store, decided: int) -> None:
    with workspace.write() as c:
        make_arr_event(
            c, account_id=decided, kind="churn", delta_minor=-2_000_000,
            day=_today() - timedelta(days=3),
        )  # fmt: skip
    with pytest.raises(BadInput, match=r"Judged Ltd left on .*no renewal to make a call on"):
        call("commit")


def test_an_amount_over_twice_the_arr_is_refused_with_the_figure(decided: int) -> None:
    with pytest.raises(BadInput, match=r"41,000.00 is over twice the ARR .* 20,000.00 USD"):
        call("commit", amount="41000")
    call("commit", amount="40000")
