"""The workspaces that the app is installed in: for each, the client, its people, what it shows."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.settings import Settings
from bot.slack.live import Streaming
from bot.slack.people import Directory
from bot.slack.web import make_client

# A rotated token is asked for again well before it ends.
TOKEN_SECONDS = 300.0


class NotInstalled(Exception):
    """The app isn't, or isn't any more, in that workspace."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What answers in one workspace go through."""

    client: WebClient
    directory: Directory
    streaming: Streaming


# The bot's token in a workspace; raises NotInstalled.
Tokens = Callable[[str], str]


class Workspaces:
    """Workspaces by team id. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        tokens: Tokens | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without `tokens` the setting's one token serves every team."""
        self._settings, self._tokens, self._now = settings, tokens, now
        self._known: dict[str, tuple[float, str, Workspace]] = {}
        self._lock = threading.Lock()

    def of(self, team: str) -> Workspace:
        """Raises NotInstalled."""
        key = team if self._tokens else ""
        with self._lock:
            until, token, workspace = self._known.get(key, (0.0, "", None))
            if workspace is not None and until > self._now():
                return workspace
            wanted = self._tokens(team) if self._tokens else self._settings.slack_bot_token
            if workspace is None or token != wanted:
                workspace = self._make(wanted)
            lasts = self._now() + TOKEN_SECONDS if self._tokens else float("inf")
            self._known[key] = (lasts, wanted, workspace)
            return workspace

    def forget(self, team: str) -> None:
        """Ask for the team's token again: it was revoked, or the app was removed."""
        with self._lock:
            self._known.pop(team, None)

    def _make(self, token: str) -> Workspace:
        client = make_client(self._settings, token)
        # Who streams doesn't wait out a 429: a post is there for that.
        streaming = Streaming(make_client(self._settings, token, patient=False))
        return Workspace(client, Directory(client), streaming)
