"""Blocks: what each may hold, in a table, and the rules that a table can't say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.slack.elements import (
    ELEMENTS,
    check_action_ids,
    check_element,
    check_picture,
)
from tests.fakes.slack.rich_text import check_rich_text
from tests.fakes.slack.shapes import (
    BLOCK_ID_LIMIT,
    PLAIN,
    Problems,
    Shape,
    TextRule,
    check_shape,
    check_text,
    listed,
    nodes,
)
from tests.fakes.slack.tables import check_data_table, check_table

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        optional=("text", "fields", "accessory", "expand"),
        texts={"text": TextRule(3000)},
        lists={"fields": (1, 10)},
    ),
    "divider": Shape(),
    "header": Shape(required=("text",), texts={"text": TextRule(150, PLAIN)}),
    "image": Shape(
        required=("alt_text",),
        optional=("image_url", "slack_file", "title"),
        strings={"alt_text": 2000, "image_url": 3000},
        texts={"title": TextRule(2000, PLAIN)},
    ),
    "context": Shape(required=("elements",), lists={"elements": (1, 10)}),
    "actions": Shape(required=("elements",), lists={"elements": (1, 25)}),
    "context_actions": Shape(required=("elements",), lists={"elements": (1, 5)}),
    "markdown": Shape(required=("text",), strings={"text": 12_000}),
    "rich_text": Shape(required=("elements",), lists={"elements": (1, 1000)}),
    "table": Shape(
        required=("rows",),
        optional=("column_settings",),
        lists={"rows": (1, 100), "column_settings": (0, 20)},
    ),
    "data_table": Shape(
        required=("rows", "caption"),
        optional=("page_size", "row_header_column_index"),
        strings={"caption": 3000},
        lists={"rows": (2, 101)},
    ),
    "data_visualization": Shape(
        required=("title", "chart"), strings={"title": 50}, optional=("alt_text",)
    ),
    "task_card": Shape(
        required=("task_id", "title", "status"),
        optional=("details", "output", "sources"),
        strings={"title": 256},
        choices={"status": ("pending", "in_progress", "complete", "error")},
    ),
    "plan": Shape(required=("title",), optional=("tasks",), strings={"title": 256}),
    "card": Shape(
        optional=("title", "subtitle", "body", "hero_image", "icon", "actions"),
        texts={"title": TextRule(150), "subtitle": TextRule(150), "body": TextRule(200)},
        lists={"actions": (1, 3)},
    ),
    "carousel": Shape(required=("elements",), lists={"elements": (1, 10)}),
    "container": Shape(
        required=("child_blocks",),
        optional=[
            "title",
            "rich_text_title",
            "subtitle",
            "icon",
            "is_collapsible",
            "default_collapsed",
            "has_header_divider",
            "width",
        ],
        texts={"title": TextRule(150), "subtitle": TextRule(150)},
        lists={"child_blocks": (1, 10)},
        choices={"width": ("narrow", "standard", "wide", "full")},
    ),
    "input": Shape(
        required=("label", "element"),
        optional=("hint", "optional", "dispatch_action"),
        texts={"label": TextRule(2000, PLAIN), "hint": TextRule(2000, PLAIN)},
    ),
    "alert": Shape(
        required=("text",),
        optional=("level",),
        texts={"text": TextRule(200)},
        choices={"level": ("default", "info", "warning", "error", "success")},
    ),
}
_IN_MESSAGES_ONLY = {"markdown", "table", "data_table", "data_visualization", "context_actions"}
SURFACES: dict[str, frozenset[str]] = {
    "message": frozenset(set(BLOCKS) - {"alert"}),
    "modal": frozenset(set(BLOCKS) - _IN_MESSAGES_ONLY - {"task_card", "plan"}),
    "home": frozenset(set(BLOCKS) - _IN_MESSAGES_ONLY - {"alert", "task_card", "plan"}),
}


def check_block(node: object, surface: str, at: str, problems: Problems) -> None:
    if not isinstance(node, dict):
        problems.add("must provide an object", at)
        return
    kind = node.get("type")
    if not isinstance(kind, str) or kind not in SURFACES[surface]:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    with_id = {key: value for key, value in node.items() if key != "block_id"}
    check_shape(with_id, BLOCKS[kind], at, problems)
    block_id = node.get("block_id", "")
    if not isinstance(block_id, str) or len(block_id) > BLOCK_ID_LIMIT:
        problems.add(f"must be less than {BLOCK_ID_LIMIT + 1} characters", f"{at}/block_id")
    if kind in _EXTRA:
        _EXTRA[kind](node, at, problems)
    if kind == "container":
        for place, child in enumerate(listed(node.get("child_blocks"))):
            check_block(child, surface, f"{at}/child_blocks/{place}", problems)


def _check_section(node: dict[str, Any], at: str, problems: Problems) -> None:
    if "text" not in node and "fields" not in node:
        problems.add("must define either `text` or `fields`", at)
    for place, field in nodes(node.get("fields")):
        check_text(field, TextRule(2000), f"{at}/fields/{place}", problems)
    if "accessory" in node:
        check_element(node["accessory"], "section", f"{at}/accessory", problems)


def _check_context(node: dict[str, Any], at: str, problems: Problems) -> None:
    for place, element in nodes(node.get("elements")):
        here = f"{at}/elements/{place}"
        if element.get("type") == "image":
            check_shape(element, ELEMENTS["image"], here, problems)
            check_picture(element, here, problems)
        else:
            check_text(element, TextRule(3000), here, problems)


def _check_actions(node: dict[str, Any], at: str, problems: Problems) -> None:
    for place, element in enumerate(listed(node.get("elements"))):
        check_element(element, node["type"], f"{at}/elements/{place}", problems)
    check_action_ids(node.get("elements"), f"{at}/elements", problems)


def _check_input(node: dict[str, Any], at: str, problems: Problems) -> None:
    check_element(node.get("element"), "input", f"{at}/element", problems)


def _check_card(node: dict[str, Any], at: str, problems: Problems) -> None:
    if not {"title", "body", "hero_image", "actions"} & set(node):
        problems.add("must define one of `title`, `body`, `hero_image` or `actions`", at)
    for place, element in enumerate(listed(node.get("actions"))):
        check_element(element, "card", f"{at}/actions/{place}", problems)


def _check_carousel(node: dict[str, Any], at: str, problems: Problems) -> None:
    for place, card in nodes(node.get("elements")):
        if card.get("type") != "card":
            problems.add(f"unsupported type: {card.get('type')}", f"{at}/elements/{place}/type")
        else:
            check_block(card, "message", f"{at}/elements/{place}", problems)


def _check_chart(node: dict[str, Any], at: str, problems: Problems) -> None:
    chart = node.get("chart")
    if not isinstance(chart, dict) or chart.get("type") not in ("pie", "bar", "line", "area"):
        problems.add("must be one of pie, bar, line, area", f"{at}/chart/type")
        return
    parts = listed(chart.get("segments" if chart["type"] == "pie" else "series"))
    if not 1 <= len(parts) <= 6:
        problems.add("between 1 and 6 segments or series allowed", f"{at}/chart")


_EXTRA: dict[str, Callable[[dict[str, Any], str, Problems], None]] = {
    "section": _check_section,
    "context": _check_context,
    "actions": _check_actions,
    "context_actions": _check_actions,
    "image": check_picture,
    "input": _check_input,
    "rich_text": check_rich_text,
    "table": check_table,
    "data_table": check_data_table,
    "data_visualization": _check_chart,
    "card": _check_card,
    "carousel": _check_carousel,
}
