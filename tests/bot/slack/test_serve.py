"""The service's edges: health, settings, the manifest, signatures."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.settings import Settings
from bot.slack.app import listeners
from bot.slack.intake import Intake
from bot.slack.messages import Edge
from bot.slack.serve import PATH, serve, teams_of
from knowledge.errors import NotConfigured
from knowledge.store.engine import Store
from tests.bot.slack.conftest import AT_RISK, MANIFEST, Office
from tests.factories import make_account, make_contract, make_ticket
from tests.fakes.slack import FakeSlack

NEEDED_FOR = {
    "app_mentions:read": "the event app_mention",
    "assistant:write": "the agent view, assistant.threads.setStatus",
    "chat:write": "chat.postMessage, chat.postEphemeral",
    "im:history": "the event message.im, conversations.replies after a crash",
    "im:read": "conversations.info of a direct message",
    "channels:read": "conversations.info and .members of a public channel",
    "groups:read": "the same of a private channel",
    "mpim:read": "the same of a group's direct message",
    "channels:history": "follow-ups without a mention; conversations.replies after a crash",
    "groups:history": "the same in a private channel",
    "mpim:history": "the same in a group's direct message",
    "files:write": "charts, and answers too long for messages",
    "users:read": "users.info",
    "users:read.email": "the e-mail in users.info",
}


def get(url: str, path: str) -> tuple[int, dict[str, bool]]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port or 80, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_it_is_alive_and_ready(office: Office) -> None:
    with office.serving() as url:
        assert get(url, "/healthz") == (200, {"ok": True})
        assert get(url, "/readyz") == (200, {"store": True, "workers": True})


def test_it_is_alive_but_not_ready_without_its_schema(office: Office, store: Store) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    with office.serving() as url:
        assert get(url, "/healthz")[0] == 200
        assert get(url, "/readyz") == (503, {"store": False, "workers": True})


def test_without_its_settings_it_says_which(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.delenv("SLACK_SIGNING_SECRET", raising=False)

    with pytest.raises(NotConfigured, match="needs SLACK_SIGNING_SECRET"):
        serve()


def test_the_listed_workspaces_are_read_from_one_setting(tmp_path: Path) -> None:
    listed = Settings(STEWARD_SLACK_TEAMS=" T1, E2 ,", _env_file=None)
    anybody = Settings(STEWARD_SLACK_TEAMS="", _env_file=None)

    assert teams_of(listed) == {"T1", "E2"}
    assert teams_of(anybody) == frozenset()


def test_a_wrong_signature_is_refused_and_not_written_down(
    slack: FakeSlack, office: Office
) -> None:
    said = office.hears("U1", "D1", AT_RISK)
    post = said.deliveries[0].post
    with office.serving(workers=0):
        assert slack.deliver(replace(post, secret="not the secret")).status == 401
        assert slack.deliver(replace(post, age_seconds=400)).status == 401


def test_slack_verifies_the_url(slack: FakeSlack, served: Office) -> None:
    assert slack.verify_url("abc").json == {"challenge": "abc"}


def test_the_manifest_subscribes_to_what_the_app_listens_to(store: Store) -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    edge = Edge(Intake(store, lambda _: True), ThreadPoolExecutor(1))

    assert {name.split(".")[0] for name in subscribed} == set(listeners(edge))
    assert MANIFEST["settings"]["event_subscriptions"]["request_url"].endswith(PATH)
    assert "agent_view" in MANIFEST["features"]


def test_the_manifest_asks_for_no_scope_that_nothing_needs() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == set(NEEDED_FOR)


def test_an_account_named_like_a_mention_pings_nobody(
    slack: FakeSlack, served: Office, store: Store
) -> None:
    with store.write() as connection:
        maya = connection.exec_driver_sql("SELECT id FROM people WHERE name LIKE 'Maya%'").scalar()
        account = make_account(connection, maya, name="<!channel> Ltd")
        make_contract(connection, account, arr=900_000)
        make_ticket(connection, account, priority="P1")

    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))

    assert "channel" in reply.shown
    assert reply.pings == []
    assert "&lt;!channel&gt;" in reply.text
