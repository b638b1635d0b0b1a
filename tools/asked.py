"""What a question is about: one account, or a part of the book."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from knowledge.facts import Fact
from knowledge.periods import Period
from knowledge.store.access import View
from knowledge.store.accounts import Account, names_of
from tools.about import About
from tools.desk import Desk
from tools.scope import Scope, period_words, scope_of


@dataclass(frozen=True, slots=True)
class Asked:
    """`view` holds what was asked about and nothing else; `account` is None for several."""

    view: View
    account: Account | None
    scope: Scope
    names: dict[int, str]
    """Account id to name, of all that the view holds."""

    @property
    def about(self) -> About:
        """Facts about the account, or about the part of the book."""
        if self.account is None:
            return self.scope.about
        return About(self.account.name, self.view.today, self.account.home)

    @property
    def where(self) -> str:
        """ "in your book", "among your enterprise accounts in EMEA"; "" for one account."""
        if self.account is not None:
            return ""
        entity = self.scope.about.entity
        return (
            f"in {entity}" if entity.endswith(("book", "books", "company")) else f"among {entity}"
        )

    def shown(self, accounts: Iterable[str]) -> tuple[str, ...]:
        """The accounts that the answer is about, each once: the one, or those that it lists."""
        return (self.account.name,) if self.account else tuple(dict.fromkeys(accounts))

    @property
    def nothing(self) -> str:
        """What to say where there isn't any account of the kind; "" where there is."""
        return "" if self.names else f"There are no {self.scope.noun} that you may see."


@contextmanager
def asked(
    desk: Desk,
    account: str | None,
    *,
    segment: str | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Iterator[Asked]:
    """The one account that is named; else the accounts that the other words narrow down to.

    Raises as `Desk.account` and `Desk.view` do.
    """
    scope = scope_of(desk, segment=segment, region=region, csm=csm)
    if account:
        with desk.account(account) as (only, found):
            yield Asked(only, found, scope, {found.id: found.name})
        return
    with desk.view(segment=segment, region=region, csm=csm) as view:
        yield Asked(view, None, scope, names_of(view))


def period_fact(when: Period, about: About) -> Fact:
    """The period that an answer is about, as a sentence begins with it."""
    words = period_words(when)
    return about.text("period", words[:1].upper() + words[1:], "the question")
