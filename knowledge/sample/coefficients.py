"""The numbers behind the world: how causes become value, and value becomes what can be seen.

Three variants. "default" is what a CSM would expect. "flipped" has other coefficients, some of them
with the other sign, and heavy-tailed noise, so that nothing can be tuned to one world. In "null"
a renewal has nothing to do with anything that came before it.
"""

from dataclasses import dataclass, replace
from typing import Literal

Variant = Literal["default", "flipped", "null"]


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Hazards are per week. A logit is given as base and slope on the hidden value v."""

    # The hidden value: v = keep * v + (1 - keep) * (fit + onboarding * win + level + drift) + noise
    keep: float = 0.9
    level: float = -0.3
    fit_sd: float = 0.55
    win_effect: float = 0.5
    noise_sd: float = 0.06
    drift_keep: float = 0.97
    # What happens to an account.
    champion_leaves: float = 0.0035
    champion_replaced: float = 0.07
    champion_absent_drift: float = -0.05
    buyer_leaves: float = 0.0028
    buyer_replaced: float = 0.06
    reorganises: float = 0.0022
    reorg_drift: tuple[float, float] = (-1.3, -0.8)
    competitor_comes: float = 0.0022
    competitor_drift: float = -0.8
    new_use_case: float = 0.0045
    new_use_case_drift: float = 0.7
    p1_rate: float = 0.005
    p1_slope: float = -0.5
    p1_drift: float = -0.12
    p1_open_drift: float = -0.05
    price_pushback: float = 0.02
    expands: float = 0.006
    # What can be seen of it.
    seats_used: tuple[float, float] = (0.85, 1.35)
    habit_on_seats: float = 0.2
    usage_wander: float = 0.22
    breadth_slope: float = 1.6
    question_rate: float = 0.3
    question_slope: float = 0.35
    bug_slope: float = -0.35
    replies: tuple[float, float] = (0.3, 1.4)
    replies_without_champion: float = -1.1
    held: tuple[float, float] = (1.2, 1.3)
    answers_survey: tuple[float, float] = (-0.3, 0.6)
    nps: tuple[float, float] = (7.0, 1.9)
    nps_sd: float = 1.1
    heavy_tails: bool = False
    # How a renewal is decided: the logit of leaving.
    leaves: tuple[float, float] = (-3.2, -1.9)
    leaves_without_champion: float = 0.9
    leaves_without_buyer: float = 0.7
    leaves_without_win: float = 0.5
    leaves_after_pushback: float = 0.4
    hidden_shock_sd: float = 0.9


_DEFAULT = Coefficients()
_VARIANTS: dict[str, Coefficients] = {
    "default": _DEFAULT,
    "flipped": replace(
        _DEFAULT,
        keep=0.86,
        fit_sd=0.7,
        noise_sd=0.1,
        win_effect=0.2,
        champion_absent_drift=-0.015,
        competitor_drift=-1.2,
        p1_drift=-0.02,
        p1_slope=0.25,
        habit_on_seats=0.6,
        seats_used=(0.9, 0.7),
        breadth_slope=0.5,
        question_slope=-0.5,
        bug_slope=0.15,
        replies=(0.5, 0.8),
        nps=(7.2, 0.8),
        nps_sd=1.6,
        heavy_tails=True,
        leaves=(-2.7, -1.3),
        leaves_without_champion=0.2,
        leaves_without_win=1.1,
    ),
    "null": replace(
        _DEFAULT,
        leaves=(-2.2, 0.0),
        leaves_without_champion=0.0,
        leaves_without_buyer=0.0,
        leaves_without_win=0.0,
        leaves_after_pushback=0.0,
    ),
}


def coefficients(variant: Variant) -> Coefficients:
    """The numbers of a variant. Raises KeyError on another name."""
    return _VARIANTS[variant]
