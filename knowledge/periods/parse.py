"""Read one time phrase: prepositions and ranges here, what they join in the rules."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from knowledge.company import Company
from knowledge.errors import UnclearPeriod
from knowledge.periods.atoms import read_atom
from knowledge.periods.frame import Event, Frame, Lean
from knowledge.periods.period import Period, Span
from knowledge.periods.points import point_date
from knowledge.periods.units import DAY, add_months
from knowledge.periods.words import NUMBER, SHORT_UNIT, UNIT

PLAIN = str.maketrans({"’": "'", "–": "-", "—": "-", "\N{NO-BREAK SPACE}": " "})

_LONGEST = 120
_EARLIEST, _LATEST = date(1900, 1, 1), date(2099, 12, 31)
_BARE_COUNT = re.compile(rf"{NUMBER}[\s-]*(?:{UNIT}|{SHORT_UNIT}|hours?)")
_ONE_WAY_MONTHS = 12
_HALF_A_YEAR = timedelta(days=183)
_LABEL = re.compile(r".*\(([^()]+)\)")
_FROM = re.compile(r"(?:from|between|starting(?:\s+(?:in|from|on))?)\s+")
_JOINTS = re.compile(r"\s*-\s*|\s+(?:to|until|till|til|through|thru|and|up\s+to)\s+")
_CUES: tuple[tuple[str, str], ...] = (
    (r"(?:ever\s+)?since", "since"),
    (r"from|starting(?:\s+(?:in|from|on))?|as\s+from", "from"),
    (r"after|later\s+than|beyond|past", "after"),
    (r"before|prior\s+to|ahead\s+of|earlier\s+than", "before"),
    (r"until|till|til|up\s+(?:to|until)|through|thru|by|no\s+later\s+than|on\s+or\s+before", "by"),
    (r"in|during|for|over|on|at|within|throughout|around|of|across|as\s+(?:of|at)", "in"),
)
_EXAMPLES = (
    "'next quarter', 'since March', 'in the next 90 days', 'Q1 2027' or '2026-03-01 to 2026-05-31'"
)


def parse_period(
    phrase: str,
    today: date,
    company: Company,
    *,
    lean: Lean = "future",
    events: Mapping[Event, date] = MappingProxyType({}),
) -> Period:
    """Turn a time phrase into days, both ends included.

    `lean` decides for a bare "March" or "Q1": the coming one (renewals) or the latest (usage).
    Quarters and halves are fiscal unless a calendar year is named; a fiscal year has the name of
    the year it ends in. `events` dates what the phrase may name ("since our last QBR"). Raises
    UnclearPeriod, with examples of what works.
    """
    words = normalised(phrase)
    frame = Frame(today, company, lean, events)
    try:
        span = _resolve(words, frame) if 0 < len(words) <= _LONGEST else None
    except (ValueError, OverflowError):
        span = None
    if span is None or not _EARLIEST <= span.start <= span.end <= _LATEST:
        shown = phrase.strip()[:_LONGEST]
        raise UnclearPeriod(f"{shown!r} is not a time that has dates: say {_EXAMPLES}.")
    return span.labelled()


def normalised(phrase: str) -> str:
    """Give a phrase in lower case with plain quotes, hyphens and spaces."""
    text = phrase.lower().translate(PLAIN).strip(" \t\n.,;:?!\"'")
    return " ".join(text.split())


def _resolve(words: str, frame: Frame) -> Span | None:
    if label := _LABEL.fullmatch(words):
        return _resolve(label[1], frame)
    for read in (_point_or_unit, _range, _after_cue):
        if span := read(words, frame):
            return span
    day = point_date(words, frame.today, frame.lean)
    return Span(day, day) if day else None


def _point_or_unit(words: str, frame: Frame) -> Span | None:
    span = read_atom(words, frame)
    if span and span.is_edge and span.end >= frame.today:
        return _until(span, frame)
    return span


def _range(words: str, frame: Frame) -> Span | None:
    opener = _FROM.match(words)
    body = words[opener.end() :] if opener else words
    for joint in _JOINTS.finditer(body):
        left, right = body[: joint.start()], body[joint.end() :]
        ends = _joined(left, right, frame)
        if not ends:
            continue
        first, last = ends
        is_listed = joint[0].strip() == "and" and not opener
        if first.start > last.end or (is_listed and first.end + DAY != last.start):
            continue
        return Span(first.start, last.end, _called_from_to(first.name, last.name))
    return None


def _called_from_to(first: str, last: str) -> str:
    if not first or not last:
        return ""
    if first.split()[-1] == last.split()[-1]:
        first = " ".join(first.split()[:-1]) or first
    return f"{first} to {last}"


def _joined(left: str, right: str, frame: Frame) -> tuple[Span, Span] | None:
    if left.rstrip("stndrh").isdecimal() and (dated := re.match(r"\d+(?:st|[nr]d|th)?\s+", right)):
        left = f"{left} {right[dated.end() :]}"
    last = read_atom(right, frame.leaning("past"))
    first = read_atom(left, frame.leaning("past"))
    if not first or not last:
        return None
    if _is_fixed(left, frame):
        return first, read_atom(right, frame.seen_from(first.start, "future")) or last
    if _is_fixed(right, frame):
        return read_atom(left, frame.seen_from(last.end, "past")) or first, last
    if frame.lean == "past":
        return read_atom(left, frame.seen_from(last.end, "past")) or first, last
    first = read_atom(left, frame) or first
    return first, read_atom(right, frame.seen_from(first.start, "future")) or last


def _is_fixed(words: str, frame: Frame) -> bool:
    """Tell whether the words mean the same days whichever way one leans, whatever the season."""
    in_half_a_year = frame.seen_from(frame.today + _HALF_A_YEAR, "past")
    return all(
        read_atom(words, seen.leaning("past")) == read_atom(words, seen.leaning("future"))
        for seen in (frame, in_half_a_year)
    )


def _after_cue(words: str, frame: Frame) -> Span | None:
    for pattern, cue in _CUES:
        match = re.match(rf"(?:{pattern})\s+", words)
        if match and (span := _DIRECTIONS[cue](words[match.end() :], frame)):
            return span
    return None


def _since(rest: str, frame: Frame) -> Span | None:
    past = frame.leaning("past")
    span = _dated(rest, past) or read_atom(rest, past)
    if not span or span.start > frame.today:
        return None
    return Span(span.start, frame.today, f"since {_called(span)}")


def _from(rest: str, frame: Frame) -> Span | None:
    start = re.sub(r"\s+(?:on|onwards?|forward)$", "", rest)
    span = _dated(start, frame)
    if span and start == rest and span.start < span.end < frame.today:
        return span
    return _onward(span.start, f"from {_called(span)}", frame) if span else None


def _after(rest: str, frame: Frame) -> Span | None:
    span = _dated(rest, frame)
    return _onward(span.end + DAY, f"after {_called(span)}", frame) if span else None


def _onward(start: date, name: str, frame: Frame) -> Span:
    if start <= frame.today:
        return Span(start, frame.today, f"{name} to today")
    return Span(start, add_months(start, _ONE_WAY_MONTHS) - DAY, f"{name}, 12 months")


def _by(rest: str, frame: Frame) -> Span | None:
    span = _dated(rest, frame)
    return _until(span, frame) if span else None


def _before(rest: str, frame: Frame) -> Span | None:
    span = _dated(rest, frame)
    if not span or span.is_edge:
        return _until(span, frame) if span else None
    return _up_to(span.start - DAY, f"before {_called(span)}", frame)


def _in(rest: str, frame: Frame) -> Span | None:
    return _point_or_unit(rest, frame) or _range(rest, frame)


def _until(span: Span, frame: Frame) -> Span:
    return _up_to(span.end, f"until {_called(span)}", frame)


def _up_to(end: date, name: str, frame: Frame) -> Span:
    if end >= frame.today:
        return Span(frame.today, end, name)
    return Span(add_months(end, -_ONE_WAY_MONTHS) + DAY, end, f"12 months {name}")


def _dated(words: str, frame: Frame) -> Span | None:
    if _BARE_COUNT.fullmatch(words):
        return None
    span = read_atom(words, frame)
    if span:
        return span
    day = point_date(words, frame.today, frame.lean)
    return Span(day, day) if day else None


def _called(span: Span) -> str:
    return span.name or span.labelled().label


_DIRECTIONS: dict[str, Callable[[str, Frame], Span | None]] = {
    "since": _since,
    "from": _from,
    "after": _after,
    "before": _before,
    "by": _by,
    "in": _in,
}
