"""What a change of a weighted mean is made of, exactly; and in whole points that still add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np

from knowledge.health.signals import FloatArray


@dataclass(frozen=True, slots=True)
class Mix:
    """A day's scores as weighted means, of n accounts over U measures.

    `share` (n, U): each measure's share of the weight that counted, 0 where it has no usable
    value, each row summing to 1. `points` (n, U): 0-100, NaN where there is no value. `mean` (n,):
    the sum of share x points, NaN where an account has no value at all.
    """

    share: FloatArray
    points: FloatArray
    mean: FloatArray


def split_change(before: Mix, after: Mix) -> tuple[FloatArray, FloatArray]:
    """Return the value parts and the weight parts of the change of the mean, both (n, U).

    With s the share and m the points: the value part is mean(s) * dm, the weight part
    (mean(m) - mean(H)) * ds, where a mean is that of the two days. This is the symmetric
    (Marshall-Edgeworth) decomposition of a change in a weighted mean; the parts sum to it. A
    measure with no value on one day takes the other day's, so that all of its coming or going is
    weight part.
    """
    m_0 = np.where(before.share == 0, after.points, before.points)
    m_1 = np.where(after.share == 0, before.points, after.points)
    used = (before.share != 0) | (after.share != 0)
    level = ((before.mean + after.mean) / 2)[:, None]
    value = np.where(used, (before.share + after.share) / 2 * (m_1 - m_0), 0.0)
    weight = np.where(used, ((m_0 + m_1) / 2 - level) * (after.share - before.share), 0.0)
    return value, weight


def whole_points(parts: Sequence[float], total: int) -> tuple[int, ...]:
    """Round parts so that they sum to `total`, by the largest remainder.

    `total` is within 1 of the parts' own sum, as a difference of two rounded scores is of their
    difference; then no part moves by 1 or more. Raises ValueError for no parts and a total.
    """
    if not parts:
        if total:
            raise ValueError("no parts can't sum to anything but 0")
        return ()
    whole = [floor(part) for part in parts]
    spare = total - sum(whole)
    largest_first = sorted(range(len(parts)), key=lambda i: whole[i] - parts[i])
    for turn in range(abs(spare)):
        at = turn % len(parts)
        place = largest_first[at] if spare > 0 else largest_first[-1 - at]
        whole[place] += 1 if spare > 0 else -1
    return tuple(whole)
