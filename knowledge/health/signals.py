"""The arrays that a score is computed from: what was observed of each account on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
CodeArray: TypeAlias = NDArray[np.int8]

Segment = Literal["enterprise", "mid_market", "smb"]
Stage = Literal["onboarding", "adopting", "mature", "renewing"]
MeasureId = Literal[
    "seat_utilisation",
    "usage_trend",
    "feature_breadth",
    "p1_age",
    "ticket_rate",
    "contact_recency",
    "responsiveness",
    "nps",
    "csat",
]
EvidenceId = Literal["p1_open_hours", "champion_left_days", "usage_zero_days", "notice_served_days"]

SEGMENTS: tuple[str, ...] = get_args(Segment)
STAGES: tuple[str, ...] = get_args(Stage)
MEASURES: tuple[str, ...] = get_args(MeasureId)
EVIDENCE: tuple[str, ...] = get_args(EvidenceId)

UNITS: Mapping[str, str] = {
    "seat_utilisation": "percent",
    "usage_trend": "percent",
    "feature_breadth": "percent",
    "p1_age": "hours",
    "ticket_rate": "per 100 seats",
    "contact_recency": "days",
    "responsiveness": "percent",
    "nps": "points of 10",
    "csat": "percent",
}
EVIDENCE_UNITS: Mapping[str, str] = {
    "p1_open_hours": "hours",
    "champion_left_days": "days",
    "usage_zero_days": "days",
    "notice_served_days": "days",
}


@dataclass(frozen=True, slots=True)
class Observed:
    """One measure of n accounts: three arrays of shape (n,).

    `value` is in the measure's unit (`UNITS`), NaN where it is missing. `age_days` is how old the
    value is: of the source for usage, tickets and contacts, of the newest answer for surveys.
    `sample_size` is what the value rests on (seats, asks, answers); None or NaN where it is not a
    sample, and 0 where nothing was observed, which makes the value missing.
    """

    value: FloatArray
    age_days: FloatArray
    sample_size: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Signals:
    """What was observed of n accounts as of one day. Rows are accounts.

    `values`, `age_days`, `sample_sizes`: float64 (n, 9), columns as `MEASURES`.
    `segment`, `stage`: int8 (n,), positions in `SEGMENTS` and `STAGES`, -1 where not recorded.
    `tenure_days`: float64 (n,), days since the first contract's start, NaN where not known.
    `evidence`: float64 (n, 4), columns as `EVIDENCE`, NaN where there is nothing to hold against
    the account: hours that the oldest P1 is open; days since the champion left, while nobody has
    the role; days without any usage, on a paying account whose usage source is fresh; days since
    notice was served.

    Raises ValueError where the shapes or codes don't fit.
    """

    values: FloatArray
    age_days: FloatArray
    sample_sizes: FloatArray
    segment: CodeArray
    stage: CodeArray
    tenure_days: FloatArray
    evidence: FloatArray

    def __post_init__(self) -> None:
        n = self.values.shape[0]
        wide, narrow = (n, len(MEASURES)), (n,)
        expected = {
            "values": wide,
            "age_days": wide,
            "sample_sizes": wide,
            "segment": narrow,
            "stage": narrow,
            "tenure_days": narrow,
            "evidence": (n, len(EVIDENCE)),
        }
        for name, shape in expected.items():
            found = getattr(self, name).shape
            if found != shape:
                raise ValueError(f"{name} has shape {found}; {shape} was expected")
        for name, words in (("segment", SEGMENTS), ("stage", STAGES)):
            codes = getattr(self, name)
            if np.any((codes < -1) | (codes >= len(words))):
                raise ValueError(f"{name} holds a code outside -1..{len(words) - 1}")

    def __len__(self) -> int:
        return int(self.values.shape[0])


def stack_signals(
    observed: Mapping[str, Observed],
    evidence: Mapping[str, FloatArray],
    *,
    segment: CodeArray,
    stage: CodeArray,
    tenure_days: FloatArray,
) -> Signals:
    """Make Signals of columns by name; a measure or evidence that is not given is missing.

    Raises ValueError on a name outside `MEASURES` or `EVIDENCE`, or where shapes don't fit.
    """
    for name in (*observed, *evidence):
        if name not in MEASURES and name not in EVIDENCE:
            raise ValueError(f"no measure or evidence is named {name!r}")
    n = len(segment)
    values, ages, sizes = (np.full((n, len(MEASURES)), np.nan) for _ in range(3))
    for name, column in observed.items():
        j = MEASURES.index(name)
        values[:, j], ages[:, j] = column.value, column.age_days
        if column.sample_size is not None:
            sizes[:, j] = column.sample_size
    held = np.full((n, len(EVIDENCE)), np.nan)
    for name, found in evidence.items():
        held[:, EVIDENCE.index(name)] = found
    return Signals(values, ages, sizes, segment, stage, tenure_days, held)


def codes(names: list[str | None], words: tuple[str, ...]) -> CodeArray:
    """Turn segment or stage names into their positions in `words`; -1 for any other."""
    positions = {word: i for i, word in enumerate(words)}
    return np.array([positions.get(name or "", -1) for name in names], dtype=np.int8)
