"""How old the data behind an answer is; what is stale is named in the answer."""

from collections.abc import Sequence
from datetime import date

from knowledge.facts import Fact
from knowledge.store.access import View
from knowledge.store.usage import newest_days
from tools.about import About

USAGE_STALE_DAYS = 7


def usage_freshness(view: View, newest: dict[int, date] | None = None) -> tuple[Fact, ...]:
    """The newest day of usage data among the view's accounts; unknown where there is none."""
    days = newest_days(view) if newest is None else newest
    latest = max(days.values(), default=None)
    return (About("usage data", view.today).day("newest day", latest, "usage"),)


def is_stale(newest: date | None, today: date) -> bool:
    return newest is None or (today - newest).days > USAGE_STALE_DAYS


def stale_names(names: dict[int, str], newest: dict[int, date], today: date) -> Sequence[str]:
    """The accounts whose usage data is old or missing."""
    return [name for key, name in names.items() if is_stale(newest.get(key), today)]
