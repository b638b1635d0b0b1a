"""The Slack app: the one list of what it listens to."""

import json
import logging
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.inbox import note_failure
from bot.settings import Settings
from bot.slack.buttons import Buttons
from bot.slack.closing import AS_LIST, ASK, DONE, FEEDBACK, SHARE, SNOOZE
from bot.slack.installs import Authorized, Installs, SealedStates
from bot.slack.messages import Edge
from bot.slack.opinions import MODAL

Listener = Callable[..., Awaitable[None]]


def listeners(edge: Edge) -> dict[str, Listener]:
    """Every event that the app listens to; manifest.json subscribes to the same."""
    return {
        "app_mention": edge.mention,
        "message": edge.message,
        "app_home_opened": edge.home_opened,
        "app_context_changed": edge.context_changed,
        "agent_session_stopped": edge.stopped,
    }


def actions(buttons: Buttons) -> dict[str | re.Pattern[str], Listener]:
    """Every button that does something, by its action id."""
    return {
        re.compile(rf"{ASK}:\d+"): buttons.doing("question"),
        SHARE: buttons.doing("share"),
        DONE: buttons.doing("done"),
        SNOOZE: buttons.doing("snooze"),
        FEEDBACK: buttons.rated,
        AS_LIST: buttons.as_list,
    }


def make_app(settings: Settings, edge: Edge, installs: Installs | None = None) -> AsyncApp:
    """The app, which acknowledges an event when its listener has returned, and not before.

    One factory for HTTP and for Socket Mode. Without `installs` it is in the one workspace of the
    bot's token; with them, in those that installed it at /slack/install.
    """
    client = AsyncWebClient(base_url=settings.slack_api_url)
    app = AsyncApp(
        logger=_quiet_logger(),
        signing_secret=settings.slack_signing_secret or "a socket signs nothing",
        client=client,
        process_before_response=True,
        **(
            {"oauth_flow": _oauth(settings, installs, client)}
            if installs
            else {"authorize": Installation(settings)}
        ),
    )
    for event, listener in listeners(edge).items():
        app.event(event)(listener)
    buttons = Buttons(edge)
    for action, pressed in actions(buttons).items():
        app.action(action)(pressed)
    app.view(MODAL)(buttons.explained)
    app.error(_refuse)
    return app


class Installation(AsyncAuthorize):
    """The one workspace of the bot's token, asked for once.

    Bolt's own would acknowledge, and lose, an event that comes while Slack can't be asked.
    """

    def __init__(self, settings: Settings) -> None:
        self._client = AsyncWebClient(settings.slack_bot_token, base_url=settings.slack_api_url)
        self._known: AuthorizeResult | None = None

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        if self._known is None:
            try:
                told = await self._client.auth_test()
            except SlackApiError as error:
                raise ConnectionError("Slack doesn't know the bot's token") from error
            self._known = AuthorizeResult.from_auth_test_response(
                bot_token=self._client.token, auth_test_response=told
            )
        return self._known


def _oauth(settings: Settings, installs: Installs, client: AsyncWebClient) -> AsyncOAuthFlow:
    oauth = AsyncOAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        scopes=bot_scopes(),
        installation_store=installs,
        state_store=SealedStates(settings),
    )
    oauth.authorize = Authorized(installs)
    return AsyncOAuthFlow(settings=oauth, client=client, logger=_quiet_logger())


def bot_scopes() -> list[str]:
    """What the app asks for, as manifest.json has it."""
    manifest = json.loads((Path(__file__).parent / "manifest.json").read_text())
    return [str(scope) for scope in manifest["oauth_config"]["scopes"]["bot"]]


async def _refuse(error: Exception) -> None:
    """Bolt answers 500, and Slack sends the event again."""
    note_failure("a request of Slack's", error)


def _quiet_logger() -> logging.Logger:
    """Bolt's warnings tell of events that nobody listens to, its debugging what people write."""
    logger = logging.getLogger("bot.slack.bolt")
    logger.setLevel(logging.ERROR)
    return logger
