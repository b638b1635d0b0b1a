"""The golden questions as data: `questions/*.toml`, a file for each kind. See README.md there."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "questions"
AT = "@ledgerloom.example"
# One question in so many is held apart from whoever mends.
_HELD = 3
_KEYS = frozenset(
    {"q", "as", "before", "tool", "args", "calls", "figures", "first", "says", "never", "refuses"}
)
REFUSALS = ("not_found", "cannot", "which", "wording")


@dataclass(frozen=True, slots=True)
class Expected:
    """A call that the question needs: any of `tools`, with one of `args`; none: all will do."""

    tools: tuple[str, ...]
    args: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A query of `figures.sql` and its parameters: all that it finds must stand in the answer."""

    query: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Golden:
    """One golden question, of somebody, perhaps after others in a thread.

    `refuses` names how it may not be answered: "not_found" (nothing that this asker may see is
    called so), "cannot" (out of scope, or no tool for it), "which" (asked back), "wording" (a time
    phrase that means nothing). `first` are texts of which one must stand in the first 100
    characters; `says` must all stand in the answer, `never` none.
    """

    kind: str
    ask: str
    email: str
    before: tuple[str, ...] = ()
    calls: tuple[Expected, ...] = ()
    figures: tuple[Figure, ...] = ()
    first: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    refuses: str = ""

    @cached_property
    def id(self) -> str:
        """Of the question's own words, so that it stays while others come and go."""
        said = "|".join((self.email, *self.before, self.ask))
        return f"{self.kind}-{hashlib.sha256(said.encode()).hexdigest()[:6]}"

    @property
    def is_held(self) -> bool:
        return int(self.id[-6:], 16) % _HELD == 0


def golden_questions(folder: Path = FOLDER) -> list[Golden]:
    """Every golden question, by kind. Raises ValueError for an entry that can't be read."""
    return [golden for file in sorted(folder.glob("*.toml")) for golden in _of_file(file)]


def _of_file(file: Path) -> list[Golden]:
    page = tomllib.loads(file.read_text(encoding="utf-8"))
    return [_golden(file.stem, str(page["as"]), entry) for entry in page["ask"]]


def _golden(kind: str, asker: str, entry: Mapping[str, Any]) -> Golden:
    if unknown := entry.keys() - _KEYS:
        raise ValueError(f"{kind}: {entry.get('q')!r} has unknown keys {sorted(unknown)}")
    refuses = str(entry.get("refuses", ""))
    if refuses and refuses not in REFUSALS:
        raise ValueError(f"{kind}: {entry['q']!r} refuses in an unknown way {refuses!r}")
    calls = tuple(_expected(call) for call in entry.get("calls", ()))
    if "tool" in entry:
        calls = (_expected(entry),)
    return Golden(
        kind=kind,
        ask=entry["q"],
        email=f"{entry.get('as', asker)}{AT}",
        before=tuple(entry.get("before", ())),
        calls=calls,
        figures=tuple(_figure(figure) for figure in entry.get("figures", ())),
        first=tuple(entry.get("first", ())),
        says=tuple(entry.get("says", ())),
        never=tuple(entry.get("never", ())),
        refuses=refuses,
    )


def _expected(entry: Mapping[str, Any]) -> Expected:
    args = entry.get("args", [])
    return Expected(
        tuple(re.split(r"\s*\|\s*", entry["tool"])),
        tuple(args) if isinstance(args, list) else (args,),
    )


def _figure(entry: str | Mapping[str, Any]) -> Figure:
    if isinstance(entry, str):
        return Figure(entry, {})
    return Figure(entry["of"], {key: value for key, value in entry.items() if key != "of"})
