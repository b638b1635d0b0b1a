"""The tools as a model sees them: name, description, parameters. The desk is handed in unseen."""

import inspect
from collections.abc import Callable
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import StructuredTool
from langchain_core.tools.base import create_schema_from_function

from bot.seat import Seat
from knowledge.errors import AccountNotFound, AmbiguousAccount, StewardError
from tools import TOOLS
from tools.result import Result, Trouble


def toolbox() -> list[StructuredTool]:
    """Every tool, wrapped for LangChain: its artifact is the typed Result, or a Trouble."""
    return [_wrapped(name, tool.function) for name, tool in TOOLS.items()]


def _wrapped(name: str, function: Callable[..., Result]) -> StructuredTool:
    def run(runtime: ToolRuntime[Seat], **arguments: Any) -> tuple[str, Result | Trouble]:
        try:
            result = function(runtime.context.desk, **arguments)
        except StewardError as error:
            return str(error), _trouble(name, error)
        return result.for_model(), result

    return StructuredTool(
        name=name,
        description=_description(function),
        args_schema=create_schema_from_function(
            name, function, filter_args=["desk"], parse_docstring=True
        ),
        func=run,
        response_format="content_and_artifact",
    )


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
