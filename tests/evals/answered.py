"""Real answers to hold the checker against: the built-in model's, over the sample world.

The questions are those of `phrasings*.jsonl`, each about an account of its asker's book. Run as

    python -m tests.evals.answered [--home DIR] [--most N]

for the share of an untouched answer's mentions that the checker flags, and each of them.
"""

import argparse
import json
import pickle
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bot.checker import check
from bot.checker.layout import plain
from bot.checker.mentions import mentions
from bot.seat import Seat
from bot.settings import Settings
from bot.terminal.demo import HISTORY_WEEKS
from bot.terminal.importing import load
from bot.terminal.upkeep import refresh_weeks
from bot.wiring import Steward
from knowledge.facts import Fact
from knowledge.sample import make_world, write_world
from knowledge.store.schema import migrate

HERE = Path(__file__).parent
ASKERS = ("maya", "tom", "priya", "jonas", "ewa", "daniel", "renata")
_NAMED = re.compile(
    r"\b(?:northwind|halden|brightwell|orca|kestrel|tallis|verity|globex|acme|initech|lumen|quanta"
    r"|sable|zephyr|ostrava|meridian|3fold|maple street|maple st|blue harbou?r|pine & poe"
    r"|umbrella)(?: (?:labs|freight|clinics|payments|aerospace|energy|foods|corp(?:oration)?|gmbh"
    r"|& partners|retail group|insurance|analytics|steel|health|systems|bank|logistics))?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Answered:
    """One answer: its text, the facts under it, and the accounts that its asker may name."""

    question: str
    tools: tuple[str, ...]
    text: str
    facts: tuple[Fact, ...]
    accounts: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many mentions the text has."""
        return len(mentions(plain(self.text)))


def main() -> int:
    """Print what is flagged in the answers as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="where the world is kept for the next run")
    parser.add_argument("--most", type=int, default=1000, help="how many questions to ask")
    options = parser.parse_args()
    found = answers(options.home, options.most)
    flagged = 0
    for answer in found:
        for finding in check(answer.text, answer.facts, accounts=answer.accounts):
            flagged += 1
            around = answer.text[max(0, finding.start - 90) : finding.end + 40].replace("\n", "⏎")
            say(f"{answer.tools} {finding.kind} {finding.text!r}: {finding.reason} | {around}")
    size = sum(answer.size for answer in found)
    say(f"{len(found)} answers, {size} mentions, {flagged} flagged ({flagged / size:.2%})")
    return 0


def answers(home: Path | None, most: int) -> list[Answered]:
    """The answers with figures; made once where there is a home to keep them in."""
    if home is None:
        with tempfile.TemporaryDirectory() as folder:
            return list(islice(_made(Path(folder)), most))
    home.mkdir(parents=True, exist_ok=True)
    kept = home / f"answered-{most}.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(list(islice(_made(home), most))))
    found: list[Answered] = pickle.loads(kept.read_bytes())
    return found


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def _made(home: Path) -> Iterator[Answered]:
    steward = _steward(home)
    agent = steward.agent("builtin")
    seats = [Seat.at(steward.desk(f"{asker}@ledgerloom.example")) for asker in ASKERS]
    names = {seat.desk.viewer.id: cycle(seat.accounts) for seat in seats}
    for question, seat in zip(_questions(), cycle(seats), strict=False):
        name = next(names[seat.desk.viewer.id])
        asked = _NAMED.sub(lambda _, name=name: name, question)  # type: ignore[misc]
        answer = agent.ask(asked, seat.desk)
        if answer.facts:
            called = tuple(call["name"] for call in answer.tools)
            yield Answered(asked, called, answer.text, answer.facts, seat.accounts)


def _questions() -> list[str]:
    lines = [
        line
        for name in ("phrasings.jsonl", "phrasings_fresh.jsonl")
        for line in (HERE / name).read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line)["q"] for line in lines]


def _steward(home: Path) -> Steward:
    steward = Steward(Settings(home=home))
    if not (home / "done").exists():
        write_world(make_world(), home / "sample")
        migrate(steward.store)
        load(steward, home / "sample")
        refresh_weeks(steward, HISTORY_WEEKS)
        (home / "done").touch()
    return steward


if __name__ == "__main__":
    sys.exit(main())
