"""auth.test and users.*: who the app is, and who is asking."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.request import Request
from tests.fakes.slack.state import User


def auth_test(request: Request) -> Json:
    install = request.install
    return {
        "url": f"https://{install.team_id.lower()}.slack.com/",
        "team": install.team_id,
        "user": "steward",
        "team_id": install.team_id,
        "user_id": install.bot_user,
        "bot_id": install.bot_id,
        "is_enterprise_install": False,
    }


def info(request: Request) -> Json:
    return {"user": _to_json(request.user(request.needed("user")), request)}


def lookup_by_email(request: Request) -> Json:
    email = request.needed("email").casefold()
    for user in request.state.users.values():
        same = user.email is not None and user.email.casefold() == email
        if same and not user.deleted and user.team_id == request.install.team_id:
            return {"user": _to_json(user, request)}
    raise SlackError("users_not_found")


def _to_json(user: User, request: Request) -> Json:
    """Tell of a person what Slack tells: no zone of the deactivated, no e-mail of strangers."""
    is_stranger = user.team_id != request.install.team_id
    profile: Json = {"real_name": user.name, "display_name": user.name, "team": user.team_id}
    scopes = request.install.scopes
    if user.email and not is_stranger and (scopes is None or "users:read.email" in scopes):
        profile["email"] = user.email
    details: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name.casefold().replace(" ", "."),
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
    }
    if user.deleted:
        return details
    offset = datetime.now(ZoneInfo(user.tz)).utcoffset()
    return {
        **details,
        "real_name": user.name,
        "tz": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_email_confirmed": user.is_email_confirmed,
        "is_app_user": False,
        **({"is_stranger": True} if is_stranger else {}),
    }
