"""What comes in: which of Slack's events are a person speaking to Steward, and what they say."""

import asyncio
import html
import logging
import re
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.intake import Intake
from knowledge.store.inbox import Incoming

logger = logging.getLogger(__name__)

Body = dict[str, Any]
T = TypeVar("T")

# A message without a subtype is a person's; so are one with a file and one sent to the channel
# as well. Edits, joins and the like aren't.
SPOKEN = (None, "file_share", "thread_broadcast")
_LINK = re.compile(r"<(?:mailto:)?([^<>|@#!][^<>|]*)(?:\|([^<>]*))?>")
_NAMED = re.compile(r"<[@#!][^<>|]*\|([^<>]*)>")
_USER = re.compile(r"<@[UW]")
_THANKS = re.compile(
    r"(?:(?:thanks|thank you|thx|ty|ok|okay|great|perfect|cool|nice|got it|will do|cheers|"
    r"so much|a lot|all|much appreciated|:[a-z0-9_+-]+:)[\s.,!]*)*",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"<([@#])([^<>|]*)>")


@dataclass(frozen=True)
class Edge:
    """Writes events down, off the event loop, before they are acknowledged.

    `teams` are the workspaces and enterprises that get answers; empty means any.
    """

    intake: Intake
    executor: Executor
    teams: frozenset[str] = frozenset()

    async def mention(self, body: Body, context: AsyncBoltContext) -> None:
        """Somebody wrote to Steward in a channel."""
        await self._take(body, context, self.intake.write_down)

    async def message(self, body: Body, context: AsyncBoltContext) -> None:
        """A message that Steward can read: to it are a direct one, one that mentions it, and one
        in a thread that it has answered in and that is to nobody else."""
        event, me = body["event"], context.bot_user_id or ""
        text = event.get("text") or ""
        if event.get("channel_type") == "im" or (me and f"<@{me}" in text):
            await self._take(body, context, self.intake.write_down)
        elif event.get("thread_ts") not in (None, event.get("ts")) and wants_answer(text):
            await self._take(body, context, self.intake.follow_up)

    async def home_opened(self, body: Body) -> None:
        """Somebody opened Steward's tab: they get prompts there."""
        event = body["event"]
        if event.get("tab") != "messages" or not self.is_listed(body):
            return
        at = event.get("event_ts") or f"{body['event_time']}.000000"
        incoming = Incoming(
            body["team_id"], body["event_id"], event["channel"], at, at, event["user"], "",
            "prompts",
        )  # fmt: skip
        await self.run(self.intake.write_down, incoming)

    async def context_changed(self, body: Body) -> None:
        """Somebody looks at another channel beside Steward."""
        who = body["event"].get("user") or _authorized_user(body)
        if who and self.is_listed(body):
            channel = channel_in(body["event"])
            await self.run(self.intake.note_open, body["team_id"], who, channel)

    async def stopped(self, body: Body) -> None:
        """Somebody pressed Stop: what they wait for in that thread isn't wanted any more."""
        event = body["event"]
        if self.is_listed(body):
            await self.run(self.intake.stop, event["channel"], event["thread_ts"], event["user"])

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do a piece of the store's work off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, work, *arguments)

    def is_listed(self, body: Body) -> bool:
        here = {body.get("team_id"), body.get("enterprise_id")}
        here |= {(body.get(name) or {}).get("id") for name in ("team", "enterprise")}
        return not self.teams or not self.teams.isdisjoint(here)

    async def _take(
        self, body: Body, context: AsyncBoltContext, keep: Callable[[Incoming], bool]
    ) -> None:
        if not is_spoken(body["event"]) or not self.is_listed(body):
            return
        incoming = incoming_of(body, context.bot_user_id or "")
        new = await self.run(keep, incoming)
        logger.info("event %s %s", incoming.event_id, "taken" if new else "known already")


def wants_answer(text: str) -> bool:
    """Whether a reply without a mention may be meant for Steward: not where it names somebody
    else, or only thanks."""
    return not _USER.search(text) and not _THANKS.fullmatch(text.strip())


def channel_in(event: dict[str, Any]) -> str | None:
    """The channel that the app's context names first, or None."""
    entities = (event.get("context") or {}).get("entities") or ()
    channels = (e["value"] for e in entities if e.get("type") == "slack#/types/channel_id")
    return next(channels, None)


def _authorized_user(body: Body) -> str | None:
    """The one whom an event is for, where the event itself doesn't say."""
    people = (a["user_id"] for a in body.get("authorizations") or () if not a.get("is_bot"))
    return next(people, None)


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
