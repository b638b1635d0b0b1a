"""An answer as a person reads it in a terminal: tables, bands in words and in colour."""

import io

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

WIDEST = 100
BANDS = {
    r"\bgreen\b": "green",
    r"\byellow\b": "yellow",
    r"\bred\b": "red",
    r"\bunknown\b": "bright_black",
    r"[▁▂▃▄▅▆▇█]{3,}": "cyan",
}


def console() -> Console:
    """A console no wider than a text reads well."""
    made = Console(highlight=False)
    if made.width > WIDEST or not made.is_terminal:
        made.width = WIDEST
    return made


def print_markdown(to: Console, text: str) -> None:
    """Print Markdown, with the bands coloured where the terminal has colours."""
    drawn = Console(
        file=io.StringIO(), width=to.width, force_terminal=to.is_terminal, highlight=False,
        color_system="standard" if to.is_terminal else None,
    )  # fmt: skip
    drawn.print(Markdown(text))
    shown = Text.from_ansi(drawn.file.getvalue().rstrip())  # type: ignore[attr-defined]
    for pattern, style in BANDS.items():
        shown.highlight_regex(pattern, style)
    to.print(shown)
