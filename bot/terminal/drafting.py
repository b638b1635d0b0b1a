"""`steward draft`: one tool's deliverable, its text on the screen and its files in a folder."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.terminal.asking import code_of
from bot.terminal.show import console, print_markdown
from bot.wiring import Steward


def draft_with(
    tool: str,
    arguments: Mapping[str, Any],
    email: str,
    *,
    out: Path | None,
    as_json: bool,
    model: str | None,
    today: date | None,
) -> int:
    """Draft, print the text and where the files are; return the exit code.

    3 also where the draft is held: its reason is printed, and no file is written.
    """
    steward = Steward(Settings())
    given = {name: value for name, value in arguments.items() if value is not None}
    agent = steward.agent(model, out=out)
    answer = agent.carry_out(tool, given, steward.desk(email, today=today))
    if as_json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))  # noqa: T201
    elif answer.trouble:
        print(answer.text, file=sys.stderr)  # noqa: T201
    else:
        _print(answer.text, answer.attachments)
    return code_of(answer) or (3 if any(draft.held for draft in answer.drafts) else 0)


def _print(text: str, files: tuple[str, ...]) -> None:
    if sys.stdout.isatty():
        print_markdown(console(), text)
    else:
        print(text)  # noqa: T201
    for path in files:
        print(f"Written: {path}", file=sys.stderr)  # noqa: T201
