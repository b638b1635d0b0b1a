"""Markdown read by a parser and written again for Slack, so that data can't be markup there.

An answer comes apart into pieces: words, which Slack's markdown block takes, and grids, which its
table block takes. Every character of the answer is in one of them.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

WORD_JOINER = "\u2060"
NO_TEXT = "–"
_CONTROL = re.compile(r"<(?=[!@#])")
# What Slack would make a link of by itself: a scheme, a host that begins with "www".
_LINKED = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bmailto:)(?=\w)", re.IGNORECASE)
_MARKUP = frozenset("\\`*_[]#~|")
_PARENTHESES = {"(": "%28", ")": "%29", "|": "%7C"}


@dataclass(frozen=True, slots=True)
class Words:
    """Text as Slack's Markdown and as plain words. `glue` is what comes before it."""

    markdown: str
    plain: str
    glue: str = "\n\n"
    headings: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells as plain words, its first row the column names; `right` by column."""

    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def pieces(text: str) -> list[Words | Grid]:
    """The blocks of a Markdown text in their order; a list comes item by item."""
    found: list[Words | Grid] = []
    for node in SyntaxTreeNode(_parser().parse(text)).children:
        if node.type == "table":
            found.append(_grid(node))
        elif node.type in ("bullet_list", "ordered_list"):
            found += _items(node)
        else:
            heading = int(node.type == "heading")
            found.append(Words(_block(node), _plain(node), headings=heading))
    return found


def plain(text: str) -> str:
    """A Markdown text as plain words."""
    parts = (p.plain if isinstance(p, Words) else plain_grid(p) for p in pieces(text))
    return "\n\n".join(parts)


def plain_grid(grid: Grid) -> str:
    return "\n".join(" | ".join(row) for row in grid.rows)


def escape(text: str) -> str:
    """Words as Slack shows them: no mention, link or date of its own making."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unlinked(text: str) -> str:
    """Words in which no address becomes a link: a character without width breaks each."""
    return _LINKED.sub(WORD_JOINER, text)


@cache
def _parser() -> MarkdownIt:
    # Escapes stay apart from words ("text_join" off), so that they can be written again.
    options = {"html": False}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"]).disable("text_join")


def _items(node: SyntaxTreeNode) -> Iterator[Words]:
    for number, item in enumerate(node.children):
        marker = _marker(node, number)
        bullet = marker if node.type == "ordered_list" else "• "
        glue = "\n" if number else "\n\n"
        yield Words(_item(item, marker), bullet + _plain_children(item), glue)


def _marker(node: SyntaxTreeNode, number: int) -> str:
    if node.type == "bullet_list":
        return "- "
    return f"{int(node.attrs.get('start', 1)) + number}. "


def _item(item: SyntaxTreeNode, marker: str) -> str:
    body = "\n".join(_block(child) for child in item.children)
    return marker + body.replace("\n", "\n" + " " * len(marker))


def _block(node: SyntaxTreeNode) -> str:
    """A block as Slack's Markdown."""
    match node.type:
        case "heading":
            return f"{'#' * int(node.tag[1])} {_children(node)}"
        case "paragraph" | "inline":
            return _children(node)
        case "bullet_list" | "ordered_list":
            return "\n".join(_item(c, _marker(node, n)) for n, c in enumerate(node.children))
        case "blockquote":
            inner = "\n\n".join(_block(child) for child in node.children)
            return "\n".join(f"> {line}" if line else ">" for line in inner.split("\n"))
        case "fence" | "code_block":
            return f"```\n{_code(node.content.rstrip())}\n```"
        case "hr":
            return "---"
        case "table":
            return escape(plain_grid(_grid(node)))
    return _inline(node)


def _children(node: SyntaxTreeNode) -> str:
    return "".join(_block(child) for child in node.children)


def _inline(node: SyntaxTreeNode) -> str:
    """A run inside a block as Slack's Markdown."""
    match node.type:
        case "text_special":
            return _special(node)
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "  \n"
        case "strong" | "em" | "s":
            return f"{node.markup}{_children(node)}{node.markup}"
        case "code_inline":
            return f"`{_code(node.content)}`"
        case "link":
            return f"[{_children(node)}]({_address(node)})"
        case "image":
            # No picture is fetched from an address that stands in a text.
            return escape(node.content)
    return escape(unlinked(node.content))


def _special(node: SyntaxTreeNode) -> str:
    return f"\\{node.content}" if node.content in _MARKUP else escape(node.content)


def _code(text: str) -> str:
    """Code keeps its signs; a mention in it is broken by a character without width."""
    return _CONTROL.sub("<" + WORD_JOINER, text)


def _address(node: SyntaxTreeNode) -> str:
    address = escape(str(node.attrs.get("href", "")))
    return "".join(_PARENTHESES.get(character, character) for character in address)


def _plain(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "hr":
            return "---"
        case "table":
            return plain_grid(_grid(node))
        case "bullet_list" | "ordered_list":
            return "\n".join(words.plain for words in _items(node))
        case "link":
            return _plain_link(node)
    if node.children:
        return _plain_children(node)
    content = node.content.rstrip("\n")
    return unlinked(content) if node.type == "text" else content


def _plain_children(node: SyntaxTreeNode) -> str:
    glue = "\n" if node.type in ("blockquote", "list_item") else ""
    return glue.join(_plain(child) for child in node.children)


def _plain_link(node: SyntaxTreeNode) -> str:
    label, address = _plain_children(node), html.unescape(str(node.attrs.get("href", "")))
    bare = label.replace(WORD_JOINER, "")
    return bare if bare in address else f"{label} ({address})"


def _grid(table: SyntaxTreeNode) -> Grid:
    rows = [row for part in table.children for row in part.children]
    head = rows[0].children
    return Grid(
        tuple(tuple(_cell(cell) for cell in row.children) for row in rows),
        tuple("right" in str(cell.attrs.get("style", "")) for cell in head),
    )


def _cell(cell: SyntaxTreeNode) -> str:
    return _plain_children(cell).strip() or NO_TEXT


def list_of(grid: Grid) -> Sequence[Words]:
    """A grid as a list, for one that no table block takes: each row an item, nothing left out."""
    names = grid.rows[0]
    return [_row_words(names, row, "\n" if n else "\n\n") for n, row in enumerate(grid.rows[1:])]


def _row_words(names: Sequence[str], row: Sequence[str], glue: str) -> Words:
    rest = "; ".join(f"{name}: {cell}" for name, cell in zip(names[1:], row[1:], strict=False))
    line = f"{row[0]}: {rest}"
    return Words(f"- {escape_markup(line)}", f"• {line}", glue)


def escape_markup(text: str) -> str:
    """Plain words as Slack's Markdown that shows exactly them."""
    return "".join(f"\\{c}" if c in _MARKUP else escape(c) for c in text)
