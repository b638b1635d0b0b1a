"""The tools as a model sees them: name, description, parameters. The desk is handed in unseen.

A model reads every tool's name and first sentence, and the parameters of those alone that the
question is likely to need; `describe_tools` gives it the others.
"""

import inspect
from collections.abc import Callable, Collection, Mapping
from functools import cache
from textwrap import shorten
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.tools import StructuredTool
from langchain_core.tools.base import create_schema_from_function
from pydantic import ValidationError

from bot.seat import Seat
from knowledge.errors import AccountNotFound, AmbiguousAccount, BadInput, StewardError
from tools import TOOLS, Tool
from tools.desk import Desk
from tools.marks import with_stated
from tools.result import Result, Trouble

DESCRIBE = "describe_tools"
# Characters of a tool's line in the list.
_LINE = 80
# What the prompt says once of every tool.
_SAID_ONCE = frozenset({"account", "segment", "region", "csm"})


@cache
def toolbox() -> tuple[StructuredTool, ...]:
    """Every tool, wrapped for LangChain: its artifact is the typed Result, or a Trouble."""
    wrapped = [_wrapped(name, tool) for name, tool in TOOLS.items()]
    return (*wrapped, StructuredTool.from_function(describe_tools))


def called_by_name(name: str, arguments: Mapping[str, Any], seat: Seat) -> list[BaseMessage]:
    """The messages of a loop in which this one tool was called, and nothing else said.

    Raises BadInput where an argument is not what the tool takes.
    """
    try:
        known = _arguments(name, TOOLS[name].function).model_validate(dict(arguments))
    except ValidationError as error:
        told = "; ".join(f"{e['loc'][0]}: {e['msg']}, not {e['input']!r}" for e in error.errors())
        raise BadInput(f"{name} can't take this. {told}.") from error
    given = {key: getattr(known, key) for key in arguments}
    content, artifact = _ran(name, seat.desk, given)
    call = {"name": name, "args": dict(arguments), "id": "call_0"}
    answer = ToolMessage(content, tool_call_id="call_0", name=name, artifact=artifact)
    return [AIMessage("", tool_calls=[call]), answer]


def describe_tools(names: list[str]) -> str:
    """Open tools of the list whose parameters you don't see; call them next."""
    unknown = [name for name in names if name not in TOOLS]
    if unknown:
        return f"No tool is called {', '.join(unknown)}. There are: {', '.join(TOOLS)}."
    return f"Open now: {', '.join(names)}. Call what you need."


def catalogue() -> str:
    """A line for every tool: its name and the first sentence of its description."""
    return "\n".join(f"- {name}: {_first_sentence(name)}" for name in TOOLS)


def described(names: Collection[str]) -> list[dict[str, Any]]:
    """These tools and `describe_tools` in full, in the fixed order that prompt caches need."""
    return [*(_schema(name) for name in TOOLS if name in names), _DESCRIBE]


_DESCRIBE = {
    "type": "function",
    "function": {
        "name": DESCRIBE,
        "description": inspect.getdoc(describe_tools),
        "parameters": {
            "type": "object",
            "properties": {"names": {"type": "array", "items": {"type": "string"}}},
            "required": ["names"],
        },
    },
}


@cache
def _schema(name: str) -> dict[str, Any]:
    """A tool in OpenAI's form, without what a model needn't read: defaults, null, repetition."""
    function = TOOLS[name].function
    full = _arguments(name, function).model_json_schema()
    properties = {key: _parameter(key, value) for key, value in full["properties"].items()}
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if full.get("required"):
        parameters["required"] = full["required"]
    description = " ".join(_description(function).split())
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    kind = kinds[0] if kinds else schema
    said = {key: kind[key] for key in ("type", "enum", "items") if key in kind}
    if "enum" in said:
        del said["type"]
    if name not in _SAID_ONCE and "description" in schema:
        said["description"] = schema["description"]
    return said


def _first_sentence(name: str) -> str:
    text = " ".join(_description(TOOLS[name].function).split())
    first = text.split(". ")[0].split(": ")[0].split("; ")[0].rstrip(".")
    return shorten(first, _LINE, placeholder=" …")


def _wrapped(name: str, tool: Tool) -> StructuredTool:
    function = tool.function

    def run(runtime: ToolRuntime[Seat], **arguments: Any) -> tuple[str, Result | Trouble]:
        return _ran(name, runtime.context.desk, arguments)

    return StructuredTool(
        name=name,
        description=_description(function),
        args_schema=_arguments(name, function),
        func=run,
        response_format="content_and_artifact",
        return_direct=tool.drafts,
    )


def _ran(name: str, desk: Desk, arguments: Mapping[str, Any]) -> tuple[str, Result | Trouble]:
    try:
        result = with_stated(TOOLS[name].function(desk, **arguments), desk)
    except StewardError as error:
        return str(error), _trouble(name, error)
    return result.for_model(), result


def _arguments(name: str, function: Callable[..., Result]) -> Any:
    return create_schema_from_function(name, function, filter_args=["desk"], parse_docstring=True)


def _description(function: Callable[..., Result]) -> str:
    """The docstring up to its Args, which go into the parameters' own descriptions."""
    text = inspect.getdoc(function) or ""
    return text.split("\nArgs:")[0].strip()


def _trouble(name: str, error: StewardError) -> Trouble:
    names: tuple[str, ...] = ()
    if isinstance(error, AccountNotFound):
        names = error.nearest
    if isinstance(error, AmbiguousAccount):
        names = error.candidates
    return Trouble(name, type(error).__name__, str(error), names)
