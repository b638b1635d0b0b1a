"""Patterns as people wrote them in TOML, compiled: their parts filled in, a name's group once."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_PART = re.compile(r"(?<!\?P)<(name|subject|title|role|end|verb|what|adverb)>")


@cache
def written(file: str) -> dict[str, Any]:
    """A file of patterns as it stands."""
    return tomllib.loads((_HERE / file).read_text("utf-8"))


def compiled(file: str, pattern: str) -> re.Pattern[str]:
    """One pattern of a file, with the file's parts in the place of <name> and the like."""
    parts: dict[str, str] = written(file)["parts"]
    while _PART.search(pattern):
        pattern = _PART.sub(lambda match: parts[match[1]], pattern)
    return re.compile(pattern)


@cache
def words(file: str, name: str) -> frozenset[str]:
    """A list of words of a file."""
    return frozenset(written(file)["words"][name].split())
