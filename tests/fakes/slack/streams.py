"""chat.startStream, appendStream, stopStream: a message that grows, until it ends or dies."""

from __future__ import annotations

from typing import Any, Literal

from tests.fakes.slack import assistant
from tests.fakes.slack.blocks import check_message_blocks
from tests.fakes.slack.chat import check_markdown, clear_status, own_message, read_metadata
from tests.fakes.slack.errors import Json, SlackError, refusal
from tests.fakes.slack.request import Request
from tests.fakes.slack.state import Message, Stream

TASK_STATUSES = ("pending", "in_progress", "complete", "error")
TASK_TITLE_LIMIT = 256


def start(request: Request) -> Json:
    channel = request.writable_channel()
    request.needed("thread_ts")
    for name in ("recipient_team_id", "recipient_user_id"):
        if not request.text(name):
            raise SlackError(f"missing_{name}")
    request.user(request.needed("recipient_user_id"))
    if request.text("task_display_mode") not in (None, "timeline", "plan"):
        raise refusal("invalid_arguments", ["must be timeline or plan"])
    message = Message(
        channel=channel.id,
        ts=request.state.next_ts(),
        user=request.install.bot_user,
        bot_id=request.install.bot_id,
        thread_ts=request.parent_ts(channel),
        streaming=True,
    )
    stream = Stream(message, request.state.now())
    _take(request, stream)
    channel.messages[message.ts] = message
    request.state.streams[channel.id, message.ts] = stream
    clear_status(request, message)
    return {"channel": channel.id, "ts": message.ts}


def append(request: Request) -> Json:
    stream = _open_stream(request)
    if not request.text("markdown_text") and not request.structured("chunks"):
        raise SlackError("no_text")
    _take(request, stream)
    return {"channel": stream.message.channel, "ts": stream.message.ts}


def stop(request: Request) -> Json:
    stream = _open_stream(request)
    blocks = request.structured("blocks") or []
    check_message_blocks(blocks)
    session_status = request.text("session_status")
    if session_status is not None:
        assistant.check_session_status(session_status)
    metadata = read_metadata(request)
    _take(request, stream)
    message = stream.message
    message.blocks = [*message.blocks, *blocks]
    message.metadata = metadata
    message.streaming = False
    stream.ended = "finished"
    if session_status is not None:
        assistant.move_session(request.state, message.channel, message.thread, session_status)
    return {"channel": message.channel, "ts": message.ts, "message": message.to_json()}


def _open_stream(request: Request) -> Stream:
    """Find the stream, or say why it takes no more: a dead one never comes back."""
    channel = request.writable_channel()
    message = own_message(request, channel, "message_not_owned_by_app")
    stream = request.state.streams.get((channel.id, message.ts))
    if stream is None:
        raise SlackError("message_not_in_streaming_state")
    age = request.state.now() - stream.started_at
    if stream.ended is None and age >= request.state.stream_seconds:
        stream.ended = "expired"
    if stream.ended == "stopped_by_user":
        raise SlackError("stopped_by_user")
    if stream.ended is not None:
        raise SlackError("message_not_in_streaming_state")
    return stream


def _take(request: Request, stream: Stream) -> None:
    """Add what the call brings. A stream keeps to the form (text or chunks) that it began with."""
    text, chunks = request.text("markdown_text"), request.structured("chunks")
    if text and chunks:
        raise refusal("invalid_arguments", ["markdown_text and chunks exclude each other"])
    if text:
        check_markdown(text)
        _keep_mode(stream, "text")
        _add_text(stream.message, text)
    if chunks is None or chunks == []:
        return
    if not isinstance(chunks, list):
        raise SlackError("invalid_chunks")
    for chunk in chunks:
        _check_chunk(chunk)
    _keep_mode(stream, "chunks")
    for chunk in chunks:
        _add_chunk(stream, chunk)


def _keep_mode(stream: Stream, mode: Literal["text", "chunks"]) -> None:
    if stream.mode not in (None, mode):
        raise SlackError("streaming_mode_mismatch")
    stream.mode = mode


def _check_chunk(chunk: Any) -> None:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind == "markdown_text" and isinstance(chunk.get("text"), str):
        check_markdown(chunk["text"])
    elif kind == "blocks":
        check_message_blocks(chunk.get("blocks"))
    elif kind == "plan_update" and 0 < len(chunk.get("title") or "") <= TASK_TITLE_LIMIT:
        return
    elif kind != "task_update" or not _is_task(chunk):
        raise SlackError("invalid_chunks")


def _is_task(chunk: Json) -> bool:
    title = chunk.get("title") or ""
    named = bool(chunk.get("id")) and 0 < len(title) <= TASK_TITLE_LIMIT
    return named and chunk.get("status") in TASK_STATUSES


def _add_chunk(stream: Stream, chunk: Json) -> None:
    if chunk["type"] == "markdown_text":
        _add_text(stream.message, chunk["text"])
    elif chunk["type"] == "blocks":
        stream.message.blocks = [*stream.message.blocks, *chunk["blocks"]]
    elif chunk["type"] == "plan_update":
        stream.tasks.setdefault("plan", {})["title"] = chunk["title"]
    else:
        task = stream.tasks.setdefault(chunk["id"], {})
        details = task.get("details", "") + (chunk.get("details") or "")
        task.update(chunk, details=details)


def _add_text(message: Message, text: str) -> None:
    """Append words to the message: to its last markdown block, or to a new one."""
    message.text += text
    last = message.blocks[-1] if message.blocks else {}
    if last.get("type") == "markdown":
        grown = {**last, "text": last["text"] + text}
        message.blocks = [*message.blocks[:-1], grown]
    elif text:
        message.blocks = [*message.blocks, {"type": "markdown", "text": text}]
