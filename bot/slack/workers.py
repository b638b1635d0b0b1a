"""`steward worker`: what answers, in the web's process or in one of its own."""

import logging
import signal
import threading
from datetime import timedelta

from bot.inbox import Inbox
from bot.inbox_watch import InboxWatch
from bot.notes_keeper import NotesKeeper
from bot.settings import Settings
from bot.slack.answering import Ask, Conversation, ask_with
from bot.slack.installs import installs_of
from bot.slack.pictures import Render
from bot.slack.workspaces import Workspaces
from bot.wiring import Steward
from knowledge.errors import NotConfigured
from knowledge.store.schema import require_current

logger = logging.getLogger(__name__)

STOP_SECONDS = 20.0


class Workers:
    """The inbox with its threads, its watch and the notes' keeper.

    Without threads it only writes events down, for another process to answer.
    """

    def __init__(
        self,
        steward: Steward,
        ask: Ask,
        *,
        threads: int | None = None,
        render: Render | None = None,
    ) -> None:
        settings = steward.settings
        self._threads = settings.slack_workers if threads is None else threads
        installs = installs_of(steward)
        self.workspaces = Workspaces(settings, installs.token_of if installs else None)
        conversation = Conversation(steward, self.workspaces, ask, render)
        lease = timedelta(seconds=settings.lease_seconds)
        self.inbox = Inbox(steward.store, conversation, threads=self._threads, lease=lease)
        self._watch = InboxWatch(steward.store, self.inbox, conversation)
        self._notes = NotesKeeper(steward)

    def start(self) -> None:
        if not self._threads:
            return
        self.inbox.start()
        self._watch.start()
        self._notes.start()

    def stop(self) -> None:
        """Take nothing more, and finish what is in hand."""
        if not self._threads:
            return
        self._watch.stop()
        self.inbox.stop(STOP_SECONDS)
        self._notes.stop()

    @property
    def is_working(self) -> bool:
        return not self._threads or self.inbox.is_working


def work() -> None:
    """Answer what other processes write down, until stopped. Raises SourceUnavailable."""
    settings = Settings()
    require_token(settings)
    log_to_stderr()
    steward = Steward(settings)
    require_current(steward.store)
    steward.agent()
    workers = Workers(steward, ask_with(steward))
    done = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: done.set())
    workers.start()
    logger.info("answering with %s threads", settings.slack_workers)
    done.wait()
    workers.stop()


def log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")


def require_token(settings: Settings) -> None:
    """Raises NotConfigured where there is nothing to speak to Slack with."""
    if not settings.slack_client_id:
        require(SLACK_BOT_TOKEN=settings.slack_bot_token)


def require(**needed: str) -> None:
    """Raises NotConfigured, and names the settings that are empty."""
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise NotConfigured(
            f"Slack needs {' and '.join(missing)}: set them in the environment or in .env, as "
            "bot/slack/README.md says."
        )
