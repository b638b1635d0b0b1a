"""The reasons of one snapshot, to and from the JSON text that the store keeps."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.health import applied_caps, contributions, missing, points_lost
from knowledge.health.score import Scores
from knowledge.health.signals import FloatArray

_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A measure that the score rests on.

    `value` is raw, in `unit`; `points` are its 0-100; `points_lost` and `contribution` are what it
    takes from 100 and brings to the score before caps: over the parts they sum to 100 less that
    score, and to that score. `freshness` (0-1) and `weight` (over all measures they sum to 1) are
    what it counted with.
    """

    measure: str
    group: str
    words: str
    value: float
    unit: str
    points: float
    points_lost: float
    contribution: float
    age_days: float
    freshness: float
    weight: float


@dataclass(frozen=True, slots=True)
class CapHeld:
    """A cap that holds the score at or under `limit`, because `evidence` (in `unit`) is so."""

    cap: str
    words: str
    limit: float
    evidence: float
    unit: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Why a score is what it is. `computed` is the score before caps, None where there is none.

    `missing` names the measures that weigh something and have no usable value.
    """

    computed: float | None
    parts: tuple[Part, ...]
    caps: tuple[CapHeld, ...]
    missing: tuple[str, ...]


def written_details(scores: Scores, rows: Sequence[int]) -> list[str]:
    """Return the JSON text of each of these rows of the scores."""
    of_measures = {
        "value": scores.values,
        "points": scores.m,
        "points_lost": points_lost(scores),
        "contribution": contributions(scores),
        "age_days": scores.age_days,
        "freshness": scores.f,
        "weight": scores.w,
    }
    numbers = {name: _numbers(array[rows]) for name, array in of_measures.items()}
    fixed = [
        {"measure": m.id, "group": m.group, "words": m.words, "unit": m.unit}
        for m in scores.rules.measures
    ]
    computed = _numbers(scores.computed[rows])
    return [
        json.dumps(
            {
                "computed": computed[i],
                "measures": [
                    known | {name: found[i][j] for name, found in numbers.items()}
                    for j, known in enumerate(fixed)
                    if numbers["freshness"][i][j]
                ],
                "caps": _caps(scores, row),
                "missing": missing(scores, row),
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )
        for i, row in enumerate(rows)
    ]


def read_detail(text: str) -> Detail:
    """Return what `written_details` wrote."""
    found = json.loads(text)
    return Detail(
        found["computed"],
        tuple(Part(**part) for part in found["measures"] if part["freshness"]),
        tuple(CapHeld(**cap) for cap in found["caps"]),
        tuple(found["missing"]),
    )


def _caps(scores: Scores, row: int) -> list[dict[str, Any]]:
    return [
        {
            "cap": cap.cap,
            "words": cap.words,
            "limit": cap.limit,
            "evidence": cap.evidence,
            "unit": cap.unit,
        }
        for cap in applied_caps(scores, row)
    ]


def _numbers(array: FloatArray) -> list[Any]:
    """The array as lists, with null where JSON has no number."""
    plain = np.round(array, _DECIMALS).astype(object)
    plain[~np.isfinite(array)] = None
    numbers: list[Any] = plain.tolist()
    return numbers
