"""Rich text: sections, lists, quotes and the runs inside them."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.shapes import Problems, check_string, nodes

GROUPS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
RUN_NEEDS = {
    "text": "text",
    "link": "url",
    "emoji": "name",
    "user": "user_id",
    "channel": "channel_id",
    "usergroup": "usergroup_id",
    "broadcast": "range",
    "date": "timestamp",
    "color": "value",
}


def check_rich_text(node: dict[str, Any], at: str, problems: Problems) -> None:
    for place, group in nodes(node.get("elements")):
        here = f"{at}/elements/{place}"
        if group.get("type") not in GROUPS:
            problems.add(f"unsupported type: {group.get('type')}", f"{here}/type")
        elif group["type"] == "rich_text_list":
            _check_list(group, here, problems)
        else:
            _check_runs(group, here, problems)


def _check_list(group: dict[str, Any], at: str, problems: Problems) -> None:
    if group.get("style") not in ("bullet", "ordered"):
        problems.add("must be one of bullet, ordered", f"{at}/style")
    for place, item in nodes(group.get("elements")):
        if item.get("type") != "rich_text_section":
            problems.add(f"unsupported type: {item.get('type')}", f"{at}/elements/{place}/type")
        else:
            _check_runs(item, f"{at}/elements/{place}", problems)


def _check_runs(group: dict[str, Any], at: str, problems: Problems) -> None:
    for place, run in nodes(group.get("elements")):
        here = f"{at}/elements/{place}"
        kind = run.get("type")
        if not isinstance(kind, str) or kind not in RUN_NEEDS:
            problems.add(f"unsupported type: {kind}", f"{here}/type")
        elif kind in ("text", "link"):
            check_string(run.get(RUN_NEEDS[kind]), 12_000, f"{here}/{RUN_NEEDS[kind]}", problems)
        elif run.get(RUN_NEEDS[kind]) is None:
            problems.add(f"missing required field: {RUN_NEEDS[kind]}", here)
