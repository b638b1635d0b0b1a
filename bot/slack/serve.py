"""`steward serve`: Slack's events come in over HTTP, and are answered by the inbox's threads."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

from bot.inbox import THREADS, Inbox
from bot.notes_keeper import NotesKeeper
from bot.settings import Settings
from bot.slack.answering import Ask, Conversation, ask_with
from bot.slack.app import make_app
from bot.slack.messages import Edge
from bot.slack.web import make_client
from bot.wiring import Steward
from knowledge.errors import NotConfigured, StewardError
from knowledge.store.schema import require_current

logger = logging.getLogger(__name__)

PATH = "/slack/events"
# One thread writes events down: SQLite takes one writer at a time.
WRITERS = 1
STOP_SECONDS = 20.0

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Any, Receive, Send], Awaitable[None]]


def serve(port: int | None = None) -> None:
    """Answer in Slack until stopped. Raises NotConfigured, SourceUnavailable."""
    settings = Settings()
    _require(settings)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    steward = Steward(settings)
    require_current(steward.store)
    service = Service(steward, ask_with(steward))
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
    """The ASGI app: Slack's events, `/healthz` and `/readyz`, and the inbox while it runs."""

    def __init__(self, steward: Steward, ask: Ask, *, workers: int = THREADS) -> None:
        """Without workers it only writes down, for another process to answer."""
        settings = steward.settings
        self._steward = steward
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="inbox-writer")
        client = make_client(settings)
        self.inbox = Inbox(steward.store, Conversation(steward, client, ask), threads=workers)
        self.notes = NotesKeeper(steward)
        edge = Edge(self.inbox.write_down, self._writers, teams_of(settings))
        self._slack: AsgiApp = AsyncSlackRequestHandler(make_app(settings, edge), path=PATH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/healthz":
            await _respond(send, 200, {"ok": True})
        elif scope["type"] == "http" and scope["path"] == "/readyz":
            state = await asyncio.to_thread(self._state)
            await _respond(send, 200 if all(state.values()) else 503, state)
        else:
            await self._slack(scope, receive, send)

    def _state(self) -> dict[str, bool]:
        return {"store": self._store_is_current(), "workers": self.inbox.is_working}

    def _store_is_current(self) -> bool:
        try:
            require_current(self._steward.store)
        except StewardError:
            return False
        return True

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.inbox.start()
        self.notes.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self.inbox.stop, STOP_SECONDS)
        await asyncio.to_thread(self.notes.stop)
        self._writers.shutdown()
        await send({"type": "lifespan.shutdown.complete"})


def teams_of(settings: Settings) -> frozenset[str]:
    """The workspaces and enterprises that get answers; empty means any."""
    return frozenset(part.strip() for part in settings.slack_teams.split(",") if part.strip())


def _require(settings: Settings) -> None:
    needed = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise NotConfigured(
            f"Slack needs {' and '.join(missing)}: set them in the environment or in .env, as "
            "bot/slack/README.md says."
        )


async def _respond(send: Send, status: int, body: dict[str, bool]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
