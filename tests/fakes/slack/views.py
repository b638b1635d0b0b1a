"""views.open and views.publish: modals on a fresh trigger, and the Home tab."""

from __future__ import annotations

from typing import Literal

from tests.fakes.slack.blocks import check_view
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.request import Request
from tests.fakes.slack.state import View

TRIGGER_SECONDS = 3.0


def open_modal(request: Request) -> Json:
    trigger = request.state.triggers.get(request.needed("trigger_id"))
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if request.state.now() - trigger.issued_at > TRIGGER_SECONDS:
        raise SlackError("expired_trigger_id")
    if trigger.is_used:
        raise SlackError("exchanged_trigger_id")
    view = _view(request, trigger.user, "modal")
    trigger.is_used = True
    request.state.modals[view.id] = view
    return {"view": to_json(view)}


def publish(request: Request) -> Json:
    user = request.user(request.needed("user_id"))
    known = request.state.homes.get(user.id)
    given = request.text("hash")
    if known is not None and given is not None and given != known.hash:
        raise SlackError("hash_conflict")
    view = _view(request, user.id, "home")
    request.state.homes[user.id] = view
    return {"view": to_json(view)}


def to_json(view: View) -> Json:
    return {**view.body, "id": view.id, "hash": view.hash, "state": {"values": {}}}


def _view(request: Request, user: str, kind: Literal["modal", "home"]) -> View:
    body = request.structured("view")
    check_view(body, kind)
    named = [
        {**block, "block_id": block.get("block_id") or request.state.next_id("b")}
        for block in body["blocks"]
    ]
    body = {**body, "blocks": named}
    return View(id=request.state.next_id("V0"), user=user, body=body, hash=request.state.next_ts())
