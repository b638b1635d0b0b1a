"""Calls to Slack's Web API from the workers: what to try again later, and what Slack refuses."""

import logging
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.inbox import TryLater
from bot.settings import Settings

SECONDS = 10
PAGE = 200
# What Slack says when it is Slack that has a problem, and not the call.
PASSING = frozenset(
    {
        "fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout",
        "service_unavailable", "team_added_to_org",
    }
)  # fmt: skip
LEAST_FAILURE = 500


class Refused(Exception):
    """Slack refused a call for good; `code` is its word for it, such as "not_in_channel"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def make_client(settings: Settings, token: str = "", *, patient: bool = True) -> WebClient:
    """A client that comes back after a 429 and after nothing else; an impatient one never.

    By default slack_sdk sends a call again when the connection drops; a message whose answer was
    lost would then stand there twice.
    """
    # At DEBUG the client logs what it sends: answers.
    quiet = logging.getLogger("bot.slack.client")
    quiet.setLevel(logging.INFO)
    return WebClient(
        token or settings.slack_bot_token,
        logger=quiet,
        base_url=settings.slack_api_url,
        timeout=SECONDS,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=2)] if patient else [],
    )


def call(method: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """What Slack answered. Raises TryLater where it or the line failed, else Refused."""
    try:
        return dict(method(**arguments).data)
    except SlackApiError as error:
        code = _code(error)
        if code in PASSING or error.response.status_code >= LEAST_FAILURE:
            raise TryLater(code) from None
        raise Refused(code) from None
    except (OSError, HTTPException, SlackClientError) as error:
        raise TryLater(type(error).__name__) from None


def every(method: Callable[..., Any], field: str, **arguments: Any) -> Iterator[Any]:
    """All items of a list that Slack gives in pages. Raises as `call`."""
    cursor = ""
    while True:
        page = call(method, limit=PAGE, cursor=cursor, **arguments)
        yield from page.get(field) or ()
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _code(error: SlackApiError) -> str:
    data = error.response.data
    if isinstance(data, dict):
        return str(data.get("error", "unknown"))
    return f"http_{error.response.status_code}"
