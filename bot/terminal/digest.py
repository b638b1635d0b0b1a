"""`steward draft digest`: an answer as a file."""

import json
import re
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.answer import Answer
from bot.digest import make_digest
from bot.settings import Settings
from bot.terminal.asking import code_of
from bot.wiring import Steward

_WORD = re.compile(r"[^\w]+")
_LONGEST = 60


def draft_digest(
    email: str, *, out: Path | None, model: str | None, today: date | None, as_json: bool
) -> int:
    """Write the week's digest of this person; return the exit code."""
    steward = Steward(Settings())
    made = make_digest(steward.agent(model), steward.desk(email, today=today))
    name = f"digest-{slug(email.split('@')[0])}-{made.week.key}"
    return _write(steward, made.answer, name, out, as_json=as_json)


def slug(name: str) -> str:
    """A name as part of a file's name: letters and digits of any script, joined by dashes."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _WORD.sub("-", plain).strip("-_")[:_LONGEST] or "account"


def _write(steward: Steward, answer: Answer, name: str, out: Path | None, *, as_json: bool) -> int:
    if answer.trouble:
        print(answer.text, file=sys.stderr)  # noqa: T201
        return code_of(answer)
    folder = out or steward.settings.home / "out"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text(answer.text + "\n", encoding="utf-8")
    answer = replace(answer, attachments=(str(path), *answer.attachments))
    if as_json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))  # noqa: T201
        return 0
    print(answer.text)  # noqa: T201
    for attached in answer.attachments:
        print(attached)  # noqa: T201
    return 0
