"""`steward chat`: a conversation in the terminal."""

import sys
from datetime import date

from rich.console import Console

from bot.answer import Step
from bot.settings import Settings
from bot.terminal.show import console, print_markdown
from bot.terminal.writing import Writing
from bot.wiring import Steward
from knowledge.errors import StewardError

LEAVE = ("exit", "quit", "bye", ":q")


def converse(email: str, *, model: str | None = None, today: date | None = None) -> None:
    """Read questions until the person leaves; a follow-up knows what was shown."""
    steward = Steward(Settings())
    steward.desk(email)
    agent = steward.agent(model)
    out = console()
    out.print(f"Ask about your accounts, {email}. Leave with [bold]exit[/bold].\n")
    thread: str | None = None
    while (question := _question()) is not None:
        if not question:
            continue
        desk = steward.desk(email, today=today)
        try:
            with Writing(out) as writing:
                answer = agent.ask(
                    question,
                    desk,
                    thread=thread,
                    on_step=lambda step: _says(out, step),
                    on_text=writing.show,
                )
        except StewardError as error:
            out.print(str(error), style="red", markup=False)
            continue
        thread = answer.thread
        out.print()
        print_markdown(out, answer.text)
        out.print()


def _question() -> str | None:
    """The next line; None where the person leaves or the input ends."""
    if sys.stdin.isatty():
        import readline  # noqa: F401 - history and editing in input()
    try:
        line = input("› ").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if line.lower() in LEAVE else line


def _says(out: Console, step: Step) -> None:
    out.print(f"{step.says} …", style="bright_black")
