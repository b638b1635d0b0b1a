"""An answer while it is made: Slack's stream, with a task for each tool and the text as it comes.

A stream dies after five minutes, may be started 20 times a minute, and is missing in some
workspaces. Nothing here costs an answer: what a stream can't take goes out as a post or an update.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from bot.answer import Step
from bot.inbox import TryLater
from bot.slack.views import Block, Message, cut, words_before_tables
from bot.slack.web import Refused, call
from knowledge.store.inbox import Event

logger = logging.getLogger(__name__)

STARTS_A_MINUTE = 18
MINUTE = 60.0
TEXT_SECONDS = 0.8
LEAST_TEXT = 120
# Slack takes 4,000 bytes of text with an update; the blocks have all of it.
UPDATE_BYTES = 3_900
MISSING = frozenset({"unknown_method", "missing_scope", "not_allowed_token_type", "http_404"})
# What Slack says to blocks that it doesn't take.
UNSHOWABLE = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
)
Chunk = dict[str, Any]


@dataclass
class Streaming:
    """What a workspace can do of it, and how many streams may still begin this minute."""

    client: WebClient
    now: Callable[[], float] = time.monotonic
    has_streams: bool = True
    has_sessions: bool = True
    _starts: deque[float] = field(default_factory=deque)

    def may_start(self) -> bool:
        while self._starts and self._starts[0] <= self.now() - MINUTE:
            self._starts.popleft()
        if not self.has_streams or len(self._starts) >= STARTS_A_MINUTE:
            return False
        self._starts.append(self.now())
        return True


class Live:
    """The one message of an answer that is being made. `ts` is None until there is one."""

    def __init__(
        self,
        streaming: Streaming,
        event: Event,
        note: Callable[[str], None],
        ts: str | None = None,
    ) -> None:
        """With a `ts` it goes on with the message that an earlier attempt left unfinished."""
        self._streaming, self._event, self._note = streaming, event, note
        self.ts = ts
        # A start whose answer was lost may have left a message that nobody knows of.
        self.is_lost = False
        self._is_open = ts is not None
        self._may_start = ts is None
        self._tasks: list[Chunk] = []
        self._sent = ""
        self._sent_at = 0.0

    def begin(self) -> bool:
        """Show that an answer is being made, with Slack's own Stop; False where it can't."""
        return self._session("processing")

    def step(self, step: Step) -> bool:
        """Show a tool that begins; False where nothing shows it."""
        changed = self._complete()
        task = {
            "type": "task_update", "id": f"task{len(self._tasks) + 1}", "title": step.says,
            "status": "in_progress",
        }  # fmt: skip
        self._tasks.append(task)
        return self._show([*changed, dict(task)])

    def text(self, so_far: str) -> None:
        """Show the text as far as whole paragraphs go, while it only grows."""
        whole, _, _ = so_far.rpartition("\n\n")
        if len(whole) < len(self._sent) + LEAST_TEXT:
            return
        if self._streaming.now() < self._sent_at + TEXT_SECONDS:
            return
        words = words_before_tables(whole)
        if not words.startswith(self._sent) or words == self._sent:
            return
        more = words[len(self._sent) :]
        if self._show([*self._complete(), {"type": "markdown_text", "text": more}]):
            self._sent, self._sent_at = words, self._streaming.now()

    def finish(self, message: Message, metadata: dict[str, Any]) -> str | None:
        """Make it the finished message; None where there is none, or it can't be.

        Raises TryLater, and Refused where Slack takes no such blocks.
        """
        if self.ts is None:
            return None
        words, blocks = _parted(message)
        is_whole = bool(words) and words.startswith(self._sent)
        rest = [{"type": "markdown_text", "text": words[len(self._sent) :]}]
        done = [*self._complete(), *(rest if is_whole and rest[0]["text"] else [])]
        end: dict[str, Any] = {"blocks": blocks, "metadata": metadata} if is_whole else {}
        if self._is_open and self._stop(done, end) and is_whole:
            return self.ts
        return self._update(message, metadata)

    def drop(self, message: Message, metadata: dict[str, Any]) -> None:
        """End it without an answer: what was shown unchecked gives way to a sentence."""
        try:
            self.finish(message, metadata)
        except (Refused, TryLater) as error:
            logger.info("a stream in %s can't be ended: %s", self._event.channel, error)
        self._session("active")

    def end_session(self) -> None:
        """Say that nothing is being made any more."""
        self._session("active")

    def _show(self, chunks: list[Chunk]) -> bool:
        if self._is_open:
            return self._append(chunks)
        if self.ts is not None or not self._may_start or not self._streaming.may_start():
            return False
        return self._start(chunks)

    def _start(self, chunks: list[Chunk]) -> bool:
        event = self._event
        self._may_start = False
        try:
            started = call(
                self._streaming.client.chat_startStream,
                channel=event.channel,
                thread_ts=event.thread_ts,
                recipient_team_id=event.team,
                recipient_user_id=event.user,
                task_display_mode="timeline",
                chunks=chunks,
            )
        except Refused as error:
            self._streaming.has_streams = error.code not in MISSING
            logger.info("no stream in %s: %s", event.channel, error.code)
            return False
        except TryLater as error:
            self.is_lost = str(error) not in ("ratelimited", "rate_limited")
            logger.info("no stream in %s: %s", event.channel, error)
            return False
        self.ts, self._is_open = str(started["ts"]), True
        self._note(self.ts)
        return True

    def _append(self, chunks: list[Chunk]) -> bool:
        try:
            call(
                self._streaming.client.chat_appendStream,
                channel=self._event.channel,
                ts=self.ts,
                chunks=chunks,
            )
        except (Refused, TryLater) as error:
            # Whether it landed or not: the finished message is put in its place.
            self._is_open = isinstance(error, TryLater)
            self._sent += "\0"
            logger.info("a stream in %s broke off: %s", self._event.channel, error)
            return False
        return True

    def _stop(self, chunks: list[Chunk], end: dict[str, Any]) -> bool:
        session = {"session_status": "active"} if self._streaming.has_sessions else {}
        content = {"chunks": chunks} if chunks else {}
        try:
            call(
                self._streaming.client.chat_stopStream,
                channel=self._event.channel,
                ts=self.ts,
                **content,
                **end,
                **session,
            )
        except Refused as error:
            if error.code in UNSHOWABLE:
                raise
            self._is_open = False
            logger.info("a stream in %s was over: %s", self._event.channel, error)
            return False
        self._is_open = False
        return True

    def _update(self, message: Message, metadata: dict[str, Any]) -> str | None:
        try:
            call(
                self._streaming.client.chat_update,
                channel=self._event.channel,
                ts=self.ts,
                text=_short(message.text),
                blocks=list(message.blocks),
                metadata=metadata,
            )
        except Refused as error:
            if error.code in UNSHOWABLE:
                raise
            logger.warning("no update in %s: %s", self._event.channel, error.code)
            return None
        return self.ts

    def _complete(self) -> list[Chunk]:
        """The tasks that were in progress, done."""
        running = [task for task in self._tasks if task["status"] == "in_progress"]
        for task in running:
            task["status"] = "complete"
        return [dict(task) for task in running]

    def _session(self, status: str) -> bool:
        if not self._streaming.has_sessions:
            return False
        event = self._event
        try:
            call(
                self._streaming.client.agents_sessions_setStatus,
                channel_id=event.channel,
                thread_ts=event.thread_ts,
                status=status,
            )
        except Refused as error:
            self._streaming.has_sessions = error.code not in MISSING
            return False
        except TryLater:
            return False
        return True


def _parted(message: Message) -> tuple[str, list[Block]]:
    """The words that a message begins with, and its other blocks."""
    if not message.blocks:
        return message.text, []
    first, *rest = message.blocks
    if first.get("type") != "markdown":
        return "", list(message.blocks)
    return str(first["text"]), rest


def _short(text: str) -> str:
    if len(text.encode()) <= UPDATE_BYTES:
        return text
    return next(cut(text, UPDATE_BYTES // 4)) + " …"
