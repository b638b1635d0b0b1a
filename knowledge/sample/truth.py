"""What is really so: for tests and evals alone, never imported."""

import math
from datetime import date

from knowledge.sample.lives import Life, Term
from knowledge.sample.rows import Row
from knowledge.sample.vocabulary import modules, words


def truth_of(life: Life) -> Row:
    """One account's hidden state: value every fourth week, hazards, events, what would help."""
    weeks = range(0, life.window.weeks, 4)
    return {
        "account": life.account.id,
        "name": life.account.name,
        "fit": round(life.account.fit, 4),
        "habit": round(life.account.habit, 4),
        "onboarding_win": life.account.win,
        "value": [
            {"day": _iso(life.window.first + 7 * week), "v": round(float(life.value[week]), 4)}
            for week in weeks
        ],
        "value_at_end": round(life.value_on(life.window.last), 4),
        "renewals": [_renewal(life, term) for term in life.terms if term.outcome],
        "events": [
            {"id": event.id, "day": _iso(event.day), "kind": event.kind, **event.detail}
            for event in life.seen_events()
        ],
        "right_intervention": intervention(life),
        "expansion": _expansion(life),
        "story": life.account.story is not None,
    }


def intervention(life: Life) -> str:
    """The one class of act that fits the strongest cause: training, escalate_product,
    relationship, commercial or none."""
    last = life.window.last
    if life.left_on is not None:
        return "none"
    recent = {event.kind for event in life.seen_events() if event.day > last - 200}
    week = life.window.weeks - 1
    if life.has_outage(last):
        return "escalate_product"
    if life.champion_absent[week] or life.buyer_absent[week] or "reorg" in recent:
        return "relationship"
    if recent & {"price_pushback", "competitor"}:
        return "commercial"
    return "training" if life.value_on(last) < -0.4 or not life.account.win else "none"


def _renewal(life: Life, term: Term) -> Row:
    known = not math.isnan(term.value_at_decision)
    return {
        "due": _iso(term.renewal),
        "outcome": term.outcome,
        "reason": term.reason,
        "still_to_come": term.renewal > life.window.settled,
        "v": round(term.value_at_decision, 4) if known else None,
        "chance_to_leave": round(term.chance_to_leave, 4) if known else None,
        "shock": round(term.shock, 4),
    }


def _expansion(life: Life) -> Row:
    value = life.value_on(life.window.last)
    plans = words("product")["plans"]
    missing = modules()[plans[life.account.plan] :]
    return {
        "ready": life.left_on is None and value > 0.35,
        "v": round(value, 4),
        "not_entitled": list(missing),
    }


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
