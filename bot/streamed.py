"""Hears a streamed reply's tool calls as they were written.

LangChain reads half a JSON object as whole: arguments that break off would be taken for a call
without them.
"""

import json
from collections import defaultdict
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessageChunk


class WrittenArguments(BaseCallbackHandler):
    """The arguments' text of each tool call of one reply."""

    run_inline = True

    def __init__(self) -> None:
        self._texts: defaultdict[int, str] = defaultdict(str)

    def on_llm_new_token(self, token: Any, *, chunk: Any = None, **kwargs: Any) -> None:
        message = getattr(chunk, "message", None)
        if isinstance(message, AIMessageChunk):
            for part in message.tool_call_chunks:
                self._texts[part.get("index") or 0] += part.get("args") or ""

    @property
    def are_garbled(self) -> bool:
        return any(not _is_object(text) for text in self._texts.values() if text.strip())


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
