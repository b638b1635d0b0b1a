"""Block elements: buttons, menus, inputs, and where each may stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.slack.shapes import PLAIN, Problems, Shape, TextRule, check_shape, nodes

ACTION_ID = {"action_id": 255}
PLACEHOLDER = {"placeholder": TextRule(150, PLAIN)}
OPTION = Shape(
    required=("text", "value"),
    optional=("description", "url"),
    strings={"value": 150, "url": 3000},
    texts={"text": TextRule(75), "description": TextRule(75)},
)
CONFIRM = Shape(
    required=("title", "text", "confirm", "deny"),
    optional=("style",),
    texts={
        "title": TextRule(100, PLAIN),
        "text": TextRule(300),
        "confirm": TextRule(30, PLAIN),
        "deny": TextRule(30, PLAIN),
    },
    choices={"style": ("primary", "danger")},
)
FEEDBACK = Shape(
    required=("text", "value"),
    optional=("accessibility_label",),
    strings={"value": 2000, "accessibility_label": 75},
    texts={"text": TextRule(75, PLAIN)},
)


def _menu(*optional: str, required: tuple[str, ...] = (), options: int = 100) -> Shape:
    return Shape(
        required=required,
        optional=("action_id", "confirm", "focus_on_load", "placeholder", *optional),
        strings=ACTION_ID,
        texts=PLACEHOLDER,
        lists={"options": (1, options), "option_groups": (1, 100)},
    )


def _input(*optional: str) -> Shape:
    return _menu("dispatch_action_config", "initial_value", *optional)


ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        required=("text",),
        optional=[
            "accessibility_label",
            "action_id",
            "agent_prompt",
            "agent_prompt_display",
            "confirm",
            "style",
            "url",
            "value",
            "visible_to_user_ids",
        ],
        strings={
            **ACTION_ID,
            "value": 2000,
            "url": 3000,
            "accessibility_label": 75,
            "agent_prompt": 4000,
        },
        texts={"text": TextRule(75, PLAIN)},
        choices={"style": ("primary", "danger")},
    ),
    "icon_button": Shape(
        required=("icon", "text"),
        optional=("accessibility_label", "action_id", "confirm", "value", "visible_to_user_ids"),
        strings={**ACTION_ID, "value": 2000, "accessibility_label": 75},
        texts={"text": TextRule(75, PLAIN)},
        lists={"visible_to_user_ids": (0, 10)},
        choices={"icon": ("trash",)},
    ),
    "feedback_buttons": Shape(
        required=("positive_button", "negative_button"),
        optional=("action_id",),
        strings=ACTION_ID,
    ),
    "overflow": Shape(
        required=("options",),
        optional=("action_id", "confirm"),
        strings=ACTION_ID,
        lists={"options": (1, 5)},
    ),
    "image": Shape(
        required=("alt_text",),
        optional=("image_url", "slack_file"),
        strings={"alt_text": 2000, "image_url": 3000},
    ),
    "static_select": _menu("options", "option_groups", "initial_option"),
    "multi_static_select": _menu(
        "options", "option_groups", "initial_options", "max_selected_items"
    ),
    "external_select": _menu("initial_option", "min_query_length"),
    "users_select": _menu("initial_user"),
    "conversations_select": _menu(
        "initial_conversation", "default_to_current_conversation", "filter", "response_url_enabled"
    ),
    "channels_select": _menu("initial_channel", "response_url_enabled"),
    "checkboxes": _menu("initial_options", required=("options",), options=10),
    "radio_buttons": _menu("initial_option", required=("options",), options=10),
    "datepicker": _menu("initial_date"),
    "timepicker": _menu("initial_time", "timezone"),
    "datetimepicker": _menu("initial_date_time"),
    "plain_text_input": _input("multiline", "min_length", "max_length"),
    "email_text_input": _input(),
    "url_text_input": _input(),
    "number_input": _input("is_decimal_allowed", "min_value", "max_value"),
    "rich_text_input": _input("min_lines", "max_lines"),
}
TEXT_INPUTS = frozenset(name for name in ELEMENTS if name.endswith("_input"))
CHOOSERS = frozenset(
    name
    for name in ELEMENTS
    if name.endswith(("_select", "picker")) or name in {"checkboxes", "radio_buttons"}
)
PLACES: dict[str, frozenset[str]] = {
    "section": CHOOSERS | {"button", "overflow", "image"},
    "actions": CHOOSERS | {"button", "overflow"},
    "context_actions": frozenset({"feedback_buttons", "icon_button"}),
    "input": CHOOSERS | TEXT_INPUTS,
    "card": frozenset({"button"}),
}


def check_element(node: object, place: str, at: str, problems: Problems) -> None:
    if not isinstance(node, dict):
        problems.add("must provide an object", at)
        return
    kind = node.get("type")
    if not isinstance(kind, str) or kind not in PLACES[place]:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    check_shape(node, ELEMENTS[kind], at, problems)
    if kind in _EXTRA:
        _EXTRA[kind](node, at, problems)
    if "confirm" in node and isinstance(node["confirm"], dict):
        check_shape(node["confirm"], CONFIRM, f"{at}/confirm", problems)
    for place_in_list, option in nodes(node.get("options")):
        check_shape(option, OPTION, f"{at}/options/{place_in_list}", problems)


def check_action_ids(elements: object, at: str, problems: Problems) -> None:
    seen: set[str] = set()
    for place, node in nodes(elements):
        action_id = node.get("action_id")
        if not isinstance(action_id, str):
            continue
        if action_id in seen:
            problems.add(f"`action_id` {action_id} already exists", f"{at}/{place}/action_id")
        seen.add(action_id)


def check_picture(node: dict[str, Any], at: str, problems: Problems) -> None:
    if ("image_url" in node) == ("slack_file" in node):
        problems.add("must define exactly one of `image_url` or `slack_file`", at)


def _check_feedback(node: dict[str, Any], at: str, problems: Problems) -> None:
    for key in ("positive_button", "negative_button"):
        if isinstance(node.get(key), dict):
            check_shape(node[key], FEEDBACK, f"{at}/{key}", problems)


def _check_has_options(node: dict[str, Any], at: str, problems: Problems) -> None:
    if ("options" in node) == ("option_groups" in node):
        problems.add("must define exactly one of `options` or `option_groups`", at)


_EXTRA: dict[str, Callable[[dict[str, Any], str, Problems], None]] = {
    "image": check_picture,
    "feedback_buttons": _check_feedback,
    "static_select": _check_has_options,
    "multi_static_select": _check_has_options,
}
