"""What the goals are worth in money: confirmed by the customer, our estimate, or with a hole in it.

Drawn apart from the goals: nothing here moves a goal, a note or a renewal.
"""

from datetime import date
from random import Random

from knowledge.sample.cast import Cast
from knowledge.sample.lives import Life
from knowledge.sample.plans import Goal, number
from knowledge.sample.rows import Row

_MEASURED_WITH = ("their ERP report", "the product's own log", "a count by their team")
_ONCE_A_SEAT, _YEARLY_A_SEAT = (35, 70), (14, 30)
# Of an estimate's columns, what is missing how often; of a confirmed line's, now and then.
_HOLES = {"baseline_by": 0.3, "attribution_pct": 0.2, "formula": 0.08, "unit_value": 0.12}
_HOLES_OF_CONFIRMED = {"attribution_pct": 0.05, "baseline_by": 0.03}


def value_rows(life: Life, cast: Cast, goals: list[Goal], seed: int) -> list[Row]:
    """A line for each goal that has moved."""
    chance = life.account.random(seed, "value")
    return [_line(life, cast, goal, chance) for goal in goals if goal.progress >= 0.25]


def cost_rows(life: Life, cast: Cast, goals: list[Goal], seed: int) -> list[Row]:
    """What they said that the roll-out and the upkeep cost them, where they said it."""
    chance = life.account.random(seed, "value costs")
    seats, account = life.current.seats, life.account
    told = cast.on("champion", account.signed_on.toordinal() + 40)
    day = account.signed_on.toordinal() + chance.randint(40, 80)
    asked = (
        ("Roll-out by their own team", "once", _ONCE_A_SEAT, 0.7),
        ("Administration and training", "yearly", _YEARLY_A_SEAT, 0.55),
    )
    rows: list[Row] = []
    for name, kind, bounds, likely in asked:
        amount, is_said = seats * chance.uniform(*bounds), chance.random() < likely
        if not is_said or not goals or day > life.active_until:
            continue
        rows.append({
            "id": f"{account.id}-K{len(rows) + 1}", "account": account.id, "name": name,
            "kind": kind, "amount": _rounded(amount), "currency": account.currency,
            "risk_pct": 10, "stated_by": told.name if told else "",
            "stated_on": date.fromordinal(day),
        })  # fmt: skip
    return rows


def _line(life: Life, cast: Cast, goal: Goal, chance: Random) -> Row:
    asked = cast.on("champion", goal.set_on) or cast.on("admin", goal.set_on)
    size = max(0.2, life.current.seats / 100)
    unit_value = round(goal.words["a_unit_a_year"] * size)
    change = abs(float(number(goal.actual)) - float(number(goal.baseline)))
    likely = round(change * unit_value)
    row: Row = {
        "id": f"{goal.id}-V", "account": life.account.id, "objective": goal.id,
        "name": goal.words["name"], "unit": goal.unit, "formula": goal.words["value"],
        "better": "lower" if goal.target < goal.baseline else "higher",
        "baseline": number(goal.baseline), "baseline_on": date.fromordinal(goal.set_on),
        "baseline_by": asked.name if asked else "", "measured": number(goal.actual),
        "measured_on": date.fromordinal(goal.actual_on),
        "measured_from": chance.choice(_MEASURED_WITH), "unit_value": unit_value,
        "attribution_pct": chance.choice((60, 70, 75, 80) if goal.confirmed_by else (50, 60, 70)),
        "risk_pct": chance.choice((10, 15, 20, 25, "")),
        "low": _rounded(likely * 0.6), "likely": likely, "high": _rounded(likely * 1.35),
        "currency": life.account.currency,
        "status": "confirmed" if goal.confirmed_by else "estimate",
        "confirmed_by": goal.confirmed_by,
        "confirmed_on": date.fromordinal(goal.confirmed_on) if goal.confirmed_by else None,
    }  # fmt: skip
    for column, often in (_HOLES_OF_CONFIRMED if goal.confirmed_by else _HOLES).items():
        if chance.random() < often:
            row[column] = ""
            if column == "unit_value":
                row |= {"low": "", "likely": "", "high": ""}
    return row


def _rounded(amount: float) -> int:
    return round(amount / 100) * 100
