"""What comes in: which of Slack's events are a person speaking to Steward, and what they say."""

import asyncio
import html
import logging
import re
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from knowledge.store.inbox import Incoming

logger = logging.getLogger(__name__)

Body = dict[str, Any]

# A message without a subtype is a person's; so are one with a file and one sent to the channel
# as well. Edits, joins and the like aren't.
SPOKEN = (None, "file_share", "thread_broadcast")
_LINK = re.compile(r"<(?:mailto:)?([^<>|@#!][^<>|]*)(?:\|([^<>]*))?>")
_NAMED = re.compile(r"<[@#!][^<>|]*\|([^<>]*)>")
_UNNAMED = re.compile(r"<([@#])([^<>|]*)>")


@dataclass(frozen=True)
class Edge:
    """Writes events down, off the event loop, before they are acknowledged.

    `teams` are the workspaces and enterprises that get answers; empty means any.
    """

    write_down: Callable[[Incoming], bool]
    executor: Executor
    teams: frozenset[str] = frozenset()

    async def mention(self, body: Body, context: AsyncBoltContext) -> None:
        """Somebody wrote to Steward in a channel."""
        await self._take(body, context)

    async def message(self, body: Body, context: AsyncBoltContext) -> None:
        """A message that Steward can read: a direct one is to it, any other isn't."""
        if body["event"].get("channel_type") == "im":
            await self._take(body, context)

    async def _take(self, body: Body, context: AsyncBoltContext) -> None:
        if not is_spoken(body["event"]) or not self._is_listed(body):
            return
        incoming = incoming_of(body, context.bot_user_id or "")
        loop = asyncio.get_running_loop()
        new = await loop.run_in_executor(self.executor, self.write_down, incoming)
        logger.info("event %s %s", incoming.event_id, "taken" if new else "known already")

    def _is_listed(self, body: Body) -> bool:
        here = {body.get("team_id"), body.get("enterprise_id")}
        return not self.teams or not self.teams.isdisjoint(here)


def is_spoken(event: dict[str, Any]) -> bool:
    """Whether a person said it, and not a bot, an edit or Slack itself."""
    by_person = bool(event.get("user")) and not event.get("bot_id")
    return by_person and event.get("subtype") in SPOKEN


def incoming_of(body: Body, bot_user: str) -> Incoming:
    """An event's envelope as the inbox keeps it."""
    event = body["event"]
    return Incoming(
        team=body["team_id"],
        event_id=body["event_id"],
        channel=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts") or event["ts"],
        user=event["user"],
        text=said(event.get("text") or "", bot_user),
    )


def said(text: str, bot_user: str) -> str:
    """Slack's text as its writer saw it, without the mention of the bot."""
    if bot_user:
        text = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>[,:]?", " ", text)
    text = _NAMED.sub(r"\1", text)
    text = _UNNAMED.sub(r"\1\2", text)
    text = _LINK.sub(lambda link: link[2] or link[1], text)
    # PostgreSQL keeps no NUL in a text.
    return html.unescape(re.sub(r"[ \t\x00]+", " ", text)).strip()
