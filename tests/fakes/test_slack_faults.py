"""The fake's troubles on demand (limits, faults, lost answers), and what it records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT, FakeSlack, Fault
from tests.fakes.test_slack import call, refused


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.add_user("U1", "dana@example.com")
        fake.add_im("D1", "U1")
        fake.add_channel("C1", ["U1"])
        yield fake


def test_a_rate_limit_answers_429_and_when_to_come_back(slack: FakeSlack) -> None:
    slack.gate.limit("chat.postMessage", calls=1, per_seconds=30, per_channel=True)
    post = {"channel": "D1", "text": "a"}
    call(slack, "chat_postMessage", **post)
    with pytest.raises(SlackApiError) as caught:
        call(slack, "chat_postMessage", **post)
    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) in (29, 30)
    call(slack, "chat_postMessage", channel="C1", text="another channel")
    slack.state.advance(31)
    call(slack, "chat_postMessage", **post)


def test_the_sdk_comes_back_after_a_429(slack: FakeSlack) -> None:
    slack.gate.plan("auth.test", Fault(retry_after=0))
    client = AsyncWebClient(
        BOT.token,
        base_url=slack.api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=1)],
    )
    assert asyncio.run(client.auth_test())["ok"] is True
    assert [entry.error for entry in slack.calls("auth.test")] == ["ratelimited", None]


def test_the_next_calls_fail_or_stall_on_demand(slack: FakeSlack) -> None:
    slack.fail_next("auth.test", "internal_error", times=2)
    assert [refused(slack, "auth_test") for _ in range(2)] == ["internal_error"] * 2
    slack.stall_next("auth.test", 0.1)
    started = time.perf_counter()
    call(slack, "auth_test")
    assert time.perf_counter() - started >= 0.1


def test_a_call_may_land_though_its_answer_is_lost(slack: FakeSlack) -> None:
    slack.gate.plan("chat.postMessage", Fault(drop=True, lands=True))
    client = AsyncWebClient(BOT.token, base_url=slack.api_url, retry_handlers=[])
    with pytest.raises(aiohttp.ServerDisconnectedError):
        asyncio.run(client.chat_postMessage(channel="D1", text="a"))
    assert [reply.text for reply in slack.replies("D1")] == ["a"]


def test_the_sdks_own_retry_posts_twice_when_the_answer_is_lost(slack: FakeSlack) -> None:
    slack.gate.plan("chat.postMessage", Fault(drop=True, lands=True))
    call(slack, "chat_postMessage", channel="D1", text="a")
    assert [reply.text for reply in slack.replies("D1")] == ["a", "a"]


def test_every_call_is_recorded(slack: FakeSlack) -> None:
    call(slack, "chat_postMessage", channel="D1", text="a")
    [entry] = slack.calls("chat.postMessage")
    assert (entry.token, entry.args, entry.error) == (
        BOT.token,
        {"channel": "D1", "text": "a"},
        None,
    )
