"""chat.* but for streams, and reactions: posting, changing, deleting."""

from __future__ import annotations

import json

from tests.fakes.slack.blocks import check_message_blocks
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.request import Request
from tests.fakes.slack.state import Channel, Ephemeral, Message

TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT_BYTES = 4000
MARKDOWN_LIMIT = 12_000
METADATA_LIMIT_BYTES = 4096
ATTACHMENT_LIMIT = 100


def post_message(request: Request) -> Json:
    channel = _target(request)
    content = read_content(request)
    message = Message(
        channel=channel.id,
        ts=request.state.next_ts(),
        user=request.install.bot_user,
        bot_id=request.install.bot_id,
        thread_ts=request.parent_ts(channel),
        metadata=read_metadata(request),
        **content,
    )
    channel.messages[message.ts] = message
    clear_status(request, message)
    answer = message.to_json(with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": answer}


def post_ephemeral(request: Request) -> Json:
    channel = request.writable_channel()
    user = request.needed("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = read_content(request)
    note = Ephemeral(
        channel=channel.id,
        user=user,
        ts=request.state.next_ts(),
        text=content["text"],
        blocks=content["blocks"],
        thread_ts=request.parent_ts(channel),
    )
    channel.ephemerals.append(note)
    return {"message_ts": note.ts}


def update(request: Request) -> Json:
    """Change an own message. Blocks and attachments that are not given stay as they were."""
    channel = request.writable_channel()
    message = own_message(request, channel, "cant_update_message")
    if message.streaming and stream_is_open(request, message):
        raise SlackError("streaming_state_conflict")
    content = read_content(request)
    if len(content["text"].encode()) > UPDATE_TEXT_LIMIT_BYTES:
        raise SlackError("msg_too_long")
    message.text = content["text"]
    message.streaming = False
    if "blocks" in request.args or "markdown_text" in request.args:
        message.blocks = content["blocks"]
    if "attachments" in request.args:
        message.attachments = content["attachments"]
    message.metadata = read_metadata(request) or message.metadata
    message.edited_ts = request.state.next_ts()
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message.to_json(),
    }


def delete(request: Request) -> Json:
    channel = request.writable_channel()
    message = own_message(request, channel, "cant_delete_message")
    del channel.messages[message.ts]
    return {"channel": channel.id, "ts": message.ts}


def add_reaction(request: Request) -> Json:
    users = _reaction(request)
    if request.install.bot_user in users:
        raise SlackError("already_reacted")
    users.add(request.install.bot_user)
    return {}


def remove_reaction(request: Request) -> Json:
    users = _reaction(request)
    if request.install.bot_user not in users:
        raise SlackError("no_reaction")
    users.remove(request.install.bot_user)
    return {}


def read_content(request: Request) -> Json:
    """Check and take what a message says: text, blocks, attachments, or markdown_text alone."""
    text = request.text("text") or ""
    blocks = request.structured("blocks") or []
    attachments = request.structured("attachments") or []
    markdown = request.text("markdown_text")
    if markdown is not None:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        check_markdown(markdown)
        text, blocks = markdown, [{"type": "markdown", "text": markdown}] if markdown else []
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    if len(text) > TEXT_LIMIT:
        raise SlackError("msg_too_long")
    check_message_blocks(blocks)
    if len(attachments) > ATTACHMENT_LIMIT:
        raise SlackError("too_many_attachments")
    for place, attachment in enumerate(attachments):
        check_message_blocks(attachment.get("blocks") or [], f"/attachments/{place}/blocks")
    return {"text": text, "blocks": blocks, "attachments": attachments}


def check_markdown(text: str) -> None:
    if len(text) > MARKDOWN_LIMIT:
        raise SlackError("msg_too_long")


def read_metadata(request: Request) -> Json | None:
    """Take a message's metadata; what is too large is lost without a word, as in Slack.

    A null payload is lost as well: Bolt's own `say` sends one in every thread of a direct message.
    """
    metadata = request.structured("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if payload is not None and not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if payload is None or len(json.dumps(metadata).encode()) > METADATA_LIMIT_BYTES:
        return None
    return metadata


def clear_status(request: Request, message: Message) -> None:
    request.state.statuses.pop((message.channel, message.thread), None)


def own_message(request: Request, channel: Channel, error: str) -> Message:
    message = request.message(channel)
    if message.bot_id != request.install.bot_id:
        raise SlackError(error)
    return message


def stream_is_open(request: Request, message: Message) -> bool:
    stream = request.state.streams.get((message.channel, message.ts))
    if stream is None or stream.ended is not None:
        return False
    return request.state.now() - stream.started_at < request.state.stream_seconds


def _target(request: Request) -> Channel:
    """Find where to post; a person's id stands for the direct message with them."""
    channel_id = request.needed("channel")
    if channel_id in request.state.users:
        user = request.user(channel_id)
        return request.state.im_with(request.install, user.id)
    return request.writable_channel()


def _reaction(request: Request) -> set[str]:
    name = request.needed("name")
    if name.startswith(":") or " " in name:
        raise SlackError("invalid_name")
    message = request.message(request.writable_channel(), "timestamp")
    return message.reactions.setdefault(name, set())
