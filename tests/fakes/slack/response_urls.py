"""Response URLs of commands and clicks: five uses within thirty minutes."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.slack.blocks import check_message_blocks
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.state import Ephemeral, Install, Message, State

USES = 5
SECONDS = 30 * 60.0


@dataclass
class Hook:
    install: Install
    channel: str
    user: str
    message_ts: str | None
    issued_at: float
    uses: int = 0


class ResponseUrls:
    def __init__(self, state: State) -> None:
        self._state = state
        self._hooks: dict[str, Hook] = {}

    def new(self, install: Install, channel: str, user: str, message_ts: str | None) -> str:
        """Issue a hook; the path of its URL."""
        key = self._state.next_id("R0")
        self._hooks[key] = Hook(install, channel, user, message_ts, self._state.now())
        return f"/response/{key}"

    def receive(self, key: str, body: Json) -> tuple[int, str]:
        """Take what the app says there; the answer's HTTP status and text."""
        hook = self._hooks.get(key)
        if hook is None:
            return 404, "no_team"
        if hook.uses >= USES or self._state.now() - hook.issued_at > SECONDS:
            return 404, "used_url" if hook.uses >= USES else "expired_url"
        hook.uses += 1
        if not (body.get("text") or body.get("blocks") or body.get("delete_original")):
            return 400, "no_text"
        try:
            check_message_blocks(body.get("blocks") or [])
        except SlackError as error:
            return 400, error.code
        self._apply(hook, body)
        return 200, "ok"

    def _apply(self, hook: Hook, body: Json) -> None:
        channel = self._state.channels[hook.channel]
        original = channel.messages.get(hook.message_ts or "")
        text, blocks = str(body.get("text", "")), body.get("blocks") or []
        if body.get("delete_original"):
            channel.messages.pop(hook.message_ts or "", None)
        elif body.get("replace_original") and original is not None:
            original.text, original.blocks = text, blocks
        elif body.get("response_type") == "in_channel":
            bot = hook.install
            message = Message(
                hook.channel, self._state.next_ts(), bot.bot_user, text, blocks, bot_id=bot.bot_id
            )
            channel.messages[message.ts] = message
        else:
            ts = self._state.next_ts()
            thread_ts = body.get("thread_ts")
            note = Ephemeral(hook.channel, hook.user, ts, text, blocks, thread_ts)
            channel.ephemerals.append(note)
