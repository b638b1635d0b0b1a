"""A text while a model writes it: shown dimmed, gone when the checked answer takes its place."""

from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text


class Writing:
    """Shows the text so far in a terminal; elsewhere nothing, since nothing could be taken back."""

    def __init__(self, to: Console) -> None:
        self._to = to
        self._live: Live | None = None

    def show(self, text: str) -> None:
        if not self._to.is_terminal:
            return
        if self._live is None:
            self._live = Live(console=self._to, transient=True, refresh_per_second=12)
            self._live.start()
        self._live.update(Text(text, style="bright_black"))

    def __enter__(self) -> "Writing":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()
