"""The one loop: a question in, tools called, the answer written and checked. Every front asks here.

Only this module talks to a model. The built-in one takes the same way as any other.
"""

import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from bot.answer import Answer, Step, Usage, fact_json
from bot.builtin.model import NAME as BUILTIN
from bot.builtin.model import BuiltinModel
from bot.builtin.router import Call
from bot.builtin.writer import write_one
from bot.data_rules import DataRules
from bot.documents import write_files
from bot.faults import ModelFault, Withheld, said_of
from bot.guard import Guard
from bot.history import history
from bot.limits import Limits, Spend
from bot.links import GONE, without_links
from bot.mending import Settled, artifacts_of, facts_of, mended, settled, untraced, words_of
from bot.own_conversations import delete_own, wanted
from bot.running import Listener, Stopped, run, run_in_time
from bot.seat import Seat
from bot.shortlist import likely_tools, named_accounts
from bot.tokens import chat_counter
from bot.toolbox import DESCRIBE, called_by_name, toolbox
from bot.withholding import unread
from bot.words import Writing, with_drafts, worded_drafts
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
        out: Path | None = None,
        rules: DataRules | None = None,
    ) -> None:
        """`name` is how answers call the model, such as "openai:gpt-5.2" or "builtin".

        A ModelFault in place of a model says why there is none; the built-in one answers then.
        Files of deliverables go into `out`; without it none is made.
        `rules` are the data policy's, of what it may not read.
        """
        self.name = name
        self._router = builtin.router
        self._limits = limits or Limits()
        self._count = count or chat_counter(None)
        self._rules = rules or DataRules()
        self._builtin = _graph(builtin)
        self._model: Any = model
        self._graph = None if isinstance(model, BuiltinModel | ModelFault) else _graph(model)
        self._out = out

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
        Asked to forget the asker's conversations, no model reads it and nothing is remembered.
        Raises Stopped, and remembers nothing, once `is_stopped` says that nobody wants it.
        """
        started = time.perf_counter()
        if forgotten := wanted(question):
            return _said(delete_own(forgotten, desk, thread), desk, thread or new_thread())
        key = thread or new_thread()
        earlier = turns_of(desk.store, key, desk.viewer.id) if thread else []
        messages = [*history(earlier), HumanMessage(question)]
        listener = Listener(on_step, on_text, is_stopped)
        new, seat, fault = self._replied(messages, Seat.at(desk), listener, earlier)
        answer = self._answered(new, seat, question, fault, key)
        turn = _remember(question, answer, desk)
        return replace(answer, turn=turn, elapsed_ms=_since(started))

    def carry_out(self, tool: str, arguments: Mapping[str, Any], desk: Desk) -> Answer:
        """One tool's answer without a question: what a command asked for by its name."""
        started = time.perf_counter()
        seat = replace(Seat.at(desk), spend=Spend(self._limits), count=self._count)
        fault = self._model if isinstance(self._model, ModelFault) else None
        if self._graph is not None:
            seat = seat.before(self.name, self._rules)
        called = called_by_name(tool, arguments, seat)
        answer = self._answered(called, seat, f"{tool}, from the terminal", fault, new_thread())
        return replace(answer, elapsed_ms=_since(started))

    def _answered(
        self,
        new: list[BaseMessage],
        seat: Seat,
        question: str,
        fault: Exception | None,
        thread: str,
    ) -> Answer:
        """The answer that the messages make, with the words and the files of its drafts.

        Where the data policy keeps sources or fields from the model, drafts have our words.
        """
        may_write = self._graph is not None and fault is None and not seat.held.rule
        model = self._model if may_write else None
        writing = worded_drafts(_results(new), question, seat, model)
        fault = fault or writing.fault
        name = BUILTIN if fault else self.name
        footer = _outage(self.name, fault) if fault else unread(seat.held, self.name)
        answer = _answer(new, seat, writing, name=name, footer=footer, thread=thread)
        return replace(answer, attachments=write_files(writing.drafts, self._out))

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
            new = run_in_time(graph, messages, known, listener)
            if isinstance(new[-1], AIMessage):
                new = mended(
                    new, known, lambda more: run_in_time(graph, [*messages, *more], known, listener)
                )
            return new, seat, None
        except Stopped:
            raise
        except Exception as error:
            return run(self._builtin, messages, seat, listener), seat, error

    def _seat(self, seat: Seat, question: str, earlier: Sequence[Turn]) -> Seat:
        """The seat as this model has it. Raises Withheld where it may not read the question."""
        seat = seat.before(self.name, self._rules)
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


def _since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)


def _answer(
    new: list[BaseMessage],
    seat: Seat,
    writing: Writing,
    *,
    name: str,
    footer: str,
    thread: str,
) -> Answer:
    results, troubles = _results(new), _troubles(new)
    facts = _numbered(facts_of(new))
    shown = [n for result in results for n in result.accounts]
    shown += [n for trouble in troubles for n in trouble.names]
    told = with_drafts(
        _told(new, facts, seat, is_ours=name == BUILTIN, has_results=bool(results)),
        writing,
        facts,
        seat,
    )
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
        drafts=writing.drafts,
        picks=tuple(pick for result in results for pick in result.picks),
    )


def _results(new: Sequence[BaseMessage]) -> list[Result]:
    return [artifact for artifact in artifacts_of(new) if isinstance(artifact, Result)]


def _troubles(new: Sequence[BaseMessage]) -> list[Trouble]:
    return [artifact for artifact in artifacts_of(new) if isinstance(artifact, Trouble)]


def _said(text: str, desk: Desk, thread: str) -> Answer:
    """An answer that no tool and no model had a part in."""
    nothing: tuple[Any, ...] = ()
    return Answer(
        text, nothing, nothing, nothing, nothing, nothing, nothing, nothing, BUILTIN, Usage(), 0,
        desk.today, thread,
    )  # fmt: skip


def _told(
    new: list[BaseMessage], facts: Sequence[Fact], seat: Seat, *, is_ours: bool, has_results: bool
) -> Settled:
    """The text as it may be shown: ours as it is, a model's without addresses, held and marked.

    Where a tool ended the loop there are no words but ours: the drafts come below them.
    """
    if isinstance(new[-1], ToolMessage):
        parts = [trouble.message for trouble in _troubles(new)]
        parts += [write_one(r) for r in _results(new) if not r.drafts]
        return Settled("\n\n".join(parts), ())
    if is_ours:
        return Settled(str(new[-1].text).strip(), untraced(new, seat) if has_results else ())
    values = [fact.value for fact in facts if isinstance(fact.value, str)]
    text = without_links(words_of(new, seat), (*seat.accounts, *values)).strip()
    return settled([*new[:-1], AIMessage(text or GONE)], seat)


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
    turn = Turn(question, answer.text, answer.tools, answer.accounts, answer.picks)
    facts = [fact_json(fact) for fact in answer.facts]
    return remember(desk.store, answer.thread, desk.viewer.id, turn, facts, datetime.now(UTC))
