"""The fake's streams, held against slack_sdk's chat_stream and the raw methods."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import MarkdownTextChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.test_slack import call, refused, says

RECIPIENT = {"recipient_team_id": "T1", "recipient_user_id": "U1"}


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.add_user("U1")
        fake.add_im("D1", "U1")
        yield fake


@pytest.fixture
def thread(slack: FakeSlack) -> dict[str, Any]:
    return {"channel": "D1", "thread_ts": says(slack), **RECIPIENT}


def started(slack: FakeSlack, thread: dict[str, Any], **content: Any) -> dict[str, str]:
    ts = call(slack, "chat_startStream", **thread, **content)["ts"]
    return {"channel": "D1", "ts": ts}


def test_the_sdks_stream_ends_as_one_message(slack: FakeSlack, thread: dict[str, Any]) -> None:
    async def stream() -> None:
        client = AsyncWebClient(BOT.token, base_url=slack.api_url)
        answer = await client.chat_stream(buffer_size=4, **thread)
        await answer.append(markdown_text="Three accounts ")
        await answer.append(markdown_text="are at risk.")
        await answer.stop(blocks=[{"type": "divider"}])

    asyncio.run(stream())
    [reply] = slack.replies("D1", thread["thread_ts"])
    assert reply.text == "Three accounts are at risk."
    assert [block["type"] for block in reply.blocks] == ["markdown", "divider"]
    assert reply.streaming is False


def test_a_stream_needs_a_thread_and_a_recipient(slack: FakeSlack, thread: dict[str, Any]) -> None:
    without = {key: value for key, value in thread.items() if key != "recipient_user_id"}
    assert refused(slack, "chat_startStream", **without) == "missing_recipient_user_id"
    nowhere = {**thread, "thread_ts": "1.000000"}
    assert refused(slack, "chat_startStream", **nowhere) == "thread_not_found"


def test_a_stream_dies_after_five_minutes_and_update_mends_its_message(
    slack: FakeSlack, thread: dict[str, Any]
) -> None:
    stream = started(slack, thread, markdown_text="Three")
    slack.state.advance(299)
    call(slack, "chat_appendStream", markdown_text=" accounts", **stream)
    slack.state.advance(2)
    for method in ("chat_appendStream", "chat_stopStream"):
        refusal = refused(slack, method, markdown_text=".", **stream)
        assert refusal == "message_not_in_streaming_state"
    assert slack.replies("D1")[0].streaming is True
    call(slack, "chat_update", text="Three accounts.", **stream)
    assert slack.replies("D1")[0].streaming is False


def test_a_message_that_streams_takes_no_update(slack: FakeSlack, thread: dict[str, Any]) -> None:
    stream = started(slack, thread)
    assert refused(slack, "chat_update", text="x", **stream) == "streaming_state_conflict"
    call(slack, "chat_stopStream", markdown_text="Three.", **stream)
    call(slack, "chat_update", text="Four.", **stream)


def test_a_stopped_stream_takes_no_more(slack: FakeSlack, thread: dict[str, Any]) -> None:
    stream = started(slack, thread)
    call(slack, "chat_stopStream", **stream)
    assert refused(slack, "chat_stopStream", **stream) == "message_not_in_streaming_state"


def test_a_stream_keeps_to_the_form_that_it_began_with(
    slack: FakeSlack, thread: dict[str, Any]
) -> None:
    stream = started(slack, thread, markdown_text="Three")
    chunks = [MarkdownTextChunk(text=" accounts")]
    refusal = refused(slack, "chat_appendStream", chunks=chunks, **stream)
    assert refusal == "streaming_mode_mismatch"


def test_a_task_is_replaced_by_its_id_and_its_details_grow(
    slack: FakeSlack, thread: dict[str, Any]
) -> None:
    stream = started(slack, thread)
    for status, details in (("in_progress", "34 accounts"), ("complete", ", 3 at risk")):
        task = TaskUpdateChunk(id="scan", title="Scanning", status=status, details=details)
        call(slack, "chat_appendStream", chunks=[task], **stream)
    task_shown = slack.state.streams["D1", stream["ts"]].tasks["scan"]
    assert task_shown["status"] == "complete"
    assert task_shown["details"] == "34 accounts, 3 at risk"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"chunks": [{"type": "poem", "text": "x"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "a", "title": "a"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "poem"}]}]}, "invalid_blocks"),
        ({}, "no_text"),
    ],
    ids=["too long", "unknown chunk", "task without status", "unknown block", "nothing"],
)
def test_a_bad_append_is_refused(
    slack: FakeSlack, thread: dict[str, Any], content: dict[str, Any], error: str
) -> None:
    assert refused(slack, "chat_appendStream", **started(slack, thread), **content) == error


def test_the_end_of_a_stream_moves_its_session(slack: FakeSlack, thread: dict[str, Any]) -> None:
    stream = started(slack, thread)
    call(slack, "chat_stopStream", session_status="active", **stream)
    assert slack.state.sessions["D1", thread["thread_ts"]].status == "active"


def test_another_apps_message_takes_no_append(slack: FakeSlack, thread: dict[str, Any]) -> None:
    with pytest.raises(SlackApiError, match="message_not_owned_by_app"):
        call(slack, "chat_appendStream", channel="D1", ts=thread["thread_ts"], markdown_text="x")
