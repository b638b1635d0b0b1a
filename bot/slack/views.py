"""From an answer to Slack's messages: pure functions, held to Slack's limits, nothing left out.

A message has at most one table and so many words; what doesn't fit goes on in the next one.
"""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.slack.markdown import Grid, Words, escape, list_of, pieces, plain_grid

Block = dict[str, Any]

# Slack refuses a message over 13,202 characters, a markdown block over 12,000, a table over
# 10,000, 100 rows or 20 columns, and 50 blocks; a heading costs about 100 characters.
MOST_CHARACTERS = 11_000
MOST_PIECES = 40
TABLE_CHARACTERS = 9_000
TABLE_ROWS = 100
TABLE_COLUMNS = 20
CELL_CHARACTERS = 1_000
HEADING_COST = 100
PLAIN_CHARACTERS = 1_900
# A phone shows about so much of a row at once, and little more by scrolling.
PHONE_COLUMNS = 6
PHONE_CHARACTERS = 90
CAN_BE_WRONG = "Answers can be wrong; figures are traced to records."


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its blocks, and its words for a notification and a screen reader."""

    text: str
    blocks: tuple[Block, ...] = ()


def answer_messages(
    text: str, as_of: date, note: str = "", closing: Sequence[Block] = ()
) -> list[Message]:
    """A Markdown answer as messages; the last says as of when it is, the note, and ends in the
    `closing` blocks: at most five."""
    sheets = _packed(_sized(pieces(text)))
    messages = [Message(_text_of(sheet), tuple(_blocks_of(sheet))) for sheet in sheets]
    day = f"As of {as_of.day} {as_of:%b %Y}."
    footer = " ".join(part for part in (day, note, CAN_BE_WRONG) if part)
    last = messages[-1]
    return [*messages[:-1], replace(last, blocks=(*last.blocks, context(footer), *closing))]


def words_before_tables(text: str) -> str:
    """The beginning of a Markdown answer as Slack's Markdown, as far as its first table: what the
    first message of the whole begins with."""
    run = ""
    for piece in _sized(pieces(text)):
        if not isinstance(piece, Words) or len(run) + len(piece.markdown) > MOST_CHARACTERS:
            break
        run += (piece.glue if run else "") + piece.markdown
    return run


def is_wide(message: Message) -> bool:
    """Whether a message has a table that a phone can't show."""
    rows = [row for grid in grids_of(message.blocks) for row in grid.rows]
    return any(len(row) > PHONE_COLUMNS or sum(map(len, row)) > PHONE_CHARACTERS for row in rows)


def grids_of(blocks: Sequence[Block]) -> list[Grid]:
    """The tables of a message as they were before they became blocks."""
    tables = [block for block in blocks if block.get("type") == "table"]
    return [
        Grid(
            tuple(tuple(str(cell.get("text", "")) for cell in row) for row in table["rows"]),
            tuple(side.get("align") == "right" for side in table.get("column_settings", ())),
        )
        for table in tables
        if table.get("rows")
    ]


def as_lists(blocks: Sequence[Block]) -> list[Message]:
    """The tables of a message, each row an item with the column's name before each value."""
    found = [words for grid in grids_of(blocks) for words in list_of(grid)]
    sheets = _packed(piece for words in found for piece in _sized_words(words))
    return [Message(_text_of(sheet), tuple(_blocks_of(sheet))) for sheet in sheets if sheet]


def sentence(text: str) -> Message:
    """One plain sentence of our own as a message."""
    return Message(escape(text))


def without_blocks(message: Message) -> list[Message]:
    """The same words for a place that takes no blocks."""
    return [Message(part) for part in cut(message.text, PLAIN_CHARACTERS)]


def _sized(found: Sequence[Words | Grid]) -> Iterator[Words | Grid]:
    """The pieces, each small enough for a message of its own."""
    for piece in found:
        if isinstance(piece, Words):
            yield from _sized_words(piece)
        elif _fits_a_table(piece):
            yield from _sized_grids(piece)
        else:
            for words in list_of(piece):
                yield from _sized_words(words)


