"""What a question says of a tool's parameters: one visible table, SLOTS.

A tool is added by a line in SLOTS and exemplars in exemplars.jsonl. A reader returns None where
the question says nothing of the parameter.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bot.builtin.router import places, words
from bot.builtin.router.question import Question

Read = Callable[[Question], Any]


class Slot(NamedTuple):
    parameter: str
    read: Read


def choice(table: Mapping[str, str]) -> Read:
    """Read a closed choice: the first value of the table whose wording the question has."""
    patterns = {value: compiled(wording) for value, wording in table.items()}

    def read(question: Question) -> str | None:
        return next((v for v, wording in patterns.items() if wording.search(question.rest)), None)

    return read


def compiled(wording: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{wording})(?![\w])", re.I)


def account(question: Question) -> str | None:
    return question.accounts[0] if question.accounts else None


def csm(question: Question) -> str | None:
    return question.csms[0] if question.csms else None


def period(question: Question) -> str | None:
    return question.period


def deadline_window(question: Question) -> str | None:
    """The window of the deadlines; "today" says when the question is asked."""
    if question.period is None or _NOW.fullmatch(question.period):
        return None
    return question.period


def region(question: Question) -> str | None:
    # "NA" and "US" are regions, "na" and "us" are not.
    capital = _CAPITAL_REGION.search(question.rest)
    if capital:
        return "NA" if capital.group() == "NA" else "United States"
    place = _region(question) or _country(question)
    return str(place) if place else None


def limit(question: Question) -> int | None:
    match = _LIMIT.search(question.rest)
    if not match:
        return None
    number = next(group for group in match.groups() if group)
    return int(number) if number.isdigit() else words.NUMBERS[number.lower()]


def min_arr(question: Question) -> int | None:
    between = _BETWEEN.search(question.rest)
    match = between or _OVER.search(question.rest)
    if not match:
        return _open_ended(question.rest)
    return _money(match[1], match[2] or (match[4] if between else ""))


def max_arr(question: Question) -> int | None:
    between = _BETWEEN.search(question.rest)
    if between:
        return _money(between[3], between[4])
    match = _UNDER.search(question.rest)
    return _money(match[1], match[2]) if match else None


def deadline(question: Question) -> str | None:
    return "notice" if _NOTICE.search(question.rest) else None


def ticket_status(question: Question) -> str | None:
    status = _ticket_status(question)
    if status == "closed" and _WHETHER_CLOSED.search(question.text):
        return None
    if status is None and _HISTORY.search(question.text):
        return "all"
    return str(status) if status else None


def focus(question: Question) -> str | None:
    found = _focus(question)
    if found == "missing" and not (_role(question) or _CONTACTS.search(question.rest)):
        return None
    return str(found) if found else None


_NUMBER = rf"\d{{1,3}}|{'|'.join(words.NUMBERS)}"
_UNITS = r"(?! ?(?:days?|weeks?|months?|quarters?|years?|%|k\b|m\b|goals?|people|contacts?))"
_MOST = r"largest|biggest|riskiest|worst|best|top|smallest|most|highest|lowest|at[- ]risk|next"
_LIMIT = re.compile(
    rf"\b(?:top|first|worst|best|riskiest|bottom|biggest|largest|just|only|show me|give me) "
    rf"(?:the )?({_NUMBER})\b{_UNITS}(?! (?:of|contact|person))"
    rf"|\b({_NUMBER}) (?:{_MOST})\b|\b(?:the|my|our|name|list) ({_NUMBER}) (?:accounts|customers"
    rf"|clients|logos|names|renewals)\b",
    re.I,
)
_AMOUNT = r"[$€£]? ?(\d[\d,]*(?:\.\d+)?) ?(k|m|mm|mn|thousand|million|grand)?\b"
_OVER = re.compile(
    rf"(?:\b(?:over|above|more than|at least|greater than|bigger than|larger than|exceeding"
    rf"|north of|upwards of|from|minimum(?: of)?|min)|[>≥]=?)"
    rf" ?{_AMOUNT}(?! ?(?:accounts|days|seats|users))",
    re.I,
)
_UNDER = re.compile(
    r"(?:\b(?:under|below|less than|at most|smaller than|up to|no more than|not more than|south of"
    r"|lower than|maximum(?: of)?|max)|[<≤]=?)"
    rf" ?{_AMOUNT}(?! ?(?:accounts|days|seats|users))",
    re.I,
)
_OR_MORE = re.compile(
    rf"(?<!\w){_AMOUNT}(?:\+| ?(?:or more|and up|and above|or above|plus)\b)"
    r"|(?P<figures>\b(?:six|seven)[- ]figure)",
    re.I,
)
_BETWEEN = re.compile(rf"\b(?:between|from) {_AMOUNT} (?:and|to|-) {_AMOUNT}", re.I)
_THOUSAND, _MILLION = dict.fromkeys(("k", "thousand", "grand"), 1e3), ("m", "mm", "mn", "million")
_LEAST_MONEY = 1000
_SCALE = _THOUSAND | dict.fromkeys(_MILLION, 1e6)
_NOTICE = compiled(r"notices?|cancel\w*(?: windows?)?|opt(?:ing)?[- ]?outs?|terminat\w+")
_NOW = re.compile(r"(?:for )?(?:today|now|right now|tomorrow|tmrw|tonight|this morning)", re.I)
_CAPITAL_REGION = re.compile(r"(?<![\w-])(?:NA|US)(?![\w-])")
_CONTACTS = compiled(r"contacts?|stakeholders?|anyone|anybody|roles?|relationships?|people")
_HISTORY = re.compile(r"\b(?:tickets|p\d)\b.*\bin (?:20\d\d|fy ?\d+)\b|\bwere escalated\b", re.I)
_WHETHER_CLOSED = re.compile(words.ASKS_WHETHER_CLOSED, re.I)
_region = choice(places.REGIONS)
_country = choice(places.COUNTRIES)
_ticket_status = choice(words.TICKET_STATES)
_focus = choice(words.FOCUSES)
_role = choice(words.ROLES)

ACCOUNT = Slot("account", account)
CSM = Slot("csm", csm)
PERIOD = Slot("period", period)
REGION = Slot("region", region)
SEGMENT = Slot("segment", choice(words.SEGMENTS))
WHOSE = (SEGMENT, REGION, CSM)

SLOTS: dict[str, tuple[Slot, ...]] = {
    "list_accounts": (
        *WHOSE,
        Slot("industry", choice(words.INDUSTRIES)),
        Slot("band", choice(words.BANDS)),
        Slot("stage", choice(words.STAGES)),
        Slot("min_arr", min_arr),
        Slot("max_arr", max_arr),
        Slot("sort", choice(words.SORTS)),
        Slot("limit", limit),
    ),
    "portfolio_metrics": (
        *WHOSE,
        Slot("industry", choice(words.INDUSTRIES)),
        PERIOD,
        Slot("by", choice(words.GROUPINGS)),
    ),
    "at_risk_accounts": (*WHOSE, Slot("within", deadline_window), Slot("limit", limit)),
    "account_summary": (ACCOUNT,),
    "upcoming_renewals": (*WHOSE, ACCOUNT, PERIOD, Slot("deadline", deadline)),
    "usage_trend": (ACCOUNT, PERIOD, SEGMENT, REGION, Slot("metric", choice(words.METRICS))),
    "support_issues": (
        ACCOUNT,
        PERIOD,
        SEGMENT,
        REGION,
        Slot("priority", choice(words.PRIORITIES)),
        Slot("status", ticket_status),
    ),
    "stakeholders": (ACCOUNT, Slot("role", choice(words.ROLES)), Slot("focus", focus)),
    "survey_results": (ACCOUNT, PERIOD, SEGMENT, REGION, Slot("kind", choice(words.SURVEYS))),
    "success_plan": (ACCOUNT, Slot("status", choice(words.PLAN_STATES))),
    "onboarding_status": (*WHOSE, ACCOUNT),
    "data_hygiene": (*WHOSE, ACCOUNT),
    "book_load": (CSM,),
}

# Tools that say nothing without an account.
NEEDS_ACCOUNT = frozenset({"account_summary"})


def arguments(tool: str, question: Question) -> dict[str, Any]:
    """Return what the question says of the tool's parameters."""
    values = ((slot.parameter, slot.read(question)) for slot in SLOTS[tool])
    return {parameter: value for parameter, value in values if value is not None}


def parameters(tool: str) -> frozenset[str]:
    return frozenset(slot.parameter for slot in SLOTS.get(tool, ()))


def _open_ended(text: str) -> int | None:
    match = _OR_MORE.search(text)
    if not match:
        return None
    if match["figures"]:
        return 1_000_000 if match["figures"].lower().startswith("seven") else 100_000
    # "5 or more" counts something else than money.
    amount = _money(match[1], match[2])
    return amount if amount >= _LEAST_MONEY else None


def _money(number: str, scale: str | None) -> int:
    return int(float(number.replace(",", "")) * _SCALE.get((scale or "").lower(), 1))
