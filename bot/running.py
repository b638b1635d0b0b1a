"""Runs the loop's graph: steps and text are told as they come, and a deadline holds.

A model is waited for in a thread of its own: a server that sends a byte now and then keeps any
client's timeout from ending, so the time is kept here.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage

from bot.answer import Step
from bot.faults import LimitReached, Unusable
from bot.links import without_links
from bot.seat import Seat
from tools import TOOLS

# How often a question that waits for its model asks whether it is still wanted.
_ASK_SECONDS = 0.5


class Stopped(Exception):
    """The asker doesn't want the answer any more."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told: `on_step` of each tool that begins, `on_text` of the text so far, unchecked.

    The text is whole each time; it is shorter than before where the model starts again. Once
    `is_stopped` says so, the question ends with `Stopped`.
    """

    on_step: Callable[[Step], None] = lambda _: None
    on_text: Callable[[str], None] | None = None
    is_stopped: Callable[[], bool] | None = None

    def check(self) -> None:
        """Raises Stopped."""
        if self.is_stopped is not None and self.is_stopped():
            raise Stopped


def run(
    graph: Any, messages: list[BaseMessage], seat: Seat, listener: Listener
) -> list[BaseMessage]:
    """The messages that the question added. Raises where the model gave no answer."""
    return _gathered(_updates(graph, messages, seat, ["updates"]), seat, listener)


def run_in_time(
    graph: Any, messages: list[BaseMessage], seat: Seat, listener: Listener
) -> list[BaseMessage]:
    """As `run`, within the seat's limits. Raises ModelFault, or what the provider's client does."""
    modes = ["updates", "messages"] if listener.on_text else ["updates"]
    parts: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def work() -> None:
        try:
            for part in _updates(graph, messages, seat, modes):
                parts.put(part)
            parts.put(None)
        except Exception as error:
            parts.put(error)

    # A thread that waits for a dead server may not keep the process from ending.
    context = copy_context()
    threading.Thread(target=context.run, args=(work,), name="model", daemon=True).start()
    try:
        return _gathered(_taken(parts, seat, listener), seat, listener)
    except BaseException:
        seat.spend.end()
        raise


def _updates(
    graph: Any, messages: list[BaseMessage], seat: Seat, modes: list[str]
) -> Iterator[tuple[str, Any]]:
    yield from graph.stream({"messages": messages}, context=seat, stream_mode=modes)


def _taken(
    parts: "queue.SimpleQueue[Any]", seat: Seat, listener: Listener
) -> Iterator[tuple[str, Any]]:
    while True:
        left = max(seat.spend.seconds_left, 0.001)
        try:
            part = parts.get(timeout=min(left, _ASK_SECONDS) if listener.is_stopped else left)
        except queue.Empty:
            if left <= _ASK_SECONDS or not listener.is_stopped:
                raise LimitReached("took too long") from None
            listener.check()
            continue
        if isinstance(part, Exception):
            raise part
        if part is None:
            return
        yield part


def _gathered(
    parts: Iterator[tuple[str, Any]], seat: Seat, listener: Listener
) -> list[BaseMessage]:
    new: list[BaseMessage] = []
    told = _Telling(seat, listener)
    for mode, part in parts:
        listener.check()
        if mode == "messages":
            told.hear(part[0])
            continue
        for update in part.values():
            added = (update or {}).get("messages", [])
            new.extend(added)
            for message in added:
                _tell_steps(message, listener)
    if not new or not _is_an_end(new[-1]):
        raise Unusable("gave an empty answer")
    return new


def _is_an_end(message: BaseMessage) -> bool:
    """Whether a question may end with it: words, or what a drafting tool gave."""
    if isinstance(message, ToolMessage):
        return message.name in TOOLS and TOOLS[message.name].drafts
    return isinstance(message, AIMessage) and bool(str(message.text).strip())


def _tell_steps(message: BaseMessage, listener: Listener) -> None:
    for call in getattr(message, "tool_calls", None) or ():
        if call["name"] in TOOLS:
            listener.on_step(Step(call["name"], TOOLS[call["name"]].says))


@dataclass(slots=True)
class _Telling:
    """The text so far of the reply that is coming in."""

    seat: Seat
    listener: Listener
    _reply: str | None = None
    _text: str = ""

    def hear(self, chunk: object) -> None:
        # "messages" also has tools' raw output and whole messages.
        if not isinstance(chunk, AIMessageChunk) or self.listener.on_text is None:
            return
        if chunk.id != self._reply:
            self._reply, self._text = chunk.id, ""
        if not (more := str(chunk.text)):
            return
        self._text += more
        shown = without_links(
            self.seat.held.show(self.seat.mask.show(self._text)), self.seat.accounts
        )
        self.listener.on_text(shown)
