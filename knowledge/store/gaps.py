"""What is stale, missing or contradictory in what is on record of an account. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from knowledge.company import Company
from knowledge.store.dossiers import Dossier
from knowledge.terms import Contract

GapKind = Literal[
    "paying_after_churn", "contract_over", "no_contract", "contract_without_arr",
    "green_on_notice", "no_renewal_date", "no_notice_date", "notice_after_renewal", "no_owner",
    "two_owners",    "no_economic_buyer", "no_champion", "usage_old", "no_contact", "few_goals",
    "goals_unmeasured", "segment_and_arr",
]  # fmt: skip
USAGE_OLD_DAYS = 7


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to mend, with what is on record of it: a day, a count, or a word."""

    kind: GapKind
    day: date | None = None
    count: int | None = None
    word: str = ""
    home: str = ""


def gaps_of(dossier: Dossier, company: Company, today: date) -> list[Gap]:
    """Everything to mend in one account, the gravest first.

    An account that pays nothing has one possible gap: a contract in force that says otherwise.
    """
    if not dossier.position.is_customer:
        return list(_without_arr(dossier))
    case = _Case(dossier, company, today)
    return [gap for look in _LOOKS for gap in look(case)]


def arr_affected(dossier: Dossier, company: Company) -> Decimal:
    """The ARR that hangs on the record, in the company's currency: the contracts' where the
    account has none."""
    if dossier.position.is_customer:
        return dossier.position.arr_reporting
    contracts = dossier.position.contracts
    return sum((company.convert(c.arr, c.currency) for c in contracts), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Case:
    dossier: Dossier
    company: Company
    today: date

    @property
    def paying(self) -> list[Contract]:
        return [c for c in self.dossier.position.contracts if c.arr > 0]

    @property
    def renewing(self) -> list[tuple[Contract, date]]:
        found = ((c, c.renews_on(self.today)) for c in self.paying)
        return [(contract, day) for contract, day in found if day]


def _without_arr(dossier: Dossier) -> Iterator[Gap]:
    paying = [c for c in dossier.position.contracts if c.arr > 0]
    if paying:
        yield Gap("contract_without_arr", day=paying[0].end, home=paying[0].home)


def _paying_after_churn(case: _Case) -> Iterator[Gap]:
    lost, began = case.dossier.churned_on, case.dossier.began_on
    left = case.dossier.position.account.stage == "churned"
    if left or (lost and (began is None or began < lost)):
        yield Gap("paying_after_churn", day=lost)


def _contracts(case: _Case) -> Iterator[Gap]:
    if case.dossier.position.contracts:
        return
    over = [c for c in case.dossier.begun if c.end]
    if not over:
        yield Gap("no_contract")
        return
    newest = max(over, key=lambda c: c.end or date.min)
    yield Gap("contract_over", day=newest.end, home=newest.home)


def _green_on_notice(case: _Case) -> Iterator[Gap]:
    health = case.dossier.position.health
    served = [c for c in case.paying if c.notice_was_served(case.today)]
    if served and health and health.band == "green":
        yield Gap("green_on_notice", day=served[0].notice_served_on, home=served[0].home)


def _dates(case: _Case) -> Iterator[Gap]:
    undated = [c for c in case.paying if not c.is_rolling and c.renews_on(case.today) is None]
    if undated:
        yield Gap("no_renewal_date", home=undated[0].home)
    open_ended = [
        c for c, _ in case.renewing if c.notice_date is None and c.auto_renew is not False
    ]
    if open_ended:
        yield Gap("no_notice_date", home=open_ended[0].home)
    late = [c for c, day in case.renewing if c.notice_date and c.notice_date > day]
    if late:
        yield Gap("notice_after_renewal", day=late[0].notice_date, home=late[0].home)


def _people(case: _Case) -> Iterator[Gap]:
    if case.dossier.position.account.csm is None:
        yield Gap("no_owner")
    if case.dossier.is_owned_twice:
        yield Gap("two_owners")
    roles = {p.role for p in case.dossier.people if not p.has_left(case.today)}
    if "economic_buyer" not in roles:
        yield Gap("no_economic_buyer")
    if "champion" not in roles:
        yield Gap("no_champion")


def _silence(case: _Case) -> Iterator[Gap]:
    newest, contact = case.dossier.newest_usage, case.dossier.last_contact
    if newest is None or (case.today - newest).days > USAGE_OLD_DAYS:
        yield Gap("usage_old", day=newest)
    if contact is None or (case.today - contact).days > case.company.touch_every_days:
        yield Gap("no_contact", day=contact)


def _goals(case: _Case) -> Iterator[Gap]:
    goals = case.dossier.objectives
    if len(goals) < case.company.goals_per_account:
        yield Gap("few_goals", count=len(goals))
    unmeasured = [
        g for g in goals if g.status == "open" and (g.baseline is None or g.target is None)
    ]
    if unmeasured:
        yield Gap("goals_unmeasured", count=len(unmeasured), home=unmeasured[0].home)


def _segment(case: _Case) -> Iterator[Gap]:
    account = case.dossier.position.account
    by_arr = case.company.segment_of(case.dossier.position.arr_reporting)
    if by_arr != account.segment:
        yield Gap("segment_and_arr", word=by_arr, home=account.home)


_LOOKS: tuple[Callable[[_Case], Iterator[Gap]], ...] = (
    _paying_after_churn, _contracts, _green_on_notice, _dates, _people, _silence, _goals, _segment,
)  # fmt: skip
