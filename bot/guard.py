"""What stands between the loop and a model: limits, policy, masking, retries, and its prompt."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

from bot.builtin.model import BuiltinModel
from bot.faults import Refused, Unusable, Withheld, asked_to_wait, may_help_again
from bot.prompting import system_prompt
from bot.seat import Seat
from bot.streamed import WrittenArguments
from bot.toolbox import DESCRIBE, described
from tools.result import Result

Handler = Callable[[ModelRequest[Seat]], ModelResponse[Any]]

BACKOFF_SECONDS = 0.5
GARBLED = "called a tool with arguments that are no JSON"
# What providers call the reason why a text ends, and the ends that aren't one.
_ENDS = ("finish_reason", "stop_reason", "done_reason")
_CUT, _DECLINED = ("length", "max_tokens"), ("content_filter", "refusal", "safety")


class Guard(AgentMiddleware[Any, Seat]):
    """Tells a model who asks, what day it is, and which tools there are; the built-in by value."""

    def wrap_model_call(self, request: ModelRequest[Seat], handler: Handler) -> ModelResponse[Any]:
        seat = request.runtime.context
        if isinstance(request.model, BuiltinModel):
            known = {
                "company": seat.desk.company,
                "today": seat.desk.today,
                "accounts": seat.accounts,
                "csms": seat.csms,
            }
            return handler(request.override(model=request.model.model_copy(update=known)))
        _refuse_withheld(request.messages, seat)
        asked = request.override(
            system_message=SystemMessage(system_prompt(seat)),
            messages=[_masked(message, seat) for message in request.messages],
            tools=[] if seat.brief else list(described(_wanted(request.messages, seat))),
        )
        return _with_words(_answered(asked, handler, seat), seat)


def _answered(request: ModelRequest[Seat], handler: Handler, seat: Seat) -> ModelResponse[Any]:
    """The model's answer, asked again where that may help."""
    spend = seat.spend
    tries = spend.limits.retries
    while True:
        try:
            response = _asked(request, handler, seat)
        except Exception as error:
            if tries <= 0 or not may_help_again(error):
                raise
            spend.wait(_pause(error, spend.limits.retries - tries))
            tries -= 1
            if isinstance(error, Unusable):
                request = request.override(messages=[*request.messages, HumanMessage(str(error))])
            continue
        spend.note_tools(sum(len(message.tool_calls) for message in _replies(response)))
        return response


def _asked(request: ModelRequest[Seat], handler: Handler, seat: Seat) -> ModelResponse[Any]:
    """One call. Raises a ModelFault, or what the provider's client raises."""
    prompt = _tokens(request, seat)
    seat.spend.begin_call(prompt)
    written = WrittenArguments()
    model = request.model.model_copy(update={"callbacks": [written]})
    response = handler(request.override(model=model))
    _note(response, prompt, seat)
    if written.are_garbled:
        raise Unusable(GARBLED)
    _require_usable(response, request)
    return response


def _pause(error: Exception, tried: int) -> float:
    if isinstance(error, Unusable):
        return 0.0
    asked = asked_to_wait(error)
    return asked if asked is not None else BACKOFF_SECONDS * 2**tried


def _refuse_withheld(messages: Sequence[BaseMessage], seat: Seat) -> None:
    """Raise Withheld where what would be sent names an account that the model may not read of."""
    if not seat.withheld:
        return
    said = " ".join(" ".join(_texts(messages)).casefold().split())
    names = tuple(n for n in seat.withheld if " ".join(n.casefold().split()) in said)
    if names:
        raise Withheld(names)


def _texts(messages: Sequence[BaseMessage]) -> Iterator[str]:
    for message in messages:
        yield str(message.text)
        if isinstance(message, ToolMessage) and message.artifact is not None:
            yield from getattr(message.artifact, "accounts", ())


def _masked(message: AnyMessage, seat: Seat) -> AnyMessage:
    hidden: dict[str, Any] = {"content": seat.mask.hide(seat.held.hide(_readable(message, seat)))}
    if isinstance(message, AIMessage) and message.tool_calls:
        hidden["tool_calls"] = _each_text(message.tool_calls, seat.mask.hide)
        # OpenAI's client sends these in place of `tool_calls` where they are there.
        extra = message.additional_kwargs
        hidden["additional_kwargs"] = {k: v for k, v in extra.items() if k != "tool_calls"}
    return message.model_copy(update=hidden)


