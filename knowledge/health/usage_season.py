"""What all accounts share in a week is the season's, and not one account's."""

import numpy as np
from numpy.typing import NDArray

from knowledge.health.signals import CodeArray, FloatArray

PEERS_NEEDED = 10
# One account that tripled its use says nothing of the season.
_HIGHEST_RATIO = 3.0
# How fast a large account's week stops being more exact than a small one's.
_USUAL_PHI = 8.0


def season_index(
    usage: FloatArray, level: FloatArray, peers: CodeArray, counts: NDArray[np.bool_]
) -> FloatArray:
    """Return each account's season index in a week, shape (n,): 0.6 is a week at 60%.

    The mean of usage over level among its peers, each weighing what it tells, the account itself
    left out. `counts` are the accounts that may be asked. A group with too few of them takes the
    index over all; where these are too few as well, it is 1.
    """
    asked = counts & (level > 0)
    safe = np.where(asked, level, 1.0)
    weight = np.where(asked, safe / (1 + safe / _USUAL_PHI), 0.0)
    ratio = np.where(asked, np.minimum(np.where(asked, usage, 0.0) / safe, _HIGHEST_RATIO), 0.0)
    among_all = _left_out(weight, ratio, asked, np.zeros(len(peers), np.int8))
    among_peers = _left_out(weight, ratio, asked, peers)
    index = np.where(np.isnan(among_peers), among_all, among_peers)
    return np.where(np.isnan(index), 1.0, index)


def _left_out(
    weight: FloatArray, ratio: FloatArray, asked: NDArray[np.bool_], peers: CodeArray
) -> FloatArray:
    """The weighted mean ratio of each account's group without it; NaN where too few are left."""
    group = peers.astype(np.int64)
    total = np.bincount(group, weight * ratio)[group] - weight * ratio
    weights = np.bincount(group, weight)[group] - weight
    others = np.bincount(group, asked)[group] - asked
    enough = (others >= PEERS_NEEDED) & (weights > 0)
    mean = np.full(len(group), np.nan)
    np.divide(total, weights, out=mean, where=enough)
    return mean
