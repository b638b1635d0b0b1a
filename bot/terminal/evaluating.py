"""`steward eval`: the golden questions over the sample world, and the scorecard."""

import json
import sys
from pathlib import Path

from bot.golden.asking import Scored, ask_all, sample_workspace
from bot.golden.bars import BUILTIN, load_bars
from bot.golden.card import card, card_json, missed
from bot.golden.questions import AT, Golden, golden_questions
from bot.settings import Settings
from bot.terminal.show import console, print_markdown
from bot.wiring import Steward
from knowledge.errors import BadInput


def evaluate(
    *,
    model: str | None,
    only: str,
    email: str,
    home: Path | None,
    as_json: bool,
    show_held: bool,
) -> int:
    """Ask, print the scorecard, return 1 where a bar of bars.toml isn't reached."""
    questions = chosen(golden_questions(), only, email)
    bars = load_bars()
    with sample_workspace(home, Steward(Settings())) as steward:
        scored = ask_all(steward, questions, bars, model or BUILTIN, _progress)
    _clear()
    if as_json:
        print(json.dumps(card_json(scored, bars), ensure_ascii=False, indent=2))  # noqa: T201
    elif sys.stdout.isatty():
        print_markdown(console(), card(scored, bars, show_held=show_held))
    else:
        print(card(scored, bars, show_held=show_held))  # noqa: T201
    return 1 if missed(scored, bars) else 0


def chosen(questions: list[Golden], only: str, email: str) -> list[Golden]:
    """Those whose kind or id begins with `only`, or that need the tool of that name; asked by
    this person ("maya", or the whole e-mail) where one is named. Raises BadInput for none."""
    asker = email if "@" in email or not email else f"{email}{AT}"
    found = [
        golden
        for golden in questions
        if (not only or golden.id.startswith(only) or _needs(golden, only))
        and asker in ("", golden.email)
    ]
    if not found:
        kinds = ", ".join(dict.fromkeys(golden.kind for golden in questions))
        raise BadInput(
            f"No golden question is of {only or 'any kind'!r} and asked by "
            f"{email or 'anybody'!r}: name a kind ({kinds}), a tool or an id."
        )
    return found


def _needs(golden: Golden, tool: str) -> bool:
    return any(tool in expected.tools for expected in golden.calls)


def _progress(found: Scored) -> None:
    if sys.stderr.isatty():
        mark = "ok" if found.is_right else "wrong"
        print(f"\r\033[K{mark:6}{found.golden.id}", end="", file=sys.stderr)  # noqa: T201


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)  # noqa: T201
