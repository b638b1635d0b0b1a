"""Block Kit as Slack holds it: a message or view is taken whole, or refused with the place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt

from tests.fakes.slack.block_rules import check_block
from tests.fakes.slack.errors import Json, SlackError, refusal
from tests.fakes.slack.shapes import PLAIN, Problems, Shape, TextRule, check_shape, nodes
from tests.fakes.slack.tables import TABLE_TEXT_LIMIT

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
RENDERED_TEXT_LIMIT = 13_202
HEADING_COST = 100
TABLES = ("table", "data_table")
CHART_LIMIT = 2
SHOWN_KEYS = {"text", "title", "subtitle", "body", "caption", "label", "hint", "placeholder"}
PINGS = re.compile(r"<!(?:channel|here|everyone)(?:\|[^>]*)?>|<@[UW]\w+(?:\|[^>]*)?>")
VIEW = Shape(
    required=("blocks",),
    optional=[
        "title",
        "submit",
        "close",
        "callback_id",
        "private_metadata",
        "external_id",
        "clear_on_close",
        "notify_on_close",
        "submit_disabled",
    ],
    strings={"callback_id": 255, "private_metadata": 3000, "external_id": 255},
    texts={key: TextRule(24, PLAIN) for key in ("title", "submit", "close")},
)


def check_message_blocks(blocks: object, at: str = "/blocks") -> None:
    """Raise what Slack answers to blocks that it does not take in a message."""
    problems = _problems_of(blocks, "message", MESSAGE_BLOCKS, at)
    if not problems and _table_text(blocks) > TABLE_TEXT_LIMIT:
        problems.add(f"table text must be less than {TABLE_TEXT_LIMIT + 1} characters", at)
    if not problems and _count(blocks, "data_visualization") > CHART_LIMIT:
        problems.add(f"no more than {CHART_LIMIT} data_visualization blocks allowed", at)
    if problems:
        raise refusal("invalid_blocks", problems)
    if _count(blocks, *TABLES) > 1:
        raise refusal("invalid_attachments", ["only_one_table_allowed"])
    if rendered_size(blocks) > RENDERED_TEXT_LIMIT or _rendered_count(blocks) > MESSAGE_BLOCKS:
        raise SlackError("msg_blocks_too_long")


def check_view(view: object, kind: str) -> None:
    """Raise `invalid_arguments` for a view that Slack does not take as a `kind`."""
    problems = Problems()
    if not isinstance(view, dict):
        raise refusal("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if view.get("type") != kind:
        problems.add(f"must be {kind}", "/view/type")
    check_shape(view, VIEW, "/view", problems)
    if kind == "modal" and "title" not in view:
        problems.add("missing required field: title", "/view")
    has_input = any(node.get("type") == "input" for _, node in nodes(view.get("blocks")))
    if kind == "modal" and has_input and "submit" not in view:
        problems.add("missing required field: submit", "/view")
    problems += _problems_of(view.get("blocks"), kind, VIEW_BLOCKS, "/view/blocks")
    if problems:
        raise refusal("invalid_arguments", problems)


def shown_texts(node: object) -> Iterator[str]:
    """Walk all words of a payload that a reader sees."""
    if isinstance(node, list):
        for child in node:
            yield from shown_texts(child)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if isinstance(value, str) and key in SHOWN_KEYS:
            yield value
        elif isinstance(value, dict | list):
            yield from shown_texts(value)
    if node.get("type") == "raw_number":
        yield str(node.get("text", node.get("value")))


def pings_in(text: str, blocks: list[Json]) -> list[str]:
    """Find what would notify somebody: @channel, @here, @everyone, a mentioned person."""
    plain = {"plain_text", "raw_text", "text"}
    found = PINGS.findall(text)
    for node in _every_node(blocks):
        if isinstance(node.get("text"), str) and node.get("type") not in plain:
            found += PINGS.findall(node["text"])
        if node.get("type") in ("broadcast", "user"):
            found.append(str(node.get("range") or node.get("user_id")))
    return found


def rendered_size(blocks: object) -> int:
    """Count characters as Slack's per-message ceiling does: the words, and 100 for a heading."""
    words: int = sum(len(text) for text in shown_texts(blocks))
    headings: int = sum(
        token.type == "heading_open" for text in _markdown(blocks) for token in _tokens(text)
    )
    return words + HEADING_COST * headings


def _problems_of(blocks: object, surface: str, most: int, at: str) -> Problems:
    problems = Problems()
    if not isinstance(blocks, list):
        problems.add("must provide an array", at)
        return problems
    if len(blocks) > most:
        problems.add(f"no more than {most} items allowed", at)
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        check_block(block, surface, f"{at}/{place}", problems)
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if not isinstance(block_id, str):
            continue
        if block_id in seen:
            problems.add(f"`block_id` {block_id} already exists", f"{at}/{place}/block_id")
        seen.add(block_id)
    return problems


def _every_node(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _every_node(child)


def _every_block(blocks: object) -> Iterator[dict[str, Any]]:
    for _, block in nodes(blocks):
        yield block
        yield from _every_block(block.get("child_blocks"))


def _count(blocks: object, *kinds: str) -> int:
    return sum(node["type"] in kinds for node in _every_block(blocks))


def _table_text(blocks: object) -> int:
    tables = [node["rows"] for node in _every_block(blocks) if node["type"] in TABLES]
    return sum(len(text) for text in shown_texts(tables))


def _markdown(blocks: object) -> list[str]:
    return [node["text"] for node in _every_block(blocks) if node["type"] == "markdown"]


def _tokens(text: str) -> list[Any]:
    return MarkdownIt().enable("table").parse(text)


def _rendered_count(blocks: object) -> int:
    return sum(
        _blocks_of_markdown(node["text"]) if node["type"] == "markdown" else 1
        for node in _every_block(blocks)
    )


def _blocks_of_markdown(text: str) -> int:
    """Count what Slack makes of a markdown block: headings, fences, tables, rules, runs of text."""
    apart = {"heading_open", "fence", "code_block", "table_open", "hr"}
    count, in_run = 0, False
    for token in _tokens(text):
        if token.level or token.nesting < 0:
            continue
        count += token.type in apart or not in_run
        in_run = token.type not in apart
    return count
