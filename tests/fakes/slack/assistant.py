"""assistant.threads.* and agents.sessions.setStatus: status lines, prompts, titles, sessions."""

from __future__ import annotations

from tests.fakes.slack.errors import Json, SlackError, refusal
from tests.fakes.slack.request import Request
from tests.fakes.slack.state import Session, State

STATUS_SECONDS = 120.0
PROMPT_LIMIT = 4
LOADING_MESSAGE_LIMIT = 10
SESSION_TITLE_LIMIT = 200
SESSION_STATUSES = ("active", "processing", "suspended", "closed")


def set_status(request: Request) -> Json:
    key = _thread(request)
    loading_messages = request.structured("loading_messages") or []
    if len(loading_messages) > LOADING_MESSAGE_LIMIT:
        raise refusal("invalid_arguments", ["no more than 10 items allowed"])
    request.state.statuses[key] = (request.text("status") or "", request.state.now())
    return {}


def set_suggested_prompts(request: Request) -> Json:
    """Pin prompts to a direct message. In an agent's app a `thread_ts` makes them vanish."""
    channel = request.joined_channel("channel_id")
    prompts = request.structured("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPT_LIMIT:
        raise refusal("invalid_arguments", [f"between 1 and {PROMPT_LIMIT} prompts allowed"])
    for place, prompt in enumerate(prompts):
        if not (isinstance(prompt, dict) and prompt.get("title") and prompt.get("message")):
            raise refusal("invalid_arguments", [f"needs title and message [/prompts/{place}]"])
    if not request.text("thread_ts"):
        request.state.prompts[channel.id] = prompts
    return {}


def set_title(request: Request) -> Json:
    request.state.titles[_thread(request)] = request.needed("title")
    return {}


def set_session_status(request: Request) -> Json:
    key = _thread(request)
    status = request.needed("status")
    check_session_status(status)
    title = request.text("title")
    if title is not None and len(title) > SESSION_TITLE_LIMIT:
        raise refusal("invalid_arguments", ["must be less than 201 characters"])
    session = move_session(request.state, *key, status, title)
    return {"status": session.status, "title": session.title}


def check_session_status(status: str) -> None:
    if status not in SESSION_STATUSES:
        raise refusal("invalid_arguments", [f"must be one of {', '.join(SESSION_STATUSES)}"])


def move_session(
    state: State, channel: str, thread_ts: str, status: str, title: str | None = None
) -> Session:
    """Set a session's status, and make the session where there is none; a title stays."""
    session = state.sessions.setdefault((channel, thread_ts), Session(status, title))
    session.status = status
    return session


def _thread(request: Request) -> tuple[str, str]:
    channel = request.joined_channel("channel_id")
    thread_ts = request.needed("thread_ts")
    request.parent_ts(channel, error="invalid_thread_ts")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel.id, thread_ts
