"""How a model fails, and what the person reads of it.

ModelFault
├── LimitReached    it may not go on: calls, tokens, seconds
├── Refused         it declined
├── Unusable        what came isn't an answer: empty, cut off, garbled; another try may help
└── Withheld        it may not read this: the account's policy
"""


class ModelFault(Exception):
    """A model gave no answer; `said` goes on after the model's name: "took too long"."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(said)


class LimitReached(ModelFault):
    """It may not go on."""


class Refused(ModelFault):
    """It declined."""


class Unusable(ModelFault):
    """What came isn't an answer."""


class Withheld(ModelFault):
    """An account's policy keeps its data from the model."""

    def __init__(self, accounts: tuple[str, ...]) -> None:
        self.accounts = accounts
        super().__init__("may not read this")


_STATUS = {
    400: "couldn't take the request",
    401: "rejected the key",
    403: "rejected the key",
    404: "isn't there under that name",
    408: "took too long",
    413: "couldn't take so long a request",
    429: "takes no more requests just now",
}
_RETRIED = (408, 409, 425, 429)


def may_help_again(error: Exception) -> bool:
    """Whether the same call may succeed a moment later."""
    if isinstance(error, ModelFault):
        return isinstance(error, Unusable)
    status = _status(error)
    if status is not None:
        return status in _RETRIED or status >= 500
    return _is_of_the_line(error) and not _was_late(error)


def asked_to_wait(error: Exception) -> float | None:
    """The seconds of a Retry-After header; None where there is none."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if seconds >= 0 else None


def said_of(error: Exception) -> str:
    """What a person reads of it, after the model's name."""
    if isinstance(error, ModelFault):
        return error.said
    status = _status(error)
    if status is not None:
        return _STATUS.get(status, "had an error of its own")
    if _was_late(error):
        return "took too long"
    if any("ProtocolError" in kind or "ReadError" in kind for kind in _kinds(error)):
        return "broke off in the middle of its answer"
    return "can't be reached" if _is_of_the_line(error) else "gave nothing that could be used"


def _status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _was_late(error: Exception) -> bool:
    """Whether it is a timeout: one who waits as long again has no answer for twice as long."""
    return "timeout" in type(error).__name__.casefold()


def _is_of_the_line(error: BaseException) -> bool:
    """Whether the connection broke."""
    words = ("Timeout", "Connection", "Protocol", "Network", "ReadError", "JSONDecodeError")
    return any(word in kind for kind in _kinds(error) for word in words)


def _kinds(error: BaseException | None) -> list[str]:
    """The names of what an error and its causes are: each provider's client has its own."""
    kinds: list[str] = []
    while error is not None:
        kinds += [kind.__name__ for kind in type(error).__mro__]
        error = error.__cause__
    return kinds
