"""The book at a glance: every account of a view with its money, dates, health and warnings.

A fixed number of queries, however large the book.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from knowledge.company import Company
from knowledge.health import Rules
from knowledge.ranking import FALLING_POINTS, Exposure, Flag, in_order
from knowledge.store.access import View
from knowledge.store.accounts import Account, accounts_of
from knowledge.store.alerts import Alert, alerts_of
from knowledge.store.contracts import active_contracts, arr_on, auto_renew_switched_off
from knowledge.store.judgement import CsmCall, calls_of
from knowledge.store.overrides import Override, overrides_of
from knowledge.store.people import Stakeholder, stakeholders_of, vacant
from knowledge.store.snapshots import Health, health_history, health_of
from knowledge.store.support import Ticket, tickets_of
from knowledge.terms import Contract, Deadline, deadline

COMPARED_DAYS = 28
P1_GRACE_DAYS = 2
LEFT: dict[str, Flag] = {
    "economic_buyer": "buyer_left",
    "champion": "champion_left",
    "executive_sponsor": "sponsor_left",
}
CALLED: dict[str, Flag] = {"at_risk": "called_at_risk", "likely_loss": "called_likely_loss"}


@dataclass(frozen=True, slots=True)
class Position:
    """One account as its CSM sees it on a day.

    `arr` is a year in the account's `currency`, `arr_reporting` in the company's at plan rates.
    `before` is the score `COMPARED_DAYS` earlier, or the nearest after: (day, score). `override`
    holds, or ran out lately. `auto_renew_off` is a contract that no longer renews by itself.
    """

    account: Account
    arr: Decimal
    currency: str
    arr_reporting: Decimal
    contracts: tuple[Contract, ...]
    deadline: Deadline | None
    health: Health | None
    before: tuple[date, float] | None
    call: CsmCall | None
    vacancies: tuple[Stakeholder, ...]
    open_p1s: tuple[Ticket, ...]
    exposure: Exposure
    alert: Alert | None = None
    override: Override | None = None
    auto_renew_off: Contract | None = None

    @property
    def is_customer(self) -> bool:
        return self.arr_reporting > 0

    @property
    def renewal(self) -> date | None:
        """The earliest renewal date among the contracts in force."""
        return self.deadline.contract.renews_on(self.deadline.day) if self.deadline else None

    @property
    def fell_by(self) -> float | None:
        """Points lost since `before`; negative where the score rose."""
        if self.before is None or self.health is None or self.health.score is None:
            return None
        return float(self.before[1] - self.health.score)


def portfolio(view: View, company: Company, rules: Rules) -> list[Position]:
    """Every account of the view, by name."""
    everything = _Everything.of(view, rules)
    return [_position(account, everything, view, company) for account in accounts_of(view)]


def by_stake(positions: Iterable[Position], today: date) -> list[Position]:
    """The positions in the one order of every list: money, risk and deadline."""
    by_id = {position.account.id: position for position in positions}
    return [by_id[e.account_id] for e in in_order((p.exposure for p in by_id.values()), today)]


@dataclass(frozen=True, slots=True)
class _Everything:
    arr: Mapping[int, tuple[Mapping[str, Decimal], ...]]
    contracts: Mapping[int, list[Contract]]
    health: Mapping[int, Health]
    history: Mapping[int, list[tuple[date, float | None, str]]]
    calls: Mapping[int, CsmCall]
    vacancies: Mapping[int, list[Stakeholder]]
    open_p1s: Mapping[int, list[Ticket]]
    overrides: Mapping[int, Override]
    switched_off: Set[int]
    alerts: Mapping[int, Alert]

    @classmethod
    def of(cls, view: View, rules: Rules) -> "_Everything":
        vacancies: dict[int, list[Stakeholder]] = defaultdict(list)
        for person in vacant(stakeholders_of(view), view.today):
            vacancies[person.account_id].append(person)
        open_p1s: dict[int, list[Ticket]] = defaultdict(list)
        for ticket in tickets_of(view):
            if ticket.priority == "P1":
                open_p1s[ticket.account_id].append(ticket)
        return cls(
            arr_on(view, [view.today]),
            active_contracts(view),
            health_of(view, rules),
            health_history(view, view.today - timedelta(days=COMPARED_DAYS)),
            calls_of(view),
            vacancies,
            open_p1s,
            overrides_of(view),
            auto_renew_switched_off(view),
            alerts_of(view),
        )


def _position(account: Account, every: _Everything, view: View, company: Company) -> Position:
    amounts = every.arr[account.id][0] if account.id in every.arr else {}
    reporting = sum((company.convert(a, c) for c, a in amounts.items()), Decimal(0))
    arr, currency = _one_currency(amounts, reporting, account, company)
    contracts = tuple(every.contracts.get(account.id, ()))
    due = _next(contracts, view.today)
    health = every.health.get(account.id)
    before = _before(every.history.get(account.id, []), view.today)
    call = _current(every.calls.get(account.id), due)
    gone = tuple(every.vacancies.get(account.id, ()))
    p1s = tuple(every.open_p1s.get(account.id, ()))
    off = next((c for c in contracts if c.id in every.switched_off and c.arr > 0), None)
    alert = every.alerts.get(account.id)
    flags = [*_flags(contracts, health, before, call, gone, p1s, view.today)]
    if off:
        flags.append("auto_renew_off")
    if alert:
        flags.append("usage_alert")
    due_day = due.day if due else None
    exposure = Exposure(account.id, reporting, due_day, tuple(flags), _p_renew(health))
    return Position(
        account, arr, currency, reporting, contracts, due, health, before, call, gone, p1s,
        exposure, alert, every.overrides.get(account.id), off,
    )  # fmt: skip


def _p_renew(health: Health | None) -> float | None:
    """The fitted chance, where the health that it rests on is known."""
    return None if health is None or health.band == "unknown" else health.p_renew


def _one_currency(
    amounts: Mapping[str, Decimal], reporting: Decimal, account: Account, company: Company
) -> tuple[Decimal, str]:
    """The ARR as the account pays it; in the reporting currency where it pays in several."""
    paid = {currency: amount for currency, amount in amounts.items() if amount}
    if len(paid) == 1:
        currency, amount = next(iter(paid.items()))
        return amount, currency
    return reporting, company.currency if paid else account.currency


def _current(call: CsmCall | None, due: Deadline | None) -> CsmCall | None:
    """The call, unless it was about a renewal that is behind us: made before this term began."""
    if call and due and call.day < due.contract.start:
        return None
    return call


def _next(contracts: tuple[Contract, ...], today: date) -> Deadline | None:
    found = [due for c in contracts if c.arr > 0 and (due := deadline(c, today))]
    return min(found, key=lambda due: due.day, default=None)


def _before(
    history: list[tuple[date, float | None, str]], today: date
) -> tuple[date, float] | None:
    earlier = [(day, score) for day, score, _ in history if score is not None and day < today]
    return min(earlier) if earlier else None


def _flags(
    contracts: tuple[Contract, ...],
    health: Health | None,
    before: tuple[date, float] | None,
    call: CsmCall | None,
    gone: tuple[Stakeholder, ...],
    p1s: tuple[Ticket, ...],
    today: date,
) -> Iterator[Flag]:
    if any(contract.notice_was_served(today) for contract in contracts):
        yield "notice_served"
    if health is None or health.band == "unknown":
        yield "unknown"
    elif health.band == "red":
        yield "red"
    elif health.band == "yellow":
        yield "yellow"
    yield from dict.fromkeys(LEFT[person.role] for person in gone)
    if any(ticket.open_days(today) >= P1_GRACE_DAYS for ticket in p1s):
        yield "p1_open"
    if (
        before
        and health
        and health.score is not None
        and before[1] - health.score >= FALLING_POINTS
    ):
        yield "falling"
    if call and call.call in CALLED:
        yield CALLED[call.call]
