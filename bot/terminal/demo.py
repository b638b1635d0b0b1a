"""`steward demo`: the sample workspace and the first questions: no key, no Slack, no server."""

import shutil
import sys
from datetime import date
from pathlib import Path

from bot.settings import Settings
from bot.terminal.importing import load
from bot.terminal.show import console, print_markdown
from bot.terminal.upkeep import refresh_weeks
from bot.wiring import Steward
from knowledge.errors import BadInput
from knowledge.sample import DEMO_CSM, UNTIL, make_world, write_world
from knowledge.store.schema import HEAD, current, migrate
from knowledge.store.workspace import world_ends

HISTORY_WEEKS = 12
BUILTIN = "builtin"


def run() -> None:
    """Make the workspace where it isn't there, ask, and open a chat where there is a terminal."""
    steward = Steward(Settings())
    out = console()
    if _needs_world(steward):
        out.print("Making the sample workspace …", style="bright_black")
        make_sample(steward)
    desk = steward.desk(DEMO_CSM)
    agent = steward.agent(BUILTIN)
    out.print(f"You are {desk.viewer.name}. It is {desk.today:%A, %d %B %Y}.\n")
    first = None
    for question in _questions():
        asked = question.format(account=first.accounts[0] if first and first.accounts else "")
        answer = agent.ask(asked, desk)
        first = first or answer
        out.rule(f"[bold]{asked}", align="left")
        print_markdown(out, answer.text)
        out.print(
            f"{answer.elapsed_ms} ms, {len(answer.facts)} facts, {len(answer.untraced)} untraced\n",
            style="bright_black",
        )
    if sys.stdin.isatty() and sys.stdout.isatty():
        from bot.terminal.chat import converse

        converse(DEMO_CSM, model=BUILTIN)
        return
    out.print(f"Go on with: .venv/bin/steward chat --as {DEMO_CSM}", soft_wrap=True)


def write_sample(out: Path, *, accounts: int, months: int, seed: int, until: date | None) -> None:
    """Write a sample world's files. Raises BadInput for a folder with anything else in it."""
    _require_free(out)
    world = make_world(accounts=accounts, months=months, seed=seed, until=until or UNTIL)
    write_world(world, out)
    console().print(
        f"{accounts} accounts to {world.until.isoformat()} are in {out}.", soft_wrap=True
    )


def _require_free(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise BadInput(f"{out} is a file: name a folder for the sample world.")
    ours = (out / "workspace.toml").is_file() and (out / "truth" / "truth.jsonl").is_file()
    if not ours and any(out.iterdir()):
        raise BadInput(
            f"{out} holds other files, which the sample world would mix with or replace: "
            "name an empty folder."
        )


def _questions() -> tuple[str, ...]:
    return (
        "Which accounts are at risk?",
        "Give me the rundown on {account}",
        "Why did {account} drop?",
        "What did they say about price in the last three months?",
        "What renews next quarter?",
        "What will our competitors charge next year?",
    )


def _needs_world(steward: Steward) -> bool:
    if current(steward.store) is None:
        return True
    if current(steward.store) != HEAD:
        migrate(steward.store)
    with steward.store.read() as connection:
        if world_ends(connection) is not None:
            return False
    raise BadInput(
        f"{steward.settings.home} holds your own data, and the demo would mix with it: set "
        "STEWARD_HOME to another folder."
    )


def make_sample(steward: Steward) -> None:
    """Make the sample world in the workspace, with its health of the last weeks."""
    folder = steward.settings.home / "sample"
    shutil.rmtree(folder, ignore_errors=True)
    write_world(make_world(), folder)
    migrate(steward.store)
    load(steward, folder)
    refresh_weeks(steward, HISTORY_WEEKS)
