"""What the fake Slack knows: workspaces, people, channels, messages, streams, files, views."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.slack.blocks import pings_in, shown_texts
from tests.fakes.slack.errors import Json

ChannelKind = Literal["public", "private", "im", "mpim"]
StreamEnd = Literal["finished", "expired", "stopped_by_user"]


@dataclass(frozen=True)
class Install:
    """The app in one workspace. `scopes` of None means that scopes are not held against it."""

    token: str
    team_id: str
    bot_user: str
    bot_id: str
    app_id: str = "A0STEWARD"
    scopes: frozenset[str] | None = None


@dataclass(frozen=True)
class User:
    id: str
    team_id: str
    name: str
    email: str | None = None
    tz: str = "Europe/London"
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_email_confirmed: bool = True


@dataclass
class Message:
    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    metadata: Json | None = None
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, set[str]] = field(default_factory=dict)
    edited_ts: str | None = None
    streaming: bool = False

    @property
    def thread(self) -> str:
        """The ts under which the thread of this message is known."""
        return self.thread_ts or self.ts

    @property
    def shown(self) -> str:
        """All words that a reader of the message sees: the blocks', or the text's without any."""
        in_blocks = "\n".join(shown_texts([*self.blocks, *self.attachments]))
        return in_blocks or self.text

    @property
    def pings(self) -> list[str]:
        return pings_in(self.text, [*self.blocks, *self.attachments])

    def to_json(self, *, with_metadata: bool = False) -> Json:
        optional: Json = {
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts,
            "bot_id": self.bot_id,
            "files": self.files,
            "metadata": self.metadata if with_metadata else None,
            "edited": self.edited_ts and {"user": self.user, "ts": self.edited_ts},
            "reactions": [
                {"name": name, "users": sorted(users), "count": len(users)}
                for name, users in self.reactions.items()
            ],
        }
        base = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        return {**base, **{key: value for key, value in optional.items() if value}}


@dataclass(frozen=True)
class Ephemeral:
    channel: str
    user: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str | None


@dataclass
class Channel:
    id: str
    team_id: str
    kind: ChannelKind
    name: str
    members: set[str]
    is_ext_shared: bool = False
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)

    def thread(self, thread_ts: str) -> list[Message]:
        return [message for message in self.messages.values() if message.thread == thread_ts]


@dataclass
class Stream:
    message: Message
    started_at: float
    mode: Literal["text", "chunks"] | None = None
    tasks: dict[str, Json] = field(default_factory=dict)
    ended: StreamEnd | None = None


@dataclass
class File:
    id: str
    name: str
    length: int
    alt_text: str | None = None
    content: bytes | None = None
    title: str | None = None
    shared_in: list[str] = field(default_factory=list)


@dataclass
class View:
    id: str
    user: str
    body: Json
    hash: str


@dataclass
class Trigger:
    user: str
    issued_at: float
    is_used: bool = False


@dataclass
class Session:
    """An agent session: what Slack's own loader and Stop button show."""

    status: str
    title: str | None = None


@dataclass
class Call:
    method: str
    token: str | None
    args: Json
    at: float
    error: str | None = None


class State:
    """Everything at once, behind one lock; `changed` is notified after each call and act."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.installs: dict[str, Install] = {}
        self.revoked: set[str] = set()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.streams: dict[tuple[str, str], Stream] = {}
        self.stream_seconds = 300.0
        self.files: dict[str, File] = {}
        self.modals: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.statuses: dict[tuple[str, str], tuple[str, float]] = {}
        self.prompts: dict[str, list[Json]] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.sessions: dict[tuple[str, str], Session] = {}
        self.calls: list[Call] = []
        self._ahead = 0.0
        self._last_micros = 0
        self._ids = 0

    def now(self) -> float:
        """The fake's clock, in seconds of Unix time."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        with self.changed:
            self._ahead += seconds
            self.changed.notify_all()

    def next_ts(self) -> str:
        """Make a message's ts: later than every one before."""
        self._last_micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}{self._ids:08X}"

    def new_trigger(self, user: str) -> str:
        trigger_id = f"{self.next_id('')}.{int(self.now())}"
        self.triggers[trigger_id] = Trigger(user, self.now())
        return trigger_id

    def im_with(self, install: Install, user: str) -> Channel:
        """Find the direct message of the bot and a person, or open it."""
        return self._group({install.bot_user, user}, install, "im", "D")

    def mpim_with(self, install: Install, users: Iterable[str]) -> Channel:
        return self._group({install.bot_user, *users}, install, "mpim", "G")

    def _group(
        self, members: set[str], install: Install, kind: ChannelKind, prefix: str
    ) -> Channel:
        for channel in self.channels.values():
            same = channel.kind == kind and channel.members == members
            if same and channel.team_id == install.team_id:
                return channel
        channel = Channel(self.next_id(f"{prefix}0"), install.team_id, kind, "", members)
        self.channels[channel.id] = channel
        return channel
