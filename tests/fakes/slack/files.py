"""files.*: an upload in three steps (get a URL, send the bytes, complete)."""

from __future__ import annotations

from tests.fakes.slack.chat import clear_status
from tests.fakes.slack.errors import Json, SlackError, refusal
from tests.fakes.slack.request import Request
from tests.fakes.slack.state import Channel, File, Message, State


def get_upload_url(request: Request) -> Json:
    length = request.number("length", 0)
    if length < 1:
        raise refusal("invalid_arguments", ["must be at least 1 [json-pointer:/length]"])
    file = File(
        id=request.state.next_id("F0"),
        name=request.needed("filename"),
        length=length,
        alt_text=request.text("alt_txt"),
    )
    request.state.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{request.base_url}/upload/v1/{file.id}"}


def receive_upload(state: State, file_id: str, content: bytes) -> tuple[int, str]:
    """Take the bytes of a file; the answer's HTTP status and text."""
    file = state.files.get(file_id)
    if file is None:
        return 404, "file not found"
    if len(content) != file.length:
        return 400, f"expected {file.length} bytes, got {len(content)}"
    file.content = content
    return 200, f"OK - {len(content)}"


def complete_upload(request: Request) -> Json:
    entries = request.structured("files")
    if not isinstance(entries, list) or not entries:
        raise refusal("invalid_arguments", ["missing required field: files"])
    uploaded = [(_uploaded(request, entry), entry) for entry in entries]
    for file, entry in uploaded:
        file.title = entry.get("title") or file.name
    described = [_to_json(file) for file, _ in uploaded]
    for channel_id in _channels(request):
        channel = _share(request, channel_id, described)
        for file, _ in uploaded:
            file.shared_in.append(channel.id)
    return {"files": described}


def _channels(request: Request) -> list[str]:
    listed = (request.text("channels") or "").split(",")
    return [channel for channel in [request.text("channel_id"), *listed] if channel]


def _uploaded(request: Request, entry: Json) -> File:
    file = request.state.files.get(str(entry.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return file


def _share(request: Request, channel_id: str, described: list[Json]) -> Channel:
    there = Request(
        request.state,
        request.install,
        {**request.args, "channel": channel_id},
        request.base_url,
    )
    channel = there.writable_channel()
    message = Message(
        channel=channel.id,
        ts=request.state.next_ts(),
        user=request.install.bot_user,
        bot_id=request.install.bot_id,
        text=request.text("initial_comment") or "",
        thread_ts=there.parent_ts(channel),
        files=described,
    )
    channel.messages[message.ts] = message
    clear_status(request, message)
    return channel


def _to_json(file: File) -> Json:
    return {"id": file.id, "name": file.name, "title": file.title, "size": file.length}
