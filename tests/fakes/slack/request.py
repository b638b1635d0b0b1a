"""One Web API call as its handler sees it: who calls, with what, and what they may touch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.errors import Json, SlackError, refusal
from tests.fakes.slack.state import Channel, Install, Message, State, User

STRUCTURED = ("blocks", "attachments", "metadata", "view", "files", "chunks", "prompts")
FORMAT_ERRORS = {
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
    "chunks": "invalid_chunks",
}
HISTORY = {
    "public": "channels:history",
    "private": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
READ = {
    "public": "channels:read",
    "private": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


@dataclass(frozen=True)
class Request:
    state: State
    install: Install
    args: Json
    base_url: str

    def text(self, name: str) -> str | None:
        value = self.args.get(name)
        return None if value is None else str(value)

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise refusal("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not value.isdigit():
            raise refusal("invalid_arguments", [f"must be an integer [json-pointer:/{name}]"])
        return int(value)

    def structured(self, name: str) -> Any:
        """Read an argument that may come as JSON text or as JSON."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            code = FORMAT_ERRORS.get(name, "invalid_arguments")
            raise SlackError(code) from None

    def need_scope(self, *one_of: str) -> None:
        scopes = self.install.scopes
        if scopes is not None and not scopes & set(one_of):
            provided = ",".join(sorted(scopes))
            raise SlackError("missing_scope", needed=one_of[0], provided=provided)

    def user(self, user_id: str) -> User:
        user = self.state.users.get(user_id)
        if user is None or not self._sees(user):
            raise SlackError("user_not_found")
        return user

    def channel(self, name: str = "channel") -> Channel:
        """Find a channel that the app can see: public ones, and those that it is in."""
        channel = self.state.channels.get(self.needed(name))
        if channel is None or channel.team_id != self.install.team_id:
            raise SlackError("channel_not_found")
        if channel.kind != "public" and self.install.bot_user not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def joined_channel(self, name: str = "channel") -> Channel:
        channel = self.channel(name)
        if self.install.bot_user not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def writable_channel(self, name: str = "channel") -> Channel:
        channel = self.joined_channel(name)
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        message = channel.messages.get(self.needed(name))
        if message is None:
            raise SlackError("message_not_found")
        return message

    def parent_ts(self, channel: Channel, *, error: str = "thread_not_found") -> str | None:
        """Check that `thread_ts` names a message that can carry a thread."""
        thread_ts = self.text("thread_ts")
        if not thread_ts:
            return None
        parent = channel.messages.get(thread_ts)
        if parent is None:
            raise SlackError(error)
        if parent.thread != parent.ts:
            raise SlackError("cannot_reply_to_message")
        return thread_ts

    def _sees(self, user: User) -> bool:
        if user.team_id == self.install.team_id:
            return True
        return any(
            user.id in channel.members and self.install.bot_user in channel.members
            for channel in self.state.channels.values()
        )
