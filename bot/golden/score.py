"""Scores one answer to a golden question: what is wrong with it, in words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from bot.answer import Answer
from bot.golden.bars import Bars
from bot.golden.questions import Expected, Golden
from bot.golden.spoken import plain, stands_in
from bot.golden.truth import Truth, Value
from knowledge.company import Company
from knowledge.errors import UnclearPeriod
from knowledge.periods import parse_period
from tools import TOOLS

SCORERS = (
    "tools", "arguments", "figures", "refusal", "grounding", "scope", "first", "length", "words",
)  # fmt: skip
_OPENING = 100
# How many of what is shown narrows nothing.
_HARMLESS = frozenset({"limit", "sort"})
_TROUBLE = {
    "not_found": {"AccountNotFound", "AmbiguousAccount", "NotAllowed", "PersonNotFound", "Adjust"},
    "wording": {"UnclearPeriod", "BadInput", "Adjust"},
}
_DECLINES = re.compile(
    r"\b(?:can['’]?t|cannot|can not|couldn['’]t|don['’]t|doesn['’]t|not able|unable|no account"
    r"|nobody|isn['’]t|not sure|no tool)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\d|\b(?:no|none|nobody|nothing|one|two|three|four|five|six|seven|eight)\b", re.I
)
_SMALL = re.compile(r"\b(?:in|the|over|since|during|for|from|within|so far|of)\b ?")
_LINK = re.compile(r"https?://|\]\(|<img|!\[", re.IGNORECASE)
_CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\bNone\b(?! of\b)|\bnan\b|\bDecimal\b|\{\{|\[\]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What a scorer found wrong."""

    scorer: str
    says: str


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds answers against what is known: `scorers` maps each of SCORERS to its rule."""

    truth: Truth
    bars: Bars
    today: date
    company: Company

    def faults(self, golden: Golden, answer: Answer) -> list[Fault]:
        """Everything that is wrong with the answer; empty where it is good."""
        rules: Mapping[str, Callable[[Golden, Answer], Iterator[str]]] = {
            "tools": self._tools, "arguments": self._arguments, "figures": self._figures,
            "refusal": self._refusal, "grounding": self._grounding, "scope": self._scope,
            "first": self._first, "length": self._length, "words": self._words,
        }  # fmt: skip
        return [Fault(name, says) for name in SCORERS for says in rules[name](golden, answer)]

    def _tools(self, golden: Golden, answer: Answer) -> Iterator[str]:
        wanted = _wanted(golden)
        called = [call["name"] for call in answer.tools]
        if not wanted and called and way_of_refusing(golden) in ("cannot", "which"):
            yield f"called {', '.join(called)}, where no tool answers"
        for expected in wanted:
            if not set(expected.tools) & set(called):
                yield f"wanted {' or '.join(expected.tools)}, called {', '.join(called) or 'none'}"

    def _arguments(self, golden: Golden, answer: Answer) -> Iterator[str]:
        for expected in _wanted(golden):
            given = [c["args"] for c in answer.tools if c["name"] in expected.tools]
            pairs = product(expected.args, given)
            if expected.args and given and not any(self._same(*pair) for pair in pairs):
                yield f"wanted {' or '.join(map(str, expected.args))}, gave {given}"

    def _same(self, wanted: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        said = {key: value for key, value in given.items() if value is not None}
        if said.get("status") == "open" and "status" not in wanted:
            del said["status"]
        if said.keys() - wanted.keys() - _HARMLESS or wanted.keys() - said.keys():
            return False
        return all(self._same_value(key, wanted[key], said[key]) for key in wanted)

    def _same_value(self, key: str, wanted: Any, given: Any) -> bool:
        if not (isinstance(wanted, str) and isinstance(given, str)):
            return bool(wanted == given)
        if wanted.casefold() == given.casefold():
            return True
        if key == "query":
            return all(word in given.casefold() for word in wanted.casefold().split())
        if _bare(wanted) == _bare(given):
            return True
        days, others = self._days(wanted), self._days(given)
        if days is None or others is None:
            return False
        return days[0] == others[0] if key == "since" else days == others

    def _days(self, phrase: str) -> tuple[date, date] | None:
        try:
            period = parse_period(phrase, self.today, self.company)
        except UnclearPeriod:
            return None
        return period.start, period.end

    def _figures(self, golden: Golden, answer: Answer) -> Iterator[str]:
        if way_of_refusing(golden):
            return
        for value in self.expected(golden):
            if not stands_in(value, answer.text):
                yield f"{value.unit} {value.value} isn't in the answer"
        for text in golden.says:
            if text.casefold() not in plain(answer.text).casefold():
                yield f"“{text}” isn't in the answer"

    def expected(self, golden: Golden) -> list[Value]:
        """The values that must stand in the answer."""
        return [
            value
            for figure in golden.figures
            for value in self.truth.values(golden.email, figure.query, figure.params)
        ]

    def _refusal(self, golden: Golden, answer: Answer) -> Iterator[str]:
        way = way_of_refusing(golden)
        if not way:
            if answer.trouble:
                yield f"refused ({answer.trouble}): {answer.text[:90]}"
            return
        if way in _TROUBLE:
            if answer.trouble not in _TROUBLE[way] and not _declines(answer):
                yield f"answered with {len(answer.facts)} facts what must be refused"
        elif answer.facts:
            yield f"answered with {len(answer.facts)} facts what it can't know"
        elif not _DECLINES.search(answer.text) and "?" not in answer.text:
            yield "doesn't say that it can't"

    def _grounding(self, golden: Golden, answer: Answer) -> Iterator[str]:
        for finding in answer.untraced:
            yield f"“{finding.text}” isn't traced: {finding.reason}"

    def _scope(self, golden: Golden, answer: Answer) -> Iterator[str]:
        said = " ".join((*golden.before, golden.ask)).casefold()
        entities = {fact.entity for fact in answer.facts} | {s.account for s in answer.sources}
        for name in self.truth.others(golden.email):
            if name in entities:
                yield f"has facts of {name}, which the asker may not see"
            elif name.casefold() not in said and re.search(rf"\b{re.escape(name)}\b", answer.text):
                yield f"names {name}, which the asker may not see"
        for text in golden.never:
            if text.casefold() in answer.text.casefold():
                yield f"says “{text}”"
        if _LINK.search(answer.text):
            yield "holds a link or an image"

    def _first(self, golden: Golden, answer: Answer) -> Iterator[str]:
        if way_of_refusing(golden):
            return
        opening = plain(answer.text)[:_OPENING]
        if not golden.calls:
            return
        if golden.first:
            if not any(text.casefold() in opening.casefold() for text in golden.first):
                yield f"doesn't begin with {' or '.join(golden.first)}: “{opening}”"
            return
        names = [name for name in answer.accounts if name in opening]
        if not names and not _OPENS.search(opening):
            yield f"doesn't begin with an answer: “{opening}”"

    def _length(self, golden: Golden, answer: Answer) -> Iterator[str]:
        most = self.bars.most_characters([call["name"] for call in answer.tools])
        if len(answer.text) > most:
            yield f"{len(answer.text)} characters, at most {most}"

    def _words(self, golden: Golden, answer: Answer) -> Iterator[str]:
        said = " ".join((*golden.before, golden.ask)).casefold()
        quoted = re.sub(r"“[^”]*”|`[^`]*`", " ", answer.text)
        for word in self.bars.jargon:
            if word.casefold() not in said and re.search(rf"\b{word}\b", quoted, re.IGNORECASE):
                yield f"says “{word}”"
        for found in _CODE.findall(re.sub(r"(?<!\w)_|_(?!\w)", "", quoted)):
            yield f"shows “{found}”"


def way_of_refusing(golden: Golden) -> str:
    """How the question is refused: what it says, or "cannot" where there is no tool for it yet."""
    if golden.calls and not _wanted(golden):
        return "cannot"
    return golden.refuses


def _wanted(golden: Golden) -> Sequence[Expected]:
    return [expected for expected in golden.calls if set(expected.tools) & TOOLS.keys()]


def _bare(phrase: str) -> str:
    return _SMALL.sub("", phrase.casefold()).strip()


def _declines(answer: Answer) -> bool:
    return not answer.facts and bool(_DECLINES.search(answer.text))
