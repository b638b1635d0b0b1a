"""The terminal contract: what is printed where, and the exit codes."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.exits import exit_code
from bot.terminal.acts import decide, list_open
from bot.terminal.asking import ask_lines, ask_once
from bot.terminal.checking import check_file
from bot.terminal.doctor import examine
from knowledge.errors import BadInput, NotConfigured, PersonNotFound, StewardError
from knowledge.store.engine import Store
from tests.bot.conftest import MAYA
from tests.factories import TODAY

HEAVY = ("langchain", "openai", "chromadb", "onnxruntime", "sqlalchemy", "numpy", "slack_bolt")
STEWARD = [sys.executable, "-m", "bot.cli"]


@pytest.fixture
def workspace(company_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A STEWARD_HOME with Maya's and Tom's books in it, answering without embeddings' start."""
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _ask(question: str, email: str = MAYA, *, as_json: bool = True) -> int:
    return ask_once(question, email, as_json=as_json, model=None, thread=None, today=TODAY)


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nsys.argv = ['steward', '--help']\nfrom bot.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "Client Success Managers" in run.stdout
    assert run.stdout.splitlines()[-1] == "[]"


def test_json_is_one_object_with_the_keys_that_scripts_rely_on(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _ask("which accounts are at risk?")

    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert list(answer) == [
        "text", "tools", "facts", "tables", "sources", "attachments", "untraced", "model",
        "usage", "elapsed_ms", "as_of", "thread",
    ]  # fmt: skip
    assert answer["tools"][0]["name"] == "at_risk_accounts"
    assert set(answer["facts"][0]) == {
        "id", "entity", "attribute", "value", "unit", "as_of", "source",
    }  # fmt: skip
    assert answer["untraced"] == []
    assert answer["model"] == "builtin"
    assert answer["as_of"] == TODAY.isoformat()


def test_an_unknown_account_is_a_sentence_on_stderr_and_code_3(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _ask("give me the rundown on Castellan Optics", as_json=False)

    printed = capsys.readouterr()
    assert code == 3
    assert printed.out == ""
    assert "Castellan Optics" in printed.err


def test_an_unknown_asker_is_told_what_to_do(workspace: Path) -> None:
    with pytest.raises(PersonNotFound, match=r"people\.csv"):
        _ask("which accounts are at risk?", "nobody@steward.test")


def test_lines_are_answered_one_by_one_and_a_bad_one_stops_nothing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"question": "which accounts are at risk?", "as": MAYA, "today": TODAY.isoformat()},
        {"question": "what renews next quarter?", "as": "nobody@steward.test"},
    ]
    text = "\n".join([*map(json.dumps, lines), "not json", ""])

    code = ask_lines(io.StringIO(text), default_email="", model="builtin")

    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert code == 3
    assert "Halden Freight" in first["text"]
    assert "nobody@steward.test" in second["error"]
    assert "not json" in third["error"]


def test_the_doctor_finds_a_working_store(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert examine() == 0
    assert "4 accounts" in capsys.readouterr().out


def test_the_doctor_says_what_to_do_about_an_empty_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STEWARD_HOME", str(tmp_path / "new"))
    monkeypatch.chdir(tmp_path)

    assert examine() == 4
    assert "steward demo" in capsys.readouterr().out


def test_acts_are_listed_and_decided_by_their_ids(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    list_open(MAYA, TODAY)
    listed = capsys.readouterr().out
    act = re.findall(r"\b([0-9a-f]{4,}) Halden Freight", listed)[0]

    decide("decline", act, MAYA, reason="Support has it", until=None, today=TODAY)
    assert "Halden Freight, escalate: declined." in capsys.readouterr().out

    list_open(MAYA, TODAY)
    assert act not in capsys.readouterr().out


def test_a_verb_that_is_none_is_wrong_use(workspace: Path) -> None:
    with pytest.raises(NotConfigured, match="accept"):
        decide("finish", "a3f2", MAYA, reason=None, until=None, today=TODAY)


def _facts(folder: Path) -> Path:
    fact = {
        "id": "f1", "entity": "Halden Freight", "attribute": "ARR", "value": 72000,
        "unit": "USD", "as_of": "2026-03-02", "source": "crm:1",
    }  # fmt: skip
    path = folder / "facts.json"
    path.write_text(json.dumps([fact]), encoding="utf-8")
    return path


@pytest.mark.parametrize(("amount", "code"), [("$72,000", 0), ("$73,000", 1)])
def test_check_holds_a_text_against_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], amount: str, code: int
) -> None:
    text = tmp_path / "text.md"
    text.write_text(f"Halden Freight has an ARR of {amount}.", encoding="utf-8")

    assert check_file(text, _facts(tmp_path), as_json=True) == code
    found = json.loads(capsys.readouterr().out)
    assert [finding["text"] for finding in found] == ([amount] if code else [])


