"""Past renewals as arrays: what is learnt from and tested on."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.health.renewal_fit import Labelled
from knowledge.health.renewal_signals import RENEWAL_SIGNALS
from knowledge.health.signals import CodeArray, FloatArray

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class History:
    """Past renewals as they stood some days before: m rows, a renewal at one lead time each.

    `rows.x` has the columns of `RENEWAL_SIGNALS`. Days are ordinals: `as_of` that of the signals,
    `known_on` that of the outcome. `lead`: the days before the renewal that the row stands for.
    `health`: the score, NaN where unknown. `call`: a position in `CALLS`, NaN where none was made.
    `undecided`: whether the outcome was open on the row's day; the others are never learnt from.
    `under_notice` counts the renewals before which notice was served, and those of them that were
    renewed all the same.
    """

    rows: Labelled
    lead: FloatArray
    as_of: Ids
    known_on: Ids
    segment: CodeArray
    health: FloatArray
    call: FloatArray
    undecided: Mask
    under_notice: tuple[int, int] = (0, 0)

    def __len__(self) -> int:
        return len(self.rows)

    def rows_where(self, wanted: Mask) -> "History":
        """Return some of the rows."""
        kept = {name: getattr(self, name)[wanted] for name in _ARRAYS}
        return replace(self, rows=self.rows.rows(wanted), **kept)


_ARRAYS = tuple(
    field.name for field in fields(History) if field.name not in ("rows", "under_notice")
)


def stack_histories(parts: Sequence[History], under_notice: tuple[int, int] = (0, 0)) -> History:
    """Return the parts' rows as one history; without parts, one of no rows."""
    if not parts:
        nothing, nobody = np.empty(0), np.empty(0, np.int64)
        rows = Labelled(np.empty((0, len(RENEWAL_SIGNALS))), nothing > 0, nobody, nobody)
        none = np.empty(0, np.int8)
        return History(
            rows, nothing, nobody, nobody, none, nothing, nothing, nothing > 0, under_notice
        )
    rows = Labelled(
        *(
            np.concatenate([getattr(part.rows, field.name) for part in parts])
            for field in fields(Labelled)
        )
    )
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    return replace(parts[0], rows=rows, under_notice=under_notice, **columns)
