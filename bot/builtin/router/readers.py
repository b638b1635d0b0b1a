"""Readers of single slots: each returns None where the question says nothing of it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.builtin.router import places, words
from bot.builtin.router.name_words import NEVER_NAMES
from bot.builtin.router.numerals import NUMBERS
from bot.builtin.router.question import ACCOUNT, Question

Read = Callable[[Question], Any]


def choice(table: Mapping[str, str]) -> Read:
    """Read a closed choice: the first value of the table whose wording the question has."""
    patterns = {value: compiled(wording) for value, wording in table.items()}

    def read(question: Question) -> str | None:
        return next((v for v, wording in patterns.items() if wording.search(question.rest)), None)

    return read


def compiled(wording: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{wording})(?![\w])", re.I)


def escalated(question: Question) -> str | None:
    """What is to be escalated where it is no ticket: "Acme's request for single sign-on"."""
    found = re.search(
        r"\b(?:requests?|asks?|wish|need|demand|bug|complaint|invoice|billing (?:issue|error))\b"
        r"(?:\s+(?:for|about|of|on|with|to have))?\s+(?P<what>\w[\w/&' -]{1,50}?)"
        r"(?=\s+(?:to|with|at|by)\s|\W*$)",
        question.unspelt,
        re.I,
    )
    if found:
        return found["what"].strip()
    billed = re.search(r"\b(invoices?|billing|credit notes?)\b", question.unspelt, re.I)
    return billed[1].lower() if billed else None


def several_accounts(question: Question) -> list[str] | None:
    """The accounts that are named, where there are more than one."""
    return list(question.accounts) if len(question.accounts) > 1 else None


def stage(question: Question) -> int | None:
    """How long before a renewal its mail is for: "the 120-day email"."""
    found = re.search(r"\b(180|120|90|60|30)[- ]days?\b", question.text)
    return int(found[1]) if found else None


def ticket(question: Question) -> str | None:
    """A ticket's id as people write it: "#4821", "ticket 4821"."""
    found = re.search(r"#([\w-]+)|\btickets? (?:no\.? |number )?([A-Z]*-?\d[\w-]*)", question.text)
    return (found[1] or found[2]) if found else None


def account(question: Question) -> str | None:
    return question.accounts[0] if question.accounts else None


def person(question: Question) -> str | None:
    """Who is asked after by name, and is no account."""
    return question.strangers[0] if question.strangers and of_a_person(question) else None


def of_a_person(question: Question) -> bool:
    """True for a wording that asks after somebody by name."""
    return any(wording.search(question.text) for wording in (_WHO_IS, *_OF_A_PERSON))


def account_of_people(question: Question) -> str | None:
    return None if person(question) else account(question)


def csm(question: Question) -> str | None:
    return question.csms[0] if question.csms else None


def period(question: Question) -> str | None:
    return question.period


def deadline_window(question: Question) -> str | None:
    """The window of the deadlines; "today" says when the question is asked."""
    if question.period is None or _NOW.fullmatch(question.period):
        return None
    return question.period


def since(question: Question) -> str | None:
    """The phrase whose first day counts; None where it only says until when."""
    if question.period is None or _NOW.fullmatch(question.period):
        return None
    return None if _UNTIL.match(question.period) else question.period


def until(question: Question) -> str | None:
    """The phrase whose last day counts; None where it reaches to today."""
    if question.period is None or _TO_TODAY.match(question.period):
        return None
    return question.period


def act_period(question: Question) -> str | None:
    """ "today" or "week": how far the to-dos reach."""
    said = question.period or ""
    if _THIS_WEEK.search(f"{said} {question.rest}"):
        return "week"
    return "today" if _TODAY.search(f"{said} {question.rest}") else None


def week(question: Question) -> str | None:
    """Which week a digest is of, where another than the current one is meant."""
    match = _OTHER_WEEK.search(question.text)
    return f"{match['before'] or match['after']} week".lower() if match else None


def direction(question: Question) -> str | None:
    """ "growing" where accounts are asked for whose usage grows; a fall is told anyway."""
    if question.accounts or not _WHICH.search(question.rest):
        return None
    return "growing" if _GROWING.search(question.rest) else None


def departed_since(question: Question) -> str | None:
    """The time in which people left; another time is no time of theirs."""
    return question.period if _LEFT.search(question.text) else None


def band(question: Question) -> str | None:
    """The band; None where several colours are named, which no tool takes at once."""
    colours = bands_said(question)
    if len(colours) > 1:
        return None
    said = next(iter(colours), None) or _band(question)
    return str(said) if said else None


def bands_said(question: Question) -> dict[str, str]:
    """The words of each band that the question names by its colour, in its order."""
    found: dict[str, str] = {}
    for match in _COLOUR.finditer(question.rest):
        found.setdefault(match.lastgroup or "", match.group())
    return found


def region(question: Question) -> str | None:
    # "NA" and "US" are regions, "na" and "us" are not.
    capital = _CAPITAL_REGION.search(question.rest)
    if capital:
        return "NA" if capital.group() == "NA" else "United States"
    place = _region(question) or _country(question)
    return str(place) if place else _unknown_region(question.unspelt)


def limit(question: Question) -> int | None:
    match = _LIMIT.search(question.rest)
    if not match:
        return 1 if _THE_ONE.search(question.rest) else None
    number = next(group for group in match.groups() if group)
    return int(number) if number.isdigit() else NUMBERS[number.lower()]


def deadline(question: Question) -> str | None:
    if _SERVED.search(question.rest):
        return "served"
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


