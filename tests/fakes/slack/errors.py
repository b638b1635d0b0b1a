"""What the fake refuses with: Slack's error codes, as Slack words them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """Answer a Web API call with `{"ok": false, "error": code}` and what else Slack tells."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def to_json(self) -> Json:
        return {"ok": False, "error": self.code, **self.extra}


def refusal(code: str, messages: list[str]) -> SlackError:
    """Make an error that says where the trouble lies, as Slack does for blocks and arguments."""
    details = {"messages": [f"[ERROR] {message}" for message in messages]}
    return SlackError(code, errors=messages, response_metadata=details)
