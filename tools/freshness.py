"""How old the data behind an answer is; what is stale is named in the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.facts import Fact
from knowledge.store.access import View
from knowledge.store.usage import is_stale as is_stale
from knowledge.store.usage import newest_days
from tools.about import About

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest day of usage data, and the accounts whose data doesn't reach so far."""

    newest: Fact
    behind: tuple[Fact, ...]
    more: Fact | None


def freshness_of(accounts: Mapping[int, str], newest: Mapping[int, date], today: date) -> Freshness:
    """How old the usage data of these accounts (id to name) is; what is stale is named.

    Where all of it is stale, the newest day tells it.
    """
    about = About("usage data", today)
    days = [newest[key] for key in accounts if key in newest]
    latest = max(days, default=None)
    behind = [] if is_stale(latest, today) else stale_names(dict(accounts), dict(newest), today)
    more = len(behind) - _NAMED
    return Freshness(
        about.day("newest day", latest, "usage"),
        tuple(About(name, today).member("usage data, except") for name in behind[:_NAMED]),
        about.count("accounts without recent usage data", more, "accounts") if more > 0 else None,
    )


def usage_freshness(view: View, newest: dict[int, date] | None = None) -> tuple[Fact, ...]:
    """The newest day of usage data among the view's accounts; unknown where there is none."""
    days = newest_days(view) if newest is None else newest
    latest = max(days.values(), default=None)
    return (About("usage data", view.today).day("newest day", latest, "usage"),)


def stale_names(names: dict[int, str], newest: dict[int, date], today: date) -> Sequence[str]:
    """The accounts whose usage data is old or missing."""
    return [name for key, name in names.items() if is_stale(newest.get(key), today)]