def _readable(message: AnyMessage, seat: Seat) -> str:
    """The message without what the data policy keeps from the model.

    An earlier turn's answer may hold any of it, in words of its own: its accounts alone are told.
    """
    if not seat.held.rule:
        return str(message.text)
    if isinstance(message, ToolMessage) and isinstance(message.artifact, Result):
        return seat.held.of_result(message.artifact, seat.desk.store)
    kept = message.additional_kwargs.get("steward")
    if kept is None:
        return str(message.text)
    return f"(Answered. Accounts shown, in order: {', '.join(kept['accounts']) or 'none'}.)"


def _with_words(response: ModelResponse[Any], seat: Seat) -> ModelResponse[Any]:
    """The answer with the words again that placeholders stand for."""
    shown = []
    for message in response.result:
        update: dict[str, Any] = {"content": seat.mask.show(str(message.text))}
        if isinstance(message, AIMessage):
            update["tool_calls"] = _each_text(message.tool_calls, seat.mask.show)
        shown.append(message.model_copy(update=update))
    return ModelResponse(result=shown, structured_response=response.structured_response)


def _each_text(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, str):
        return change(node)
    if isinstance(node, list):
        return [_each_text(child, change) for child in node]
    if isinstance(node, dict):
        return {key: _each_text(child, change) for key, child in node.items()}
    return node


def _wanted(messages: Sequence[BaseMessage], seat: Seat) -> set[str]:
    """The likely tools, those called already, and those that the model opened."""
    wanted = set(seat.likely)
    for message in messages:
        for call in getattr(message, "tool_calls", None) or ():
            opened = call["args"].get("names") if call["name"] == DESCRIBE else call["name"]
            wanted.update(opened if isinstance(opened, list) else [str(opened)])
    return wanted


def _tokens(request: ModelRequest[Seat], seat: Seat) -> int:
    """What the request has in tokens, as it goes over the wire."""
    system = request.system_message
    texts = [str(system.text) if system else ""]
    for message in request.messages:
        calls = getattr(message, "tool_calls", None) or ()
        texts += [str(message.text), *(json.dumps(call["args"]) + call["name"] for call in calls)]
    return seat.count("\n".join(texts)) + seat.count(json.dumps(request.tools, ensure_ascii=False))


def _note(response: ModelResponse[Any], prompt: int, seat: Seat) -> None:
    """Count the tokens: the server's figures where it gives them, else ours."""
    for message in _replies(response):
        told = message.usage_metadata
        if told:
            seat.spend.note_tokens(told["input_tokens"], told["output_tokens"], estimated=False)
            continue
        wrote = str(message.text) + json.dumps([call["args"] for call in message.tool_calls])
        seat.spend.note_tokens(prompt, seat.count(wrote), estimated=True)


def _replies(response: ModelResponse[Any]) -> list[AIMessage]:
    return [message for message in response.result if isinstance(message, AIMessage)]


def _require_usable(response: ModelResponse[Any], request: ModelRequest[Seat]) -> None:
    """Raise Refused or Unusable where the reply is no answer and calls no tool."""
    replies = _replies(response)
    if not replies:
        raise Unusable("gave an empty answer")
    message = replies[-1]
    ended = _ended(message)
    if message.additional_kwargs.get("refusal") or ended in _DECLINED:
        raise Refused("declined to answer")
    if message.invalid_tool_calls and not message.tool_calls:
        raise Unusable(GARBLED)
    if ended in _CUT:
        raise Unusable("stopped in the middle of its answer")
    is_openai = getattr(request.model, "_llm_type", "") == "openai-chat"
    if is_openai and ended is None:
        raise Unusable("stopped in the middle of its answer")
    if not message.tool_calls and not str(message.text).strip():
        raise Unusable("gave an empty answer")


def _ended(message: AIMessage) -> str | None:
    known = message.response_metadata
    return next((str(known[key]).casefold() for key in _ENDS if known.get(key)), None)
