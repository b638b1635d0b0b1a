"""What a stated change or activity says: the new value, of which record, with whom, when."""

import re
from collections.abc import Sequence
from typing import Literal

from bot.builtin.router.calls import Call
from bot.builtin.router.numerals import ORDINALS
from bot.builtin.router.question import Question
from bot.builtin.router.statements import (
    AMOUNT,
    LEAD,
    NAME,
    PERSON_LEFT,
    ROLE,
    STAGES,
    WITH,
    change,
    own_accounts,
)

TOOLS = ("propose_crm_update", "log_activity")
_TO = re.compile(r"\b(?:to|is|at|for|now|be|as|on|->|:)\s+(?P<value>[^,;]+?)\s*$", re.I)
_MONEY = re.compile(rf"(?:at|for|to|of)? ?({AMOUNT})", re.I)
_BARE_NAME = re.compile(rf"(?:^|[\s:])(?P<name>{NAME})")
_ROLES = re.compile(ROLE, re.I)
_TEXT = re.compile(r"(?::\s+|\bthat\b\s+(?!I\b|we\b)|,\s+)(?P<text>.+)$", re.S)
_WORDS = re.compile(r"[^\W_]+")
_EMPTY = frozenset(["the", "a", "an", "one", "that", "this", "it", "at", "of"])


def picked(
    question: Question, previous: Sequence[Call], picks: Sequence[tuple[str, str]]
) -> Call | None:
    """The last call with the choice that the text picks; None where it picks none, or several."""
    if not picks or not previous or previous[-1].name not in TOOLS:
        return None
    words = {word.casefold() for word in _WORDS.findall(question.typed)}
    place = next((ORDINALS[word] for word in words if word in ORDINALS), None)
    number = next((int(word) for word in words if word.isdecimal() and len(word) == 1), None)
    place = place or number
    if place is not None and len(words) <= 6:
        if not 0 < place <= len(picks):
            return None
        name, value = picks[place - 1]
        return _with(previous[-1], name, value)
    fits = {
        (name, value)
        for name, value in picks
        if len({w.casefold() for w in _WORDS.findall(value)} & words - _EMPTY) > 0
    }
    if len(fits) != 1 or len(words) > 8:
        return None
    return _with(previous[-1], *fits.pop())


def of_talk(call: Call, question: Question, previous: Sequence[Call]) -> Call:
    """The change with what the talk before adds: a bare date after renewals is a renewal date."""
    last = previous[-1].name if previous else ""
    if call.args.get("change") != "other" or last != "upcoming_renewals" or not question.period:
        return call
    return Call(call.name, {**call.args, "change": "renewal_date", "value": question.period})


def value(question: Question) -> str | None:
    """The new value in the asker's words."""
    what, bare = change(question), LEAD.sub("", question.typed).rstrip(" .!")
    if what in ("stakeholder_left", "ticket_closed", "promise_kept"):
        return question.period
    if what in ("renewal_date", "notice_date"):
        return question.period
    if what == "meeting_moved":
        match = re.search(r"\bto\s+(.+)$", bare, re.I)
        return match[1] if match else question.period
    if what == "renewed":
        amounts = [m[1].strip() for m in _MONEY.finditer(bare) if re.search(r"\d", m[1])]
        large = [a for a in amounts if re.search(r"[$€£kKmM]|\d{4,}|\d,\d{3}", a)]
        return large[-1] if large else None
    if what == "auto_renew":
        return "no" if re.search(r"\b(?:off|no|not|stop\w*)\b", bare, re.I) else "yes"
    if what == "stage":
        return next((s for s, w in STAGES.items() if re.search(rf"\b(?:{w})\b", bare, re.I)), None)
    if what == "new_stakeholder":
        return _new_name(question, bare)
    match = _TO.search(bare)
    return match["value"] if match else None


def which(question: Question) -> str | None:
    """Which record: a role, a person's name, a ticket's id or priority, some words."""
    what, bare = change(question), LEAD.sub("", question.typed)
    if what == "ticket_closed":
        found = re.search(r"\b(?:p[1-4]\b|[A-Z]{1,5}-?\d{2,})", bare, re.I)
        return found.group().upper() if found else None
    if what == "stakeholder_left":
        named = PERSON_LEFT.match(bare)
        if named and named["name"] not in own_accounts(question):
            return named["name"]
        held = _ROLES.search(bare)
        return held.group() if held else next(iter(question.strangers), None)
    if what in ("promise_kept", "objective_actual", "objective_confirmed", "meeting_moved"):
        return bare
    return None


def role(question: Question) -> str | None:
    """The role of who is new."""
    found = _ROLES.search(question.typed)
    return found.group() if found and change(question) == "new_stakeholder" else None


def said(question: Question) -> str:
    return question.typed


def kind(question: Question) -> Literal["call", "meeting", "email"]:
    text = question.typed.lower()
    if re.search(r"\be-?mail", text):
        return "email"
    met = r"\b(?:meeting|met|mtg|qbr|onsite|on-site|lunch|visit|workshop|training)\b"
    return "meeting" if re.search(met, text) and not re.search(r"\bcall\b", text) else "call"


def person(question: Question) -> str | None:
    """With whom, as typed; no account."""
    own = {word.casefold() for name in own_accounts(question) for word in name.split()}
    for match in WITH.finditer(question.typed):
        words = {word.casefold() for word in _WORDS.findall(match["name"])}
        if not words & own:
            return match["name"]
    return None


def day(question: Question) -> str | None:
    """When it took place; a time in what was said is none of it."""
    head = _TEXT.sub("", question.typed)
    return question.period if question.period and question.period in head else None


def text(question: Question) -> str:
    """What was said, after the colon."""
    _, colon, after = question.typed.partition(": ")
    if colon:
        return after.strip()
    found = re.search(
        r"\b(?:that\s+(?=(?:they|he|she|it)\b)|(?=about ))(.+)$", question.typed, re.I
    )
    return found[1].strip() if found else ""


def _with(call: Call, name: str, value: str) -> Call:
    return Call(call.name, {**call.args, name: value})


def _new_name(question: Question, bare: str) -> str | None:
    skipped = {word.casefold() for name in own_accounts(question) for word in name.split()}
    skipped |= {"add", "new", "update", "change", "the", "set", "put", "cfo", "ceo", "vp", "cto"}
    for match in reversed(list(_BARE_NAME.finditer(bare))):
        name = match["name"]
        if not {word.casefold() for word in name.split()} & skipped:
            return name
    return None