def test_check_holds_a_text_for_a_customer_against_the_wall(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.md"
    text.write_text("Your ARR of $72,000 is at risk, as is your health score.", encoding="utf-8")
    facts = _facts(tmp_path)

    assert check_file(text, facts, as_json=True) == 0
    capsys.readouterr()
    assert check_file(text, facts, as_json=True, customer_facing=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert [finding["kind"] for finding in found] == ["churn", "health"]


def test_check_refuses_facts_that_are_none(tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("Nothing.", encoding="utf-8")
    facts = tmp_path / "facts.json"
    facts.write_text('{"a": 1}', encoding="utf-8")

    with pytest.raises(BadInput, match="list of facts"):
        check_file(text, facts, as_json=False)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["ask"], 2), (["import", "no-such-folder"], 2), (["nonsense"], 2)]
)
def test_wrong_use_is_code_2_and_one_message(
    tmp_path: Path, arguments: list[str], code: int
) -> None:
    run = subprocess.run([*STEWARD, *arguments], capture_output=True, text=True, cwd=tmp_path)

    assert run.returncode == code
    assert "Traceback" not in run.stderr
    assert run.stderr


def _home_is_a_file(folder: Path) -> dict[str, str]:
    (folder / "home").write_text("a file", encoding="utf-8")
    return {"STEWARD_HOME": str(folder / "home")}


def _store_is_no_database(folder: Path) -> dict[str, str]:
    (folder / "home").mkdir()
    (folder / "home" / "steward.db").write_text("not a database at all " * 99, encoding="utf-8")
    return {"STEWARD_HOME": str(folder / "home")}


def _url_is_nonsense(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": "garbage"}


def _url_is_another_database(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": "mysql://root@127.0.0.1/x"}


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (_home_is_a_file, 2),
        (_store_is_no_database, 4),
        (_url_is_nonsense, 2),
        (_url_is_another_database, 2),
    ],
)
def test_a_broken_place_is_one_sentence_and_the_doctor_says_it_too(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    broken: Callable[[Path], dict[str, str]],
    code: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    for key, value in broken(tmp_path).items():
        monkeypatch.setenv(key, value)

    with pytest.raises(StewardError) as raised:
        _ask("which accounts are at risk?")
    assert exit_code(raised.value) == code
    assert examine() == 4
    assert "fault" in capsys.readouterr().out


def test_an_unknown_model_is_one_sentence(workspace: Path) -> None:
    with pytest.raises(NotConfigured, match="builtin"):
        ask_once("hi", MAYA, as_json=False, model="foo", thread=None, today=TODAY)


@pytest.mark.parametrize("line", ['{"question": 5, "as": "a@b.c"}', '{"as": "a@b.c"}', "[]", "5"])
def test_a_line_that_is_no_question_is_said_and_the_next_is_answered(
    workspace: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    good = json.dumps({"question": "hi", "as": MAYA})

    ask_lines(io.StringIO(f"{line}\n{good}\n"), default_email="", model="builtin")

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert "question" in first["error"]
    assert second["text"]
