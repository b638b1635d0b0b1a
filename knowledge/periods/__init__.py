"""One reader of time phrases: "next quarter", "since March", "Q3 FY26", "before year end"."""

from knowledge.periods.find import find_period
from knowledge.periods.frame import Event, Lean
from knowledge.periods.parse import parse_period
from knowledge.periods.period import Period, show_day, show_days

__all__ = ["Event", "Lean", "Period", "find_period", "parse_period", "show_day", "show_days"]
