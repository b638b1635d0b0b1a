"""What people do in the fake Slack that makes it call the app: write, command, click, submit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack import payloads
from tests.fakes.slack.deliver import (
    AppLink,
    Delivery,
    Post,
    event_post,
    form_post,
    interaction_post,
)
from tests.fakes.slack.errors import Json
from tests.fakes.slack.response_urls import ResponseUrls
from tests.fakes.slack.state import Channel, Ephemeral, Install, Message, State, User

EVENTS = frozenset(
    {"app_mention", "message.im", "message.channels", "message.groups", "message.mpim"}
)
MESSAGE_EVENTS = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


@dataclass(frozen=True)
class Said:
    """A person's post, and what became of each event that Slack made of it."""

    channel: str
    ts: str
    thread_ts: str
    deliveries: tuple[Delivery, ...]

    @property
    def status(self) -> int | None:
        """The app's HTTP status: of the last delivery, 200 where every one got it."""
        statuses = [delivery.status for delivery in self.deliveries]
        return next((status for status in statuses if status != 200), 200 if statuses else None)


class Acts:
    """The deliverer. It sends from the caller's thread and waits for the app's answer."""

    def __init__(self, state: State, response_urls: ResponseUrls, events: Iterable[str]) -> None:
        self._state = state
        self._response_urls = response_urls
        self._events = frozenset(events)
        self._link: AppLink | None = None
        self.api_url = ""

    def connect(self, link: AppLink) -> None:
        self._link = link

    def send(self, post: Post) -> Delivery:
        if self._link is None:
            raise RuntimeError("No app is connected to the fake Slack: call connect(url) first.")
        return self._link.send(post)

    def says(self, user_id: str, channel_id: str, text: str, thread_ts: str | None) -> Said:
        user, channel = self._state.users[user_id], self._channel_of(user_id, channel_id)
        with self._state.changed:
            if thread_ts is not None and thread_ts not in channel.messages:
                raise LookupError(f"no message {thread_ts} in {channel_id} to reply to")
            ts = self._state.next_ts()
            message = Message(channel_id, ts, user_id, text, thread_ts=thread_ts)
            channel.messages[ts] = message
            self._state.changed.notify_all()
        posts = [
            post
            for install in self._state.installs.values()
            for post in self._posts_of(install, channel, message, user)
        ]
        deliveries = tuple(self.send(post) for post in posts)
        return Said(channel_id, ts, message.thread, deliveries)

    def event(self, install: Install, event: Json, *, shared: bool = False) -> Delivery:
        return self.send(self._event_post(install, event, shared=shared))

    def echo(self, install: Install, message: Message) -> Delivery:
        """Tell the app of its own message, as Slack does where it hears the channel."""
        channel = self._state.channels[message.channel]
        bot = self._state.users[message.user]
        return self.event(install, payloads.message_event(channel, message, bot))

    def command(
        self, install: Install, user_id: str, channel_id: str, name: str, text: str
    ) -> Delivery:
        channel = self._channel_of(user_id, channel_id)
        hooks = self._hooks(install, user_id, channel_id)
        user = self._state.users[user_id]
        return self.send(form_post(payloads.command(install, channel, user, name, text, hooks)))

    def click(
        self,
        install: Install,
        user_id: str,
        where: Message | Ephemeral,
        action_id: str,
        value: Any,
    ) -> Delivery:
        self._channel_of(user_id, where.channel)
        action = payloads.action_on(where.blocks, action_id, self._state.next_ts(), value)
        hooks = self._hooks(install, user_id, where.channel, where.ts)
        user = self._state.users[user_id]
        return self.send(interaction_post(payloads.click(install, user, where, action, hooks)))

    def click_home(self, install: Install, user_id: str, action_id: str, value: Any) -> Delivery:
        home, user = self._state.homes[user_id], self._state.users[user_id]
        at = self._state.next_ts()
        action = payloads.action_on(home.body["blocks"], action_id, at, value)
        trigger_id = self._state.new_trigger(user_id)
        return self.send(
            interaction_post(payloads.home_click(install, home, user, action, trigger_id))
        )

    def submit(self, install: Install, view_id: str, values: dict[str, Any]) -> Delivery:
        """Submit a modal; it closes unless the app answers with errors or another view."""
        view = self._state.modals[view_id]
        user = self._state.users[view.user]
        delivery = self.send(interaction_post(payloads.submission(install, view, user, values)))
        if delivery.status == 200 and delivery.body in ("", "{}"):
            del self._state.modals[view_id]
        return delivery

    def shortcut(
        self, install: Install, user_id: str, callback_id: str, message: Message | None
    ) -> Delivery:
        user = self._state.users[user_id]
        if message is None:
            hooks = {"trigger_id": self._state.new_trigger(user_id)}
        else:
            hooks = self._hooks(install, user_id, message.channel, message.ts)
        return self.send(
            interaction_post(payloads.shortcut(install, user, callback_id, message, hooks))
        )

    def stop(self, install: Install, user_id: str, channel_id: str, thread_ts: str) -> Delivery:
        """Press Slack's Stop: the thread's streams end, and the app is told."""
        with self._state.changed:
            stopped = [
                stream
                for stream in self._state.streams.values()
                if stream.message.channel == channel_id
                and stream.message.thread == thread_ts
                and stream.ended is None
            ]
            for stream in stopped:
                stream.ended = "stopped_by_user"
                stream.message.streaming = False
            self._state.changed.notify_all()
        event = {
            "type": "agent_session_stopped",
            "channel": channel_id,
            "thread_ts": thread_ts,
            "user": user_id,
            "streaming_message_ts": [stream.message.ts for stream in stopped],
            "event_ts": self._state.next_ts(),
        }
        return self.event(install, event)

    def _posts_of(
        self, install: Install, channel: Channel, message: Message, user: User
    ) -> list[Post]:
        """Make the events of a post: a message, and an app_mention beside it in a channel."""
        if install.bot_user not in channel.members or channel.team_id != install.team_id:
            return []
        events = []
        is_mentioned = f"<@{install.bot_user}>" in message.text and channel.kind != "im"
        if is_mentioned and "app_mention" in self._events:
            events.append(payloads.mention_event(channel, message, user))
        if MESSAGE_EVENTS[channel.kind] in self._events:
            events.append(payloads.message_event(channel, message, user))
        return [self._event_post(install, event, shared=channel.is_ext_shared) for event in events]

    def _event_post(self, install: Install, event: Json, *, shared: bool) -> Post:
        event_id = self._state.next_id("Ev0")
        at = self._state.now()
        return event_post(
            payloads.envelope(install, event, event_id=event_id, at=at, shared=shared)
        )

    def _channel_of(self, user_id: str, channel_id: str) -> Channel:
        channel = self._state.channels[channel_id]
        if user_id not in channel.members:
            raise LookupError(f"{user_id} is not in {channel_id}: add them to the channel first")
        return channel

    def _hooks(
        self, install: Install, user_id: str, channel_id: str, message_ts: str | None = None
    ) -> dict[str, str]:
        path = self._response_urls.new(install, channel_id, user_id, message_ts)
        return {
            "trigger_id": self._state.new_trigger(user_id),
            "response_url": f"{self.api_url}{path}",
        }
