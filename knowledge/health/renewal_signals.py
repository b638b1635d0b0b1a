"""The raw signals of a renewal: what a probability is fitted on, as of one day."""

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np

from knowledge.health.signals import FloatArray

RenewalSignalId = Literal[
    "seat_utilisation",
    "seats_assigned",
    "usage_trend",
    "usage_on_half_year",
    "feature_breadth",
    "p1_age",
    "p1s_opened",
    "bugs_opened",
    "questions_asked",
    "contact_recency",
    "reply_rate",
    "meetings_held",
    "nps",
    "csat",
    "survey_replies",
    "champion_absent",
    "buyer_absent",
    "first_value_missing",
    "price_pushback",
    "tenure",
    "term",
    "enterprise",
    "smb",
    "lead",
    "lead_under_90",
]
RENEWAL_SIGNALS: tuple[str, ...] = get_args(RenewalSignalId)

RENEWAL_UNITS: Mapping[str, str] = {
    "seat_utilisation": "percent",
    "seats_assigned": "percent",
    "usage_trend": "percent",
    "usage_on_half_year": "percent",
    "feature_breadth": "percent",
    "p1_age": "hours",
    "p1s_opened": "tickets",
    "bugs_opened": "per 100 seats",
    "questions_asked": "per 100 seats",
    "contact_recency": "days",
    "reply_rate": "percent",
    "meetings_held": "percent",
    "nps": "points of 10",
    "csat": "percent",
    "survey_replies": "percent",
    "champion_absent": "yes or no",
    "buyer_absent": "yes or no",
    "first_value_missing": "yes or no",
    "price_pushback": "yes or no",
    "tenure": "days",
    "term": "months",
    "enterprise": "yes or no",
    "smb": "yes or no",
    "lead": "days",
    "lead_under_90": "days",
}


# What anybody knows without looking at how the account does: the length of its stay and its terms.
CONTEXT = ("tenure", "term", "enterprise", "smb", "lead", "lead_under_90")


def stack_renewal_signals(columns: Mapping[str, FloatArray], n: int) -> FloatArray:
    """Return the signals of n renewals, float64 (n, 25), columns as `RENEWAL_SIGNALS`.

    Units are those of `RENEWAL_UNITS`, yes is 1 and no is 0; a column that isn't given is missing
    (NaN). Raises ValueError on a name outside `RENEWAL_SIGNALS`.
    """
    found = np.full((n, len(RENEWAL_SIGNALS)), np.nan)
    for name, column in columns.items():
        if name not in RENEWAL_SIGNALS:
            raise ValueError(f"no renewal signal is named {name!r}")
        found[:, RENEWAL_SIGNALS.index(name)] = column
    return found


def with_lead(x: FloatArray, days_to_renewal: FloatArray) -> FloatArray:
    """Return signals (n, 25) with the days to each renewal (n,) in place.

    In the last 90 days most who leave have given notice, and are asked no more: the chance of the
    others falls faster there, which needs a column of its own.
    """
    placed = x.copy()
    placed[:, RENEWAL_SIGNALS.index("lead")] = days_to_renewal
    placed[:, RENEWAL_SIGNALS.index("lead_under_90")] = np.maximum(0.0, 90.0 - days_to_renewal)
    return placed


def off_season(change: FloatArray, *, fewest: int = 30) -> FloatArray:
    """Take the median off a change that all accounts share, as of one day.

    What everybody's use moved by is the season's (December, August), and says nothing of one
    account. Fewer than `fewest` values tell no season, and are left as they are.
    """
    known = change[~np.isnan(change)]
    return change - np.median(known) if len(known) >= fewest else change
