"""What a time phrase is read against, and the shape of a rule that reads one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from re import Match
from typing import Literal

from knowledge.company import Company
from knowledge.periods.period import Span
from knowledge.periods.words import Reference

Lean = Literal["past", "future"]
Event = Literal["last QBR", "last call", "last meeting", "last renewal", "kick-off", "go-live"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Today, the company's calendar, which way a bare "March" leans, and dates of events."""

    today: date
    company: Company
    lean: Lean
    events: Mapping[Event, date] = field(default_factory=dict)

    @property
    def first_month(self) -> int:
        """The month the fiscal year starts in."""
        return self.company.fiscal_year_start

    def leaning(self, lean: Lean) -> "Frame":
        """Give the same frame leaning that way."""
        return replace(self, lean=lean)

    def seen_from(self, day: date, lean: Lean) -> "Frame":
        """Give the frame as if today were `day`."""
        return replace(self, today=day, lean=lean)

    def choose(
        self, candidates: Iterable[tuple[date, date]], reference: Reference | None = None
    ) -> tuple[date, date] | None:
        """Pick among yearly or weekly recurrences, given in order of time.

        "next" is the first that has not begun, "last" the latest that is over. Without either, the
        one that today is in, else the nearest on the side of the lean.
        """
        spans = list(candidates)
        if reference == "next":
            return next((span for span in spans if span[0] > self.today), None)
        if reference == "last":
            return next((span for span in reversed(spans) if span[1] < self.today), None)
        if self.lean == "future":
            return next((span for span in spans if span[1] >= self.today), None)
        return next((span for span in reversed(spans) if span[0] <= self.today), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of lower-case words, and what it means; None where it means nothing after all.

    A rule that is not `clear_alone` counts inside a sentence only after a preposition.
    """

    pattern: str
    build: Callable[[Match[str], Frame], Span | None]
    clear_alone: bool = True
