"""What a person may change in a record by saying so: a closed list, each value validated.

Values travel as text, as a proposal keeps them: dates as ISO, numbers in plain decimals, an amount
as "84000 USD", yes and no as "yes" and "no", a new stakeholder or an activity as JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from knowledge.errors import BadInput
from knowledge.money import exponent, to_minor

Change = Literal[
    "stakeholder_left",
    "stakeholder_role",
    "new_stakeholder",
    "ticket_closed",
    "renewed",
    "renewal_date",
    "notice_date",
    "auto_renew",
    "stage",
    "objective_actual",
    "objective_confirmed",
    "promise_kept",
    "meeting_moved",
    "activity",
]
CHANGES: tuple[str, ...] = get_args(Change)
ROLES = (
    "champion", "economic_buyer", "executive_sponsor", "admin", "user", "procurement", "other",
)  # fmt: skip
STAGES = ("onboarding", "adopting", "mature", "renewing", "churned")
ACTIVITIES = ("call", "meeting", "email")
_LONGEST = {"name": 200, "title": 200, "email": 320, "confirmer": 200, "text": 4000}
_MOST_MINOR = 2**62
_AHEAD = timedelta(days=3660)
_BACK = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Kind:
    """A thing that can change: the table and column that hold it, and how people call it.

    `kind` is what a value is: past (a day until today), day, choice, yes_no, number, amount, name,
    instant, person, activity.
    """

    entity: str
    column: str
    words: str
    kind: str
    choices: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "stakeholder_left": Kind("stakeholders", "left_on", "left on", "past"),
    "stakeholder_role": Kind("stakeholders", "role", "role", "choice", ROLES),
    "new_stakeholder": Kind("stakeholders", "", "new stakeholder", "person"),
    "ticket_closed": Kind("tickets", "closed_on", "closed on", "past"),
    "renewed": Kind("contracts", "renewal_date", "renewed at", "amount"),
    "renewal_date": Kind("contracts", "renewal_date", "renewal date", "day"),
    "notice_date": Kind("contracts", "notice_date", "notice date", "day"),
    "auto_renew": Kind("contracts", "auto_renew", "renews by itself", "yes_no"),
    "stage": Kind("accounts", "stage", "lifecycle stage", "choice", STAGES),
    "objective_actual": Kind("objectives", "actual", "measured value", "number"),
    "objective_confirmed": Kind("objectives", "confirmed_by", "confirmed by", "name"),
    "promise_kept": Kind("commitments", "done_on", "done on", "past"),
    "meeting_moved": Kind("meetings", "starts_at", "starts at", "instant"),
    "activity": Kind("touchpoints", "", "activity to log", "activity"),
}
CAN_CHANGE = (
    "who left and who is new, a stakeholder's role, a ticket that is closed, a renewal on new "
    "terms, renewal and notice dates, auto-renew, the lifecycle stage, an objective's measured "
    "value or who confirmed it, a promise that was kept, when a meeting is; and it can log a call, "
    "a meeting or an email"
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A stakeholder who isn't on record."""

    name: str
    role: str = "other"
    title: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A call, a meeting or an email that took place; `text` what was said, "" where nothing is."""

    kind: str
    day: date
    text: str
    person: str | None = None


def checked(change: str, value: str, today: date) -> str:
    """Give the value as it is kept. Raises BadInput where the change can't take it."""
    if change not in KINDS:
        raise BadInput(f"{change!r} can't be changed here. What can: {CAN_CHANGE}.")
    return _CHECKS[KINDS[change].kind](KINDS[change], value.strip(), today)


def person_of(value: str) -> NewPerson:
    return NewPerson(**json.loads(value))


def activity_of(value: str) -> Activity:
    found = json.loads(value)
    return Activity(**{**found, "day": date.fromisoformat(found["day"])})


def amount_of(value: str) -> tuple[Decimal, str]:
    """The amount and the currency of "84000 USD"."""
    amount, _, currency = value.partition(" ")
    return Decimal(amount), currency


def written(value: NewPerson | Activity) -> str:
    """The value as a proposal keeps it."""
    row = {name: getattr(value, name) for name in type(value).__slots__}
    return json.dumps(row, default=str, ensure_ascii=False, sort_keys=True)


def _past(kind: Kind, value: str, today: date) -> str:
    day = _date(value)
    if day > today:
        raise BadInput(f"{day.isoformat()} is yet to come: “{kind.words}” takes a day until today.")
    if day < today - _BACK:
        raise BadInput(f"{day.isoformat()} is over ten years ago: is it a typing error?")
    return day.isoformat()


