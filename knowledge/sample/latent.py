"""The hidden process, week by week: value, people who leave, shocks, outages, renewals.

v' = keep * v + (1 - keep) * (fit + win_effect * win + level + drift) + noise, where drift fades and
is pushed by events. All accounts take a week together; only renewals are decided one by one.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.sample.coefficients import Coefficients
from knowledge.sample.lives import Event, Life, Outage, Window
from knowledge.sample.population import Account
from knowledge.sample.renewing import Renewals

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

# Drift that a scripted event brings; where it isn't here, the event is only known and told.
_SCRIPTED_DRIFT = {"reorg": -1.05, "competitor": -0.8, "new_use_case": 0.85}
_ROLLS = 10


def live(
    accounts: Sequence[Account], window: Window, numbers: Coefficients, seed: int
) -> list[Life]:
    """Simulate every account over the window."""
    process = _Process(accounts, window, numbers, seed)
    for week in range(window.all_weeks):
        process.step(week)
    return process.lives()


class _Process:
    def __init__(
        self, accounts: Sequence[Account], window: Window, numbers: Coefficients, seed: int
    ) -> None:
        n = len(accounts)
        self.accounts, self.window, self.numbers = accounts, window, numbers
        self.rng = np.random.default_rng([seed, 2])
        self.signed = np.array([a.signed_on.toordinal() for a in accounts])
        self.gone = np.full(n, np.iinfo(np.int64).max)
        self.fit = np.array([a.fit for a in accounts])
        self.win = np.array([a.win for a in accounts])
        self.win_day = self.signed + self.rng.integers(25, 58, n)
        self.busy = np.sqrt(np.array([a.seats for a in accounts]) / 80.0)
        self.scripted = np.array([a.story is not None for a in accounts])
        self.forced = _forced(accounts, window)
        self.value = self.fit + numbers.level + numbers.win_effect * self.win
        self.drift = np.zeros(n)
        self.no_champion, self.no_buyer = np.zeros(n, bool), np.zeros(n, bool)
        self.outage_until = np.zeros(n, np.int64)
        self.outages: dict[int, list[Outage]] = defaultdict(list)
        self.events: dict[int, list[Event]] = defaultdict(list)
        self.history = np.zeros((n, window.all_weeks))
        self.absences = np.zeros((2, n, window.all_weeks), bool)
        self.renewals = Renewals(accounts, window, numbers, seed)

    def step(self, week: int) -> None:
        monday = self.window.first + 7 * week
        alive = (self.signed <= monday + 6) & (self.gone > monday)
        rolls = self.rng.random((_ROLLS, len(self.accounts)))
        noise = self._noise()
        free = alive & ~self.scripted & (monday - self.signed > 56)
        self._people(free, rolls, monday)
        self._shocks(free, rolls, monday)
        self._outages(free, rolls, monday)
        self._scripted(week)
        self._wins(alive, monday)
        self._value(alive, monday, noise)
        self.history[:, week] = self.value
        self.absences[0, :, week], self.absences[1, :, week] = self.no_champion, self.no_buyer
        self._contracts(free, rolls, week)

    def lives(self) -> list[Life]:
        champion, buyer = self.absences
        return [
            Life(
                account=account,
                window=self.window,
                value=self.history[i],
                champion_absent=champion[i],
                buyer_absent=buyer[i],
                outages=self.outages[i],
                terms=self.renewals.terms[i],
                events=sorted(self.events[i], key=lambda event: event.day),
            )
            for i, account in enumerate(self.accounts)
        ]

    def _noise(self) -> Floats:
        n = len(self.accounts)
        if self.numbers.heavy_tails:
            return self.numbers.noise_sd * np.clip(self.rng.standard_t(3, n), -5, 5) / 1.7
        return self.rng.normal(0.0, self.numbers.noise_sd, n)

    def _people(self, free: Mask, rolls: Floats, monday: int) -> None:
        numbers = self.numbers
        back = free & self.no_champion & (rolls[0] < numbers.champion_replaced)
        left = free & ~self.no_champion & (rolls[1] < numbers.champion_leaves)
        self.no_champion = (self.no_champion & ~back) | left
        self._log("champion_replaced", back, monday)
        self._log("champion_left", left, monday)
        back = free & self.no_buyer & (rolls[2] < numbers.buyer_replaced)
        left = free & ~self.no_buyer & (rolls[3] < numbers.buyer_leaves)
        self.no_buyer = (self.no_buyer & ~back) | left
        self._log("buyer_replaced", back, monday)
        self._log("buyer_left", left, monday)

    def _shocks(self, free: Mask, rolls: Floats, monday: int) -> None:
        numbers = self.numbers
        size = self.rng.uniform(*numbers.reorg_drift, len(self.accounts))
        for kind, rate, push, roll in (
            ("reorg", numbers.reorganises, size, rolls[4]),
            ("competitor", numbers.competitor_comes, numbers.competitor_drift, rolls[5]),
            ("new_use_case", numbers.new_use_case, numbers.new_use_case_drift, rolls[6]),
        ):
            hit = free & (roll < rate)
            self.drift = self.drift + np.where(hit, push, 0.0)
            self._log(kind, hit, monday)

    def _outages(self, free: Mask, rolls: Floats, monday: int) -> None:
        rate = self.numbers.p1_rate * self.busy * np.exp(self.numbers.p1_slope * self.value)
        lasting = np.clip(self.rng.lognormal(1.2, 0.9, len(self.accounts)), 1, 30)
        hit = free & (rolls[7] < rate) & (self.outage_until <= monday)
        for i in np.flatnonzero(hit):
            day = monday + int(rolls[8, i] * 5)
            self._outage(int(i), day, day + int(lasting[i]))

    def _outage(self, i: int, opened: int, closed: int | None) -> None:
        self.outages[i].append(Outage(opened, closed))
        self.outage_until[i] = np.iinfo(np.int64).max if closed is None else closed
        self.drift[i] += self.numbers.p1_drift
        self.events[i].append(Event(i, opened, "p1_opened"))
        if closed is not None:
            self.events[i].append(Event(i, closed, "p1_closed"))

    def _scripted(self, week: int) -> None:
        for i, kind, day in self.forced.get(week, ()):
            if kind == "p1_stays_open":
                self._outage(i, day, None)
                continue
            self.drift[i] += _SCRIPTED_DRIFT.get(kind, 0.0)
            self.no_champion[i] |= kind == "champion_left"
            self.no_buyer[i] |= kind == "buyer_left"
            if kind == "price_pushback":
                self.renewals.pushed_back[i] = True
            self.events[i].append(Event(i, day, kind))

    def _wins(self, alive: Mask, monday: int) -> None:
        now = alive & self.win & (self.win_day >= monday) & (self.win_day < monday + 7)
        for i in np.flatnonzero(now):
            self.events[int(i)].append(Event(int(i), int(self.win_day[i]), "onboarding_win"))

    def _value(self, alive: Mask, monday: int, noise: Floats) -> None:
        numbers = self.numbers
        self.drift *= numbers.drift_keep
        self.drift += numbers.champion_absent_drift * self.no_champion
        self.drift += numbers.p1_open_drift * (self.outage_until > monday + 7)
        won = self.win & (self.win_day <= monday)
        level = self.fit + numbers.win_effect * won + numbers.level + self.drift
        moved = numbers.keep * self.value + (1 - numbers.keep) * level + noise
        self.value = np.where(alive, moved, self.value)

    def _contracts(self, free: Mask, rolls: Floats, week: int) -> None:
        if week < self.window.weeks:
            self._grow(free, rolls, week)
        monday = self.window.first + 7 * week
        pushing = free & self.renewals.close_to_renewal(monday)
        dissatisfied = 1 / (1 + np.exp(1.5 * self.value))
        hit = pushing & (rolls[9] < 2 * self.numbers.price_pushback * dissatisfied)
        self.renewals.pushed_back |= hit
        self._log("price_pushback", hit, monday)
        for i in self.renewals.due(monday):
            past = max(0, week - 8)
            value, absent = self.history[i, past], self.absences[:, i, past]
            event = self.renewals.decide(i, float(value), absent, self.events[i])
            self.gone[i] = self.renewals.gone[i]
            if event is not None:
                self.events[i].append(event)

    def _grow(self, free: Mask, rolls: Floats, week: int) -> None:
        settled = self.window.first + 7 * week - self.signed > 182
        hit = free & settled & (self.value > 0.3) & (rolls[8] < self.numbers.expands)
        hit &= rolls[7] > 0.1
        for i in np.flatnonzero(hit):
            day = self.window.first + 7 * week + 2
            if self.renewals.grow(int(i), day):
                self.events[int(i)].append(Event(int(i), day, "expanded"))

    def _log(self, kind: str, hit: Mask, monday: int) -> None:
        for i in np.flatnonzero(hit):
            day = monday + int(self.rng.integers(0, 5))
            self.events[int(i)].append(Event(int(i), day, kind))


def _forced(accounts: Sequence[Account], window: Window) -> dict[int, list[tuple[int, str, int]]]:
    forced: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for account in accounts:
        for kind, ago in account.story.happens if account.story else ():
            day = window.ago(ago)
            forced[window.week_of(day)].append((account.index, kind, day))
    return forced
