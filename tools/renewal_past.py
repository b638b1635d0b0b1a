"""Renewals of a time that is over: what was due, and what became of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.metrics import renewal_base_rate
from knowledge.periods import Period
from knowledge.store.accounts import Account
from knowledge.store.contracts import Renewal
from knowledge.terms import Contract
from tools.about import About
from tools.desk import Desk
from tools.outcomes import OUTCOMES, reason_words
from tools.result import Table
from tools.scope import Scope
from tools.totals import Tally, Totals

MOST_SHOWN = 25
_UNDECIDED = "no outcome on record"


@dataclass(frozen=True, slots=True)
class PastItem:
    """One renewal that was due; the amounts are the contract's."""

    account: Fact
    due: Fact
    arr: Fact
    outcome: Fact
    arr_after: Fact
    reason: Fact


@dataclass(frozen=True, slots=True)
class PastRenewals:
    """What was due, by outcome; `rate` is the share of the decided ARR that was renewed.

    `is_partial`: of some renewals nobody recorded how much was due.
    """

    count: Fact
    arr: Fact
    rate: Fact
    lost_arr: Fact
    outcomes: tuple[Tally, ...]
    items: tuple[PastItem, ...]
    shown: Fact
    converted: bool
    is_partial: bool


@dataclass(frozen=True, slots=True)
class _Was:
    account: Account
    due: date
    before: Decimal | None
    after: Decimal | None
    currency: str
    decided: Renewal | None
    home: str

    @property
    def outcome(self) -> str:
        return OUTCOMES[self.decided.outcome] if self.decided else _UNDECIDED


def past_renewals(
    desk: Desk,
    scope: Scope,
    days: Period,
    accounts: Mapping[int, Account],
    decided: Sequence[Renewal],
    contracts: Mapping[int, Sequence[Contract]],
) -> PastRenewals | None:
    """The renewals of the period's days before today; None where all of it is to come.

    A contract of that time without an outcome is among them, said so.
    """
    if days.start >= desk.today:
        return None
    over = Period(days.start, min(days.end, desk.today - timedelta(days=1)), days.label)
    was = [_decided(r, accounts[r.account_id]) for r in decided if r.due in over]
    told = {(w.account.id, w.due) for w in was}
    for account_id, held in contracts.items():
        for contract in held:
            due = _stated_due(contract)
            if contract.arr > 0 and due and due in over and (account_id, due) not in told:
                was.append(_undecided(contract, due, accounts[account_id]))
    was.sort(key=lambda w: (w.due, w.account.name))
    return _summed(desk, scope, was)


def past_table(past: PastRenewals) -> Table:
    columns = ("Account", "Due", "ARR due", "Outcome", "ARR after", "Reason")
    rows = tuple(
        (i.account, i.due, _cell(i.arr), i.outcome, _cell(i.arr_after), _cell(i.reason))
        for i in past.items
    )
    return Table("Renewals that were due", columns, rows)


def _cell(fact: Fact) -> Fact | str:
    return "–" if fact.value is None else fact


def _stated_due(contract: Contract) -> date | None:
    """The renewal date that the contract states; an anniversary has no outcome to record."""
    stated = contract.renewal_date is not None or contract.end is not None
    return contract.renews_on(contract.start) if stated else None


def _decided(renewal: Renewal, account: Account) -> _Was:
    after = Decimal(0) if renewal.outcome == "churned" else renewal.arr_after
    if after is None and renewal.outcome != "contracted":
        after = renewal.arr_before
    currency = renewal.currency or account.currency
    return _Was(account, renewal.due, renewal.arr_before, after, currency, renewal, renewal.home)


def _undecided(contract: Contract, due: date, account: Account) -> _Was:
    return _Was(account, due, contract.arr, None, contract.currency, None, contract.home)


def _summed(desk: Desk, scope: Scope, was: Sequence[_Was]) -> PastRenewals:
    about, company = scope.about, desk.company
    totals = Totals(company.currency, any(w.currency != company.currency for w in was))
    pairs = [(_in(company, w, w.before), _in(company, w, w.after)) for w in was]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    rate = renewal_base_rate([before for before, _ in known], [after for _, after in known])
    lost = [max(before - after, Decimal(0)) for before, after in known]
    counts = Counter(w.outcome for w in was)
    order = (*OUTCOMES.values(), _UNDECIDED)
    return PastRenewals(
        count=about.count("renewals due", len(was), "renewals"),
        arr=totals.money(about, "ARR due", [before for before, _ in pairs if before is not None]),
        rate=about.percent("share of ARR due renewed", None if rate is None else rate * 100),
        lost_arr=totals.money(about, "ARR lost at renewal", lost),
        outcomes=tuple(
            Tally(words, about.count(f"renewals: {words}", counts[words], "renewals"))
            for words in order
            if counts[words]
        ),
        items=tuple(_item(w, desk.today) for w in was[:MOST_SHOWN]),
        shown=about.count("renewals shown", min(len(was), MOST_SHOWN), "renewals"),
        converted=totals.converted,
        is_partial=any(before is None for before, _ in pairs),
    )


def _in(company: Company, was: _Was, amount: Decimal | None) -> Decimal | None:
    return None if amount is None else company.convert(amount, was.currency)


def _item(was: _Was, today: date) -> PastItem:
    about = About(was.account.name, today, was.home)
    decided = was.decided
    reason = reason_words(decided.outcome, decided.reason) if decided else None
    return PastItem(
        account=about.name(was.account.home),
        due=about.day("renewal due", was.due),
        arr=about.money("ARR due", was.before, was.currency),
        outcome=about.text("outcome", was.outcome),
        arr_after=about.money("ARR after", was.after, was.currency),
        reason=about.text("reason", reason),
    )
