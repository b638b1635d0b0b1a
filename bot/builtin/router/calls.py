"""What routing yields."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["tools", "unsupported", "smalltalk", "clarify"]


@dataclass(frozen=True, slots=True)
class Call:
    """A tool and the arguments that the question gives it."""

    name: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Route:
    """What to do with a question.

    `kind` "tools": run `calls`. "unsupported": nothing answers `unsupported` (a capability's name)
    yet. "clarify": not understood, or an account is missing: `wants_account` is the tool that
    needs it. `confidence` is about 0 to 1. `ignored` are conditions of the question, as typed,
    that the calls don't take.
    """

    calls: tuple[Call, ...]
    unsupported: str | None
    kind: Kind
    confidence: float
    ignored: tuple[str, ...] = ()
    wants_account: str | None = None
