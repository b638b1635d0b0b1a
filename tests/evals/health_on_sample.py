"""Health and the renewal probability on the sample world, against what really was so.

    python -m tests.evals.health_on_sample [accounts] [seed] [--home DIR] [--variant null]

A world is made and imported into `--home` (kept for the next run), else into a temporary folder.
The oracle is the logit that decided each renewal without its hidden shock. Seed 7 was used for
tuning; judge on another.
"""

import argparse
import json
import math
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import numpy as np
from sqlalchemy import select

from knowledge.company import load_company
from knowledge.health import load_rules
from knowledge.health.backtest import auc, auc_interval
from knowledge.health.history import History, Mask
from knowledge.health.renewal_design import expert_of, make_design
from knowledge.health.renewal_fit import fit_renewals
from knowledge.health.rolling import backtest, quarters
from knowledge.health.signals import FloatArray
from knowledge.importing import import_folder
from knowledge.sample import make_world, write_world
from knowledge.sample.coefficients import Variant
from knowledge.store.decided_renewals import decided_renewals
from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.renewal_history import renewal_history
from knowledge.store.schema import migrate
from knowledge.store.tables import accounts
from knowledge.store.workspace import world_ends

LEAD = 60  # to the Monday before: 60 to 66 days, nine weeks


@dataclass(frozen=True)
class Found:
    """What each score was for the rows at nine weeks' lead, and who left."""

    scores: dict[str, FloatArray]
    left: Mask
    undecided: Mask
    account: np.ndarray

    def lines(self) -> list[str]:
        every = np.ones(len(self.left), np.bool_)
        return [
            f"{name:22} {self._auc(score, every)}   still undecided: "
            f"{self._auc(score, self.undecided)}"
            for name, score in self.scores.items()
        ]

    def auc(self, name: str) -> float:
        return auc(self.scores[name], self.left)

    def _auc(self, score: FloatArray, rows: Mask) -> str:
        low, high = auc_interval(score[rows], self.left[rows], self.account[rows])
        return f"{auc(score[rows], self.left[rows]):.3f} ({low:.3f} to {high:.3f})"


def make_home(
    home: Path, size: int, seed: int, variant: Variant = "default", *, months: int = 24
) -> Store:
    """Make and import a world, where the folder doesn't hold one."""
    store = open_file(home / "steward.db")
    if (home / "done").exists():
        return store
    world = make_world(accounts=size, seed=seed, variant=variant, months=months)
    write_world(world, home / "world")
    migrate(store)
    import_folder(store, home / "world", now=datetime.now(UTC), company=load_company())
    (home / "done").touch()
    return store


def read_history(store: Store) -> History:
    with store.read() as connection:
        last = world_ends(connection)
        assert last is not None
        return renewal_history(connection, last + timedelta(days=1), load_rules())


def oracle(store: Store, history: History, truth: Path) -> FloatArray:
    """Return the observable log-odds of leaving for each row, NaN where nothing was decided."""
    known = {}
    for line in truth.read_text(encoding="utf-8").splitlines():
        account = json.loads(line)
        for one in account["renewals"]:
            if one["chance_to_leave"] is not None:
                chance = min(max(one["chance_to_leave"], 1e-6), 1 - 1e-6)
                logit = math.log(chance / (1 - chance)) - one["shock"]
                known[account["account"], one["due"]] = logit
    with store.read() as connection:
        last = world_ends(connection)
        assert last is not None
        decided = decided_renewals(operations_view(connection, last + timedelta(days=1)))
        ids = {row.id: row.source_id for row in connection.execute(select(accounts))}
    places = [(ids[one.account_id], one.due.isoformat()) for one in decided]
    return np.array([known.get(places[i], np.nan) for i in history.rows.renewal])


def judged(history: History, truth: FloatArray) -> Found:
    """Return every score of the rows at nine weeks' lead, the fit rolled through the quarters.

    It learns from renewals that were undecided then and ranks all, notice or not, as the oracle.
    """
    rules = load_rules().renewal
    expert = expert_of(rules)
    rows = history.rows.named(expert.names)
    fitted, fixed = np.full(len(history), np.nan), np.full(len(history), np.nan)
    for edge in quarters(history.rows_where(history.undecided), rules):
        now = (history.as_of >= edge) & (history.as_of < edge + 91)
        past = (history.known_on <= edge) & history.undecided
        if now.any():
            fitted[now] = fit_renewals(rows.rows(past), expert, rules, draws=0).logit(rows.x[now])
            design = make_design(rows.x[past], rows.rows(past).weight, expert)
            fixed[now] = design.columns(rows.x[now]) @ design.expert
    at = (history.lead == LEAD) & ~np.isnan(fitted) & ~np.isnan(truth)
    middle = float(np.nanmedian(history.health))
    health = -np.where(np.isnan(history.health), middle, history.health)
    scores = {"fitted probability": fitted, "health score": health}
    scores |= {"expert weights alone": fixed, "observable oracle": truth}
    return Found(
        {name: score[at] for name, score in scores.items()},
        history.rows.left[at],
        history.undecided[at],
        history.rows.account[at],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", type=int, nargs="?", default=2000)
    parser.add_argument("seed", type=int, nargs="?", default=7)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--variant", choices=get_args(Variant), default="default")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        home = wanted.home or Path(spare)
        store = make_home(home, wanted.accounts, wanted.seed, wanted.variant)
        history = read_history(store)
        found = backtest(history, load_rules().renewal)
        truth = oracle(store, history, home / "world" / "truth" / "truth.jsonl")
        lines = [found.verdict, *judged(history, truth).lines()]
        sys.stdout.write("\n".join(lines) + "\n")
        store.close()


if __name__ == "__main__":
    main()
