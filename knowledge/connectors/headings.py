"""Column names as people write them."""

import re
from collections.abc import Sequence


def plain(heading: str) -> str:
    """Give a column's name whatever its case and spaces: " Account ID" is "account_id"."""
    return re.sub(r"[\s\-]+", "_", heading.strip("\ufeff").strip().casefold())


def headings_of(header: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Give the headings by plain name, in order, and those that name a column a second time.

    Such a second column gets a name that nothing asks for.
    """
    headings: dict[str, str] = {}
    repeated = []
    for place, cell in enumerate(header):
        name, heading = plain(cell), cell.strip("\ufeff").strip()
        if name in headings:
            repeated.append(heading)
            name = f"{name} ({place + 1})"
        headings[name] = heading
    return headings, repeated