def _day(kind: Kind, value: str, today: date) -> str:
    day = _date(value)
    if not today - _BACK <= day <= today + _AHEAD:
        raise BadInput(f"{day.isoformat()} is over ten years away: is it a typing error?")
    return day.isoformat()


def _choice(kind: Kind, value: str, today: date) -> str:
    wanted = value.casefold().replace(" ", "_").replace("-", "_")
    if wanted not in kind.choices:
        known = ", ".join(choice.replace("_", " ") for choice in kind.choices)
        raise BadInput(f"No {kind.words} {value!r}: say one of {known}.")
    return wanted


def _yes_no(kind: Kind, value: str, today: date) -> str:
    wanted = value.casefold()
    if wanted in ("yes", "on", "true"):
        return "yes"
    if wanted in ("no", "off", "false"):
        return "no"
    raise BadInput(f"{value!r} is neither yes nor no.")


def _number(kind: Kind, value: str, today: date) -> str:
    number = _decimal(value)
    if abs(number) >= 10**14 or number != round(number, 4):
        raise BadInput(f"{value!r} doesn't fit: at most 14 digits and four decimals.")
    return str(number)


def _amount(kind: Kind, value: str, today: date) -> str:
    text, _, currency = value.partition(" ")
    amount, code = _decimal(text), currency.strip().upper()
    exponent(code)
    if amount <= 0:
        raise BadInput("A renewal's amount is more than nothing; an account that left has none.")
    if to_minor(amount, code) > _MOST_MINOR:
        raise BadInput(f"{value!r} is more than fits.")
    return f"{amount} {code}"


def _name(kind: Kind, value: str, today: date) -> str:
    return _short("confirmer", value)


def _instant(kind: Kind, value: str, today: date) -> str:
    try:
        when = datetime.fromisoformat(value)
    except ValueError as error:
        raise BadInput(f"{value!r} is no time: write it like 2026-03-14T15:00.") from error
    if when.tzinfo is None:
        raise BadInput(f"{value!r} has no time zone.")
    _day(kind, when.date().isoformat(), today)
    return when.isoformat()


def _person(kind: Kind, value: str, today: date) -> str:
    try:
        person = person_of(value)
    except (TypeError, ValueError) as error:
        raise BadInput(
            'A new stakeholder is {"name": ..., "role": ..., "title": ..., "email": ...}.'
        ) from error
    role = _choice(KINDS["stakeholder_role"], person.role, today)
    title = _short("title", person.title) if person.title else None
    email = _short("email", person.email) if person.email else None
    if email and ("@" not in email or " " in email):
        raise BadInput(f"{email!r} is no e-mail address.")
    return written(NewPerson(_short("name", person.name), role, title, email))


def _activity(kind: Kind, value: str, today: date) -> str:
    try:
        found = activity_of(value)
    except (TypeError, ValueError, KeyError) as error:
        raise BadInput(
            'An activity is {"kind": "call", "day": "2026-03-14", "text": ..., "person": ...}.'
        ) from error
    if found.kind not in ACTIVITIES:
        raise BadInput(f"No activity {found.kind!r}: say one of {', '.join(ACTIVITIES)}.")
    _past(kind, found.day.isoformat(), today)
    text = _short("text", found.text) if found.text.strip() else ""
    return written(Activity(found.kind, found.day, text, found.person))


def _date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise BadInput(f"{value!r} is no day: write it like 2026-03-14.") from error


def _decimal(value: str) -> Decimal:
    try:
        number = Decimal(value.replace(",", ""))
    except InvalidOperation as error:
        raise BadInput(f"{value!r} is no number: write it like 72000.") from error
    if not number.is_finite():
        raise BadInput(f"{value!r} is no number: write it like 72000.")
    return number


def _short(what: str, value: str) -> str:
    text = " ".join(value.split()) if what != "text" else value.strip()
    if not text:
        raise BadInput(f"The {what} is empty.")
    if len(text) > _LONGEST[what]:
        raise BadInput(f"The {what} is longer than {_LONGEST[what]:,} characters.")
    return text


_CHECKS = {
    "past": _past, "day": _day, "choice": _choice, "yes_no": _yes_no, "number": _number,
    "amount": _amount, "name": _name, "instant": _instant, "person": _person,
    "activity": _activity,
}  # fmt: skip
