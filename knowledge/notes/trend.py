"""How the tone of messages moves between two periods: by messages, never by single words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal

from knowledge.notes.reading import PLAIN

Verdict = Literal["worse", "better", "steady", "bad", "good", "mixed", "too few"]
# Fewer messages than this in a period tell no tone; a smaller difference of means is noise.
ENOUGH = 3
MOVED = 0.2


@dataclass(frozen=True, slots=True)
class Heard:
    """The messages of a period: how many, how many of them bad, how many good, the mean tone."""

    messages: int
    bad: int
    good: int
    mean: float


def heard(tones: Iterable[float]) -> Heard:
    """Count the tones, each from -1 to 1. The mean of none is 0."""
    scores = list(tones)
    mean = sum(scores) / len(scores) if scores else 0.0
    bad = sum(score <= -PLAIN for score in scores)
    return Heard(len(scores), bad, sum(score >= PLAIN for score in scores), mean)


def verdict(now: Heard, before: Heard) -> Verdict:
    """Say how `now` sounds against `before`, or by itself where before there was too little."""
    if now.messages < ENOUGH:
        return "too few"
    if before.messages < ENOUGH:
        return _by_itself(now)
    moved = now.mean - before.mean
    if abs(moved) < MOVED:
        return "steady"
    return "better" if moved > 0 else "worse"


def answer_days(
    asked: Sequence[date], answered: Sequence[date], *, within: int = 30
) -> float | None:
    """The median days from each mail of ours to their next one, both in order; None under 3.

    A mail that nobody answered within `within` days doesn't count here: it is told by the share
    of answers.
    """
    waits = []
    for day in asked:
        later = [(other - day).days for other in answered if other >= day]
        if later and later[0] <= within:
            waits.append(later[0])
    return median(waits) if len(waits) >= ENOUGH else None


def _by_itself(now: Heard) -> Verdict:
    if now.bad > now.messages / 2:
        return "bad"
    return "good" if now.good > now.messages / 2 else "mixed"
