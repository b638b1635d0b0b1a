"""Why a read row becomes no record."""

from knowledge.connectors.files import Unreadable

FORGOTTEN = "forgotten here, and not to come back"


class NotLanding(Exception):
    """A row that can't become a record: the column, what stood there, and why."""

    def __init__(self, column: str, value: object, reason: str) -> None:
        self.column, self.value, self.reason = column, "" if value is None else str(value), reason
        super().__init__(reason)

    def on(self, line: int) -> Unreadable:
        """The same as a refused row of a file."""
        return Unreadable(line, self.reason, self.column, self.value)
