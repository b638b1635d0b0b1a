"""Value lines and the customers' own costs, for the accounts of a view."""

from decimal import Decimal

from sqlalchemy import case, literal, or_, select

from knowledge.store.access import View
from knowledge.store.records import home, money
from knowledge.store.tables import accounts, objectives, value_costs, value_lines
from knowledge.value_lines import OwnCost, ValueLine


def value_lines_of(view: View) -> list[ValueLine]:
    """The value lines, by account, the confirmed ones first. They keep no history: a measure that
    is newer than the view's day is left out, and the line lacks one.

    Which way a measure improves is as stated, else as its objective's target tells.
    """
    v, o = value_lines.c, objectives.c
    rises, falls = o.target > o.baseline, o.target < o.baseline
    aim = case((rises, literal("higher")), (falls, literal("lower")))
    query = (
        select(
            value_lines, o.metric, o.owner, aim.label("aim"),
            accounts.c.currency.label("of_account"), home(value_lines),
        )
        .join(accounts, accounts.c.id == v.account_id)
        .outerjoin(objectives, o.id == v.objective_id)
        .where(view.sees(v.account_id))
        .order_by(v.account_id, v.confirmed_on.is_(None), v.confirmed_on, v.id)
    )  # fmt: skip
    found = []
    for row in view.connection.execute(query):
        currency = row.currency or row.of_account
        is_known = row.measured_on is None or row.measured_on <= view.today
        found.append(
            ValueLine(
                account_id=row.account_id, name=row.name, metric=row.metric, unit=row.unit,
                formula=row.formula, better=row.better or row.aim, baseline=row.baseline,
                baseline_on=row.baseline_on, baseline_by=row.baseline_by,
                measured=row.measured if is_known else None,
                measured_on=row.measured_on if is_known else None,
                measured_from=row.measured_from,
                unit_value=money(row.unit_value_minor, currency),
                attribution=_ratio(row.attribution_pct), risk=_ratio(row.risk_pct),
                low=money(row.low_minor, currency), likely=money(row.likely_minor, currency),
                high=money(row.high_minor, currency), currency=currency,
                is_confirmed=row.status == "confirmed", confirmed_by=row.confirmed_by,
                confirmed_on=row.confirmed_on, owner=row.owner, home=row.home,
            )
        )  # fmt: skip
    return found


def own_costs_of(view: View) -> list[OwnCost]:
    """What the customers said that they spend themselves, by account, as known on the day."""
    v = value_costs.c
    query = (
        select(value_costs, accounts.c.currency.label("of_account"), home(value_costs))
        .join(accounts, accounts.c.id == v.account_id)
        .where(view.sees(v.account_id))
        .where(or_(v.stated_on.is_(None), v.stated_on <= view.today))
        .order_by(v.account_id, v.id)
    )
    found = []
    for row in view.connection.execute(query):
        currency = row.currency or row.of_account
        amount = money(row.amount_minor, currency) or Decimal(0)
        found.append(
            OwnCost(
                row.account_id, row.name, amount, currency, row.kind == "yearly",
                _ratio(row.risk_pct), row.stated_by, row.stated_on, row.home,
            )
        )  # fmt: skip
    return found


def _ratio(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else Decimal(percent) / 100
