"""Parts of a usage answer: how the weeks moved, the seats, the features."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from knowledge.facts import Fact
from knowledge.metrics import ratio
from knowledge.trends import Week, compare, compare_newest, largest_drop
from tools.about import About
from tools.usage_read import MONTH, UsageData

NOUNS = {
    "active_users": "active users a working day",
    "seats": "assigned seats",
    "features": "features used a week",
    "events": "events a week",
}
UNITS = {"active_users": "users", "seats": "seats", "features": "features", "events": "events"}
MOST_FEATURES = 6
# A week that keeps more than this of the week before is no fall worth telling.
STEEP = 0.8
_WHOLE_FROM = 10


@dataclass(frozen=True, slots=True)
class Fall:
    """The largest fall from one week to the next, the week given by its last day."""

    week: Fact
    before: Fact
    after: Fact


@dataclass(frozen=True, slots=True)
class Trend:
    """The mean of the first weeks and of the last; `weeks` says how many of each."""

    weeks: Fact
    first: Fact
    last: Fact
    change: Fact
    fall: Fall | None


@dataclass(frozen=True, slots=True)
class SeatUse:
    """Seats bought, assigned and in use; `in_use` is of active users on the working days of 28."""

    purchased: Fact
    assigned: Fact | None
    idle: Fact | None
    users: Fact | None
    in_use: Fact | None


@dataclass(frozen=True, slots=True)
class FeatureItem:
    """A feature, and its events in 28 days."""

    name: Fact
    events: Fact


@dataclass(frozen=True, slots=True)
class FeatureUse:
    """Features used in the last 28 days, the most used first; `stopped` were used before."""

    used: Fact
    known: Fact
    items: tuple[FeatureItem, ...]
    more: Fact | None
    stopped: tuple[Fact, ...]


def tidy(value: float) -> float:
    """A mean as it is shown: whole from 10 on, else with one decimal."""
    return int(value + 0.5) if value >= _WHOLE_FROM else round(value, 1)


def trend(weeks: Sequence[Week], metric: str, about: About, *, is_brief: bool) -> Trend | None:
    """The first weeks against the last; of a brief time, the newest against those before."""
    found = compare_newest(weeks) if is_brief else compare(weeks)
    if found is None:
        return None
    noun, unit = NOUNS[metric], UNITS[metric]
    change = None if found.change is None else round(100 * found.change)
    return Trend(
        weeks=about.count("weeks compared", found.weeks, "weeks"),
        first=about.number(f"{noun} in the first weeks", tidy(found.first), unit),
        last=about.number(f"{noun} in the last weeks", tidy(found.last), unit),
        change=about.percent(f"change of {noun}", change),
        fall=None if is_brief else _fall(weeks, found.last, metric, about),
    )


def seat_use(data: UsageData, about: About, *, is_one: bool) -> SeatUse | None:
    """None where no contract says how many seats were bought. Over several accounts the assigned
    seats say little: not every source counts them."""
    purchased = data.purchased(data.end)
    if not purchased:
        return None
    assigned, users = data.assigned_now() if is_one else None, data.users_now()
    in_use = None if users is None else ratio(users, purchased)
    return SeatUse(
        purchased=about.count("purchased seats", purchased, "seats"),
        assigned=None
        if assigned is None
        else about.count("assigned seats", int(assigned), "seats"),
        idle=None
        if assigned is None
        else about.count(
            "purchased seats not assigned", max(0, purchased - int(assigned)), "seats"
        ),
        users=None
        if users is None
        else about.number("active users a working day, 28 days", tidy(users), "users"),
        in_use=None if in_use is None else about.percent("seats in use", round(100 * in_use)),
    )


def feature_use(data: UsageData, known: int, about: About) -> FeatureUse | None:
    """None where no feature was ever counted; `known` is how many the product has."""
    if not known:
        return None
    now = data.events_by_feature(data.end - MONTH, data.end)
    before = data.events_by_feature(data.ends[0] - timedelta(days=6), data.end)
    ranked = sorted(now, key=lambda name: -now[name])
    shown = ranked[:MOST_FEATURES]
    stopped = sorted(set(before) - set(now))[:MOST_FEATURES]
    hidden = len(ranked) - len(shown)
    return FeatureUse(
        used=about.count("features used in 28 days", len(now), "features"),
        known=about.count("features of the product", known, "features"),
        items=tuple(
            FeatureItem(
                about.text("feature", name),
                about.count(f"events of {name} in 28 days", round(now[name]), "events"),
            )
            for name in shown
        ),
        more=about.count("more features", hidden, "features") if hidden else None,
        stopped=tuple(about.text("feature no longer used", name) for name in stopped),
    )


def _fall(weeks: Sequence[Week], last: float, metric: str, about: About) -> Fall | None:
    """The largest fall, where it was steep and hasn't been made up for, as a holiday's is."""
    drop = largest_drop(weeks)
    if drop is None or drop.after > STEEP * drop.before or 2 * last > drop.before + drop.after:
        return None
    noun, unit = NOUNS[metric], UNITS[metric]
    return Fall(
        about.day(f"largest fall of {noun}, week to", drop.end),
        about.number(f"{noun} before the largest fall", tidy(drop.before), unit),
        about.number(f"{noun} after the largest fall", tidy(drop.after), unit),
    )
