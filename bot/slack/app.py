"""The Slack app: the one list of what it listens to."""

import logging
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.inbox import note_failure
from bot.settings import Settings
from bot.slack.messages import Edge


def listeners(edge: Edge) -> dict[str, Callable[..., Awaitable[None]]]:
    """Every event that the app listens to; manifest.json subscribes to the same."""
    return {
        "app_mention": edge.mention,
        "message": edge.message,
    }


def make_app(settings: Settings, edge: Edge) -> AsyncApp:
    """The app, which acknowledges an event when its listener has returned, and not before."""
    app = AsyncApp(
        logger=_quiet_logger(),
        signing_secret=settings.slack_signing_secret,
        client=AsyncWebClient(base_url=settings.slack_api_url),
        authorize=Installation(settings),
        process_before_response=True,
    )
    for event, listener in listeners(edge).items():
        app.event(event)(listener)
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


async def _refuse(error: Exception) -> None:
    """Bolt answers 500, and Slack sends the event again."""
    note_failure("a request of Slack's", error)


def _quiet_logger() -> logging.Logger:
    """Bolt's warnings tell of events that nobody listens to, its debugging what people write."""
    logger = logging.getLogger("bot.slack.bolt")
    logger.setLevel(logging.ERROR)
    return logger
