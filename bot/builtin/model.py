"""The built-in model: a LangChain chat model that needs no key.

It takes the same path as any other: asked a question, it calls tools; given their results, it
writes the answer. What it knows of the asker (their accounts' names, to spot them in a question)
the agent sets before each call.
"""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict

from bot.builtin.pages import cannot, clarify, hello, left_out, which_account
from bot.builtin.router import Call, Route, Router
from bot.builtin.writer import write_one
from knowledge.company import Company
from tools.result import Result, Trouble

NAME = "builtin"
_IGNORED = "ignored"


class BuiltinModel(BaseChatModel):
    """Routes by meaning and writes from templates; see `bot/builtin/router` and `templates`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    router: Router
    company: Company | None = None
    today: Any = None
    accounts: tuple[str, ...] = ()
    csms: tuple[str, ...] = ()

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> "BuiltinModel":
        """It knows every tool already."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self._reply(messages)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _reply(self, messages: list[BaseMessage]) -> AIMessage:
        results = _results_since_question(messages)
        if results:
            parts = [_written(result) for result in results if not _is_draft(result)]
            if any(isinstance(result, Result) for result in results):
                parts += left_out(_ignored(messages))
            return AIMessage("\n\n".join(parts))
        question = str(messages[-1].text)
        previous, shown, picks = _last_turn(messages)
        assert self.company is not None
        route = self.router.route(
            question,
            accounts=self.accounts,
            csms=self.csms,
            today=self.today,
            company=self.company,
            previous=previous,
            shown=shown,
            picks=picks,
        )
        return _message(route, self.accounts)


def _message(route: Route, accounts: Sequence[str]) -> AIMessage:
    if route.kind == "smalltalk":
        return AIMessage(hello(accounts))
    if route.kind == "unsupported":
        return AIMessage(cannot(route.unsupported or "out_of_scope"))
    if route.wants_account:
        return AIMessage(which_account(route.wants_account, accounts))
    if route.kind == "clarify" or not route.calls:
        return AIMessage(clarify())
    calls = [
        {"name": call.name, "args": call.args, "id": f"call_{index}"}
        for index, call in enumerate(route.calls)
    ]
    return AIMessage("", tool_calls=calls, additional_kwargs={_IGNORED: list(route.ignored)})


def _results_since_question(messages: list[BaseMessage]) -> list[Result | Trouble | str]:
    """What the tools gave since the last question, in order; a fault of a call is its text."""
    found: list[Result | Trouble | str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage):
            found.append(message.artifact or str(message.content))
    return found[::-1]


def _ignored(messages: list[BaseMessage]) -> list[str]:
    """The conditions of the question that its calls didn't take."""
    return next(
        (
            m.additional_kwargs[_IGNORED]
            for m in reversed(messages)
            if _IGNORED in m.additional_kwargs
        ),
        [],
    )


def _is_draft(result: Result | Trouble | str) -> bool:
    return isinstance(result, Result) and bool(result.drafts)


def _written(result: Result | Trouble | str) -> str:
    if isinstance(result, Result):
        return write_one(result)
    return result.message if isinstance(result, Trouble) else clarify()


def _last_turn(
    messages: list[BaseMessage],
) -> tuple[tuple[Call, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The calls, the account names and the choices of the last answered turn in the thread."""
    for message in reversed(messages):
        kept = message.additional_kwargs.get("steward")
        if kept and kept["calls"]:
            calls = tuple(Call(call["name"], dict(call["args"])) for call in kept["calls"])
            return calls, tuple(kept["accounts"]), tuple(kept.get("picks", ()))
    return (), (), ()
