"""When two sentences promise the same thing."""

from datetime import date

from rapidfuzz.fuzz import token_set_ratio

_LIKE = 85.0
_SAME_DAYS = 21


def is_same_promise(what: str, said_on: date | None, other: str, other_on: date | None) -> bool:
    """Whether two promises of one side of one account are one: like words, said about then.

    Words are compared as sets (rapidfuzz's token_set_ratio), so that a date or a name more or
    less doesn't matter.
    """
    if said_on and other_on and abs((said_on - other_on).days) > _SAME_DAYS:
        return False
    return token_set_ratio(what.casefold(), other.casefold()) >= _LIKE
