"""The Web API methods that the fake knows, each in a line. Any other is an unknown_method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.slack import assistant, chat, conversations, files, people, streams, views
from tests.fakes.slack.errors import Json
from tests.fakes.slack.request import Request


@dataclass(frozen=True)
class Method:
    """A handler, and the scopes of which one must be granted (none: any token will do)."""

    handler: Callable[[Request], Json]
    scopes: tuple[str, ...] = ()


WRITE = ("chat:write",)
AGENT = ("assistant:write", "chat:write")

METHODS: dict[str, Method] = {
    "auth.test": Method(people.auth_test),
    "users.info": Method(people.info, ("users:read",)),
    "users.lookupByEmail": Method(people.lookup_by_email, ("users:read.email",)),
    "conversations.info": Method(conversations.info),
    "conversations.members": Method(conversations.members),
    "conversations.open": Method(conversations.open_direct),
    "conversations.replies": Method(conversations.replies),
    "chat.postMessage": Method(chat.post_message, WRITE),
    "chat.update": Method(chat.update, WRITE),
    "chat.postEphemeral": Method(chat.post_ephemeral, WRITE),
    "chat.delete": Method(chat.delete, WRITE),
    "chat.startStream": Method(streams.start, WRITE),
    "chat.appendStream": Method(streams.append, WRITE),
    "chat.stopStream": Method(streams.stop, WRITE),
    "assistant.threads.setStatus": Method(assistant.set_status, AGENT),
    "assistant.threads.setSuggestedPrompts": Method(
        assistant.set_suggested_prompts, ("assistant:write",)
    ),
    "assistant.threads.setTitle": Method(assistant.set_title, ("assistant:write",)),
    "agents.sessions.setStatus": Method(assistant.set_session_status, AGENT),
    "reactions.add": Method(chat.add_reaction, ("reactions:write",)),
    "reactions.remove": Method(chat.remove_reaction, ("reactions:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "views.open": Method(views.open_modal),
    "views.publish": Method(views.publish),
}
