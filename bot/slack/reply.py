"""The only way to answer in Slack: in the thread or to the asker alone, each part once."""

import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk import WebClient

from bot.inbox import Lease, TryLater
from bot.slack.views import Message, without_blocks
from bot.slack.web import Refused, call, every
from knowledge.store.inbox import Event

logger = logging.getLogger(__name__)

EVENT_TYPE = "steward_answer"
# What Slack says to blocks that it doesn't take: the words go without them then.
UNSHOWABLE = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
)
# No mention, link or preview comes of what stands in an answer.
QUIET = {"link_names": False, "parse": "none", "unfurl_links": False, "unfurl_media": False}


class Reply:
    """The answer to one event. `alone` makes it visible to the asker only."""

    def __init__(self, client: WebClient, event: Event, *, alone: bool = False) -> None:
        self._client, self._event, self._alone = client, event, alone
        self._shows_status = not alone

    def status(self, says: str) -> None:
        """Show what is being done; a workspace that can't show it goes without."""
        if not self._shows_status:
            return
        try:
            call(
                self._client.assistant_threads_setStatus,
                channel_id=self._event.channel,
                thread_ts=self._event.thread_ts,
                status=says,
            )
        except (Refused, TryLater) as error:
            self._shows_status = False
            logger.debug("no status in %s: %s", self._event.channel, error)

    def post(self, messages: Sequence[Message], lease: Lease | None = None) -> None:
        """Post the parts that aren't there yet. Raises TryLater, Refused, LeaseLost."""
        there = self.posted()
        for number, message in enumerate(messages, start=1):
            if number in there:
                continue
            if lease:
                lease.confirm()
            ts = self._post(message, number, len(messages))
            if lease and number == 1:
                lease.note_reply(ts)

    def is_done(self) -> bool:
        """Whether an earlier attempt got all of its parts through."""
        there = self.posted()
        return bool(there) and set(range(1, max(there.values()) + 1)) <= there.keys()

    def posted(self) -> dict[int, int]:
        """The parts that earlier attempts posted, each with how many there should be.

        A place whose history can't be read tells nothing; there the first part's ts, noted in the
        inbox, stands for the whole.
        """
        event = self._event
        if event.attempts == 1:
            return {}
        if event.reply_ts and self._alone:
            return {1: 1}
        try:
            thread = list(
                every(
                    self._client.conversations_replies,
                    "messages",
                    channel=event.channel,
                    ts=event.thread_ts,
                    oldest=event.ts,
                    include_all_metadata=True,
                )
            )
        except Refused:
            return {1: 1} if event.reply_ts else {}
        return dict(filter(None, (_part(message, event) for message in thread)))

    def _post(self, message: Message, number: int, of: int) -> str:
        try:
            return self._send(message, number, of)
        except Refused as error:
            if error.code not in UNSHOWABLE:
                raise
            logger.warning("Slack took no blocks for %s: %s", self._event.event_id, error.code)
        plain = without_blocks(message)
        first = self._send(plain[0], number, of)
        for rest in plain[1:]:
            self._send(rest, 0, of)
        return first

    def _send(self, message: Message, number: int, of: int) -> str:
        event = self._event
        content: dict[str, Any] = {"channel": event.channel, "text": message.text, **QUIET}
        if message.blocks:
            content["blocks"] = list(message.blocks)
        if self._alone:
            return self._send_alone(content)
        metadata = {
            "event_type": EVENT_TYPE,
            "event_payload": {"event": event.event_id, "part": number, "of": of},
        }
        posted = call(
            self._client.chat_postMessage,
            thread_ts=event.thread_ts,
            metadata=metadata,
            **content,
        )
        return str(posted["ts"])

    def _send_alone(self, content: dict[str, Any]) -> str:
        event = self._event
        del content["unfurl_links"], content["unfurl_media"]
        if event.thread_ts != event.ts:
            # In a thread that nobody has answered in, Slack doesn't show such a message.
            content["thread_ts"] = event.thread_ts
        posted = call(self._client.chat_postEphemeral, user=event.user, **content)
        return str(posted["message_ts"])


def _part(message: dict[str, Any], event: Event) -> tuple[int, int] | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") != EVENT_TYPE or payload.get("event") != event.event_id:
        return None
    return int(payload["part"]), int(payload["of"])
