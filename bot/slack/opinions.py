""" "Useful" and "Something's wrong": the modal that asks what is wrong, and the keeping of it."""

import json
from datetime import UTC, datetime
from typing import Any

from bot.inbox import Ended
from bot.slack.closing import USEFUL
from bot.slack.views import Block
from knowledge.store.inbox import Event
from knowledge.store.opinions import rate
from tools.desk import Desk

MODAL = "wrong_answer"
REASON, DETAILS = "reason", "details"
REASONS = {
    "wrong_data": "The data is wrong",
    "known": "I knew that already",
    "wrong_act": "It isn't the right thing to do",
    "bad_timing": "Not at this time",
    "other": "Something else",
}
MOST_DETAILS = 1_000


def keep_opinion(event: Event, desk: Desk) -> Ended:
    """Keep what a person thinks of an answer: their last word counts."""
    opinion, turn, reason = [*event.text.split("|", 2), ""][:3]
    if not turn.isdigit():
        return Ended("passed")
    useful, now = opinion == USEFUL, datetime.now(UTC)
    kept = rate(desk.store, int(turn), desk.viewer, useful, reason or None, now)
    return Ended("answered" if kept else "passed")


def modal(turn: str, channel: str, thread_ts: str) -> dict[str, Any]:
    """The modal that asks what is wrong with an answer."""
    options = [{"text": _words(words), "value": key} for key, words in REASONS.items()]
    place = {"turn": turn, "channel": channel, "thread_ts": thread_ts}
    return {
        "type": "modal",
        "callback_id": MODAL,
        "title": _words("What's wrong?"),
        "submit": _words("Send"),
        "close": _words("Close"),
        "private_metadata": json.dumps(place),
        "blocks": [
            _input(REASON, "What is it?", {"type": "radio_buttons", "options": options}),
            {
                **_input(
                    DETAILS,
                    "Which part, and what is right?",
                    {"type": "plain_text_input", "multiline": True, "max_length": MOST_DETAILS},
                ),
                "optional": True,
            },
        ],
    }


def reason_of(view: dict[str, Any]) -> tuple[dict[str, str], str]:
    """Where a submitted modal came from, and the reason given in it."""
    values = view["state"]["values"]
    chosen = (values.get(REASON) or {}).get(REASON) or {}
    details = ((values.get(DETAILS) or {}).get(DETAILS) or {}).get("value") or ""
    key = (chosen.get("selected_option") or {}).get("value") or "other"
    return json.loads(view["private_metadata"]), f"{key}: {details}" if details else key


def _input(name: str, label: str, element: dict[str, Any]) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": _words(label),
        "element": {**element, "action_id": name},
    }


def _words(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
