"""Contract terms: the chain of them, what they cost, and how each renewal is decided."""

from dataclasses import dataclass
from datetime import date
from math import exp
from random import Random

from knowledge.sample.coefficients import Coefficients
from knowledge.sample.lives import ArrChange, Term
from knowledge.sample.population import Account
from knowledge.terms import add_months

_EXTENSION_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides a renewal."""

    value: float
    champion_absent: bool
    buyer_absent: bool
    pushed_back: bool
    met_competitor: bool
    shock: float


def first_terms(account: Account, before: int, seed: int) -> list[Term]:
    """The terms from the signature on, up to the one that lasts on the ordinal `before`.

    What was decided before the simulated time was decided well: these accounts are still there.
    """
    chance = account.random(seed, "early terms")
    start = account.signed_on.toordinal()
    term = _term(account, start, account.term_months, account.arr, account.seats)
    term.changes.append(ArrChange(start, "new", account.arr))
    terms = [term]
    while terms[-1].end < before:
        terms.append(renew(account, terms[-1], "renewed", chance))
    return terms


def chance_to_leave(account: Account, standing: Standing, numbers: Coefficients) -> float:
    """The probability that an account in this standing doesn't renew."""
    base, slope = numbers.leaves
    logit = base + slope * standing.value + standing.shock
    logit += numbers.leaves_without_champion * standing.champion_absent
    logit += numbers.leaves_without_buyer * standing.buyer_absent
    logit += numbers.leaves_without_win * (not account.win)
    logit += numbers.leaves_after_pushback * standing.pushed_back
    return 1 / (1 + exp(-logit))


def reason_to_leave(account: Account, standing: Standing, chance: Random) -> str:
    """The reason that gets recorded: the strongest cause, as far as anybody saw it."""
    if chance.random() < 0.08:
        return "unknown"
    causes = {
        "competitor": 1.2 * standing.met_competitor,
        "champion_left": 1.0 * standing.champion_absent,
        "price": 0.9 * standing.pushed_back,
        "adoption": 0.8 * (not account.win),
        "value": max(0.0, -standing.value),
        chance.choice(("budget", "merger", "closed_business")): max(0.0, standing.shock),
        chance.choice(("product_gap", "support", "other")): 0.3,
    }
    return max(causes, key=lambda cause: causes[cause])


def renew(account: Account, term: Term, outcome: str, chance: Random) -> Term:
    """Close `term` with the outcome, and give the one that follows."""
    months = _EXTENSION_MONTHS if outcome == "extended" else account.term_months
    following = _term(account, term.renewal, months, term.arr, term.seats)
    if outcome == "contracted":
        seats = max(3, round(term.seats * chance.uniform(0.6, 0.85)))
        change_seats(following, term.renewal, seats, account)
    elif outcome != "extended" and account.uplift_pct:
        uplift = round(term.arr * account.uplift_pct / 100 / 10) * 10
        _change(following, term.renewal, "uplift", min(uplift, account.arr_limit - term.arr))
    if outcome == "expanded":
        change_seats(following, term.renewal, grown(following.seats, chance), account)
        outcome = "expanded" if following.seats > term.seats else "renewed"
    term.outcome, term.arr_after = outcome, following.arr
    return following


def leave(term: Term) -> None:
    """Close `term`: the account is gone from its renewal date on."""
    term.outcome, term.arr_after = "churned", 0


def change_seats(term: Term, day: int, seats: int, account: Account) -> None:
    """Move to `seats` at the term's price a seat, within what the segment allows."""
    delta = round(term.arr * (seats - term.seats) / term.seats / 10) * 10
    if not delta or term.arr + delta > account.arr_limit:
        return
    _change(term, day, "expansion" if delta > 0 else "contraction", delta)
    term.seats = seats


def grown(seats: int, chance: Random) -> int:
    """A block of seats more."""
    return seats + max(2, round(seats * chance.uniform(0.08, 0.25)))


def _change(term: Term, day: int, kind: str, delta: int) -> None:
    if kind == "uplift" and delta <= 0:
        return
    term.changes.append(ArrChange(day, kind, delta))
    term.arr += delta


def _term(account: Account, start: int, months: int, arr: int, seats: int) -> Term:
    anchor = add_months(date.fromordinal(start), months)
    return Term(start=start, end=anchor.toordinal() - 1, months=months, arr=arr, seats=seats)
