"""The bodies that Slack sends: events in their envelope, commands, clicks, submitted views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.fakes.slack import views
from tests.fakes.slack.errors import Json
from tests.fakes.slack.state import Channel, Ephemeral, Install, Message, User, View

CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
STATE_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def envelope(install: Install, event: Json, *, event_id: str, at: float, shared: bool) -> Json:
    return {
        "token": "legacy-verification-token",
        "team_id": install.team_id,
        "context_team_id": install.team_id,
        "context_enterprise_id": None,
        "api_app_id": install.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": install.team_id,
                "user_id": install.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{event_id}",
    }


def message_event(channel: Channel, message: Message, user: User) -> Json:
    event = {
        **message.to_json(),
        "team": user.team_id,
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "client_msg_id": f"client-{message.ts}",
    }
    if channel.is_ext_shared:
        event |= {"user_team": user.team_id, "source_team": user.team_id}
    if message.bot_id is not None:
        del event["client_msg_id"]
    return event


def mention_event(channel: Channel, message: Message, user: User) -> Json:
    event = message_event(channel, message, user)
    del event["channel_type"]
    return {**event, "type": "app_mention"}


def command(
    install: Install, channel: Channel, user: User, name: str, text: str, hooks: dict[str, str]
) -> dict[str, str]:
    return {
        "token": "legacy-verification-token",
        "team_id": install.team_id,
        "team_domain": install.team_id.lower(),
        "channel_id": channel.id,
        "channel_name": channel.name or "directmessage",
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": install.app_id,
        "is_enterprise_install": "false",
        **hooks,
    }


def click(
    install: Install, user: User, where: Message | Ephemeral, action: Json, hooks: dict[str, str]
) -> Json:
    is_ephemeral = isinstance(where, Ephemeral)
    container = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": where.channel,
        "is_ephemeral": is_ephemeral,
    }
    if where.thread_ts is not None:
        container["thread_ts"] = where.thread_ts
    payload = {
        **_interaction("block_actions", install, user),
        "container": container,
        "channel": {"id": where.channel},
        "actions": [action],
        "state": {"values": {}},
        **hooks,
    }
    return payload if isinstance(where, Ephemeral) else {**payload, "message": where.to_json()}


def home_click(install: Install, view: View, user: User, action: Json, trigger_id: str) -> Json:
    return {
        **_interaction("block_actions", install, user),
        "container": {"type": "view", "view_id": view.id},
        "view": views.to_json(view),
        "actions": [action],
        "trigger_id": trigger_id,
    }


def submission(install: Install, view: View, user: User, values: dict[str, Any]) -> Json:
    """Fill a modal's inputs by `action_id`; a KeyError names one that the modal lacks."""
    filled: Json = {}
    left = dict(values)
    for block in view.body["blocks"]:
        element = block.get("element") or {}
        if element.get("action_id") in left:
            key = STATE_KEYS[element["type"]]
            value = left.pop(element["action_id"])
            answer = {"type": element["type"], key: value}
            filled.setdefault(block["block_id"], {})[element["action_id"]] = answer
    if left:
        raise KeyError(f"no such input in the modal: {', '.join(sorted(left))}")
    body = {**views.to_json(view), "state": {"values": filled}}
    return {**_interaction("view_submission", install, user), "view": body}


def shortcut(
    install: Install, user: User, callback_id: str, message: Message | None, hooks: dict[str, str]
) -> Json:
    kind = "shortcut" if message is None else "message_action"
    payload = {**_interaction(kind, install, user), "callback_id": callback_id, **hooks}
    if message is None:
        return payload
    return {**payload, "channel": {"id": message.channel}, "message": message.to_json()}


def action_on(blocks: list[Json], action_id: str, at: str, value: Any) -> Json:
    """Find an element by its `action_id`, as a person who clicks or picks it would."""
    for block_id, element in _elements(blocks):
        if element.get("action_id") != action_id:
            continue
        action = {"type": element["type"], "action_id": action_id, "block_id": block_id}
        if element["type"] in STATE_KEYS:
            action[STATE_KEYS[element["type"]]] = value
        elif value is not None or "value" in element:
            action["value"] = value if value is not None else element["value"]
        return {**action, "action_ts": at}
    raise LookupError(f"nothing with action_id {action_id!r} to click in the message")


def _elements(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    for place, block in enumerate(blocks):
        block_id = block.get("block_id") or f"block-{place}"
        single = [block.get("accessory"), block.get("element")]
        for element in [*block.get("elements", []), *block.get("actions", []), *single]:
            if isinstance(element, dict):
                yield block_id, element
        yield from _elements(block.get("child_blocks", []))


def _interaction(kind: str, install: Install, user: User) -> Json:
    return {
        "type": kind,
        "user": {"id": user.id, "name": user.name, "team_id": user.team_id},
        "team": {"id": install.team_id, "domain": install.team_id.lower()},
        "api_app_id": install.app_id,
        "token": "legacy-verification-token",
        "is_enterprise_install": False,
        "enterprise": None,
    }
