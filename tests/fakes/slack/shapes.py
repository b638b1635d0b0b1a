"""The engine of the Block Kit checks: which keys a node may have, how long, how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

BLOCK_ID_LIMIT = 255
PLAIN = ("plain_text",)
ANY_TEXT = ("plain_text", "mrkdwn")


class Problems(list[str]):
    """What is wrong with a payload, each with a JSON pointer to the place."""

    def add(self, message: str, pointer: str) -> None:
        self.append(f"{message} [json-pointer:{pointer}]")


@dataclass(frozen=True)
class TextRule:
    limit: int = 3000
    kinds: tuple[str, ...] = ANY_TEXT


@dataclass(frozen=True)
class Shape:
    """The keys of one kind of node; strings with their longest length, lists with their sizes."""

    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    strings: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, TextRule] = field(default_factory=dict)
    lists: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def check_shape(node: Mapping[str, Any], shape: Shape, at: str, problems: Problems) -> None:
    _check_keys(node, shape, at, problems)
    for key, limit in shape.strings.items():
        if key in node:
            check_string(node[key], limit, f"{at}/{key}", problems)
    for key, rule in shape.texts.items():
        if key in node:
            check_text(node[key], rule, f"{at}/{key}", problems)
    for key, (fewest, most) in shape.lists.items():
        if key in node:
            check_count(node[key], fewest, most, f"{at}/{key}", problems)
    for key, allowed in shape.choices.items():
        if key in node and node[key] not in allowed:
            problems.add(f"must be one of {', '.join(allowed)}", f"{at}/{key}")


def check_text(node: object, rule: TextRule, at: str, problems: Problems) -> None:
    if not isinstance(node, dict):
        problems.add("must provide an object", at)
        return
    if node.get("type") not in rule.kinds:
        problems.add(f"must be one of {', '.join(rule.kinds)}", f"{at}/type")
        return
    only = "emoji" if node["type"] == "plain_text" else "verbatim"
    for key in sorted(set(node) - {"type", "text", only}):
        problems.add(f"invalid additional property: {key}", at)
    check_string(node.get("text"), rule.limit, f"{at}/text", problems)


def check_string(value: object, limit: int, at: str, problems: Problems) -> None:
    if not isinstance(value, str):
        problems.add("must provide a string", at)
    elif not value:
        problems.add("must be more than 0 characters", at)
    elif len(value) > limit:
        problems.add(f"must be less than {limit + 1} characters", at)


def check_count(value: object, fewest: int, most: int, at: str, problems: Problems) -> None:
    if not isinstance(value, list):
        problems.add("must provide an array", at)
    elif len(value) < fewest:
        problems.add(f"no less than {fewest} items allowed", at)
    elif len(value) > most:
        problems.add(f"no more than {most} items allowed", at)


def listed(value: object) -> list[Any]:
    """Give a list as it is, and nothing for what is no list: that is told of elsewhere."""
    return value if isinstance(value, list) else []


def nodes(value: object) -> list[tuple[int, dict[str, Any]]]:
    """Give the objects of a list with their places, and nothing for what is no list."""
    return [(place, node) for place, node in enumerate(listed(value)) if isinstance(node, dict)]


def _check_keys(node: Mapping[str, Any], shape: Shape, at: str, problems: Problems) -> None:
    for key in shape.required:
        if node.get(key) is None:
            problems.add(f"missing required field: {key}", at)
    for key in sorted(set(node) - {"type", *shape.required, *shape.optional}):
        problems.add(f"invalid additional property: {key}", at)
