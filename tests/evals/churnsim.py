"""Rank who leaves in the next 90 days on ChurnSim, from what was known at a month's start.

ChurnSim is Carl Gold's simulated CRM product (model crm5): its customers' behaviour is constant for
life, some of it hurts ("more usage" isn't healthier), and most leave for no cause. Run as

    STEWARD_SHARED_DATA=... python -m tests.evals.churnsim [--choosing]

`--choosing` shows the months that the measures were chosen on: their outcomes lie before 2022-07.
"""

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from knowledge.health import load_rules
from knowledge.health.backtest import auc, auc_interval
from knowledge.health.renewal_design import Expert, make_design
from knowledge.health.renewal_fit import Labelled, fit_renewals
from knowledge.health.signals import FloatArray
from tests.evals.public_data import data_folder

CHOSEN_ON = [date(2022, month, 1) for month in (2, 3, 4)]
TESTED_ON = [date(2022, month, 1) for month in range(7, 13)] + [date(2023, 1, 1)]
WINDOW_DAYS = 90
_WEEKS = 8


@dataclass(frozen=True)
class Account:
    id: str
    first_start: date
    churn_date: date | None


@dataclass(frozen=True)
class Paid:
    """One product for one billing period; `end` is the first day that isn't paid."""

    product: str
    start: date
    end: date
    mrr: float
    quantity: float
    units: str
    months: int


@dataclass(frozen=True)
class Data:
    folder: Path

    @cached_property
    def accounts(self) -> list[Account]:
        return [
            Account(
                row["account_id"], date.fromisoformat(row["first_start"]), _day(row["churn_date"])
            )
            for row in _rows(self.folder / "accounts.csv")
        ]

    @cached_property
    def paid(self) -> dict[str, list[Paid]]:
        found: dict[str, list[Paid]] = defaultdict(list)
        for row in _rows(self.folder / "subscriptions.csv"):
            found[row["account_id"]].append(
                Paid(
                    row["product"], date.fromisoformat(row["start_date"]),
                    date.fromisoformat(row["end_date"]), float(row["mrr"]),
                    float(row["quantity"] or 0), row["units"], int(row["bill_period_months"]),
                )
            )  # fmt: skip
        return found

    @cached_property
    def events(self) -> dict[str, list[tuple[date, str, float]]]:
        found: dict[str, list[tuple[date, str, float]]] = defaultdict(list)
        for row in _rows(self.folder / "events_weekly.csv.gz"):
            week = date.fromisoformat(row["week"])
            found[row["account_id"]].append((week, row["event_type"], float(row["n"])))
        return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# Chosen on the months of CHOSEN_ON alone: name, expert weight, risk sign, log. Rates are events a
# week and seat over eight weeks.
MEASURES: tuple[tuple[str, float, int, bool], ...] = (
    ("due_in_window", 1.0, 1, False),
    ("cost_per_use", 1.0, 1, True),
    ("mrr_a_seat", 0.5, 1, True),
    ("seats", 0.25, -1, True),
    ("tenure", 0.25, -1, True),
    ("win_share", 1.0, -1, False),
    ("win_opportunity", 0.5, -1, True),
    ("create_opportunity", 0.5, -1, True),
    ("advance_stage", 0.5, -1, True),
    ("disqualify_opportunity", 0.5, -1, True),
    ("create_list", 1.0, -1, True),
    ("edit_meeting", 0.5, -1, True),
    ("add_contact", 0.25, -1, True),
    ("delete_list", 0.25, 1, True),
    ("delete_search", 0.5, 1, True),
    ("unsub_lead", 0.25, 1, True),
    ("lose_opportunity", 0.25, 1, True),
)


def expert() -> Expert:
    names, weights, signs, logs = zip(*MEASURES, strict=True)
    return Expert(names, np.array(weights), np.array(signs, np.int8), np.array(logs))


def labelled(data: Data, months: Sequence[date]) -> tuple[Labelled, FloatArray]:
    """Return a row for each account and month start, and the months as ordinals.

    Only what is dated before the month's start is read; the label is leaving in 90 days from it.
    """
    found = [
        (_measured(data, account, day), _left(account, day), int(account.id), day.toordinal())
        for day in months
        for account in data.accounts
        if _is_customer(data, account, day)
    ]
    x, left, account, month = (np.array(column) for column in zip(*found, strict=True))
    # The windows of three months in a row overlap: they are one decision, and weigh 1 together.
    quarter = (month - month.min()) // WINDOW_DAYS
    rows = Labelled(x, left.astype(bool), account, account * 100 + quarter)
    return rows, month


