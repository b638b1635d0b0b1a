"""The first names of a group of accounts, and how many there are besides."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import Fact
from knowledge.store.accounts import Account
from tools.about import About

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Named:
    """Acme, Globex, Initech "and 4 more"."""

    names: tuple[Fact, ...]
    more: Fact | None


def named(about: About, words: str, accounts: Sequence[Account]) -> Named:
    """The first of the accounts; `words` say what they have in common."""
    rest = len(accounts) - _NAMED
    return Named(
        tuple(About(a.name, about.as_of, a.home).member(words) for a in accounts[:_NAMED]),
        about.count(f"more accounts: {words}", rest, "accounts") if rest > 0 else None,
    )
