"""Alerts of usage that fell and stays down: signal, not noise.

What an account used a week is held against its own usual level, with what its peers share taken
out, and with as much room as healthy accounts of its kind need.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.health.rules import AlertRules
from knowledge.health.signals import CodeArray, FloatArray
from knowledge.health.usage_limits import limits, never
from knowledge.health.usage_noise import USUAL_PHI, Noise, pooled_noise
from knowledge.health.usage_watch import Held, Watched, watch


@dataclass(frozen=True, slots=True)
class Fall:
    """A fall that goes on, of the account in `row`. `since` and `fired` are weeks.

    `seen` and `usual` are means a week since it began, `fell_percent` what is missing of the usual;
    `level` is a week's usage before, season taken out; c was `statistic`, over `limit`, when told.
    """

    row: int
    since: int
    fired: int
    fell_percent: float
    seen: float
    usual: float
    level: float
    statistic: float
    limit: float
    noise: Noise


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found: the falls that go on, how usage was watched, the noise of each peer group."""

    falls: tuple[Fall, ...]
    watched: Watched
    noise: Mapping[int, Noise]


def usage_falls(
    counts: FloatArray, peers: CodeArray, rules: AlertRules, held: Held | None = None
) -> Judged:
    """Find the falls that go on in the last week of `counts` (n, W): weekly usage, NaN not known.

    `peers` (n,): the group, such as the segment, whose season and noise an account shares. `held`
    are falls that were told before, which go on until they end by themselves.
    """
    plain = watch(counts, peers, np.full(len(counts), USUAL_PHI), never, rules)
    noise = pooled_noise(counts, plain.expected, peers, rules.baseline_weeks)
    phi = np.array([noise[int(group)].lasting_phi for group in peers])
    watched = watch(counts, peers, phi, limits(noise, peers, rules), rules, held)
    told = np.flatnonzero(watched.is_open & (watched.weeks > 0) & (watched.usual > 0))
    falls = tuple(_fall(int(row), watched, noise[int(peers[row])]) for row in told)
    return Judged(falls, watched, noise)


def _fall(row: int, watched: Watched, noise: Noise) -> Fall:
    seen, usual = float(watched.seen[row]), float(watched.usual[row])
    weeks = int(watched.weeks[row])
    return Fall(
        row=row,
        since=int(watched.since[row]),
        fired=int(watched.fired[row]),
        fell_percent=100 * (1 - seen / usual),
        seen=seen / weeks,
        usual=usual / weeks,
        level=float(watched.level[row]),
        statistic=float(watched.statistic[row]),
        limit=float(watched.limit[row]),
        noise=noise,
    )
