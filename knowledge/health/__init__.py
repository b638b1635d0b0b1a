"""The health engine: arrays of signals in, scores with their reasons out. Knows no store."""

from knowledge.health.bands import BANDS, bands, hold_bands
from knowledge.health.change import Mix, split_change, whole_points
from knowledge.health.explain import (
    AppliedCap,
    Change,
    Reason,
    applied_caps,
    contributions,
    decompose,
    missing,
    points_lost,
    reasons,
)
from knowledge.health.load import load_rules
from knowledge.health.rules import GROUPS, Rules
from knowledge.health.score import Scores, cap_limits, score
from knowledge.health.signals import (
    EVIDENCE,
    MEASURES,
    SEGMENTS,
    STAGES,
    UNITS,
    Observed,
    Signals,
    codes,
    stack_signals,
)

__all__ = [
    "BANDS",
    "EVIDENCE",
    "GROUPS",
    "MEASURES",
    "SEGMENTS",
    "STAGES",
    "UNITS",
    "AppliedCap",
    "Change",
    "Mix",
    "Observed",
    "Reason",
    "Rules",
    "Scores",
    "Signals",
    "applied_caps",
    "bands",
    "cap_limits",
    "codes",
    "contributions",
    "decompose",
    "hold_bands",
    "load_rules",
    "missing",
    "points_lost",
    "reasons",
    "score",
    "split_change",
    "stack_signals",
    "whole_points",
]
