"""Histories of renewals in which one signal tells who leaves, or none does."""

from collections.abc import Sequence

import numpy as np

from knowledge.health.history import History
from knowledge.health.renewal_fit import Labelled
from knowledge.health.renewal_signals import stack_renewal_signals, with_lead

LEADS = (180, 120, 90, 60, 30)
FIRST = 738_000


def history(
    renewals: int = 300, *, effect: float = 2.0, seed: int = 3, leads: Sequence[int] = LEADS
) -> History:
    """Renewals over two years whose seat use tells who leaves, by `effect` on the log-odds."""
    rng = np.random.default_rng(seed)
    health = rng.normal(0, 1, renewals)
    left = rng.random(renewals) < 1 / (1 + np.exp(1.3 + effect * health))
    due = FIRST + 200 + rng.integers(0, 730, renewals)
    n = renewals * len(leads)
    renewal = np.repeat(np.arange(renewals), len(leads))
    lead = np.tile(np.array(leads, float), renewals)
    noise = rng.normal(0, 0.3, n)
    columns = {
        "seat_utilisation": 60 + 15 * (health[renewal] + noise),
        "nps": np.where(rng.random(n) < 0.4, np.nan, 7 + health[renewal] + rng.normal(0, 1, n)),
        "tenure": rng.uniform(100, 1500, n),
        "term": np.full(n, 12.0),
    }
    x = with_lead(stack_renewal_signals(columns, n), lead)
    rows = Labelled(x, left[renewal], renewal.copy(), renewal)
    return History(
        rows,
        lead,
        due[renewal] - lead.astype(np.int64),
        due[renewal],
        np.ones(n, np.int8),
        50 + 10 * (health[renewal] + noise),
        np.full(n, np.nan),
        np.ones(n, np.bool_),
        (10, 1),
    )


def shuffled(found: History, seed: int = 5) -> History:
    """The same with the outcomes dealt anew among the renewals."""
    rows = found.rows
    first = np.unique(rows.renewal, return_index=True)[1]
    dealt = np.random.default_rng(seed).permutation(rows.left[first])
    relabelled = Labelled(rows.x, dealt[rows.renewal], rows.account, rows.renewal)
    return found.__class__(
        relabelled, found.lead, found.as_of, found.known_on, found.segment, found.health,
        found.call, found.undecided, found.under_notice,
    )  # fmt: skip
