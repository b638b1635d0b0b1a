"""Find the first time phrase in a sentence, and leave ordinary words and names alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from knowledge.company import Company
from knowledge.errors import UnclearPeriod
from knowledge.periods.atoms import EDGE, REST, RULES, THIRD
from knowledge.periods.frame import Event, Lean, Rule
from knowledge.periods.parse import PLAIN, parse_period
from knowledge.periods.period import Period
from knowledge.periods.words import MONTH, NUMBER, REFERENCE, WEEKDAY

_LONGEST = 2000
_STRONG = (
    r"since|until|till|til|up\s+to|before|prior\s+to|ahead\s+of|after|in|during|between|within"
    r"|no\s+later\s+than|on\s+or\s+before|throughout"
)
_CUE = re.compile(
    rf"(?<![\w-])(?:(?P<strong>{_STRONG})|from|starting(?:\s+(?:in|from|on))?|as\s+of|through"
    r"|by|for|over|on|of)\s+(?:the\s+)?$",
    re.I,
)
_PART_BEFORE = re.compile(rf"(?<![\w-])({EDGE}|{THIRD}|{REST})$", re.I)
_JOINT = re.compile(rf"\s*-\s*|\s+(?:to|until|till|through|thru|and)\s+(?:{EDGE})?", re.I)
_FIRST_DAY = re.compile(r"(?<![\w.-])\d{1,2}(?:st|[nr]d|th)?\s*(?:-\s*|\s(?:to|and)\s+)$", re.I)
_WAITING = re.compile(
    r"\b(?:no|not|without|never|nobody|none|silent|quiet|idle|untouched|dormant)\b|n't\b", re.I
)
_COUNTED = re.compile(rf"(?:(?:in|for)\s+)?{NUMBER}\b.*", re.I)

_YEAR_CUE = re.compile(r"\b(?:over|on)\s+(?:the\s+)?$", re.I)
_YEAR_OPENS = re.compile(r"(?:^|\b(?:my|our|all|full|whole|the|me|what|which))\s*$", re.I)
_YEAR_ENDS = re.compile(r"\s*(?:[?!.;,]|$)")
_YEAR_GOES_ON = re.compile(r"\s+(?:for|in|at|by|of|with|vs|versus|and|please|pls)\b", re.I)
_ASKED = re.compile(
    r"renew\w*|forecasts?|churn|tickets?|retention|usage|adoption|surveys?|escalations?|logins?"
    r"|onboarding|expansions?|contractions?|bugs?|incidents?|outages?|revenue|seats?",
    re.I,
)
# "Ticket 2025", "PO-2025", "Room 2024": a number of something.
_NUMBERED = re.compile(
    r"(?:\b(?:tickets? (?:no|number|id)|case|issue|invoice|po|order|contract|id|no|number|room"
    r"|version|v|than|least|most|about|around|over|under|exactly)\.?\s*|[#$€£-]\s*|\d\s+)$",
    re.I,
)
_BUSINESS = r"(?:renew\w*|forecasts?|reviews?|reports?|churn|pipeline|numbers|tickets?)"
_SMALL = (
    rf"(?:for|in|and|or|by|on|at|with|to|the|from|of|is|are|vs|versus|until|through|{REFERENCE})"
)
_ALSO_A_WORD = re.compile(r"(?:may|mar|jan|dec|sun|sat|mon|wed|fri|thu|tue|now|h\s[12])\.?", re.I)
_BUSINESS_AFTER = re.compile(r"\s+(?:renewals|numbers|tickets|pipeline)\b", re.I)
_COUNTED_THINGS = re.compile(r"\s+(?:seats?|users?|accounts?|licen[cs]es?|dollars|euros)\b", re.I)
_MARCHING = re.compile(r"\s+(?:on|through|in|into|ahead|forward|towards?|with|past)\b", re.I)
_NAME_AFTER = re.compile(r"\s+(?P<word>[A-Z][a-z]\w*)|\.[a-z]|&")
_NO_NAME = re.compile(rf"(?:{_BUSINESS}|{_SMALL}|{MONTH}|{WEEKDAY})", re.I)
_NAME_BEFORE = re.compile(r"(?:^|(?<=\s))[A-Z][a-z]+\s+$")
_NO_NAME_BEFORE = re.compile(
    r"\b(?:is|are|what|which|who|how|show|list|any|and|but|next|last|this)\s+$", re.I
)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    rule: Rule


def find_period(
    text: str,
    today: date,
    company: Company,
    *,
    lean: Lean = "future",
    events: Mapping[Event, date] = MappingProxyType({}),
) -> tuple[Period, tuple[int, int]] | None:
    """Give the first time phrase of a sentence and where it stands: text[start:end].

    The place takes in the preposition ("since March"). Words that are only sometimes a time
    ("may", "second", "March through") count where the sentence makes them one. "No call in 30
    days" looks back whatever the lean.
    """
    plain = text[:_LONGEST].translate(PLAIN)
    hits = _hits(plain)
    for hit in hits:
        for start, end in _readings(plain, hit, hits):
            way = "past" if _has_waited(plain[:start], plain[start:end]) else lean
            try:
                period = parse_period(plain[start:end], today, company, lean=way, events=events)
            except UnclearPeriod:
                continue
            return period, (start, end)
    return None


def _has_waited(before: str, phrase: str) -> bool:
    if not _COUNTED.fullmatch(phrase) or "renew" in before.lower():
        return False
    return bool(_WAITING.search(before))


def _hits(text: str) -> list[_Hit]:
    longest: dict[int, _Hit] = {}
    for pattern, rule in _patterns():
        for match in pattern.finditer(text):
            known = longest.get(match.start())
            if not known or match.end() > known.end:
                longest[match.start()] = _Hit(match.start(), match.end(), rule)
    found: list[_Hit] = []
    for _, hit in sorted(longest.items()):
        if not found or hit.start >= found[-1].end:
            found.append(hit)
    starts, ends = {hit.start for hit in found}, {hit.end for hit in found}
    return [hit for hit in found if _stands_free(text, hit, starts, ends)]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    return tuple(
        (re.compile(rf"(?<![\w@/.$£€#&]){rule.pattern}(?![\w%$€£]|[/@]\w|[.,]\d)", re.I), rule)
        for rule in RULES
    )


def _stands_free(text: str, hit: _Hit, starts: set[int], ends: set[int]) -> bool:
    """Tell whether no hyphen ties the hit to something that is no time."""
    before, after = text[: hit.start], text[hit.end : hit.end + 2]
    if before.endswith("-") and hit.start - 1 not in ends:
        return bool(_FIRST_DAY.search(before) or _PART_BEFORE.search(before))
    return not re.match(r"-\w", after) or hit.end + 1 in starts


def _readings(text: str, hit: _Hit, hits: list[_Hit]) -> Iterator[tuple[int, int]]:
    start, end = hit.start, hit.end
    part = _PART_BEFORE.search(text[:start]) or _FIRST_DAY.search(text[:start])
    if part:
        start = part.start()
    cue = _CUE.search(text[:start])
    last = _joined_end(text, end, hits)
    if last:
        yield cue.start() if cue else start, last
        yield start, last
    if not part and not _is_time(text, hit, cue):
        return
    if cue:
        yield cue.start(), end
    if part or hit.rule.clear_alone or not cue:
        yield start, end
    if start != hit.start and _is_time(text, hit, cue):
        yield hit.start, end


def _joined_end(text: str, end: int, hits: list[_Hit]) -> int | None:
    joint = _JOINT.match(text, end)
    if not joint:
        return None
    return next((hit.end for hit in hits if hit.start in (joint.end(), joint.start("edge"))), None)


def _is_time(text: str, hit: _Hit, cue: re.Match[str] | None) -> bool:
    """Tell a time from a name, a number or a verb that is written alike."""
    before, words = text[: hit.start], text[hit.start : hit.end]
    if words == text.strip(" ?.!"):
        return True
    if words.isdecimal() and (_YEAR_CUE.search(before) or _COUNTED_THINGS.match(text, hit.end)):
        return False
    if not hit.rule.clear_alone and not cue:
        return words.isdecimal() and _is_lone_year(text, hit)
    if cue and cue["strong"]:
        return True
    if not cue and _is_ordinary(text, hit, words):
        return False
    return not _is_in_a_name(text, hit, words)


def _is_lone_year(text: str, hit: _Hit) -> bool:
    """A year that begins ("2025 NRR") or ends what is asked ("tickets 2025?", "NRR 2024, EMEA")."""
    if _YEAR_OPENS.search(text[: hit.start]):
        return True
    before = text[: hit.start]
    if not (_YEAR_ENDS.match(text, hit.end) or _YEAR_GOES_ON.match(text, hit.end)):
        return False
    named = _NAME_BEFORE.search(before)
    return not _NUMBERED.search(before) and (not named or bool(_ASKED.fullmatch(named[0].strip())))


def _is_ordinary(text: str, hit: _Hit, words: str) -> bool:
    if words.lower() == "march":
        return bool(_MARCHING.match(text, hit.end))
    if re.fullmatch(MONTH, words, re.I) and re.search(r"\d\s*$", text[: hit.start]):
        return True
    return bool(_ALSO_A_WORD.fullmatch(words)) and not _BUSINESS_AFTER.match(text, hit.end)


def _is_in_a_name(text: str, hit: _Hit, words: str) -> bool:
    if not words[0].isupper():
        return False
    after = _NAME_AFTER.match(text, hit.end)
    if after and not (after["word"] and _NO_NAME.fullmatch(after["word"])):
        return True
    before = text[: hit.start]
    if not re.fullmatch(WEEKDAY, words, re.I):
        return False
    return bool(_NAME_BEFORE.search(before)) and not _NO_NAME_BEFORE.search(before)
