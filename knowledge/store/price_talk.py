"""Where notes say that the price is contested: phrases, no understanding."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from sqlalchemy import func, or_, select

from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.by_account import columns_by_account
from knowledge.store.tables import notes

PRICE_DAYS = 180
PHRASES = (
    "pushed back on the price", "pushed hard on price", "pushback on price", "price pushback",
    "price came up", "too expensive", "can't afford", "cannot afford", "can't justify the",
    "can't defend that", "can't take another", "isn't in my budget", "not in the budget",
    "price increase", "price rise", "a rise of", "flat renewal", "wants a discount",
    "asked for a discount", "lower price", "uplift",
)  # fmt: skip


def price_contested(view: View, ids: Sequence[int]) -> FloatArray:
    """Return 1 where a note of the last 180 days contests the price, else 0, shape (n,).

    NaN for everybody where the company keeps no notes.
    """
    n = notes.c
    written = func.lower(n.text)
    contested = or_(*(written.contains(phrase, autoescape=True) for phrase in PHRASES))
    since = view.today - timedelta(days=PRICE_DAYS - 1)
    query = (
        select(n.account_id, func.count().filter(contested).label("times"))
        .where(view.sees(n.account_id), n.day.between(since, view.today))
        .group_by(n.account_id)
    )
    times = columns_by_account(view.connection, query, ids)["times"]
    if np.isnan(times).all():
        return times
    return (np.nan_to_num(times) > 0).astype(float)
