"""A company in Slack: the strict fake with the manifest's scopes and events, and the service."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

import bot.slack
from bot.agent import Agent
from bot.answer import Answer
from bot.inbox import LEASE
from bot.running import Listener
from bot.settings import Settings
from bot.slack.answering import Ask
from bot.slack.serve import Service
from bot.wiring import Steward
from knowledge.store.engine import Store
from knowledge.store.tables import inbox
from knowledge.store.workspace import set_world_ends
from tests.factories import days_ago, make_person
from tests.fakes.slack import SIGNING_SECRET, FakeSlack, Said, running
from tools.desk import Desk

MANIFEST = json.loads((Path(bot.slack.__file__).parent / "manifest.json").read_text())
AT_RISK = "which accounts are at risk?"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """Slack with Maya (U1), Tom (U2) and their head of operations Ida (U3), each with a DM."""
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    with FakeSlack(scopes=scopes, events=events) as fake:
        for number, name in ((1, "maya"), (2, "tom"), (3, "ida")):
            fake.add_user(f"U{number}", f"{name}@steward.test")
            fake.add_im(f"D{number}", f"U{number}")
        yield fake


@pytest.fixture
def store(company_store: Store) -> Store:
    """The small company on the day that its rows are made for."""
    with company_store.write() as connection:
        make_person(connection, name="Ida Berg", email="ida@steward.test", role="operations")
        set_world_ends(connection, days_ago(1))
    return company_store


@pytest.fixture
def steward(slack: FakeSlack, store: Store, tmp_path: Path) -> Steward:
    settings = Settings(
        STEWARD_HOME=tmp_path,
        DATABASE_URL=store.url.render_as_string(hide_password=False),
        STEWARD_MODEL="builtin",
        SLACK_BOT_TOKEN=slack.bot.token,
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        SLACK_API_URL=slack.api_url,
        STEWARD_SLACK_TEAMS="T1",
        _env_file=None,
    )
    return Steward(settings)


@pytest.fixture
def ask(agent: Agent) -> Ask:
    """The way to the agent, on the built-in model."""

    def ask(question: str, desk: Desk, thread: str, listener: Listener) -> Answer:
        return agent.ask(
            question,
            desk,
            thread=thread,
            on_step=listener.on_step,
            on_text=listener.on_text,
            is_stopped=listener.is_stopped,
        )

    return ask


@dataclass(frozen=True)
class Office:
    """The service in Slack, to start as often as a test needs."""

    slack: FakeSlack
    steward: Steward
    ask: Ask

    @contextmanager
    def serving(self, ask: Ask | None = None, *, workers: int = 2) -> Iterator[str]:
        """Run the service and connect it to Slack; without workers it only writes down."""
        with running(Service(self.steward, ask or self.ask, workers=workers)) as url:
            self.slack.connect(f"{url}/slack/events")
            yield url

    def hears(self, user: str, channel: str, text: str) -> Said:
        """Take a post, and be killed before it is answered."""
        with self.serving(workers=0):
            return self.slack.user_says(user, channel, text)

    def settle(self) -> None:
        """Wait until nothing is open; what waits for its next attempt has it at once."""
        for _ in range(400):
            with self.steward.store.read() as connection:
                states = set(connection.scalars(select(inbox.c.state)))
            if "open" not in states:
                return
            self.let_go()
            time.sleep(0.02)
        raise AssertionError("the inbox never emptied")

    def let_go(self) -> None:
        """Let the waits of put-back events, and the leases of the killed, run out."""
        now = datetime.now(UTC)
        waiting = update(inbox).where(inbox.c.leased_until < now + LEASE - timedelta(seconds=20))
        with self.steward.store.write() as connection:
            connection.execute(waiting.values(leased_until=None))


@pytest.fixture
def office(slack: FakeSlack, steward: Steward, ask: Ask) -> Office:
    return Office(slack, steward, ask)


@pytest.fixture
def served(office: Office) -> Iterator[Office]:
    """The office, open."""
    with office.serving():
        yield office
