"""Installations by OAuth: sealed in the store, and only where they are listed."""

import asyncio

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import select

from bot.settings import Settings
from bot.slack.installs import Installs, SealedStates
from bot.slack.workspaces import NotInstalled
from bot.wiring import Steward
from knowledge.store.engine import Store
from knowledge.store.tables import slack_installs

TOKEN = "xoxb-secret"


def installed(team: str) -> Installation:
    return Installation(app_id="A1", team_id=team, user_id="U1", bot_token=TOKEN, bot_id="B1")


@pytest.fixture
def installs(steward: Steward) -> Installs:
    key = Fernet.generate_key().decode()
    steward.settings.token_key = key
    steward.settings.slack_client_id = "1.2"
    return Installs(steward, frozenset({"T1"}))


def test_a_token_is_kept_sealed_and_found_again(installs: Installs, store: Store) -> None:
    asyncio.run(installs.async_save(installed("T1")))

    assert installs.token_of("T1") == TOKEN
    with store.read() as connection:
        assert TOKEN not in str(connection.execute(select(slack_installs)).all())


def test_a_workspace_that_isnt_listed_cant_install(installs: Installs) -> None:
    with pytest.raises(PermissionError):
        asyncio.run(installs.async_save(installed("T2")))
    with pytest.raises(NotInstalled):
        installs.token_of("T2")


def test_a_removed_app_has_no_token(installs: Installs) -> None:
    asyncio.run(installs.async_save(installed("T1")))
    installs.remove("T1")

    with pytest.raises(NotInstalled):
        installs.token_of("T1")


def test_a_state_is_good_if_it_was_sealed_here() -> None:
    key = Fernet.generate_key().decode()
    states = SealedStates(Settings(STEWARD_TOKEN_KEY=key, _env_file=None))

    assert asyncio.run(states.async_consume(asyncio.run(states.async_issue())))
    assert not asyncio.run(states.async_consume("made up"))
