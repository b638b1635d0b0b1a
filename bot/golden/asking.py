"""Asks golden questions of the sample world, and has the answers judged."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answer import Answer
from bot.golden.bars import Bars
from bot.golden.questions import Golden
from bot.golden.score import Fault, Judge
from bot.golden.truth import truth_of
from bot.terminal.demo import make_sample
from bot.wiring import Steward
from knowledge.store.schema import HEAD, current


@dataclass(frozen=True, slots=True)
class Scored:
    """One golden question answered and judged; `first_ms` until the first text was shown."""

    golden: Golden
    answer: Answer
    faults: tuple[Fault, ...]
    first_ms: int

    @property
    def is_right(self) -> bool:
        return not self.faults


@contextmanager
def sample_workspace(home: Path | None, steward: Steward) -> Iterator[Steward]:
    """A Steward with these settings over the sample world, in `home`, made where it isn't there;
    without one in a folder that is gone afterwards."""
    if home is None:
        with TemporaryDirectory() as folder, sample_workspace(Path(folder), steward) as made:
            yield made
        return
    home.mkdir(parents=True, exist_ok=True)
    made = Steward(steward.settings.model_copy(update={"home": home, "database_url": ""}))
    if current(made.store) != HEAD:
        make_sample(made)
    yield made
    made.store.close()


def ask_all(
    steward: Steward,
    questions: Sequence[Golden],
    bars: Bars,
    model: str | None = None,
    on_answer: Callable[[Scored], None] = lambda _: None,
) -> list[Scored]:
    """Ask each question, with those before it in one thread, and judge the last answer."""
    today = steward.today_now()
    scored = []
    with truth_of(steward.settings.home, today) as truth:
        judge = Judge(truth, bars, today, steward.company)
        for golden in questions:
            answer, first_ms = _asked(steward, golden, model)
            found = Scored(golden, answer, tuple(judge.faults(golden, answer)), first_ms)
            on_answer(found)
            scored.append(found)
    return scored


def _asked(steward: Steward, golden: Golden, model: str | None) -> tuple[Answer, int]:
    agent, thread = steward.agent(model), None
    for earlier in golden.before:
        thread = agent.ask(earlier, steward.desk(golden.email), thread=thread).thread
    started = time.perf_counter()
    shown: list[float] = []

    def show(text: str) -> None:
        if text and not shown:
            shown.append(time.perf_counter())

    answer = agent.ask(golden.ask, steward.desk(golden.email), thread=thread, on_text=show)
    first = shown[0] if shown else time.perf_counter()
    return answer, round((first - started) * 1000)
