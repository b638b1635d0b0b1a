"""What the words beside a mention say that it measures."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.checker.layout import Line
from bot.checker.lexicon import Words, words
from bot.checker.mentions import Mention
from bot.checker.roles import Role, role_of

_BOUND = r"[;()\[\]|·,→▲▼●]|[.!?]\s|\s[–—-]\s|\b(?:and|but|while|whereas|plus)\b"
_BEFORE = re.compile(_BOUND)
_AFTER = re.compile(
    rf"{_BOUND}|[:.!?]|\b(?:with|for|at(?!\ risk)|by|from|to|on|since|in|was|were|is|are|than"
    r"|after|before|as|because|so|when|which|who|that|versus|vs|need|needs)\b"
)
_CHANGES = """up down rise rises risen rose fall falls fallen fell drop drops dropped grow grows
    grown grew gain gained gains lose loses lost more fewer less higher lower faster slower increase
    increased increasing decrease decreased decreasing decline declined declining improve improved
    improvement worse worsened gap change changed changes moved shed added ahead behind above below
    short"""
_DELTAS = frozenset(_CHANGES.split())
_IN_BRACKETS = re.compile(r"[ \w-]*\(")
_NONE: Words = frozenset()
_LABEL = re.compile(r"[^\w\n]*([A-Za-z][^:\d\n]{2,40}):")
_COPULA = re.compile(r"\s*(?:are|is|were|was|(?:has|have) been)\s+")
_SCORE = words("health score")
_BAND_AFTER = re.compile(r"\s*,\s*(?:green|yellow|red)\b")
_BAND_BEFORE = re.compile(r"\b(?:green|yellow|red), was $")
_NEAR = 70
_SINCE = re.compile(r"\b(?:since|from|after|starting)\s(?:\w{3}\s)?$", re.I)
_UNTIL = re.compile(r"\b(?:until|till|through|to|by|before|ending|end of)\s(?:\w{3}\s)?$", re.I)


class Cue(NamedTuple):
    """The words that tell a mention's attribute, and whether it is told as a change.

    `noun` are those that follow a plain number ("5 open tickets"): they tell more than the rest.
    `label` are those that the line begins with ("Invoice cycle: ...").
    """

    words: Words
    noun: Words
    label: Words
    is_change: bool
    is_in_table: bool = False
    is_share: bool = False
    """The column that it stands in is headed as a percentage."""
    role: Role = ""
    counted: Words = frozenset()
    """The things that the facts count and that a noun after the number names."""
    bound: str = ""
    """Which end of a time it is told as: "since", "until", or neither."""


def cues(
    bare: str, mentions: Sequence[Mention], lines: Sequence[Line], units: Words = _NONE
) -> list[Cue]:
    """Give each mention's cue; mentions joined as "41 → 22" share theirs.

    `units` are the things that the facts count, in the singular.
    """
    told = [_Side(bare, mentions, at, line) for at, line in enumerate(lines)]
    found: list[Cue] = []
    for at, side in enumerate(told):
        first = at
        while first > 0 and mentions[first].joined:
            first -= 1
        last = at
        while last + 1 < len(mentions) and mentions[last + 1].joined:
            last += 1
        shared = side.words | told[first].before_words | told[last].after_words
        if not shared and first < at:
            shared = found[first].words
        if not shared and at > 0 and _IN_BRACKETS.fullmatch(bare, *_between(mentions, at)):
            shared = found[-1].words
        figure = mentions[at].figure
        noun = told[last].after_words if figure is not None and not figure.unit else _NONE
        changes = side.is_change or told[first].is_change or told[last].is_change
        label = _label(bare, lines[at])
        role = role_of(bare, mentions[at].start, mentions[at].end, mentions[at].joined)
        found.append(
            Cue(
                shared,
                noun,
                label,
                changes,
                side.is_in_table,
                side.is_share,
                role,
                told[last].counted & units,
                _bound(bare, mentions[at].start),
            )
        )
    return found


class _Side:
    def __init__(self, bare: str, mentions: Sequence[Mention], at: int, line: Line) -> None:
        mention = mentions[at]
        cell = next((c for c in line.cells if c.start <= mention.start < c.end), None)
        floor, ceiling = (cell.start, cell.end) if cell else (line.start, line.end)
        if at > 0 and mentions[at - 1].end > floor:
            floor = _after_noun(bare, mentions[at - 1], mention.start)
        if at + 1 < len(mentions):
            ceiling = min(ceiling, mentions[at + 1].start)
        before = _last(bare[max(floor, mention.start - _NEAR) : mention.start])
        after = _first(bare[mention.end : min(ceiling, mention.end + _NEAR)])
        self.before_words, self.after_words = words(before), words(after)
        self.words = self.before_words | self.after_words
        if _has_band(bare, mention):
            self.words |= _SCORE
        self.counted = _singulars(after)
        self.is_in_table = cell is not None
        self.is_share = False
        if cell is not None:
            label = bare[line.cells[0].start : line.cells[0].end] if not cell.is_first else ""
            self.words |= words(f"{cell.header} {label}")
            self.is_share = "%" in cell.header or "%" in label
        signed = mention.figure is not None and mention.figure.signed
        self.is_change = signed or _tells_change(before) or _tells_change(after)


def _bound(bare: str, at: int) -> str:
    before = bare[max(0, at - 12) : at]
    return "since" if _SINCE.search(before) else "until" if _UNTIL.search(before) else ""


def _has_band(bare: str, mention: Mention) -> bool:
    """Say whether a band stands beside it: "38, red", "red, was 61"."""
    if mention.figure is None or mention.figure.unit or mention.figure.signed:
        return False
    is_after = _BAND_AFTER.match(bare, mention.end) is not None
    return is_after or bool(_BAND_BEFORE.search(bare, max(0, mention.start - 16), mention.start))


def _singulars(window: str) -> Words:
    return frozenset(word[:-1] if word.endswith("s") else word for word in window.lower().split())


def _tells_change(window: str) -> bool:
    return any(word.strip("(),:;") in _DELTAS for word in window.lower().split())


def _label(bare: str, line: Line) -> Words:
    match = _LABEL.match(bare, line.start, line.end)
    return words(match[1]) if match else _NONE


def _after_noun(bare: str, mention: Mention, end: int) -> int:
    """Give where the noun that a plain number counts is over: it tells nothing of the next."""
    if mention.figure is None or mention.figure.unit:
        return mention.end
    bound = _AFTER.search(bare, mention.end, end)
    return bound.start() if bound else mention.end


def _between(mentions: Sequence[Mention], at: int) -> tuple[int, int]:
    return mentions[at - 1].end, mentions[at].start


def _last(window: str) -> str:
    cut = 0
    for bound in _BEFORE.finditer(window):
        cut = bound.end()
    return window[cut:]


def _first(window: str) -> str:
    window = _COPULA.sub("", window, count=1) if _COPULA.match(window) else window
    bound = _AFTER.search(window)
    return window[: bound.start()] if bound else window
