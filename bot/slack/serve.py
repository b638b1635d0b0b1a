"""`steward serve`: Slack's events come in over HTTP or Socket Mode, and are written down."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from bot.settings import Settings
from bot.slack.answering import Ask, ask_with
from bot.slack.app import make_app
from bot.slack.installs import installs_of
from bot.slack.intake import Intake
from bot.slack.messages import Edge
from bot.slack.pictures import Render
from bot.slack.workers import Workers, log_to_stderr, require, require_token
from bot.wiring import Steward
from knowledge.errors import NotConfigured, StewardError
from knowledge.store.schema import require_current

logger = logging.getLogger(__name__)

PATH = "/slack/events"
INSTALL_PATHS = ("/slack/install", "/slack/oauth_redirect")
# One thread writes events down: SQLite takes one writer at a time.
WRITERS = 1

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Any, Receive, Send], Awaitable[None]]


def serve(port: int | None = None, *, workers: bool = True) -> None:
    """Answer in Slack until stopped; without workers only write down what `steward worker`
    answers. Raises NotConfigured, SourceUnavailable."""
    settings = Settings()
    _require(settings, asked_for_http=port is not None)
    log_to_stderr()
    steward = Steward(settings)
    require_current(steward.store)
    threads = settings.slack_workers if workers else 0
    service = Service(steward, ask_with(steward), workers=threads, by_socket=port is None)
    if workers:
        steward.agent()
    uvicorn.run(
        service,
        host="0.0.0.0",  # noqa: S104 - behind the platform's router
        port=port or settings.port,
        log_config=None,
        access_log=False,
        ws="none",
    )


class Service:
    """The ASGI app: Slack's events, `/healthz` and `/readyz`, and the inbox while it runs.

    With an app token, and unless told otherwise, events come over a socket of its own instead.
    """

    def __init__(
        self,
        steward: Steward,
        ask: Ask,
        *,
        workers: int | None = None,
        by_socket: bool = True,
        render: Render | None = None,
    ) -> None:
        """Without workers it only writes down, for another process to answer."""
        settings = steward.settings
        self._steward = steward
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="inbox-writer")
        self.workers = Workers(steward, ask, threads=workers, render=render)
        intake = Intake(steward.store, self.workers.inbox.write_down)
        edge = Edge(intake, self._writers, teams_of(settings))
        installs = installs_of(steward)
        self._app = make_app(settings, edge, installs)
        self._slack: AsgiApp = AsyncSlackRequestHandler(self._app, path=PATH)
        self._app_token = settings.slack_app_token if by_socket else ""
        self._socket: AsyncSocketModeHandler | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path")
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif path == "/healthz":
            await _respond(send, 200, {"ok": True})
        elif path == "/readyz":
            state = await self._state()
            await _respond(send, 200 if all(state.values()) else 503, state)
        elif path == PATH and self._app_token:
            # What comes by the socket needs no signature; what comes by HTTP would lack one.
            await _respond(send, 404, {"ok": False})
        else:
            await self._slack(scope, receive, send)

    async def _state(self) -> dict[str, bool]:
        state = {
            "store": await asyncio.to_thread(self._store_is_current),
            "workers": self.workers.is_working,
        }
        if self._socket is not None:
            state["socket"] = await self._socket.client.is_connected()
        return state

    def _store_is_current(self) -> bool:
        try:
            require_current(self._steward.store)
        except StewardError:
            return False
        return True

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._start()
        except Exception as error:
            told = f"Slack's socket can't be opened: {type(error).__name__}"
            await send({"type": "lifespan.startup.failed", "message": told})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(self.workers.stop)
        self._writers.shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        if self._app_token:
            self._socket = await _connected(self._app, self._app_token)
        self.workers.start()


async def _connected(app: AsyncApp, token: str) -> AsyncSocketModeHandler:
    quiet = logging.getLogger("bot.slack.socket")
    # At DEBUG the client logs what people write.
    quiet.setLevel(logging.WARNING)
    handler = AsyncSocketModeHandler(app, token, logger=quiet, web_client=app.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    return handler


def teams_of(settings: Settings) -> frozenset[str]:
    """The workspaces and enterprises that get answers; empty means any."""
    return frozenset(part.strip() for part in settings.slack_teams.split(",") if part.strip())


def _require(settings: Settings, *, asked_for_http: bool) -> None:
    if settings.slack_app_token and not asked_for_http:
        require_token(settings)
        return
    if not settings.slack_client_id:
        require(
            SLACK_BOT_TOKEN=settings.slack_bot_token,
            SLACK_SIGNING_SECRET=settings.slack_signing_secret,
        )
        return
    require(
        SLACK_SIGNING_SECRET=settings.slack_signing_secret,
        SLACK_CLIENT_SECRET=settings.slack_client_secret,
        STEWARD_TOKEN_KEY=settings.token_key,
    )
    if not teams_of(settings):
        raise NotConfigured(
            "An app that others can install needs STEWARD_SLACK_TEAMS: list the workspaces that "
            "get answers."
        )


async def _respond(send: Send, status: int, body: dict[str, bool]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
