"""What a scorecard must reach: bars.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent / "bars.toml"
BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Bars:
    """`least` are shares by scorer ("all": nothing wrong); `never_scorers` allow no fault in
    questions of `never_kinds`; `characters` by tool, "otherwise" for the rest."""

    least: Mapping[str, float]
    never_kinds: tuple[str, ...]
    never_scorers: tuple[str, ...]
    builtin_elapsed_ms: int
    characters: Mapping[str, int]
    jargon: tuple[str, ...]

    def most_characters(self, tools: Sequence[str]) -> int:
        """How long an answer may be that these tools were called for."""
        otherwise = self.characters["otherwise"]
        return sum(self.characters.get(tool, otherwise) for tool in tools) or otherwise


def load_bars(file: Path = _FILE) -> Bars:
    page = tomllib.loads(file.read_text(encoding="utf-8"))
    return Bars(
        least=page["least"],
        never_kinds=tuple(page["never"]["kinds"]),
        never_scorers=tuple(page["never"]["scorers"]),
        builtin_elapsed_ms=page["most"]["builtin_elapsed_ms"],
        characters=page["characters"],
        jargon=tuple(page["jargon"]["words"]),
    )
