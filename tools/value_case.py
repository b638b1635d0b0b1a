"""An account's value case: its lines, its own costs and what it pays us, in one currency."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from knowledge.company import Company
from knowledge.store.access import View
from knowledge.store.accounts import Account
from knowledge.store.contracts import arr_on
from knowledge.store.people import Stakeholder
from knowledge.store.value import own_costs_of, value_lines_of
from knowledge.value_lines import OwnCost, ValueCase, ValueLine

# Whom to ask for what a line lacks, where nobody who stated or owns it is there any more.
_ASKED = ("champion", "economic_buyer", "admin", "executive_sponsor")


def value_case(view: View, account: Account, company: Company) -> ValueCase:
    """The case of the view's one account: all that an answer or a document says of its value."""
    paid = arr_on(view, [view.today]).get(account.id, ({},))[0]
    return case_of(account, paid, value_lines_of(view), own_costs_of(view), company, view.today)


def case_of(
    account: Account,
    paid: Mapping[str, Decimal],
    lines: Sequence[ValueLine],
    costs: Sequence[OwnCost],
    company: Company,
    today: date,
) -> ValueCase:
    """In the currency that they pay in; of several, and for none, in the account's.

    Amounts of another currency are converted at plan rates, unrounded.
    """
    used = [code for code, amount in paid.items() if amount]
    currency = used[0] if len(used) == 1 else account.currency
    fee = sum((_in(currency, amount, code, company) for code, amount in paid.items()), Decimal(0))
    return ValueCase(
        account=account.name,
        today=today,
        currency=currency,
        fee=fee,
        lines=tuple(_line_in(currency, line, company) for line in lines),
        costs=tuple(
            replace(c, amount=_in(currency, c.amount, c.currency, company), currency=currency)
            for c in costs
        ),
        converted=any(code != currency for code in (*used, *_currencies(lines, costs))),
    )


def whom_to_ask(line: ValueLine, people: Sequence[Stakeholder], today: date) -> Stakeholder | None:
    """Who at the account can tell: who stated or owns it, else the key roles; nobody who left."""
    present = {p.name: p for p in people if not p.has_left(today)}
    for name in (line.confirmed_by, line.baseline_by, line.owner):
        if name in present:
            return present[name]
    return champion_or_other(people, today)


def champion_or_other(people: Sequence[Stakeholder], today: date) -> Stakeholder | None:
    """The champion, else another key role, of those who are still there."""
    present = [p for p in people if not p.has_left(today)]
    by_role = {p.role: p for p in reversed(present)}
    return next((by_role[role] for role in _ASKED if role in by_role), None)


def _currencies(lines: Sequence[ValueLine], costs: Sequence[OwnCost]) -> set[str]:
    return {line.currency for line in lines} | {cost.currency for cost in costs}


def _line_in(currency: str, line: ValueLine, company: Company) -> ValueLine:
    if line.currency == currency:
        return line

    def to(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else _in(currency, amount, line.currency, company)

    return replace(
        line, currency=currency, unit_value=to(line.unit_value), low=to(line.low),
        likely=to(line.likely), high=to(line.high),
    )  # fmt: skip


def _in(currency: str, amount: Decimal, code: str, company: Company) -> Decimal:
    """`amount` of `code` in `currency`, by way of the company's own."""
    if code == currency:
        return amount
    return company.convert(amount, code) / company.convert(Decimal(1), currency)
