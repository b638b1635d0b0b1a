"""Which part of a book was asked about: how the answer says it, and facts about it."""

import re
from dataclasses import dataclass

from knowledge.periods import Period
from tools.about import About
from tools.desk import Desk
from tools.positions import book_of, scope_words

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAMED = re.compile(rf"the\b|calendar\b|(?:19|20)\d\d\b|[QH][1-4]\b|FY|(?:{_MONTHS})\b")
_DAYS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Scope:
    """ "your team's" enterprise accounts in EMEA: `whose`, then `noun`."""

    whose: str
    noun: str
    about: About


def whose_of(desk: Desk, csm: str | None = None) -> str:
    """Whose accounts an answer is about, so that a book's figure isn't taken for the company's.

    "the" where one CSM's are meant, and where others read along: then they are what all see.
    """
    if csm or desk.audience:
        return "the"
    if desk.viewer.role == "operations":
        return "the company's"
    return "your team's" if desk.viewer.role == "manager" and desk.viewer.team else "your"


def scope_of(
    desk: Desk, *, segment: str | None = None, region: str | None = None, csm: str | None = None
) -> Scope:
    """The part of the book; its facts are about the book itself where all of it is meant."""
    words = scope_words(desk, segment=segment, region=region, csm=csm)
    whose = whose_of(desk, csm)
    if not words:
        return Scope(whose, "accounts", book_of(desk))
    return Scope(whose, words, About(f"{whose} {words}", desk.today, "account store"))


def period_words(period: Period) -> str:
    """A period as a sentence goes on with it: "in Q4 2025 (...)", "since March 2026 (...)"."""
    if _NAMED.match(period.label):
        return f"in {period.label}"
    if not _DAYS.match(period.label):
        return period.label
    return f"{'on' if period.days == 1 else 'over'} {period.label}"