def _unknown_region(text: str) -> str | None:
    """ "UKI" of "accounts in UKI": a place by its writing, of which the tool can say more."""
    match = _PLACE_IN_CAPITALS.search(text)
    return match[1] if match and match[1].lower() not in NEVER_NAMES else None


_NUMBER = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
_UNITS = r"(?! ?(?:days?|weeks?|months?|quarters?|years?|%|k\b|m\b|goals?|people|contacts?))"
_FIRST = (
    r"top|first|worst|best|riskiest|bottom|biggest|largest|smallest|highest|lowest|(?:un)?healthiest"
    r"|shakiest|weakest|strongest|newest|latest"
)
_MOST = rf"{_FIRST}|most|at[- ]risk|next"
_LIMIT = re.compile(
    rf"\b(?:{_FIRST}|just|only|show me|give me|gimme) "
    rf"(?:the |my |me )?({_NUMBER})\b{_UNITS}(?! (?:of|contact|person|free|hour|min))"
    rf"|\b({_NUMBER}) (?:{_MOST}|things|actions|to-?dos|tasks|moves|ideas|quotes)\b"
    rf"|\b(?:the|my|our|name|list) ({_NUMBER}) (?:accounts|customers|clients|logos|names"
    r"|renewals)\b",
    re.I,
)
# "My biggest account" is one; "the biggest customer complaint" isn't one at all.
_THE_ONE = compiled(
    r"(?:biggest|largest|riskiest|healthiest|unhealthiest|sickest|top|number one"
    r"|most (?:valuable|healthy|at[- ]risk))"
    r"(?: (?:paying|enterprise|smb|mid[- ]?market|red|yellow|green|single))?"
    r" (?:account|customer|client|logo)(?=$|\W*$|[?.!,]"
    r"| (?:is|by|in|of|at|for|i|we|now|today|right now|and|please|pls)\b)"
)
_COLOUR = compiled(r"(?P<green>greens?)|(?P<yellow>yellows?|ambers?)|(?P<red>reds?(?! flags?))")
_NOTICE = compiled(r"notices?|cancel\w*(?: windows?)?|opt(?:ing)?[- ]?outs?|terminat\w+")
_SERVED = compiled(
    r"(?:who|which \w+|anyone|anybody|customers|clients|accounts)(?: has| have| that| who)*"
    r"(?: already)? (?:served|gave|given|handed in|submitted|sent)(?: us)?(?: their| a)? ?notices?"
    r"|notices? (?:was |were |has been |have been |already )*(?:served|given)|served notices?"
)
_NOW = re.compile(r"(?:for )?(?:today|now|right now|tomorrow|tmrw|tonight|this morning)", re.I)
_UNTIL = re.compile(r"(?:until|till|before|by|up to|through)\b", re.I)
_TO_TODAY = re.compile(
    r"(?:since|after|from)\b|(?:(?:in|over|during|for|within) )?(?:the )?(?:last|past) \d|"
    r"(?:the )?(?:last|past) (?:few|couple|two|three|four|six|twelve)\b"
    r"|(?:this|today|now|ytd|so far)",
    re.I,
)
_THIS_WEEK = re.compile(r"\b(?:week|wk|weekly|friday|monday|weekend|tomorrow|tmrw|eow)\b", re.I)
_TODAY = re.compile(
    r"\b(?:today|todays|today's|2day|daily|now|rn|this (?:morning|afternoon|evening)|lunch|eod|day"
    r"|hours?|first thing|noon|tonight|minutes?|mins?|min|half an hour)\b",
    re.I,
)
_DIGEST = r"(?:digest|recap|round-?up|summary|update|report|review)"
_OTHER_WEEK = re.compile(
    rf"\b(?P<before>last|next) week'?s?'? {_DIGEST}\b"
    rf"|\b{_DIGEST} (?:of|for|from) (?P<after>last|next) week\b",
    re.I,
)
_WHO_IS = re.compile(rf"(?:and |so )?who(?: is|'s|s| was|se) {ACCOUNT}\W*$", re.I)
_OF_A_PERSON = tuple(
    re.compile(wording.replace("NAME", ACCOUNT), re.I) for wording in words.OF_A_PERSON
)
_WHICH = compiled(r"who|whose|which|accounts|customers|clients")
_GROWING = compiled(
    r"grow(?:s|n|ing)?|grew|risers?|ris(?:es|ing)|rose|gain(?:s|ed|ing|ers)?|increas(?:es|ed|ing)"
    r"|improv(?:es|ed|ing)|(?:going|gone|went|trending|is) up|up (?:the )?most|climb(?:s|ed|ing)?"
)
_LEFT = re.compile(rf"\b(?:{words.FOCUSES['left']})\b", re.I)
_CAPITAL_REGION = re.compile(r"(?<![\w-])(?:NA|US)(?![\w-])")
_PLACE_IN_CAPITALS = re.compile(r"\b(?:accounts|customers|clients|risk|renewals) in ([A-Z]{3,5})\b")
_CONTACTS = compiled(r"contacts?|stakeholders?|anyone|anybody|roles?|relationships?|people")
_HISTORY = re.compile(
    r"\b(?:tickets|p\d)\b.*\bin (?:20\d\d|fy ?\d+)\b|\bwere escalated\b"
    r"|\bescalations\b.*\b(?:20\d\d|q\d|last|since|past)\b",
    re.I,
)
_WHETHER_CLOSED = re.compile(words.ASKS_WHETHER_CLOSED, re.I)
_band = choice(words.BANDS)
_region = choice(places.REGIONS)
_country = choice(places.COUNTRIES)
_ticket_status = choice(words.TICKET_STATES)
_focus = choice(words.FOCUSES)
_role = choice(words.ROLES)
