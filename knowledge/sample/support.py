"""Tickets, surveys and product feedback: noisy, and seldom from those who are about to leave."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

from knowledge.sample.cast import Cast, Stakeholder
from knowledge.sample.coefficients import Coefficients
from knowledge.sample.lives import Life
from knowledge.sample.rows import Row
from knowledge.sample.vocabulary import modules, vendor, words

_SURVEY_EVERY = 91
_KINDS = ("question", "bug", "request", "billing")


@dataclass(slots=True)
class Ticket:
    """One ticket; days are ordinals, `id` is given when all are known."""

    account: int
    opened: int
    closed: int | None
    priority: str
    kind: str
    subject: str
    escalated: bool = False
    owner: str = ""
    id: str = ""


def make_tickets(life: Life, numbers: Coefficients, seed: int) -> list[Ticket]:
    """Every ticket that was opened by the world's end."""
    chance = life.account.random(seed, "tickets")
    tickets = [_outage_ticket(life, o.opened, o.closed, chance) for o in life.outages]
    size = (life.account.seats / 100) ** 0.75
    for monday in range(life.active_from, life.active_until + 1, 7):
        value = life.value_on(monday)
        rates = (
            numbers.question_rate * size * exp(numbers.question_slope * value),
            0.14 * size * exp(numbers.bug_slope * value),
            0.05 * size,
            0.015,
        )
        for kind, rate in zip(_KINDS, rates, strict=True):
            if chance.random() < 1 - exp(-rate):
                opened = min(monday + chance.randint(0, 4), life.active_until)
                tickets.append(_ticket(life, opened, kind, chance))
    return [ticket for ticket in tickets if ticket.opened <= life.window.last]


def number_tickets(tickets: list[Ticket]) -> None:
    """Give the ids in the order of opening, as a help desk does."""
    tickets.sort(key=lambda ticket: (ticket.opened, ticket.account))
    for i, ticket in enumerate(tickets, 41207):
        ticket.id = str(i)


def ticket_row(ticket: Ticket, account: str, last: int, seed: int) -> Row:
    """One ticket as the help desk has it on the world's last day."""
    chance = Random(f"{seed}:{ticket.id}:ticket")
    closed = ticket.closed if ticket.closed is not None and ticket.closed <= last else None
    urgent = {"P1": 18, "P2": 55, "P3": 190, "P4": 420}[ticket.priority]
    waited = (0 if closed is None else closed - ticket.opened) * 24 - chance.randint(0, 9)
    hours = None if closed is None else max(0.5, waited)
    return {
        "id": ticket.id, "account": account, "opened_on": date.fromordinal(ticket.opened),
        "closed_on": None if closed is None else date.fromordinal(closed),
        "priority": ticket.priority, "kind": ticket.kind, "subject": ticket.subject,
        "escalated": ticket.escalated,
        "first_response_minutes": round(urgent * chance.uniform(0.4, 2.2)),
        "resolution_hours": hours, "owner": ticket.owner,
    }  # fmt: skip


def survey_rows(
    life: Life, cast: Cast, tickets: list[Ticket], numbers: Coefficients, seed: int
) -> list[Row]:
    """NPS every quarter, CSAT after tickets; who is unhappy answers less."""
    chance = life.account.random(seed, "surveys")
    rows: list[Row] = []
    first = life.active_from + chance.randint(30, 30 + _SURVEY_EVERY)
    for day in range(first, life.active_until + 1, _SURVEY_EVERY):
        asked = {cast.contact(day, chance).id: day for _ in range(3)}
        for who in [p for p in cast.people if p.id in asked]:
            rows.append(_nps(life, who, day, numbers, chance))
    for ticket in tickets:
        if (
            ticket.closed is not None
            and ticket.closed < life.active_until
            and chance.random() < 0.3
        ):
            rows.append(_csat(life, ticket.closed, chance))
    account = life.account.id
    return [{"id": f"{account}-S{i}", "account": account, **row} for i, row in enumerate(rows, 1)]


