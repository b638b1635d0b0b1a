"""The reliability plot: what was predicted against what happened, readable in greys."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from knowledge.health.backtest import share_interval
from knowledge.health.signals import FloatArray


def draw_reliability(groups: FloatArray, path: Path) -> None:
    """Write a PNG of (predicted share, actual share, size) rows, shape (n, 3).

    A bar through each point is the 95% interval of the share that left.
    """
    figure = Figure(figsize=(5.2, 5.2), dpi=150, layout="constrained")
    axes = figure.subplots()
    top = 1.1 * max(float(groups[:, :2].max()), 0.05)
    axes.plot([0, top], [0, top], linestyle="--", color="0.6", label="as predicted")
    predicted, happened = groups[:, 0], groups[:, 1]
    interval = share_interval(happened, groups[:, 2])
    axes.errorbar(
        predicted, happened, yerr=np.abs(interval.T - happened),
        color="0.1", ecolor="0.5", linewidth=1, marker="o", capsize=3, label="happened (95%)",
    )  # fmt: skip
    axes.set_xlim(0, top)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Predicted share that leaves")
    axes.set_ylabel("Share that left")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(path, format="png", metadata={"Software": None})
