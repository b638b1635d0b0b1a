"""What one question may cost: model calls, tool calls, tokens, seconds; and what it has cost."""

import threading
import time
from dataclasses import dataclass, field

from bot.faults import LimitReached


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one question may take of a model. `retries` are of one call."""

    model_calls: int = 8
    tool_calls: int = 12
    tokens: int = 60_000
    seconds: float = 45.0
    retries: int = 1


@dataclass(slots=True)
class Spend:
    """What a question took of a model so far; safe to share by threads.

    `estimated` where the server didn't count the tokens and we did.
    """

    limits: Limits = field(default_factory=Limits)
    model_calls: int = 0
    tool_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    largest_prompt: int = 0
    estimated: bool = False
    _began: float = field(default_factory=time.monotonic)
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds_left(self) -> float:
        return self.limits.seconds - (time.monotonic() - self._began)

    def allow(self, limits: Limits) -> None:
        """Go on under other limits, with what was spent so far."""
        self.limits = limits

    def end(self) -> None:
        """Let no further call begin: the question is answered otherwise."""
        self._ended.set()

    def begin_call(self, prompt_tokens: int) -> None:
        """Count a call that is about to be made. Raises LimitReached where one more is too many."""
        if self._ended.is_set() or self.seconds_left <= 0:
            raise LimitReached("took too long")
        if self.model_calls >= self.limits.model_calls:
            raise LimitReached("went round in circles")
        if self.prompt_tokens + self.completion_tokens + prompt_tokens > self.limits.tokens:
            raise LimitReached("would have read more than a question may cost")
        self.model_calls += 1

    def note_tokens(self, prompt: int, completion: int, *, estimated: bool) -> None:
        self.prompt_tokens += prompt
        self.completion_tokens += completion
        self.largest_prompt = max(self.largest_prompt, prompt)
        self.estimated = self.estimated or estimated

    def note_tools(self, count: int) -> None:
        """Count tool calls. Raises LimitReached where there are too many."""
        self.tool_calls += count
        if self.tool_calls > self.limits.tool_calls:
            raise LimitReached("called more tools than a question may take")

    def wait(self, seconds: float) -> None:
        """Wait before another try. Raises LimitReached at once where there isn't the time."""
        if seconds >= self.seconds_left:
            raise LimitReached("asks to be left alone for longer than an answer may take")
        if self._ended.wait(seconds):
            raise LimitReached("took too long")
