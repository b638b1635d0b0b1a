"""Where a key stands in a TOML text, so that an error can name its line."""

import re
from collections.abc import Sequence

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]")
_KEY = re.compile(r"^\s*([\w.\-]+)\s*=")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Return the 1-based line of `path`, or of its nearest enclosing table or key that is there.

    A path is the keys and list positions from the root: ("measure", 2, "freshness", "grace_days").
    """
    places = _places(text)
    for length in range(len(path), 0, -1):
        line = places.get(tuple(path[:length]))
        if line is not None:
            return _inside(text, line, path[length:])
    return 1


def _places(text: str) -> dict[Path, int]:
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _table(header[2].split("."), header[1] == "[[", counts)
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault((*table, *key[1].split(".")), number)
    return places


def _table(names: list[str], is_list: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if is_list and depth == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _inside(text: str, line: int, rest: Sequence[str | int]) -> int:
    """Find the last named key of `rest` in a value that spans several lines."""
    names = [part for part in rest if isinstance(part, str)]
    if not names:
        return line
    wanted = re.compile(rf"[{{,\s]{re.escape(names[-1])}\s*=")
    for number, content in enumerate(text.splitlines()[line - 1 :], start=line):
        if number > line and (_HEADER.match(content) or _KEY.match(content)):
            break
        if wanted.search(content):
            return number
    return line
