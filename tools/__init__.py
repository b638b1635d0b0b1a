"""What the assistant can do: plain functions of a `Desk`, one topic a file. See README.md."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.result import Result
from tools.risk import at_risk_accounts


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool and what to say while it runs."""

    function: Callable[..., Result]
    says: str


TOOLS: dict[str, Tool] = {
    "at_risk_accounts": Tool(at_risk_accounts, "Scanning your book for risk"),
}
