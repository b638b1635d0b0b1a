"""The fitting code on a known target: IBM Telco churn, five folds, no expert.

STEWARD_SHARED_DATA=... python -m tests.evals.telco
"""

import csv
import sys
from pathlib import Path

import numpy as np

from knowledge.health import load_rules
from knowledge.health.backtest import auc
from knowledge.health.renewal_chance import sigmoid
from knowledge.health.renewal_design import Expert
from knowledge.health.renewal_fit import Labelled, out_of_fold
from tests.evals.public_data import data_folder

_NUMBERS = ("tenure", "MonthlyCharges", "TotalCharges")
_NO_SIGNAL = ("customerID", "Churn", *_NUMBERS)


def scores(folder: Path) -> tuple[float, float]:
    """Return the AUC and the Brier score of rows that their model hadn't seen."""
    rows, expert = _customers(folder)
    logit = out_of_fold(rows, expert, load_rules().renewal)
    brier = float(np.mean((sigmoid(logit) - rows.left) ** 2))
    return auc(logit, rows.left), brier


def _customers(folder: Path) -> tuple[Labelled, Expert]:
    with (folder / "Telco-Customer-Churn.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    columns = {name: [float(row[name].strip() or "nan") for row in found] for name in _NUMBERS}
    for name in found[0]:
        if name in _NO_SIGNAL:
            continue
        for value in sorted({row[name] for row in found})[1:]:
            columns[f"{name} {value}"] = [float(row[name] == value) for row in found]
    n, k = len(found), len(columns)
    left = np.array([row["Churn"] == "Yes" for row in found])
    x = np.array(list(columns.values())).T
    log = np.array([name in _NUMBERS for name in columns])
    expert = Expert(tuple(columns), np.zeros(k), np.zeros(k, np.int8), log)
    return Labelled(x, left, np.arange(n), np.arange(n)), expert


if __name__ == "__main__":
    folder = data_folder("telco")
    sys.stdout.write(f"AUC and Brier: {scores(folder) if folder else 'no data'}\n")
