"""Every account of a view with its ARR before, after and now: what metrics are computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from knowledge.company import Company
from knowledge.movement import Span
from knowledge.periods import Period
from knowledge.store.access import Person, View
from knowledge.store.accounts import Account, accounts_of
from knowledge.store.arr_history import first_days
from knowledge.store.contracts import arr_on, uplift_between
from knowledge.store.ownership import Owner, owners_on
from tools.desk import Desk

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class BookAccount:
    """One account's money in the company's currency; `span` over the period.

    `owner` owns it today, `owner_then` owned it on the period's first day.
    """

    account: Account
    span: Span
    now: Decimal
    is_converted: bool
    first_day: date | None
    owner: Owner | None
    owner_then: Owner | None

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def home(self) -> str:
        return self.account.home

    @property
    def came_into_book(self) -> date | None:
        return self.account.csm_since


@dataclass(frozen=True, slots=True)
class Book:
    """The accounts that pay today, and those that retention is about. Without one CSM: the same."""

    now: Sequence[BookAccount]
    then: Sequence[BookAccount]

    @classmethod
    def of(cls, accounts: Sequence[BookAccount], csm: Person | None) -> "Book":
        """All of them; for one CSM, those owned today, and those owned at the period's start."""
        if csm is None:
            return cls([a for a in accounts if a.now > 0], accounts)
        owned = [a for a in accounts if a.now > 0 and a.owner and a.owner.id == csm.id]
        return cls(owned, [a for a in accounts if a.owner_then and a.owner_then.id == csm.id])


def arr_book(view: View, desk: Desk, days: Period) -> list[BookAccount]:
    """The view's accounts, by name: seven queries, however many there are."""
    before = days.start - timedelta(days=1)
    arr = arr_on(view, [before, days.end, view.today])
    uplifts = uplift_between(view, before, days.end)
    began = first_days(view)
    owners, owners_then = owners_on(view, view.today), owners_on(view, days.start)
    found = []
    for account in accounts_of(view):
        amounts = arr.get(account.id, ({}, {}, {}))
        starting, ending, now = (_sum(desk.company, part) for part in amounts)
        uplift = _sum(desk.company, uplifts.get(account.id, {}))
        first = began.get(account.id)
        owner, owner_then = owners.get(account.id), owners_then.get(account.id)
        span = Span(starting, ending, uplift, paid_before=first is not None and first <= before)
        currencies = {code for part in amounts for code, amount in part.items() if amount}
        converted = bool(currencies - {desk.company.currency})
        found.append(BookAccount(account, span, now, converted, first, owner, owner_then))
    return found


def _sum(company: Company, amounts: Mapping[str, Decimal]) -> Decimal:
    """The amounts in the company's currency; a negative sum is a fault of the records, so none."""
    total = sum((company.convert(amount, code) for code, amount in amounts.items()), NOTHING)
    return max(total, NOTHING)
