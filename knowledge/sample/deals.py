"""Contracts, renewals, every change of ARR, and what is expected of them."""

from datetime import date, timedelta
from random import Random

from knowledge.sample.lives import Life, Term
from knowledge.sample.roster import Roster
from knowledge.sample.rows import Row
from knowledge.sample.vocabulary import modules, vendor, words

_STAGES = (
    (30, "Paperwork"),
    (60, "Negotiation"),
    (90, "Proposal"),
    (120, "Value review"),
    (180, "Review"),
)

_RENEWAL_STEPS = (
    "Agree the value figures",
    "Send the proposal",
    "Find out who signs",
    "Book the review",
    "",
)
_GROWTH_STEPS = ("Price for a block of seats", "Demo for the second site", "")


def contract_rows(life: Life, seed: int) -> list[Row]:
    """The contracts that began by the world's end, at the ARR that they came to."""
    account = life.account
    terms = words("product")["payment_terms"]
    pays = account.random(seed, "terms").choice(terms)
    rows: list[Row] = []
    arr = 0
    for number, term in enumerate(life.begun, 1):
        arr += sum(change.delta for change in term.changes if change.day <= life.window.settled)
        notice = date.fromordinal(term.renewal - account.notice_days)
        rows.append({
            "id": contract_id(life, number), "account": account.id,
            "start": date.fromordinal(term.start), "end": date.fromordinal(term.end),
            "term_months": term.months, "renewal_date": date.fromordinal(term.renewal),
            "notice_date": notice if account.notice_recorded else None,
            "notice_served_on": _seen(life, term.notice_served), "auto_renew": account.auto_renew,
            "arr": arr, "currency": account.currency, "seats": term.seats, "plan": account.plan,
            "products": "; ".join(modules()[: words("product")["plans"][account.plan]]),
            "uplift_pct": account.uplift_pct or None, "payment_terms": pays,
        })  # fmt: skip
    return rows


def arr_event_rows(life: Life) -> list[Row]:
    """Every change of ARR up to the world's end; a churned account's sum to nothing."""
    account = life.account
    found: list[tuple[int, int, str, int]] = []
    arr = 0
    for number, term in enumerate(life.begun, 1):
        for change in term.changes:
            if change.day <= life.window.settled:
                arr += change.delta
                found.append((number, change.day, change.kind, change.delta))
        if term.outcome == "churned" and term.renewal <= life.window.settled:
            found.append((number, term.renewal, "churn", -arr))
    return [
        {
            "id": f"{account.id}-A{i}", "account": account.id,
            "contract": contract_id(life, number), "day": date.fromordinal(day), "kind": kind,
            "delta": delta, "currency": account.currency,
        }
        for i, (number, day, kind, delta) in enumerate(found, 1)
    ]  # fmt: skip


def renewal_rows(life: Life, seed: int) -> list[Row]:
    """What became of each renewal that has come due."""
    chance = life.account.random(seed, "decided")
    rows: list[Row] = []
    for number, term in enumerate(life.begun, 1):
        if not term.outcome or term.renewal > life.window.settled:
            continue
        decided = term.renewal - chance.randint(3, 40)
        if term.notice_served is not None:
            decided = term.notice_served
        rows.append({
            "id": f"{life.account.id}-R{number}", "account": life.account.id,
            "contract": contract_id(life, number), "due": date.fromordinal(term.renewal),
            "decided_on": date.fromordinal(max(decided, term.start)), "outcome": term.outcome,
            "reason": term.reason, "arr_before": term.arr, "arr_after": term.arr_after,
            "currency": life.account.currency,
        })  # fmt: skip
    return rows


def concession_rows(life: Life, seed: int) -> list[Row]:
    """Discounts and the like, with who approved them and until when."""
    chance = life.account.random(seed, "concessions")
    if chance.random() > 0.14:
        return []
    begun = life.begun
    term = begun[-1]
    what, percent = chance.choice((
        ("Discount on the list price", chance.choice((5, 8, 10, 12, 15))),
        ("Price held at renewal, no uplift", None),
        ("Training days free of charge", None),
        ("Second entity at half price in the first year", 50),
    ))  # fmt: skip
    return [
        {
            "id": f"{life.account.id}-D1", "account": life.account.id,
            "contract": contract_id(life, len(begun)), "what": what, "percent": percent,
            "approved_by": chance.choice(vendor()["approvers"]),
            "approved_on": date.fromordinal(term.start - chance.randint(3, 20)),
            "until": date.fromordinal(term.end),
        }
    ]  # fmt: skip


