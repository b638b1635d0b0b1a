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
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from bot.answer import Answer, Step, Usage, fact_json
from bot.builtin.model import NAME as BUILTIN
from bot.builtin.model import BuiltinModel
from bot.mending import Settled, facts_of, mended, settled, untraced
from bot.seat import Seat
from bot.toolbox import toolbox
from knowledge.facts import Fact
from knowledge.store.threads import Turn, new_thread, remember, turns_of
from prompts import Prompt, load
from tools import TOOLS
from tools.desk import Desk
from tools.result import Result, Trouble

logger = logging.getLogger(__name__)

MOST_STEPS = 12
ROLES = {
    "csm": "a CSM",
    "manager": "a manager of CSMs",
    "operations": "in customer success operations",
    "member": "on account teams",
}


class Agent:
    """Answers questions with one model, and with the built-in one where that fails."""

    def __init__(self, model: BaseChatModel, name: str, builtin: BuiltinModel) -> None:
        """`name` is how answers call the model, such as "openai:gpt-5.2" or "builtin"."""
        self.name = name
        self._builtin = _graph(builtin)
        self._graph = self._builtin if model is builtin else _graph(model)

    def ask(
        self,
        question: str,
        desk: Desk,
        *,
        thread: str | None = None,
        on_step: Callable[[Step], None] = lambda _: None,
    ) -> Answer:
        """One checked answer. A thread goes on where its asker left it; else a new one begins."""
        started = time.perf_counter()
        key = thread or new_thread()
        earlier = turns_of(desk.store, key, desk.viewer.id) if thread else []
        seat = Seat.at(desk)
        messages = [*_history(earlier), HumanMessage(question)]
        name, footer = self.name, ""
        try:
            new = _run(self._graph, messages, seat, on_step)
            if self._graph is not self._builtin:
                new = mended(
                    new, seat, lambda more: _run(self._graph, [*messages, *more], seat, on_step)
                )
        except Exception as error:
            if self._graph is self._builtin:
                raise
            name, footer = BUILTIN, _outage(self.name, error)
            new = _run(self._builtin, messages, seat, on_step)
        answer = _answer(new, seat, name=name, footer=footer, thread=key)
        _remember(question, answer, desk)
        return replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000))


class _Briefing(AgentMiddleware[Any, Seat]):
    """Tells the model who asks, on which day: the built-in one by value, others in the prompt."""

    def wrap_model_call(
        self,
        request: ModelRequest[Seat],
        handler: Callable[[ModelRequest[Seat]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        seat = request.runtime.context
        if isinstance(request.model, BuiltinModel):
            known = {
                "company": seat.desk.company,
                "today": seat.desk.today,
                "accounts": seat.accounts,
                "csms": seat.csms,
            }
            return handler(request.override(model=request.model.model_copy(update=known)))
        return handler(request.override(system_message=SystemMessage(_system_prompt(seat))))


def _graph(model: BaseChatModel) -> Any:
    return create_agent(
        model, toolbox(), middleware=[_Briefing()], context_schema=Seat
    ).with_config(recursion_limit=2 * MOST_STEPS)


def _history(earlier: Sequence[Turn]) -> list[BaseMessage]:
    messages: list[BaseMessage] = []
    for turn in earlier:
        kept = {"calls": turn.calls, "accounts": turn.accounts}
        messages.append(HumanMessage(turn.question))
        messages.append(AIMessage(turn.answer, additional_kwargs={"steward": kept}))
    return messages


def _run(
    graph: Any, messages: list[BaseMessage], seat: Seat, on_step: Callable[[Step], None]
) -> list[BaseMessage]:
    """The messages that the question added. Raises where the model gave no answer."""
    new: list[BaseMessage] = []
    for update in graph.stream({"messages": messages}, context=seat, stream_mode="updates"):
        for part in update.values():
            added = (part or {}).get("messages", [])
            new.extend(added)
            for message in added:
                for call in getattr(message, "tool_calls", None) or ():
                    if call["name"] in TOOLS:
                        on_step(Step(call["name"], TOOLS[call["name"]].says))
    if not new or not isinstance(new[-1], AIMessage) or not str(new[-1].text).strip():
        raise RuntimeError("the model gave an empty answer")
    return new


def _answer(new: list[BaseMessage], seat: Seat, *, name: str, footer: str, thread: str) -> Answer:
    found = [m.artifact for m in new if isinstance(m, ToolMessage) and m.artifact is not None]
    results = [artifact for artifact in found if isinstance(artifact, Result)]
    troubles = [artifact for artifact in found if isinstance(artifact, Trouble)]
    facts = _numbered(facts_of(new))
    if name == BUILTIN:
        told = Settled(str(new[-1].text).strip(), untraced(new, seat) if found else ())
    else:
        told = settled(new, seat)
    return Answer(
        text=told.text + footer,
        tools=tuple(_calls(new)),
        facts=facts,
        tables=tuple(table for result in results for table in result.tables),
        charts=tuple(chart for result in results for chart in result.charts),
        sources=tuple(dict.fromkeys(s for result in results for s in result.sources)),
        untraced=told.untraced,
        accounts=tuple(dict.fromkeys(n for result in results for n in result.accounts)),
        model=name,
        usage=_usage(new),
        elapsed_ms=0,
        as_of=seat.desk.today,
        thread=thread,
        trouble=troubles[0].kind if troubles and not results else "",
    )


def _numbered(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    unique = dict.fromkeys(facts)
    return tuple(replace(fact, id=f"f{index}") for index, fact in enumerate(unique, start=1))


def _calls(new: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    made = [call for message in new for call in getattr(message, "tool_calls", None) or ()]
    return [{"name": call["name"], "args": call["args"]} for call in made]


def _usage(new: Sequence[BaseMessage]) -> Usage:
    counts = [m.usage_metadata for m in new if isinstance(m, AIMessage) and m.usage_metadata]
    return Usage(
        sum(count["input_tokens"] for count in counts),
        sum(count["output_tokens"] for count in counts),
    )


def _outage(name: str, error: Exception) -> str:
    reference = uuid.uuid4().hex[:8]
    logger.warning("model %s failed [%s]: %s", name, reference, error, exc_info=error)
    return f"\n\n_{name} didn't answer (reference {reference}); the built-in model wrote this._"


def _remember(question: str, answer: Answer, desk: Desk) -> None:
    turn = Turn(question, answer.text, answer.tools, answer.accounts)
    facts = [fact_json(fact) for fact in answer.facts]
    remember(desk.store, answer.thread, desk.viewer.id, turn, facts, datetime.now(UTC))


def _system_prompt(seat: Seat) -> str:
    desk = seat.desk
    others = len(desk.audience)
    return load(
        Prompt.SYSTEM,
        today=desk.today.isoformat(),
        weekday=f"{desk.today:%A}",
        fiscal_year_start=desk.company.fiscal_year_start,
        currency=desk.company.currency,
        viewer=desk.viewer.name,
        role=ROLES.get(desk.viewer.role, "a colleague"),
        accounts=len(seat.accounts),
        readers=f"{others} others will read the answer." if others else "Only they will read it.",
    )
