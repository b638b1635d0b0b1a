"""Which part of a book was asked about: how the answer says it, and facts about it."""

from dataclasses import dataclass

from tools.about import About
from tools.desk import Desk
from tools.positions import book_of, scope_words


@dataclass(frozen=True, slots=True)
class Scope:
    """ "your" enterprise accounts in EMEA: `whose`, then `noun`."""

    whose: str
    noun: str
    about: About


def scope_of(
    desk: Desk, *, segment: str | None = None, region: str | None = None, csm: str | None = None
) -> Scope:
    """The part of the book; its facts are about the book itself where all of it is meant."""
    words = scope_words(desk, segment=segment, region=region, csm=csm)
    whose = "the" if csm else "your"
    if not words:
        return Scope(whose, "accounts", book_of(desk))
    return Scope(whose, words, About(f"{whose} {words}", desk.today, "account store"))
