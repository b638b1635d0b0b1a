"""Buttons under an answer, and the modal that one opens: each becomes an event of the inbox.

So a click is answered with its clicker's own rights, once, and in its thread's order.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.closing import FEEDBACK, WRONG, value_of
from bot.slack.messages import Body, Edge
from bot.slack.opinions import modal, reason_of
from bot.slack.views import as_lists
from knowledge.store.inbox import Incoming, Kind

Listener = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Buttons:
    """What a click does."""

    edge: Edge

    def doing(self, kind: Kind) -> Listener:
        """The listener that hands a button's value on as an event of this kind."""

        async def listen(ack: AsyncAck, body: Body) -> None:
            if self.edge.is_listed(body):
                thread_ts, text = value_of(body["actions"][0]["value"])
                await self._keep(body, thread_ts, text, kind)
            await ack()

        return listen

    async def rated(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Keep "useful" or "wrong" at once, and ask what is wrong."""
        if self.edge.is_listed(body):
            value = body["actions"][0]["value"]
            await self._keep(body, _thread(body), value, "rate")
            opinion, turn = value_of(value)
            if opinion == WRONG:
                view = modal(turn, body["channel"]["id"], _thread(body))
                await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def explained(self, ack: AsyncAck, body: Body) -> None:
        """Keep the reason that somebody gave in the modal."""
        if self.edge.is_listed(body):
            place, reason = reason_of(body["view"])
            at = f"{time.time():.6f}"
            incoming = Incoming(
                body["team"]["id"], f"view:{body['view']['id']}", place["channel"], at,
                place["thread_ts"], body["user"]["id"], f"{WRONG}|{place['turn']}|{reason}",
                "rate",
            )  # fmt: skip
            await self.edge.run(self.edge.intake.write_down, incoming)
        await ack()

    async def as_list(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Show a message's own tables to the clicker as lists, for a phone."""
        await ack()
        if not self.edge.is_listed(body):
            return
        for message in as_lists(body.get("message", {}).get("blocks", ())):
            await client.chat_postEphemeral(
                channel=body["channel"]["id"],
                user=body["user"]["id"],
                thread_ts=_thread(body),
                text=message.text,
                blocks=list(message.blocks),
                link_names=False,
                parse="none",
            )

    async def _keep(self, body: Body, thread_ts: str, text: str, kind: Kind) -> None:
        action: dict[str, Any] = body["actions"][0]
        at = action["action_ts"]
        incoming = Incoming(
            body["team"]["id"], f"{FEEDBACK}:{at}" if kind == "rate" else f"click:{at}",
            body["channel"]["id"], at, thread_ts, body["user"]["id"], text, kind,
        )  # fmt: skip
        await self.edge.run(self.edge.intake.write_down, incoming)


def _thread(body: Body) -> str:
    container = body["container"]
    return str(container.get("thread_ts") or container["message_ts"])