def composite(rows: Labelled) -> FloatArray:
    """Return the fixed weights' risk: no label is read."""
    design = make_design(rows.x, np.ones(len(rows)), expert())
    risk: FloatArray = design.columns(rows.x) @ design.expert
    return risk


def fitted(data: Data, months: Sequence[date]) -> tuple[FloatArray, FloatArray, Labelled]:
    """Return for each tested month the risk by a model of the months whose outcome was known by
    its start, and the composite's risk; with the rows."""
    rules = load_rules().renewal
    every = [day for day in _month_starts() if day < max(months)]
    rows, month = labelled(data, sorted({*every, *months}))
    risk, fixed = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for day in months:
        now = month == day.toordinal()
        past = month + WINDOW_DAYS <= day.toordinal()
        model = fit_renewals(rows.rows(past), expert(), rules, draws=0)
        risk[now], fixed[now] = model.logit(rows.x[now]), composite(rows.rows(now))
    tested = ~np.isnan(risk)
    return risk[tested], fixed[tested], rows.rows(tested)


def _month_starts() -> list[date]:
    return [date(2022, month, 1) for month in range(2, 13)] + [date(2023, 1, 1)]


def _is_customer(data: Data, account: Account, day: date) -> bool:
    gone = account.churn_date is not None and account.churn_date <= day
    return (
        not gone
        and account.first_start <= day - timedelta(days=14)
        and bool(_plans(data, account, day))
    )


def _left(account: Account, day: date) -> bool:
    until = day + timedelta(days=WINDOW_DAYS)
    return account.churn_date is not None and account.churn_date < until


def _active(data: Data, account: Account, day: date) -> list[Paid]:
    return [paid for paid in data.paid[account.id] if paid.start < day <= paid.end]


def _plans(data: Data, account: Account, day: date) -> list[Paid]:
    return [paid for paid in _active(data, account, day) if paid.units == "users"]


def _measured(data: Data, account: Account, day: date) -> list[float]:
    plan = _plans(data, account, day)[-1]
    seats = max(plan.quantity, 1.0)
    since = day - timedelta(weeks=_WEEKS)
    weeks = min(_WEEKS, (day - account.first_start).days / 7)
    counts: dict[str, float] = defaultdict(float)
    for week, kind, n in data.events[account.id]:
        if since <= week and week + timedelta(days=7) <= day:
            counts[kind] += n
    mrr = sum(paid.mrr for paid in _active(data, account, day))
    won, lost = counts["win_opportunity"], counts["lose_opportunity"]
    known = {
        "due_in_window": float((plan.end - day).days <= WINDOW_DAYS),
        "cost_per_use": mrr / max(sum(counts.values()) / weeks, 1.0),
        "mrr_a_seat": mrr / seats,
        "seats": plan.quantity,
        "tenure": float((day - account.first_start).days),
        "win_share": won / (won + lost + 1),
    }
    return [known[name] if name in known else counts[name] / weeks / seats for name, *_ in MEASURES]


def report(risk: FloatArray, rows: Labelled) -> str:
    low, high = auc_interval(risk, rows.left, rows.account)
    found = auc(risk, rows.left)
    return f"AUC {found:.3f} ({low:.3f} to {high:.3f}), {len(rows)} rows, {rows.left.sum()} left"


def main(arguments: list[str]) -> None:
    folder = data_folder("churnsim")
    if folder is None:
        sys.exit("STEWARD_SHARED_DATA/churnsim is not there")
    data = Data(folder)
    if "--choosing" in arguments:
        rows, _ = labelled(data, CHOSEN_ON)
        sys.stdout.write(f"composite: {report(composite(rows), rows)}\n")
        return
    risk, fixed, rows = fitted(data, TESTED_ON)
    sys.stdout.write(f"composite: {report(fixed, rows)}\n")
    sys.stdout.write(f"fitted: {report(risk, rows)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
