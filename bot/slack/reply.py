"""The only way to answer in Slack: in the thread or to the asker alone, each part once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.answer import Step
from bot.inbox import Lease, TryLater
from bot.slack.live import UNSHOWABLE, Live
from bot.slack.views import Message, sentence, without_blocks
from bot.slack.web import Refused, call, every
from bot.slack.workspaces import Workspace
from knowledge.store.inbox import Event

logger = logging.getLogger(__name__)

EVENT_TYPE = "steward_answer"
# No mention, link or preview comes of what stands in an answer.
QUIET = {"link_names": False, "parse": "none", "unfurl_links": False, "unfurl_media": False}
WORKING = "Working on it"
STOPPED = "Stopped, as you asked."


@dataclass(frozen=True, slots=True)
class Found:
    """What earlier attempts left: the parts that they posted, each with how many there should be,
    the message that one left unfinished, and the files that it uploaded."""

    parts: dict[int, int] = field(default_factory=dict)
    unfinished: str | None = None
    files: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        return bool(self.parts) and set(range(1, max(self.parts.values()) + 1)) <= set(self.parts)


class Reply:
    """The answer to one event. `alone` makes it visible to the asker only."""

    def __init__(self, workspace: Workspace, lease: Lease, *, alone: bool = False) -> None:
        """Raises TryLater where what was posted before can't be asked."""
        self._workspace, self._lease, self._alone = workspace, lease, alone
        self._event = lease.event
        self._client = workspace.client
        self._shows_status = not alone
        self.found = self._look() if self._event.attempts > 1 else Found()
        self._live = Live(workspace.streaming, self._event, lease.note_reply, self.found.unfinished)

    def begin(self) -> None:
        """Show at once that the question has been taken up."""
        if not self._alone and not self.found.parts and not self._live.begin():
            self._status(WORKING)

    def step(self, step: Step) -> None:
        """Show a tool that begins."""
        if not self._alone and not self.found.parts and not self._live.step(step):
            self._status(step.says)

    def text(self, so_far: str) -> None:
        """Show the text so far."""
        if not self._alone and not self.found.parts:
            self._live.text(so_far)

    def post(self, messages: Sequence[Message]) -> None:
        """Post the parts that aren't there yet. Raises TryLater, Refused, LeaseLost."""
        if self._live.is_lost:
            self._adopt()
        for number, message in enumerate(messages, start=1):
            if number in self.found.parts:
                continue
            self._lease.confirm()
            ts = self._post(message, number, len(messages))
            if number == 1:
                self._lease.note_reply(ts)
        if not self._alone:
            self._live.end_session()

    def upload(self, name: str, content: bytes, title: str, alt: str) -> bool:
        """Put a file under the answer, once; False where Slack takes none. Raises TryLater."""
        filename = f"{self._event.event_id}-{name}"
        if self._alone or filename in self.found.files:
            return not self._alone
        self._lease.confirm()
        try:
            call(
                self._client.files_upload_v2,
                filename=filename,
                content=content,
                title=title,
                alt_txt=alt,
                channel=self._event.channel,
                thread_ts=self._event.thread_ts,
                request_file_info=False,
            )
        except Refused as error:
            logger.warning("no file in %s: %s", self._event.channel, error.code)
            return False
        return True

    def stop(self) -> None:
        """End without an answer, as the asker wished."""
        if self._alone:
            return
        self._live.drop(sentence(STOPPED), self._metadata(1, 1))
        self._status("")

    def _status(self, says: str) -> None:
        """Show a line of what is being done; a workspace that can't show it goes without."""
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

    def _look(self) -> Found:
        """What stands in the thread after the question.

        A place whose history can't be read tells nothing; the first part's ts, noted in the inbox,
        is then the message to be made whole.
        """
        event = self._event
        if self._alone:
            return Found({1: 1} if event.reply_ts else {})
        try:
            me = self._workspace.directory.me
            thread = [
                message
                for message in every(
                    self._client.conversations_replies,
                    "messages",
                    channel=event.channel,
                    ts=event.thread_ts,
                    oldest=event.ts,
                    include_all_metadata=True,
                )
                if message.get("user") == me and message["ts"] > event.ts
            ]
        except Refused:
            return Found(unfinished=event.reply_ts)
        return Found(
            dict(filter(None, (_part(message, event) for message in thread))),
            next((m["ts"] for m in thread if _is_unfinished(m)), None),
            frozenset(str(f.get("name")) for m in thread for f in m.get("files") or ()),
        )

    def _adopt(self) -> None:
        """Go on with a message whose beginning landed though its answer was lost."""
        found = self._look()
        self.found = found
        if found.unfinished and not found.parts:
            streaming = self._workspace.streaming
            note = self._lease.note_reply
            self._live = Live(streaming, self._event, note, found.unfinished)

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
        if self._alone:
            return self._send_alone(message)
        metadata = self._metadata(number, of)
        if number == 1 and (ts := self._live.finish(message, metadata)):
            return ts
        posted = call(
            self._client.chat_postMessage,
            channel=self._event.channel,
            thread_ts=self._event.thread_ts,
            metadata=metadata,
            **_content(message),
            **QUIET,
        )
        return str(posted["ts"])

    def _send_alone(self, message: Message) -> str:
        event = self._event
        # In a thread that nobody has answered in, Slack doesn't show such a message.
        place = {"thread_ts": event.thread_ts} if event.thread_ts != event.ts else {}
        posted = call(
            self._client.chat_postEphemeral,
            channel=event.channel,
            user=event.user,
            link_names=False,
            parse="none",
            **place,
            **_content(message),
        )
        return str(posted["message_ts"])

    def _metadata(self, number: int, of: int) -> dict[str, Any]:
        payload = {"event": self._event.event_id, "part": number, "of": of}
        return {"event_type": EVENT_TYPE, "event_payload": payload}


def _content(message: Message) -> dict[str, Any]:
    blocks = {"blocks": list(message.blocks)} if message.blocks else {}
    return {"text": message.text, **blocks}


def _part(message: dict[str, Any], event: Event) -> tuple[int, int] | None:
    payload = _payload(message)
    if payload.get("event") != event.event_id or not payload.get("part"):
        return None
    return int(payload["part"]), int(payload["of"])


def _is_unfinished(message: dict[str, Any]) -> bool:
    """Whether an attempt at this event began a message, and was killed before it was whole.

    A thread's questions are answered one by one: what has no mark after this one is this one's.
    """
    return not _payload(message) and not message.get("files")


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return payload if metadata.get("event_type") == EVENT_TYPE else {}
