"""conversations.*: channels, their members, their threads."""

from __future__ import annotations

from typing import TypeVar

from tests.fakes.slack.errors import Json, SlackError, refusal
from tests.fakes.slack.request import HISTORY, READ, Request
from tests.fakes.slack.state import Channel, Message

T = TypeVar("T")


def info(request: Request) -> Json:
    channel = request.channel()
    request.need_scope(READ[channel.kind])
    details = _to_json(channel, request)
    if request.flag("include_num_members"):
        details["num_members"] = len(channel.members)
    return {"channel": details}


def members(request: Request) -> Json:
    channel = request.channel()
    request.need_scope(READ[channel.kind])
    page, cursor = _page(request, sorted(channel.members), default=100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def open_direct(request: Request) -> Json:
    """Open a direct message with one person, or a group's with up to eight."""
    users = [user for user in (request.text("users") or "").split(",") if user]
    if not users:
        return {"channel": {"id": request.joined_channel().id}}
    request.need_scope("im:write" if len(users) == 1 else "mpim:write")
    for user_id in users:
        user = request.user(user_id)
        if user.is_bot:
            raise SlackError("cannot_dm_bot")
        if user.deleted:
            raise SlackError("user_disabled")
    if len(users) == 1:
        channel = request.state.im_with(request.install, users[0])
    else:
        channel = request.state.mpim_with(request.install, users)
    details = _to_json(channel, request) if request.flag("return_im") else {"id": channel.id}
    return {"channel": details}


def replies(request: Request) -> Json:
    channel = request.joined_channel()
    request.need_scope(HISTORY[channel.kind])
    parent = channel.messages.get(request.needed("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    thread = [message for message in channel.thread(parent.thread) if _is_within(request, message)]
    page, cursor = _page(request, thread, default=1000)
    with_metadata = request.flag("include_all_metadata")
    return {
        "messages": [message.to_json(with_metadata=with_metadata) for message in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _is_within(request: Request, message: Message) -> bool:
    """Hold a reply against `oldest` and `latest`; the parent is always given."""
    if message.thread_ts is None:
        return True
    inclusive = request.flag("inclusive")
    oldest, latest = request.text("oldest"), request.text("latest")
    if oldest and (message.ts < oldest or (message.ts == oldest and not inclusive)):
        return False
    return not (latest and (message.ts > latest or (message.ts == latest and not inclusive)))


def _page(request: Request, items: list[T], *, default: int) -> tuple[list[T], str]:
    limit = request.number("limit", default)
    if not 1 <= limit <= 1000:
        raise refusal("invalid_arguments", ["must be between 1 and 1000 [json-pointer:/limit]"])
    cursor = request.text("cursor") or "from:0"
    if not cursor.startswith("from:"):
        raise SlackError("invalid_cursor")
    start = int(cursor.removeprefix("from:"))
    following = start + limit
    return items[start:following], f"from:{following}" if following < len(items) else ""


def _to_json(channel: Channel, request: Request) -> Json:
    bot = request.install.bot_user
    details: Json = {
        "id": channel.id,
        "is_channel": channel.kind in ("public", "private"),
        "is_group": False,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": channel.team_id,
    }
    if channel.kind == "im":
        return {**details, "user": next(iter(channel.members - {bot}))}
    return {**details, "name": channel.name, "is_member": bot in channel.members}
