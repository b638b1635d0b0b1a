"""Watch weekly usage for a fall that lasts, each account against its own usual level.

A one-sided CUSUM (E. S. Page, Continuous inspection schemes, Biometrika 41, 1954) on standardised
shortfalls: c = max(0, c - z - slack), an alarm where c exceeds a limit. Week by week, oldest first,
so that nothing later can change what was seen on a day. All accounts take a week together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.health.rules import AlertRules
from knowledge.health.signals import CodeArray, FloatArray
from knowledge.health.usage_season import season_index

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Limit = Callable[[FloatArray], FloatArray]

NEVER = -1


@dataclass(frozen=True, slots=True)
class Held:
    """Falls that were told before: weeks of shape (n,), `NEVER` for none.

    A week before the window's first is negative too: give it as `NEVER - 1` or less.
    """

    fired: IntArray
    since: IntArray


@dataclass(frozen=True, slots=True)
class Watched:
    """What watching n accounts over W weeks found; `since`, `fired` are weeks of an open episode.

    `expected`: (n, W), usage that was to be expected in a week, NaN where nothing can be said.
    `alarms`: (n, W), true in the week of an alarm; `open_in`, as long as it holds. `path`: (n, W),
    c where the fall has gone on for long enough to be told, else 0. The others have shape (n,):
    `is_open`, whether the newest alarm holds still; `seen` and `usual`, sums over the known `weeks`
    since the fall began; `level`, weekly usage before it, season taken out; `statistic` and `limit`
    at the alarm; `recovered`, whether the last episode ended by usage coming back.
    """

    expected: FloatArray
    alarms: BoolArray
    open_in: BoolArray
    path: FloatArray
    is_open: BoolArray
    since: IntArray
    fired: IntArray
    seen: FloatArray
    usual: FloatArray
    weeks: IntArray
    level: FloatArray
    statistic: FloatArray
    limit: FloatArray
    recovered: BoolArray


def watch(
    counts: FloatArray,
    peers: CodeArray | None,
    phi: FloatArray,
    limit: Limit,
    rules: AlertRules,
    held: Held | None = None,
) -> Watched:
    """Run the detector over `counts` (n, W), weekly usage, NaN where it isn't known.

    `peers` (n,) are groups of accounts that share a season, None where there is none; `phi` (n,) is
    the dispersion of each: var = mu + mu^2 / phi. `limit` gives an alarm's limit by weekly level.

    An account's usual level is its mean week, season taken out, in the `rules.baseline_weeks`
    before the newest `rules.gap_weeks`: so a fall doesn't lower what it is held against.

    After an alarm the detector rests and the level before the fall stays the measure: the episode
    ends when usage was back at it for `rules.back_weeks` known weeks in a row, or after
    `rules.baseline_weeks`, when the lower level has become the usual one. Then c starts from 0.
    """
    state = _Watch(counts, peers, phi, limit, rules, held)
    for week in range(counts.shape[1]):
        state.step(week)
    return state.result()


class _Watch:
    def __init__(
        self,
        counts: FloatArray,
        peers: CodeArray | None,
        phi: FloatArray,
        limit: Limit,
        rules: AlertRules,
        held: Held | None,
    ) -> None:
        n, weeks = counts.shape
        self.counts, self.peers, self.phi = counts, peers, phi
        self.limit_of, self.rules = limit, rules
        nothing = np.full(n, NEVER, np.int64)
        self.held = held or Held(nothing, nothing)
        self.rows = np.arange(n)
        self.sums, self.known = np.zeros((n, weeks + 1)), np.zeros((n, weeks + 1))
        self.expected = np.full((n, weeks), np.nan)
        self.alarms, self.open_in = (np.zeros((n, weeks), np.bool_) for _ in range(2))
        self.c, self.path = np.zeros(n), np.zeros((n, weeks))
        self.since, self.fired = nothing.copy(), nothing.copy()
        self.is_open, self.recovered = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
        self.back, self.weeks = np.zeros(n, np.int64), np.zeros(n, np.int64)
        self.seen, self.usual, self.level = np.zeros(n), np.zeros(n), np.full(n, np.nan)
        self.statistic, self.limit = np.full(n, np.nan), np.full(n, np.nan)

    def step(self, week: int) -> None:
        usage = self.counts[:, week]
        self.level, based_on = self._level(week)
        season = self._season(usage, based_on, week)
        self._remember(week, usage, season)
        mu = self.level * season
        known = ~np.isnan(usage) & (based_on >= self._needed) & (mu > 0)
        self.expected[:, week] = np.where(known, mu, np.nan)
        spread = np.sqrt((mu + mu**2 / self.phi) * (1 + 1 / np.maximum(based_on, 1)))
        z = np.divide(usage - mu, spread, out=np.zeros_like(mu), where=known)
        self._end(week, known & (usage >= mu), known)
        self._add(week, np.clip(z, -self.rules.worst_week, self.rules.worst_week), known)
        self._sum_up(usage, mu, known)
        self._alarm(week, known)
        self._hold(week)
        self.open_in[:, week] = self.is_open

    def result(self) -> Watched:
        return Watched(
            self.expected, self.alarms, self.open_in, self.path, self.is_open, self.since,
            self.fired, self.seen, self.usual, self.weeks, self.level, self.statistic, self.limit,
            self.recovered,
        )  # fmt: skip

    @property
    def _needed(self) -> int:
        return -(-self.rules.baseline_weeks // 2)

    def _level(self, week: int) -> tuple[FloatArray, FloatArray]:
        """The account's usual week, and of how many known weeks it is the mean."""
        rules = self.rules
        newest = max(week - rules.gap_weeks, min(week, self._needed))
        before_fall = np.maximum(np.minimum(self.since, self.fired - rules.gap_weeks), 0)
        end = np.where(self.is_open, before_fall, newest)
        start = np.maximum(end - rules.baseline_weeks, 0)
        based_on = self.known[self.rows, end] - self.known[self.rows, start]
        total = self.sums[self.rows, end] - self.sums[self.rows, start]
        nothing = np.full(len(self.rows), np.nan)
        return np.divide(total, based_on, out=nothing, where=based_on > 0), based_on

    def _season(self, usage: FloatArray, based_on: FloatArray, week: int) -> FloatArray:
        if self.peers is None:
            return np.ones(len(usage))
        counts = ~np.isnan(usage) & (based_on >= min(week, self._needed)) & ~self.is_open
        return season_index(usage, self.level, self.peers, counts)

    def _remember(self, week: int, usage: FloatArray, season: FloatArray) -> None:
        known = ~np.isnan(usage) & (season > 0)
        plain = np.divide(usage, season, out=np.zeros_like(usage), where=known)
        self.sums[:, week + 1] = self.sums[:, week] + plain
        self.known[:, week + 1] = self.known[:, week] + known

    def _end(self, week: int, is_back: BoolArray, known: BoolArray) -> None:
        self.back = np.where(is_back, self.back + 1, np.where(known, 0, self.back))
        recovered = self.is_open & (self.back >= self.rules.back_weeks)
        lapsed = self.is_open & (week - self.fired >= self.rules.baseline_weeks)
        ended = recovered | lapsed
        self.recovered = np.where(ended, recovered, self.recovered)
        self.is_open &= ~ended
        self.since[ended] = NEVER
        self.c[ended] = 0.0

    def _add(self, week: int, z: FloatArray, known: BoolArray) -> None:
        idle = known & ~self.is_open
        self.c = np.where(idle, np.maximum(0.0, self.c - z - self.rules.slack), self.c)
        begins = idle & (self.c > 0) & (self.since == NEVER)
        self.since[begins] = week
        self.seen[begins], self.usual[begins], self.weeks[begins] = 0.0, 0.0, 0
        self.since[idle & (self.c == 0)] = NEVER

    def _sum_up(self, usage: FloatArray, mu: FloatArray, known: BoolArray) -> None:
        counts = known & (self.since != NEVER)
        self.seen += np.where(counts, usage, 0.0)
        self.usual += np.where(counts, mu, 0.0)
        self.weeks += counts

    def _alarm(self, week: int, known: BoolArray) -> None:
        limit = self.limit_of(self.level)
        lasts = (self.since != NEVER) & (self.weeks >= self.rules.lasting_weeks)
        self.path[:, week] = np.where(known & ~self.is_open & lasts, self.c, 0.0)
        fires = self.path[:, week] > limit
        self.statistic[fires], self.limit[fires] = self.c[fires], limit[fires]
        self._open(fires, week)
        self.alarms[:, week] = fires

    def _hold(self, week: int) -> None:
        """Open the episodes that were raised before, also where today's limit says otherwise."""
        due = self.held.fired == week
        if week == 0:
            due |= self.held.fired < NEVER
        due &= ~self.is_open
        self._open(due, week)
        self.fired[due] = self.held.fired[due]
        self.since[due] = self.held.since[due]

    def _open(self, which: BoolArray, week: int) -> None:
        self.is_open |= which
        self.fired[which], self.back[which], self.c[which] = week, 0, 0.0
