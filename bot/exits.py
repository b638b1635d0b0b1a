"""Exit codes: 0 answered, 1 some rows or spans refused, 2 wrong use, 3 not allowed or not found,
4 a source is unavailable."""

from knowledge.errors import (
    Adjust,
    BadInput,
    NotAllowed,
    SourceUnavailable,
    StewardError,
    UnclearPeriod,
)


def exit_code(error: StewardError) -> int:
    """The exit code that an error means."""
    if isinstance(error, BadInput | UnclearPeriod):
        return 2
    if isinstance(error, SourceUnavailable):
        return 4
    return 3 if isinstance(error, Adjust | NotAllowed) else 1
