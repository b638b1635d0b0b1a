"""The checker: what in a text no fact bears out, and what a customer may not read. Pure."""

from bot.checker.check import check
from bot.checker.findings import Finding, Kind
from bot.checker.wall import Leak, leaks

__all__ = ["Finding", "Kind", "Leak", "check", "leaks"]
