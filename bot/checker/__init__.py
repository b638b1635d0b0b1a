"""The checker: what in a text no fact bears out. Pure: text and facts in, findings out."""

from bot.checker.check import check
from bot.checker.findings import Finding, Kind

__all__ = ["Finding", "Kind", "check"]