def feedback_rows(life: Life, cast: Cast, seed: int) -> list[Row]:
    """What customers say about the product, kindly or not."""
    chance = life.account.random(seed, "feedback")
    rows: list[Row] = []
    for day in range(life.active_from + chance.randint(20, 160), life.active_until, 150):
        when = min(day + chance.randint(0, 60), life.active_until)
        happy = 1 / (1 + exp(-0.3 - 1.2 * life.value_on(when)))
        kind = "praise" if chance.random() < happy else "complaint"
        kind = "request" if chance.random() < 0.45 else kind
        rows.append(_feedback(life, cast, kind, when, chance))
    if life.left_on is not None and chance.random() < 0.7:
        rows.append(_feedback(life, cast, "churn_reason", life.active_until, chance))
    return [{"id": f"{life.account.id}-F{i}", **row} for i, row in enumerate(rows, 1)]


def _feedback(life: Life, cast: Cast, kind: str, day: int, chance: Random) -> Row:
    text = chance.choice(words("product")["feedback"][kind])
    item = next((item["id"] for item in words("product")["items"] if text in item["asked"]), "")
    return {
        "account": life.account.id, "stakeholder": cast.contact(day, chance).id,
        "day": date.fromordinal(day), "kind": kind, "text": fill(text, life, chance), "item": item,
    }  # fmt: skip


def product_item_rows(until: date) -> list[Row]:
    """What product plans, builds and has shipped of what customers ask for."""
    return [
        {
            "id": item["id"], "name": item["name"], "status": item["status"],
            "shipped_on": until - timedelta(days=item["shipped_days_ago"])
            if "shipped_days_ago" in item
            else None,
            "link": f"https://ledgerloom.example/roadmap/{item['id']}",
        }
        for item in words("product")["items"]
    ]  # fmt: skip


def fill(text: str, life: Life, chance: Random) -> str:
    """Put a module, the account's ERP and a competitor into a text."""
    entitled = modules()[: words("product")["plans"][life.account.plan]]
    rival = chance.choice(words("product")["competitors"])
    return text.format(module=chance.choice(entitled), erp=life.account.erp, competitor=rival)


def _outage_ticket(life: Life, opened: int, closed: int | None, chance: Random) -> Ticket:
    subject = fill(chance.choice(words("product")["tickets"]["outage"]), life, chance)
    long = closed is None or closed - opened > 5
    escalated = long and (closed is None or chance.random() < 0.5)
    owner = "" if closed is None else chance.choice(vendor()["engineers"])
    if closed is None:
        subject = f"{life.account.erp} sync is down: no invoices posted"
    return Ticket(life.account.index, opened, closed, "P1", "outage", subject, escalated, owner)


def _ticket(life: Life, opened: int, kind: str, chance: Random) -> Ticket:
    weights = (2, 5, 3) if kind == "bug" else (0, 4, 6)
    priority = chance.choices(("P2", "P3", "P4"), weights)[0]
    lasting = {"P2": 4, "P3": 9, "P4": 15}[priority] * chance.lognormvariate(-0.5, 0.8)
    subject = fill(chance.choice(words("product")["tickets"][kind]), life, chance)
    owner = chance.choice(vendor()["engineers"])
    closed = opened + round(lasting)
    return Ticket(life.account.index, opened, closed, priority, kind, subject, owner=owner)


def _nps(life: Life, who: Stakeholder, day: int, numbers: Coefficients, chance: Random) -> Row:
    base, slope = numbers.answers_survey
    value = life.value_on(day)
    answers = chance.random() < 1 / (1 + exp(-base - slope * value)) and not _is_silent(life)
    on = day + chance.randint(0, 6)
    score = round(numbers.nps[0] + numbers.nps[1] * value + chance.gauss(0, numbers.nps_sd))
    score -= 2 * life.has_outage(day)
    row = _survey("NPS", day, on if answers and on <= life.active_until else None)
    said = row["answered_on"] is not None
    shown = min(10, max(0, score)) if said else None
    return {**row, "stakeholder": who.id, "role": who.role, "score": shown}


def _csat(life: Life, day: int, chance: Random) -> Row:
    answered = chance.random() < 0.75 and not _is_silent(life)
    score = round(4.4 + 0.45 * life.value_on(day) + chance.gauss(0, 0.7))
    row = _survey("CSAT", day, day + 1 if answered else None)
    return {**row, "score": min(5, max(1, score)) if answered else None}


def _is_silent(life: Life) -> bool:
    return life.account.story is not None and not life.account.story.answers_surveys


def _survey(kind: str, sent: int, answered: int | None) -> Row:
    on = None if answered is None else date.fromordinal(answered)
    return {"kind": kind, "sent_on": date.fromordinal(sent), "answered_on": on}
