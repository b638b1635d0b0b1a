"""The one loop: a question in, tools called, the answer written and checked. Every front asks here.

Only this module talks to a model. The built-in one takes the same way as any other.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from bot.answer import Answer, Step, Usage, fact_json
from bot.builtin.model import NAME as BUILTIN
from bot.builtin.model import BuiltinModel
from bot.builtin.router import Call
from bot.faults import ModelFault, Withheld, said_of
from bot.guard import Guard
from bot.history import history
from bot.limits import Limits, Spend
from bot.links import GONE, without_links
from bot.mending import Settled, facts_of, mended, settled, untraced
from bot.running import Listener, Stopped, run, run_in_time
from bot.seat import Seat
from bot.shortlist import likely_tools, named_accounts
from bot.tokens import chat_counter
from bot.toolbox import DESCRIBE, toolbox
from knowledge.facts import Fact
from knowledge.store.threads import Turn, new_thread, remember, turns_of
from tools.desk import Desk
from tools.result import Result, Trouble
from tools.show import escape

logger = logging.getLogger(__name__)

# Twice what the limits let through: the graph's own brake is the last one.
_GRAPH_STEPS = 60


class Agent:
    """Answers questions with one model, and with the built-in one where that fails."""

    def __init__(
        self,
        model: BaseChatModel | ModelFault,
        name: str,
        builtin: BuiltinModel,
        limits: Limits | None = None,
        count: Callable[[str], int] | None = None,
    ) -> None:
        """`name` is how answers call the model, such as "openai:gpt-5.2" or "builtin".

        A ModelFault in place of a model says why there is none; the built-in one answers then.
        """
        self.name = name
        self._router = builtin.router
        self._limits = limits or Limits()
        self._count = count or chat_counter(None)
        self._builtin = _graph(builtin)
        self._model = model
        self._graph = None if isinstance(model, BuiltinModel | ModelFault) else _graph(model)

    def ask(
        self,
        question: str,
        desk: Desk,
        *,
        thread: str | None = None,
        on_step: Callable[[Step], None] = lambda _: None,
        on_text: Callable[[str], None] | None = None,
        is_stopped: Callable[[], bool] | None = None,
    ) -> Answer:
        """One checked answer. A thread goes on where its asker left it; else a new one begins.

        `on_text` is called with the text so far while a model writes it, before it is checked.
        Raises Stopped, and remembers nothing, once `is_stopped` says that nobody wants it.
        """
        started = time.perf_counter()
        key = thread or new_thread()
        earlier = turns_of(desk.store, key, desk.viewer.id) if thread else []
        messages = [*history(earlier), HumanMessage(question)]
        listener = Listener(on_step, on_text, is_stopped)
        new, seat, fault = self._replied(messages, Seat.at(desk), listener, earlier)
        name = BUILTIN if fault else self.name
        footer = _outage(self.name, fault) if fault else ""
        answer = _answer(new, seat, name=name, footer=footer, thread=key)
        turn = _remember(question, answer, desk)
        return replace(answer, turn=turn, elapsed_ms=round((time.perf_counter() - started) * 1000))

    def _replied(
        self,
        messages: list[BaseMessage],
        seat: Seat,
        listener: Listener,
        earlier: Sequence[Turn],
    ) -> tuple[list[BaseMessage], Seat, Exception | None]:
        """What the question added, and why the built-in model wrote it where it stepped in."""
        if self._graph is None:
            fault = self._model if isinstance(self._model, ModelFault) else None
            return run(self._builtin, messages, seat, listener), seat, fault
        spend = Spend(self._limits)
        seat = replace(seat, spend=spend, count=self._count)
        try:
            seat = self._seat(seat, str(messages[-1].text), earlier)
            graph, known = self._graph, seat
            new = mended(
                run_in_time(graph, messages, known, listener),
                known,
                lambda more: run_in_time(graph, [*messages, *more], known, listener),
            )
            return new, seat, None
        except Stopped:
            raise
        except Exception as error:
            return run(self._builtin, messages, seat, listener), seat, error

    def _seat(self, seat: Seat, question: str, earlier: Sequence[Turn]) -> Seat:
        """The seat as this model has it. Raises Withheld where it may not read the question."""
        seat = seat.before(self.name)
        last = next((turn for turn in reversed(earlier) if turn.calls), None)
        shown = last.accounts if last else ()
        if seat.withheld:
            named = set(named_accounts(question, seat, shown)) & set(seat.withheld)
            if named:
                raise Withheld(tuple(sorted(named)))
        previous = [Call(call["name"], dict(call["args"])) for call in last.calls] if last else []
        return replace(seat, likely=likely_tools(question, seat, self._router, previous, shown))


def _graph(model: BaseChatModel) -> Any:
    return create_agent(model, toolbox(), middleware=[Guard()], context_schema=Seat).with_config(
        recursion_limit=_GRAPH_STEPS
    )


def _answer(new: list[BaseMessage], seat: Seat, *, name: str, footer: str, thread: str) -> Answer:
    found = [m.artifact for m in new if isinstance(m, ToolMessage) and m.artifact is not None]
    results = [artifact for artifact in found if isinstance(artifact, Result)]
    troubles = [artifact for artifact in found if isinstance(artifact, Trouble)]
    facts = _numbered(facts_of(new))
    shown = [n for result in results for n in result.accounts]
    shown += [n for trouble in troubles for n in trouble.names]
    told = _told(new, facts, seat, is_ours=name == BUILTIN, has_results=bool(found))
    return Answer(
        text=told.text + footer,
        tools=tuple(_calls(new)),
        facts=facts,
        tables=tuple(table for result in results for table in result.tables),
        charts=tuple(chart for result in results for chart in result.charts),
        sources=tuple(dict.fromkeys(s for result in results for s in result.sources)),
        untraced=told.untraced,
        accounts=tuple(dict.fromkeys(shown)),
        model=name,
        usage=_usage(seat.spend),
        elapsed_ms=0,
        as_of=seat.desk.today,
        thread=thread,
        trouble=troubles[0].kind if troubles and not results else "",
    )


def _told(
    new: list[BaseMessage], facts: Sequence[Fact], seat: Seat, *, is_ours: bool, has_results: bool
) -> Settled:
    """The text as it may be shown: ours as it is, a model's without addresses, held and marked."""
    if is_ours:
        return Settled(str(new[-1].text).strip(), untraced(new, seat) if has_results else ())
    values = [fact.value for fact in facts if isinstance(fact.value, str)]
    names = (*seat.accounts, *values)
    text = without_links(str(new[-1].text).strip(), names).strip()
    told = settled([*new[:-1], AIMessage(text or GONE)], seat)
    return told if told.untraced else Settled(without_links(told.text, names).strip(), ())


