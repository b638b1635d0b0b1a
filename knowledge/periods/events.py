"""Times named by what happened: "since our last QBR". The caller knows the account's dates."""

from re import Match

from knowledge.periods.frame import Event, Frame, Rule
from knowledge.periods.period import Span

_NAMES: tuple[tuple[str, Event], ...] = (
    (
        r"(?:last|latest|previous)\s+(?:qbr|ebr|(?:quarterly|executive)\s+business\s+review)",
        "last QBR",
    ),
    (r"(?:last|latest|previous)\s+call", "last call"),
    (r"(?:last|latest|previous)\s+meeting", "last meeting"),
    (r"(?:last|latest|previous)\s+renewal", "last renewal"),
    (r"(?:kick-?\s?off)", "kick-off"),
    (r"go(?:ing)?[-\s]?live", "go-live"),
)
_WHOSE = r"(?:(?:our|the|my|their|its|your)\s+)?"


def _happened(match: Match[str], frame: Frame) -> Span | None:
    index = next(int(group[1:]) for group, words in match.groupdict().items() if words)
    name = _NAMES[index][1]
    day = frame.events.get(name)
    return Span(day, day, f"the {name}") if day else None


_ANY = "|".join(f"(?P<e{index}>{pattern})" for index, (pattern, _) in enumerate(_NAMES))
EVENTS: tuple[Rule, ...] = (Rule(f"{_WHOSE}(?:{_ANY})", _happened, clear_alone=False),)
