"""Which accounts a list is about, beyond what its view is narrowed to, and how to say it."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.facts import Fact
from knowledge.store.portfolio import Position
from tools.scope import Scope

GREEN_BUT = "green with notice served or auto-renew off"
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Filter:
    """What an account has to be; None is any. `least` and `most` bound its ARR, inclusive."""

    industry: str | None = None
    band: str | None = None
    stage: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        return self == Filter()

    def fits(self, position: Position) -> bool:
        """Whether the account is one of these, whatever it pays."""
        if self.band and self.band != band_of(position):
            return False
        if self.stage not in (None, "churned", position.account.stage):
            return False
        return self.is_in_industry(position.account.industry)

    def holds(self, arr: Decimal) -> bool:
        """Whether an ARR in the reporting currency is within the bounds."""
        return (self.least is None or arr >= self.least) and (self.most is None or arr <= self.most)

    def noun(self, scope: Scope) -> str:
        """The accounts meant, without bounds: "red enterprise accounts in EMEA in Logistics"."""
        words = " ".join(word for word in (self.band, self.stage, scope.noun) if word)
        return f"{words} in {self.industry}" if self.industry else words

    def narrowed(self, scope: Scope) -> Scope:
        """The scope, where it is narrowed to an industry too."""
        if not self.industry:
            return scope
        noun = self.noun(scope)
        return Scope(scope.whose, noun, replace(scope.about, entity=f"{scope.whose} {noun}"))

    def bounds(self, scope: Scope, currency: str) -> tuple[Fact | None, Fact | None]:
        """The bounds as facts, so that an answer may repeat them."""
        least, most = (
            None if amount is None else scope.about.money(words, amount, currency, "the question")
            for words, amount in (("least ARR", self.least), ("most ARR", self.most))
        )
        return least, most

    def is_in_industry(self, industry: str | None) -> bool:
        """Whether an account of that industry is one of these."""
        if not self.industry:
            return True
        wanted, has = _letters(self.industry), _letters(industry or "")
        return bool(has) and (wanted in has or has in wanted)


def amount(number: float | None) -> Decimal | None:
    """A bound as it is asked for, in the reporting currency."""
    return None if number is None else Decimal(str(number))


def band_of(position: Position) -> str:
    return position.health.band if position.health else "unknown"


def band_in_words(position: Position) -> str:
    """The band; a green account that gave notice or no longer auto-renews isn't simply green."""
    band = band_of(position)
    is_leaving = not {"notice_served", "auto_renew_off"}.isdisjoint(position.exposure.flags)
    return GREEN_BUT if band == "green" and is_leaving else band


def _letters(text: str) -> str:
    return _NOT_WORD.sub("", text.casefold())
