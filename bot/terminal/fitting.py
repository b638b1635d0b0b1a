"""`steward health fit` and `steward health backtest`."""

from datetime import UTC, date, datetime
from pathlib import Path

from rich.table import Table

from bot.settings import Settings
from bot.terminal.backtest_page import COLUMNS, PICTURE, as_json, page, rows
from bot.terminal.reliability import draw_reliability
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.health.learning import Learnt
from knowledge.store.renewal_learning import fit_and_keep, run_backtest
from knowledge.store.renewal_model import UNTESTED, newest_model
from knowledge.store.schema import require_current

_STRONGEST = 5
# What fits a terminal; the page has the rest.
_NARROW = (0, 1, 2, 3, 4, 5, 6, 7, 9)


def fit(as_of: date | None) -> None:
    """Learn the renewal probability from past renewals, keep the model, say what was found."""
    steward = Steward(Settings())
    require_current(steward.store)
    day = as_of or steward.today_now()
    learnt = fit_and_keep(steward.store, day, steward.rules, datetime.now(UTC))
    with steward.store.read() as connection:
        kept = newest_model(connection, day)
    for line in _said(learnt, day, kept.tested if kept else UNTESTED):
        console().print(line, soft_wrap=True, markup=False, highlight=False)


def backtest(as_of: date | None, *, out: Path | None, json: bool) -> None:
    """Test the probability on past renewals; write backtest.md and reliability.png."""
    steward = Steward(Settings())
    require_current(steward.store)
    day = as_of or steward.today_now()
    found = run_backtest(steward.store, day, steward.rules)
    folder = out or steward.settings.home / "out"
    folder.mkdir(parents=True, exist_ok=True)
    capacity = steward.rules.renewal.capacity_percent
    (folder / "backtest.md").write_text(page(found, day, capacity), encoding="utf-8")
    if found.is_told:
        draw_reliability(found.reliability, folder / PICTURE)
    if json:
        print(as_json(found))  # noqa: T201
        return
    console().print(found.verdict, soft_wrap=True, markup=False, highlight=False)
    if found.is_told:
        table = Table(*(COLUMNS[i] for i in _NARROW))
        for row in rows(found):
            table.add_row(*(row[i] for i in _NARROW))
        console().print(table)
    console().print(f"The page is {folder / 'backtest.md'}.", soft_wrap=True, markup=False)


def _said(learnt: Learnt, day: date, tested: str) -> list[str]:
    noticed, renewed = learnt.under_notice
    known = (
        f"{learnt.renewals} past renewals, still open when their signals were read: in "
        f"{learnt.leavers} the customer left."
    )
    if noticed:
        known += f" After notice, {renewed} of {noticed} renewed."
    judged, model = learnt.judged, learnt.fit
    if model is None or judged is None:
        return [f"No renewal probability as of {day.isoformat()}: {learnt.refused}.", known]
    weights = "the history's own weights" if model.own_weights else "the expert weights, calibrated"
    named = sorted(
        zip(model.design.column_names, model.beta.tolist(), strict=True),
        key=lambda one: -abs(one[1]),
    )
    strongest = ", ".join(name.replace("_", " ") for name, _ in named[:_STRONGEST])
    return [
        f"Fitted as of {day.isoformat()} with {weights}; the next refresh uses it.",
        known,
        f"On accounts it had not seen, {learnt.lead} days before: AUC {judged.auc:.2f} "
        f"({judged.auc_low:.2f} to {judged.auc_high:.2f}), squared error {judged.skill:.0%} below "
        f"the base rate's.",
        f"{tested[0].upper()}{tested[1:]}.",
        f"Strongest: {strongest}.",
    ]