def _sized_words(words: Words) -> Iterator[Words]:
    if len(words.markdown) <= MOST_CHARACTERS:
        yield words
        return
    fence = words.markdown.startswith("```")
    body = words.markdown.removeprefix("```\n").removesuffix("\n```") if fence else words.markdown
    for number, part in enumerate(cut(body, MOST_CHARACTERS - 10)):
        shown = f"```\n{part}\n```" if fence else part
        glue = words.glue if number == 0 else "\n\n"
        yield Words(shown, part if fence else html.unescape(part), glue)


def _fits_a_table(grid: Grid) -> bool:
    widest = max(len(cell) for row in grid.rows for cell in row)
    longest = max(sum(map(len, row)) for row in grid.rows)
    columns = len(grid.rows[0])
    return (
        columns <= TABLE_COLUMNS and widest <= CELL_CHARACTERS and 2 * longest <= TABLE_CHARACTERS
    )


def _sized_grids(grid: Grid) -> Iterator[Grid]:
    """Tables within Slack's limits, each with the column names."""
    names, *rows = grid.rows
    part: list[tuple[str, ...]] = [names]
    for row in rows:
        size = sum(len(cell) for known in (*part, row) for cell in known)
        if len(part) == TABLE_ROWS or size > TABLE_CHARACTERS:
            yield Grid(tuple(part), grid.right)
            part = [names]
        part.append(row)
    yield Grid(tuple(part), grid.right)


def _packed(found: Iterator[Words | Grid]) -> list[list[Words | Grid]]:
    """The pieces by message, as many in each as it takes; a table takes its title along."""
    sheets: list[list[Words | Grid]] = [[]]
    for piece in found:
        sheet = sheets[-1]
        full = sum(map(_size, sheet)) + _size(piece) > MOST_CHARACTERS
        second = isinstance(piece, Grid) and any(isinstance(p, Grid) for p in sheet)
        if sheet and (full or second or _count(sheet) == MOST_PIECES):
            sheets.append(_title_of(piece, sheet))
        sheets[-1].append(piece)
    return sheets


def _title_of(piece: Words | Grid, sheet: list[Words | Grid]) -> list[Words | Grid]:
    """The words right before a table, taken off the message that they stand in."""
    last = sheet[-1]
    fits = _size(last) + _size(piece) <= MOST_CHARACTERS
    if isinstance(piece, Grid) and isinstance(last, Words) and len(sheet) > 1 and fits:
        return [sheet.pop()]
    return []


def _count(sheet: Sequence[Words | Grid]) -> int:
    """How many blocks Slack may make of the pieces: a list is one."""
    return sum(isinstance(piece, Grid) or piece.glue != "\n" for piece in sheet)


def _size(piece: Words | Grid) -> int:
    if isinstance(piece, Grid):
        return sum(len(cell) for row in piece.rows for cell in row)
    return len(piece.markdown) + len(piece.glue) + HEADING_COST * piece.headings


def _blocks_of(sheet: Sequence[Words | Grid]) -> Iterator[Block]:
    run = ""
    for piece in sheet:
        if isinstance(piece, Words):
            run += (piece.glue if run else "") + piece.markdown
            continue
        if run:
            yield {"type": "markdown", "text": run}
            run = ""
        yield _table(piece)
    if run:
        yield {"type": "markdown", "text": run}


def _text_of(sheet: Sequence[Words | Grid]) -> str:
    text = ""
    for piece in sheet:
        glue = piece.glue if isinstance(piece, Words) else "\n\n"
        shown = piece.plain if isinstance(piece, Words) else plain_grid(piece)
        text += (glue if text else "") + escape(shown)
    return text


def _table(grid: Grid) -> Block:
    rows = [[{"type": "raw_text", "text": cell} for cell in row] for row in grid.rows]
    sides = [{"align": "right" if right else "left"} for right in grid.right]
    return {"type": "table", "rows": rows, "column_settings": sides}


def context(text: str) -> Block:
    words = {"type": "plain_text", "text": text, "emoji": False}
    return {"type": "context", "elements": [words]}


def cut(text: str, most: int) -> Iterator[str]:
    """The text in parts of at most `most` characters, cut where it reads best."""
    while len(text) > most:
        at = _best_cut(text, most)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


def _best_cut(text: str, most: int) -> int:
    for mark in ("\n\n", "\n", ". ", " "):
        found = text.rfind(mark, most // 2, most)
        if found > 0:
            return found + len(mark)
    return most
