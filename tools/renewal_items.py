"""One contract that comes up for renewal: its dates, its terms, and who expects what of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.store.contracts import Renewal
from knowledge.store.portfolio import Position
from knowledge.terms import Contract, renews_by_itself
from tools.about import About
from tools.beside import Beside, beside_of
from tools.outcomes import OUTCOMES
from tools.positions import call_fact, health_facts
from tools.result import Source, Table

Outcomes = Mapping[tuple[int, date], Renewal]


@dataclass(frozen=True, slots=True)
class Due:
    """A contract of a paying account, the day it renews, and what was decided already."""

    position: Position
    contract: Contract
    renewal: date
    decided: Renewal | None

    @property
    def name(self) -> str:
        return self.position.account.name


@dataclass(frozen=True, slots=True)
class RenewalItem:
    """One contract up for renewal; `csm` only where the list spans several books.

    `terms` says what happens without anybody's doing; `decided` what was agreed already,
    `served` when notice was given.
    """

    account: Fact
    csm: Fact | None
    arr: Fact
    renewal: Fact
    notice: Fact
    days_left: Fact
    terms: Fact
    decided: Fact | None
    served: Fact | None
    band: Fact
    score: Fact
    call: Fact
    beside: Beside | None


def dues_of(positions: Sequence[Position], outcomes: Outcomes, today: date) -> list[Due]:
    """Every contract in force, of an account that pays, that has a renewal date."""
    return [
        Due(position, contract, renewal, outcomes.get((position.account.id, renewal)))
        for position, contract in paying_contracts(positions)
        if (renewal := contract.renews_on(today))
    ]


def paying_contracts(positions: Sequence[Position]) -> Iterator[tuple[Position, Contract]]:
    for position in positions:
        if position.is_customer:
            for contract in position.contracts:
                if contract.arr > 0:
                    yield position, contract


def outcomes_by_due(renewals: Sequence[Renewal]) -> Outcomes:
    return {(renewal.account_id, renewal.due): renewal for renewal in renewals}


def arr_of(due: Due, company: Company) -> Decimal:
    """The contract's ARR in the company's currency."""
    return company.convert(due.contract.arr, due.contract.currency)


def item_of(due: Due, today: date, *, several: bool, until: date | None = None) -> RenewalItem:
    """The facts about one of them; the days left run to `until`, else to the renewal."""
    contract, account = due.contract, due.position.account
    about = About(account.name, today, contract.home)
    score, band = health_facts(due.position, about)
    kind = "notice" if until and until == contract.notice_date else "renewal"
    served = contract.notice_was_served(today)
    return RenewalItem(
        account=about.name(account.home),
        csm=about.text("CSM", account.csm or "nobody") if several else None,
        arr=about.money("ARR renewing", contract.arr, contract.currency),
        renewal=about.day("renewal date", due.renewal),
        notice=about.day("notice date", contract.notice_date),
        days_left=about.days(f"days to {kind}", ((until or due.renewal) - today).days),
        terms=about.text("terms", _terms(due, today)),
        decided=about.text("outcome", OUTCOMES[due.decided.outcome], due.decided.home)
        if due.decided
        else None,
        served=about.day("notice served", contract.notice_served_on) if served else None,
        band=band,
        score=score,
        call=call_fact(due.position, about),
        beside=beside_of(due.position, today),
    )


def table_of(items: Sequence[RenewalItem], title: str) -> Table:
    owner = ("CSM",) if items[0].csm else ()
    columns = ("Account", *owner, "ARR", "Renewal date", "Notice date", "Terms", "Health", "Call")
    rows = tuple(
        (
            i.account, *((i.csm,) if i.csm else ()), i.arr, i.renewal,
            "–" if i.notice.value is None else i.notice, i.terms, _band(i), i.call,
        )
        for i in items
    )  # fmt: skip
    return Table(title, columns, rows)


def _band(item: RenewalItem) -> Fact:
    """The band, and the override beside it; notice and auto-renew stand under the terms."""
    beside = item.beside
    if beside is None or beside.override is None or beside.lapsed_on is not None:
        return item.band
    said = f"{item.band.value}, CSM override {beside.override.value}"
    return replace(item.band, value=said, unit="text")


def sources_of(dues: Sequence[Due]) -> tuple[Source, ...]:
    return tuple(
        Source(due.contract.home, "contract", due.contract.start, due.name) for due in dues
    )


def _terms(due: Due, today: date) -> str:
    contract = due.contract
    if due.decided:
        return f"decided: {OUTCOMES[due.decided.outcome]}"
    if contract.notice_was_served(today):
        return "notice served"
    if renews_by_itself(contract, today):
        return "renews by itself"
    if contract.auto_renew is None:
        return "terms unknown"
    if due.position.auto_renew_off == contract:
        return "auto-renew switched off"
    return "auto-renews" if contract.auto_renew else "needs a signature"
