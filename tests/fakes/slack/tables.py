"""Table blocks: their rows, cells and columns."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.rich_text import check_rich_text
from tests.fakes.slack.shapes import Problems, check_count, check_string, listed, nodes

COLUMN_LIMIT = 20
TABLE_TEXT_LIMIT = 10_000


def check_table(node: dict[str, Any], at: str, problems: Problems) -> None:
    for row_number, row in enumerate(listed(node.get("rows"))):
        here = f"{at}/rows/{row_number}"
        check_count(row, 1, COLUMN_LIMIT, here, problems)
        for column, cell in enumerate(listed(row)):
            _check_cell(cell, f"{here}/{column}", problems)
    for place, setting in enumerate(listed(node.get("column_settings"))):
        align = setting.get("align", "left") if isinstance(setting, dict) else "left"
        if align not in ("left", "center", "right"):
            problems.add("must be one of left, center, right", f"{at}/column_settings/{place}")


def check_data_table(node: dict[str, Any], at: str, problems: Problems) -> None:
    check_table(node, at, problems)
    rows = [row for row in listed(node.get("rows")) if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        problems.add("every row must have the same number of cells", f"{at}/rows")
    page_size = node.get("page_size", 5)
    if not isinstance(page_size, int) or not 1 <= page_size <= 100:
        problems.add("must be between 1 and 100", f"{at}/page_size")
    if rows and any(cell.get("type") == "rich_text" for _, cell in nodes(rows[0])):
        problems.add("the header row may not hold rich_text", f"{at}/rows/0")


def _check_cell(cell: object, at: str, problems: Problems) -> None:
    if not isinstance(cell, dict):
        problems.add("must provide an object", at)
    elif cell.get("type") == "raw_text":
        check_string(cell.get("text"), TABLE_TEXT_LIMIT, f"{at}/text", problems)
    elif cell.get("type") == "raw_number":
        if not isinstance(cell.get("value"), int | float):
            problems.add("must provide a number", f"{at}/value")
    elif cell.get("type") == "rich_text":
        check_rich_text(cell, at, problems)
    else:
        problems.add(f"unsupported type: {cell.get('type')}", f"{at}/type")