def opportunity_rows(life: Life, seed: int) -> list[Row]:
    """The renewals of the next half year, and room to grow."""
    chance = life.account.random(seed, "opportunities")
    if life.left_on is not None:
        return []
    account, term = life.account, life.current
    rows: list[Row] = []
    days = term.renewal - life.window.last - 1
    due = date.fromordinal(term.renewal)
    if days <= 180:
        stage = next(name for limit, name in _STAGES if days <= limit)
        rows.append({
            "name": f"{account.name} renewal {due.year}", "kind": "renewal", "stage": stage,
            "amount": round(term.arr * (1 + account.uplift_pct / 100)), "close_on": due,
            "next_step": chance.choice(_RENEWAL_STEPS),
        })  # fmt: skip
    if life.value_on(life.window.last) > 0.4 and chance.random() < 0.4:
        module = chance.choice(modules()[4:])
        name = chance.choice((f"{account.name}: more seats", f"{account.name}: {module}"))
        rows.append({
            "name": name, "kind": "expansion",
            "stage": chance.choice(("Identified", "Qualified", "Proposal")),
            "amount": round(term.arr * chance.uniform(0.08, 0.3) / 100) * 100,
            "close_on": life.window.today + timedelta(days=chance.randint(20, 150)),
            "next_step": chance.choice(_GROWTH_STEPS),
        })  # fmt: skip
    base = {"account": account.id, "currency": account.currency}
    return [{"id": f"{account.id}-O{i}", **base, **row} for i, row in enumerate(rows, 1)]


def call_rows(life: Life, roster: Roster, seed: int) -> list[Row]:
    """The CSM's own forecasts: often not made, sometimes rosy."""
    chance = life.account.random(seed, "calls")
    rows: list[Row] = []
    for term in life.begun:
        day = term.renewal - chance.randint(70, 110)
        if term is life.current and life.left_on is None:
            if term.renewal > life.window.last + 200:
                continue
            day = min(day, life.window.last - chance.randint(1, 20))
        if day < life.active_from + 30:
            continue
        call = _call(life, term, day, chance)
        if call:
            owner = roster.owner_on(life.account.index, day)
            rows.append({
                "id": f"{life.account.id}-K{len(rows) + 1}", "account": life.account.id,
                "person": owner.email, "day": date.fromordinal(day), "call": call,
                "reason": _call_reason(life, call, chance),
                "amount": life.term_on(day).arr, "currency": life.account.currency,
            })  # fmt: skip
    return rows


def target_rows(roster: Roster, until: date) -> list[Row]:
    """The year's retention targets, by team and by CSM."""
    start = date(until.year, 1, 1)
    end = date(until.year, 12, 31)
    rows: list[Row] = []
    for team in sorted({person.team for person in roster.of("csm")}):
        rows += [
            {"team": team, "metric": metric, "value": value}
            for metric, value in (("GRR", 91), ("NRR", 104))
        ]
    rows += [{"person": csm.email, "metric": "GRR", "value": 91} for csm in roster.of("csm")]
    same = {"start": start, "end": end, "unit": "percent"}
    return [{"id": f"TGT-{i}", **row, **same} for i, row in enumerate(rows, 1)]


def contract_id(life: Life, number: int) -> str:
    return f"{life.account.id}-C{number}"


def _seen(life: Life, day: int | None) -> date | None:
    return None if day is None or day > life.window.last else date.fromordinal(day)


def _call_reason(life: Life, call: str, chance: Random) -> str:
    story = life.account.story
    written: str = chance.choice(words("product")["call_reasons"][call])
    return story.call_reason if story and story.call_reason else written


def _call(life: Life, term: Term, day: int, chance: Random) -> str:
    story = life.account.story
    rosy = life.value_on(day) + 0.3 + chance.gauss(0, 0.35) - 0.4 * life.champion_is_absent(day)
    made = chance.random() < 0.62
    if story and story.call is not None:
        return story.call if term is life.current else ""
    if not made:
        return ""
    for least, call in ((0.35, "commit"), (-0.2, "best_case"), (-0.8, "at_risk")):
        if rosy > least:
            return call
    return "likely_loss"