def _numbered(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    unique = dict.fromkeys(facts)
    return tuple(replace(fact, id=f"f{index}") for index, fact in enumerate(unique, start=1))


def _calls(new: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    made = [call for message in new for call in getattr(message, "tool_calls", None) or ()]
    return [{"name": c["name"], "args": c["args"]} for c in made if c["name"] != DESCRIBE]


def _usage(spend: Spend) -> Usage:
    return Usage(spend.prompt_tokens, spend.completion_tokens, spend.estimated)


def _outage(name: str, error: Exception) -> str:
    if isinstance(error, Withheld):
        which = ", ".join(error.accounts)
        return f"\n\n_{name} may not read of {escape(which)}; the built-in model wrote this._"
    reference = uuid.uuid4().hex[:8]
    logger.warning("model %s failed [%s]: %s", name, reference, error, exc_info=error)
    said = f"{name} didn't answer: it {said_of(error)} (reference {reference})"
    return f"\n\n_{said}; the built-in model wrote this._"


def _remember(question: str, answer: Answer, desk: Desk) -> int:
    turn = Turn(question, answer.text, answer.tools, answer.accounts)
    facts = [fact_json(fact) for fact in answer.facts]
    return remember(desk.store, answer.thread, desk.viewer.id, turn, facts, datetime.now(UTC))
