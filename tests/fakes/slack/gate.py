"""What stands before every method: token, scope, rate limits, and the faults that a test plans."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.request import Request
from tests.fakes.slack.state import Call, Install, State


class RateLimited(Exception):
    """Answer 429 and say after how many seconds to come back."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    It stalls first. Then, of the rest: `drop` closes the connection without an answer, `error` is
    a Slack error code, `retry_after` a 429, `status` a bare HTTP failure; with none of them the
    call goes on as usual. With `lands` the call takes effect before it fails, as when only the
    answer is lost.
    """

    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    stall_seconds: float = 0.0
    drop: bool = False
    lands: bool = False


@dataclass(frozen=True)
class RateLimit:
    calls: int
    per_seconds: float
    per_channel: bool = False


class Gate:
    def __init__(self, state: State) -> None:
        self._state = state
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._limits: dict[str, RateLimit] = {}
        self._taken: dict[tuple[str, str, str], deque[float]] = defaultdict(deque)
        self._missing: set[str] = set()

    def plan(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next calls of a method go wrong, in the order of planning."""
        self._faults[method].extend([fault] * times)

    def limit(
        self, method: str, *, calls: int, per_seconds: float = 60.0, per_channel: bool = False
    ) -> None:
        self._limits[method] = RateLimit(calls, per_seconds, per_channel)

    def remove(self, methods: Iterable[str]) -> None:
        """Let methods be unknown, as on an installation that lacks them."""
        self._missing.update(methods)

    def next_fault(self, method: str) -> Fault | None:
        planned = self._faults[method]
        return planned.popleft() if planned else None

    def perform(self, call: Call, base_url: str) -> Json:
        """Answer one call under the lock, or raise `SlackError` or `RateLimited`."""
        method = METHODS.get(call.method)
        if method is None or call.method in self._missing:
            raise SlackError("unknown_method", req_method=call.method)
        install = self._install(call)
        self._take_turn(call, install)
        request = Request(self._state, install, call.args, base_url)
        if method.scopes:
            request.need_scope(*method.scopes)
        return {"ok": True, **method.handler(request)}

    def install_of(self, call: Call) -> Install | None:
        return self._state.installs.get(call.token or "")

    def _install(self, call: Call) -> Install:
        if not call.token:
            raise SlackError("not_authed")
        if call.token in self._state.revoked:
            raise SlackError("token_revoked")
        install = self._state.installs.get(call.token)
        if install is None:
            raise SlackError("invalid_auth")
        return install

    def _take_turn(self, call: Call, install: Install) -> None:
        limit = self._limits.get(call.method)
        if limit is None:
            return
        channel = str(call.args.get("channel", "")) if limit.per_channel else ""
        taken = self._taken[install.team_id, call.method, channel]
        now = self._state.now()
        while taken and taken[0] <= now - limit.per_seconds:
            taken.popleft()
        if len(taken) >= limit.calls:
            raise RateLimited(max(1, math.ceil(taken[0] + limit.per_seconds - now)))
        taken.append(now)
