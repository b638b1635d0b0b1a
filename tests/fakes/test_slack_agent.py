"""The fake's agent surface: status lines, suggested prompts, sessions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.test_slack import call, refused, says


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.add_user("U1", "dana@example.com")
        fake.add_im("D1", "U1")
        yield fake


def test_a_status_goes_with_the_answer_or_after_two_minutes(slack: FakeSlack) -> None:
    asked = says(slack)
    thread = {"channel_id": "D1", "thread_ts": asked}
    call(slack, "assistant_threads_setStatus", status="Scanning 34 accounts", **thread)
    assert slack.status("D1", asked) == "Scanning 34 accounts"
    slack.state.advance(121)
    assert slack.status("D1", asked) == ""
    call(slack, "assistant_threads_setStatus", status="Still at it", **thread)
    call(slack, "chat_postMessage", channel="D1", text="Three.", thread_ts=asked)
    assert slack.status("D1", asked) == ""


def test_prompts_are_pinned_without_a_thread_and_lost_with_one(slack: FakeSlack) -> None:
    asked = says(slack)
    prompts = [{"title": "At risk", "message": "which accounts are at risk?"}]
    pin: dict[str, Any] = {"channel_id": "D1", "prompts": prompts}
    call(slack, "assistant_threads_setSuggestedPrompts", thread_ts=asked, **pin)
    assert slack.state.prompts == {}
    call(slack, "assistant_threads_setSuggestedPrompts", **pin)
    assert slack.state.prompts == {"D1": prompts}
    five: dict[str, Any] = {"channel_id": "D1", "prompts": prompts * 5}
    assert refused(slack, "assistant_threads_setSuggestedPrompts", **five) == "invalid_arguments"


def test_a_session_keeps_its_first_title(slack: FakeSlack) -> None:
    thread = {"channel_id": "D1", "thread_ts": says(slack)}
    call(slack, "agents_sessions_setStatus", status="processing", title="Risk", **thread)
    answer = call(slack, "agents_sessions_setStatus", status="active", title="Other", **thread)
    assert (answer["status"], answer["title"]) == ("active", "Risk")
    assert refused(slack, "agents_sessions_setStatus", status="idle", **thread) == (
        "invalid_arguments"
    )
