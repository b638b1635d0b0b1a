"""The drafts of one question: their words from the model that answers, or from the built-in one."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from bot.builtin.writer import write_one
from bot.checker import Finding, check
from bot.drafting import Ask, Drafted, drafted
from bot.guard import Guard
from bot.masking import Mask
from bot.mending import Settled
from bot.running import Listener, run_in_time
from bot.seat import Seat
from knowledge.facts import Fact
from tools.draft import Draft
from tools.result import Result

# A model writes so many drafts of one question side by side.
MOST_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Writing:
    """Results with their drafts worded, and why the built-in words took a model's place."""

    of: tuple[tuple[Result, tuple[Drafted, ...]], ...]
    fault: Exception | None = None

    @property
    def drafts(self) -> tuple[Drafted, ...]:
        return tuple(draft for _, drafts in self.of for draft in drafts)


def worded_drafts(
    results: Sequence[Result], question: str, seat: Seat, model: BaseChatModel | None
) -> Writing:
    """Words for every draft of the results; a model that fails leaves the rest to ours."""
    with_any = [result for result in results if result.drafts]
    if not with_any:
        return Writing(())
    count = sum(len(result.drafts) for result in with_any)
    ask = _asking(model, question, seat, count) if model else None
    todo = [(draft, result.today) for result in with_any for draft in result.drafts]
    with ThreadPoolExecutor(MOST_AT_ONCE if ask else 1) as pool:
        done = list(pool.map(lambda of: _worded(of[0], of[1], seat, ask), todo))
    fault = next((fault for _, fault in done if fault), None)
    drafts = iter([draft for draft, _ in done])
    of = tuple((r, tuple(islice(drafts, len(r.drafts)))) for r in with_any)
    return Writing(of, fault)


def _worded(
    draft: Draft, today: date, seat: Seat, ask: Ask | None
) -> tuple[Drafted, Exception | None]:
    """The draft with its words, and why the built-in ones took a model's place, if they did."""
    if ask is None:
        return drafted(draft, today, seat.accounts), None
    try:
        return drafted(draft, today, seat.accounts, ask), None
    except Exception as error:
        return drafted(draft, today, seat.accounts), error


def with_drafts(told: Settled, writing: Writing, facts: Sequence[Fact], seat: Seat) -> Settled:
    """The answer's words with the drafts below them, as a front shows them.

    The drafts' own words were held place by place; what stands around them is held here.
    """
    if not writing.of:
        return told
    shown = "\n\n".join(write_one(result, drafts) for result, drafts in writing.of)
    around = "\n\n".join(write_one(r, [_wordless(d) for d in drafts]) for r, drafts in writing.of)
    text = f"{told.text}\n\n{shown}" if told.text else shown
    found = [finding for draft in writing.drafts for finding in draft.untraced]
    found += check(around, facts, accounts=seat.accounts)
    return Settled(text, (*told.untraced, *(_in(text, finding) for finding in found)))


def _wordless(drafted: Drafted) -> Drafted:
    """The draft as a front shows it, with a word in place of each text."""
    texts = {name: "–" for name, text in drafted.texts.items() if text}
    return replace(drafted, texts=texts, held=("–",) if drafted.held else ())


def _in(text: str, finding: Finding) -> Finding:
    """The finding where its words stand in the whole text."""
    start = max(text.find(finding.text), 0)
    return replace(finding, start=start, end=start + len(finding.text))


def _asking(model: BaseChatModel, question: str, seat: Seat, drafts: int) -> Ask:
    """Asks the model for words, within limits that grow with the drafts and on the same spend."""
    graph = create_agent(model, [], middleware=[Guard()], context_schema=Seat)
    limits = seat.spend.limits
    more = replace(
        limits,
        model_calls=limits.model_calls * drafts,
        tokens=limits.tokens * drafts,
        seconds=limits.seconds * min(drafts, 4),
    )
    seat.spend.allow(more)

    def ask(draft: Draft, order: str) -> str:
        at = replace(seat, brief=draft.kind, mask=Mask())
        message = HumanMessage(f"The CSM asked: {question}\n\n{order}")
        return str(run_in_time(graph, [message], at, Listener())[-1].text)

    return ask
