"""FakeSlack: the whole of it behind one object, for tests to set up, act in and look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, TypeVar

from tests.fakes.slack.acts import EVENTS, Acts, Said
from tests.fakes.slack.assistant import STATUS_SECONDS
from tests.fakes.slack.deliver import ANSWER_SECONDS, AppLink, Delivery, Post, event_post
from tests.fakes.slack.errors import Json
from tests.fakes.slack.gate import Fault, Gate
from tests.fakes.slack.response_urls import ResponseUrls
from tests.fakes.slack.server import Server
from tests.fakes.slack.state import (
    Call,
    Channel,
    ChannelKind,
    Ephemeral,
    Install,
    Message,
    State,
    User,
    View,
)

T = TypeVar("T")
SIGNING_SECRET = "a-signing-secret-of-the-fake"
BOT = Install(token="xoxb-fake-1", team_id="T1", bot_user="UBOT", bot_id="B1")


class FakeSlack:
    """A strict Slack on the loopback, with the app installed in workspace T1.

    Use it as a context manager; hand `api_url` and `bot.token` to the app's client, `connect` the
    app's URL, and let people write. All methods may be called from any thread but an event loop
    that the app runs in: they wait for the app's answer.
    """

    def __init__(
        self,
        *,
        scopes: Iterable[str] | None = None,
        events: Iterable[str] = EVENTS,
        signing_secret: str = SIGNING_SECRET,
    ) -> None:
        self.signing_secret = signing_secret
        self.state = State()
        self.gate = Gate(self.state)
        response_urls = ResponseUrls(self.state)
        self.acts = Acts(self.state, response_urls, events)
        self._server = Server(self.state, self.gate, response_urls)
        granted = None if scopes is None else frozenset(scopes)
        self.bot = self.install(
            Install(BOT.token, BOT.team_id, BOT.bot_user, BOT.bot_id, scopes=granted)
        )

    def __enter__(self) -> FakeSlack:
        self._server.start()
        self.acts.api_url = self._server.url
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    @property
    def api_url(self) -> str:
        """The base URL for slack_sdk's clients, with the slash at its end."""
        return f"{self._server.url}/api/"

    def install(self, install: Install) -> Install:
        """Install the app in a (further) workspace."""
        with self.state.changed:
            self.state.installs[install.token] = install
            self.state.users[install.bot_user] = User(
                install.bot_user, install.team_id, "Steward", is_bot=True
            )
        return install

    def revoke(self, token: str) -> None:
        with self.state.changed:
            self.state.revoked.add(token)

    def add_user(self, user_id: str, email: str | None = None, **traits: Any) -> User:
        """Add a person to T1, or to another workspace with `team_id`."""
        traits = {"team_id": self.bot.team_id, "name": user_id, **traits}
        user = User(id=user_id, email=email, **traits)
        with self.state.changed:
            self.state.users[user_id] = user
        return user

    def add_channel(
        self,
        channel_id: str,
        members: Iterable[str],
        *,
        kind: ChannelKind = "public",
        with_bot: bool = True,
        is_ext_shared: bool = False,
        install: Install | None = None,
    ) -> Channel:
        there = install or self.bot
        everybody = {*members, there.bot_user} if with_bot else set(members)
        channel = Channel(
            channel_id, there.team_id, kind, channel_id.lower(), everybody, is_ext_shared
        )
        with self.state.changed:
            self.state.channels[channel_id] = channel
        return channel

    def add_im(self, channel_id: str, user_id: str) -> Channel:
        return self.add_channel(channel_id, [user_id], kind="im")

    def connect(self, app_url: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Say where the app takes events, commands and interactions."""
        self.acts.connect(AppLink(app_url, self.signing_secret, answer_seconds))

    def user_says(
        self, user_id: str, channel_id: str, text: str, *, thread_ts: str | None = None
    ) -> Said:
        return self.acts.says(user_id, channel_id, text, thread_ts)

    def send_event(self, event: Json, *, install: Install | None = None) -> Delivery:
        """Deliver any other event (app_home_opened, tokens_revoked, ...) in its envelope."""
        return self.acts.event(install or self.bot, event)

    def deliver(self, post: Post) -> Delivery:
        """Send a post as it is: again, with another secret, with an old timestamp."""
        return self.acts.send(post)

    def verify_url(self, challenge: str) -> Delivery:
        body = {"type": "url_verification", "challenge": challenge, "token": "legacy"}
        return self.acts.send(event_post(body))

    def user_commands(
        self, user_id: str, channel_id: str, command: str, text: str = ""
    ) -> Delivery:
        return self.acts.command(self.bot, user_id, channel_id, command, text)

    def user_clicks(
        self, user_id: str, where: Message | Ephemeral, action_id: str, value: Any = None
    ) -> Delivery:
        return self.acts.click(self.bot, user_id, where, action_id, value)

    def user_clicks_home(self, user_id: str, action_id: str, value: Any = None) -> Delivery:
        return self.acts.click_home(self.bot, user_id, action_id, value)

    def user_submits(self, view_id: str, **values: Any) -> Delivery:
        """Submit an open modal, its inputs filled by action_id."""
        return self.acts.submit(self.bot, view_id, values)

    def user_picks_shortcut(
        self, user_id: str, callback_id: str, message: Message | None = None
    ) -> Delivery:
        return self.acts.shortcut(self.bot, user_id, callback_id, message)

    def user_stops(self, user_id: str, channel_id: str, thread_ts: str) -> Delivery:
        return self.acts.stop(self.bot, user_id, channel_id, thread_ts)

    def fail_next(self, method: str, error: str, *, times: int = 1) -> None:
        self.gate.plan(method, Fault(error=error), times=times)

    def stall_next(self, method: str, seconds: float, *, times: int = 1) -> None:
        self.gate.plan(method, Fault(stall_seconds=seconds), times=times)

    def replies(self, channel_id: str, thread_ts: str | None = None) -> list[Message]:
        """Give what the app has posted in a thread, or in the whole channel, oldest first."""
        with self.state.changed:
            messages = list(self.state.channels[channel_id].messages.values())
        return [
            message
            for message in messages
            if message.bot_id is not None and thread_ts in (None, message.thread)
        ]

    def ephemerals(self, channel_id: str, user_id: str) -> list[Ephemeral]:
        with self.state.changed:
            notes = list(self.state.channels[channel_id].ephemerals)
        return [note for note in notes if note.user == user_id]

    def calls(self, method: str | None = None) -> list[Call]:
        with self.state.changed:
            return [call for call in self.state.calls if method in (None, call.method)]

    def status(self, channel_id: str, thread_ts: str) -> str:
        """The status line that a thread shows now; it goes by itself after two minutes."""
        with self.state.changed:
            status, since = self.state.statuses.get((channel_id, thread_ts), ("", 0.0))
            return status if self.state.now() - since < STATUS_SECONDS else ""

    def modal_of(self, user_id: str) -> View | None:
        with self.state.changed:
            mine = [view for view in self.state.modals.values() if view.user == user_id]
        return mine[-1] if mine else None

    def wait_for_reply(
        self,
        channel_id: str,
        thread_ts: str | None = None,
        *,
        timeout: float = 5.0,
        after: str = "",
        where: Callable[[Message], bool] = lambda message: not message.streaming,
    ) -> Message:
        """Wait for a message of the app, later than the ts `after`, that `where` takes.

        By default any will do that does not stream any more.
        """

        def found() -> Message | None:
            later = [reply for reply in self.replies(channel_id, thread_ts) if reply.ts > after]
            return next(filter(where, later), None)

        return self.wait_until(found, f"a reply in {channel_id} {thread_ts or ''}", timeout)

    def wait_for_answer(self, said: Said, *, timeout: float = 5.0) -> Message:
        """Wait for what the app posts in the thread of a person's post, after that post."""
        return self.wait_for_reply(said.channel, said.thread_ts, timeout=timeout, after=said.ts)

    def wait_until(self, look: Callable[[], T | None], what: str = "it", timeout: float = 5.0) -> T:
        """Wait, woken by each call of the app, until `look` finds something."""
        with self.state.changed:
            found = self.state.changed.wait_for(look, timeout)
        if not found:
            raise AssertionError(f"No sign of {what} in {timeout} s. {self._last_calls()}")
        return found

    def _last_calls(self) -> str:
        last = [f"{call.method} ({call.error or 'ok'})" for call in self.calls()[-8:]]
        return f"The app's last calls: {', '.join(last) or 'none'}."
