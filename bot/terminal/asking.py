"""`steward ask`: one question, or many in one process."""

import json
import sys
from datetime import date
from typing import Any, TextIO

from bot.answer import Answer
from bot.exits import exit_code
from bot.settings import Settings
from bot.terminal.show import console, print_markdown
from bot.wiring import Steward
from knowledge.errors import StewardError

_NOT_FOUND = ("AccountNotFound", "AmbiguousAccount", "NotAllowed", "PersonNotFound", "Adjust")


def ask_once(
    question: str,
    email: str,
    *,
    as_json: bool,
    model: str | None,
    thread: str | None,
    today: date | None,
) -> int:
    """Ask, print the answer, return the exit code."""
    steward = Steward(Settings())
    desk = steward.desk(email, today=today)
    answer = steward.agent(model).ask(question, desk, thread=thread)
    if as_json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))  # noqa: T201
    if answer.trouble:
        print(answer.text, file=sys.stderr)  # noqa: T201
    elif not as_json:
        _print(answer)
    return code_of(answer)


def ask_lines(lines: TextIO, *, default_email: str, model: str | None) -> int:
    """Answer each line's question in this one process; one answer object a line."""
    steward = Steward(Settings())
    worst = 0
    for line in lines:
        if not line.strip():
            continue
        reply, code = _answer_line(steward, line, default_email, model)
        print(json.dumps(reply, ensure_ascii=False), flush=True)  # noqa: T201
        worst = max(worst, code)
    return worst


def code_of(answer: Answer) -> int:
    """0 answered, 2 the words can't be understood, 3 not found or allowed, 4 the store failed."""
    if not answer.trouble:
        return 0
    if answer.trouble == "SourceUnavailable":
        return 4
    return 3 if answer.trouble in _NOT_FOUND else 2


def _answer_line(
    steward: Steward, line: str, default_email: str, model: str | None
) -> tuple[dict[str, Any], int]:
    try:
        asked = json.loads(line)
        question, email = _text(asked, "question"), _text(asked, "as", default_email)
        thread, model = _text(asked, "thread", None), _text(asked, "model", model)
        today = date.fromisoformat(asked["today"]) if asked.get("today") else None
    except (ValueError, KeyError, TypeError, AttributeError):
        wanted = '{"question": ..., "as": EMAIL} with optional thread, today, model'
        return {"error": f"This line isn't a question: {line.strip()[:80]!r}. Give {wanted}."}, 2
    try:
        desk = steward.desk(email or "", today=today)
        answer = steward.agent(model).ask(question or "", desk, thread=thread)
    except StewardError as error:
        return {"error": str(error)}, exit_code(error)
    return answer.to_json(), code_of(answer)


_REQUIRED = object()


def _text(asked: dict[str, Any], key: str, otherwise: object = _REQUIRED) -> str | None:
    """The text under a key. Raises KeyError or TypeError where it is missing or no text."""
    value = asked[key] if otherwise is _REQUIRED else asked.get(key, otherwise)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{key} isn't text")
    return value


def _print(answer: Answer) -> None:
    if not sys.stdout.isatty():
        print(answer.text)  # noqa: T201
        return
    print_markdown(console(), answer.text)
