"""The fake's HTTP side: the Web API, upload URLs and response URLs on a loopback port."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.files import receive_upload
from tests.fakes.slack.gate import Fault, Gate, RateLimited
from tests.fakes.slack.response_urls import ResponseUrls
from tests.fakes.slack.state import Call, State

UPLOAD_LIMIT_BYTES = 64 * 1024 * 1024
START_SECONDS = 10.0


class Server:
    """An aiohttp server in a thread of its own; `start` returns when it takes connections."""

    def __init__(self, state: State, gate: Gate, response_urls: ResponseUrls) -> None:
        self._state = state
        self._gate = gate
        self._response_urls = response_urls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fake-slack", daemon=True)
        self._problem: BaseException | None = None
        self.url = ""

    def start(self) -> None:
        self._thread.start()
        if not self._ready.wait(START_SECONDS) or self._problem is not None:
            raise RuntimeError("the fake Slack did not start") from self._problem

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as problem:
            self._problem = problem
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=UPLOAD_LIMIT_BYTES)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/v1/{file_id}", self._upload)
        app.router.add_post("/response/{key}", self._respond)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._ready.set()
        await self._stopping.wait()
        await runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        args = await _read_args(request)
        token = args.pop("token", None) or _bearer(request)
        call = Call(request.match_info["method"], token, args, self._state.now())
        with self._state.changed:
            self._state.calls.append(call)
            fault = self._gate.next_fault(call.method)
        answer = await self._answer(request, call, fault)
        install = self._gate.install_of(call)
        if install is not None and install.scopes is not None:
            answer.headers["x-oauth-scopes"] = ",".join(sorted(install.scopes))
        return answer

    async def _answer(
        self, request: web.Request, call: Call, fault: Fault | None
    ) -> web.StreamResponse:
        if fault is None:
            return self._perform(call)
        landed = self._perform(call) if fault.lands else None
        await asyncio.sleep(fault.stall_seconds)
        if fault.drop:
            return self._drop(request, call)
        if fault.retry_after is not None:
            return self._fail(call, "ratelimited", 429, {"Retry-After": str(fault.retry_after)})
        if fault.error is not None:
            return self._fail(call, fault.error, fault.status or 200)
        if fault.status is not None:
            call.error = f"http_{fault.status}"
            return web.Response(status=fault.status, text="upstream trouble")
        return landed or self._perform(call)

    def _perform(self, call: Call) -> web.Response:
        return self._locked(lambda: self._gate.perform(call, self.url), call)

    def _locked(self, work: Callable[[], Json], call: Call) -> web.Response:
        with self._state.changed:
            try:
                return web.json_response(work())
            except SlackError as error:
                call.error = error.code
                return web.json_response(error.to_json())
            except RateLimited as limited:
                after = {"Retry-After": str(limited.retry_after)}
                return self._fail(call, "ratelimited", 429, after)
            finally:
                self._state.changed.notify_all()

    @staticmethod
    def _fail(
        call: Call, error: str, status: int, headers: dict[str, str] | None = None
    ) -> web.Response:
        call.error = error
        return web.json_response({"ok": False, "error": error}, status=status, headers=headers)

    @staticmethod
    def _drop(request: web.Request, call: Call) -> web.StreamResponse:
        call.error = "dropped"
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        with self._state.changed:
            status, text = receive_upload(self._state, request.match_info["file_id"], content)
            self._state.changed.notify_all()
        return web.Response(status=status, text=text)

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        with self._state.changed:
            status, text = self._response_urls.receive(request.match_info["key"], body)
            self._state.changed.notify_all()
        return web.Response(status=status, text=text)


async def _read_args(request: web.Request) -> Json:
    args: dict[str, Any] = dict(request.query)
    if not request.can_read_body:
        return args
    if request.content_type == "application/json":
        return {**args, **await request.json()}
    return {**args, **await request.post()}


def _bearer(request: web.Request) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" and token else None
