"""The field's measures, as pure functions. None means undefined: there was nothing to divide by."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

_MANY_CONTACTS = 2
_DOMINANT_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention of the accounts that paid at the start, point to point.

    ARR in one currency. `grr`, `nrr` and `logo_retention` are ratios (0.85 is 85%).
    """

    starting_arr: Decimal
    churned_arr: Decimal
    contraction_arr: Decimal
    expansion_arr: Decimal
    starting_accounts: int
    churned_accounts: int
    contracted_accounts: int
    expanded_accounts: int

    @property
    def ending_arr(self) -> Decimal:
        """ARR at the end of the accounts that paid at the start."""
        return self.starting_arr - self.churned_arr - self.contraction_arr + self.expansion_arr

    @property
    def grr(self) -> Decimal:
        """Share of the starting ARR that stayed, expansion not counted: never over 1."""
        return (self.starting_arr - self.churned_arr - self.contraction_arr) / self.starting_arr

    @property
    def nrr(self) -> Decimal:
        """Share of the starting ARR that the same accounts pay at the end."""
        return self.ending_arr / self.starting_arr

    @property
    def logo_retention(self) -> Decimal:
        """Share of the starting accounts that still pay."""
        return 1 - Decimal(self.churned_accounts) / self.starting_accounts


@dataclass(frozen=True, slots=True)
class NPS:
    """A net promoter score, -100 to 100, with its standard error in points."""

    score: float
    standard_error: float
    promoters: int
    passives: int
    detractors: int

    @property
    def answers(self) -> int:
        """How many answered. Under 5, show the answers rather than the score."""
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, slots=True)
class TimeToValue:
    """Days to first value over a cohort; `median_days` None where under half have reached it."""

    median_days: int | None
    reached: int
    waiting: int


def retention(starting: Sequence[Decimal], ending: Sequence[Decimal]) -> Retention | None:
    """Compare each account's ARR at the start with its ARR at the end; None where nobody paid.

    `starting[i]` and `ending[i]` belong to one account, in one currency; 0 is not paying. Accounts
    that start at 0 are new and don't count. What happened between the two dates doesn't either:
    an account that left and came back is retained. Source: GitLab handbook, "Gross Retention"
    (min per customer); GRR = sum min(A, B) / sum A, NRR = sum B / sum A.
    """
    _refuse_negative((*starting, *ending))
    pairs = [(a, b) for a, b in zip(starting, ending, strict=True) if a > 0]
    if not pairs:
        return None
    churned = [a for a, b in pairs if b == 0]
    contracted = [a - b for a, b in pairs if 0 < b < a]
    expanded = [b - a for a, b in pairs if b > a]
    return Retention(
        starting_arr=sum((a for a, _ in pairs), Decimal(0)),
        churned_arr=sum(churned, Decimal(0)),
        contraction_arr=sum(contracted, Decimal(0)),
        expansion_arr=sum(expanded, Decimal(0)),
        starting_accounts=len(pairs),
        churned_accounts=len(churned),
        contracted_accounts=len(contracted),
        expanded_accounts=len(expanded),
    )


def renewal_base_rate(due: Sequence[Decimal], renewed: Sequence[Decimal]) -> Decimal | None:
    """Share of the ARR up for renewal in a period that was renewed; None where none was due.

    Per contract: ARR due, and ARR renewed (0 where lost). An uplift at renewal is expansion, so
    each counts up to what was due.
    """
    _refuse_negative((*due, *renewed))
    base = sum(due, Decimal(0))
    if base == 0:
        return None
    kept = (min(a, b) for a, b in zip(due, renewed, strict=True))
    return sum(kept, Decimal(0)) / base


def nps(answers: Sequence[int]) -> NPS | None:
    """Score answers of 0-10: promoters (9-10) less detractors (0-6) per hundred; None for none.

    Standard error: 100 * sqrt((p + d - (p - d)^2) / n). Source: Bain & Company, Net Promoter.
    """
    _refuse_outside(answers, 0, 10)
    if not answers:
        return None
    count = len(answers)
    promoters = sum(answer >= 9 for answer in answers)
    detractors = sum(answer <= 6 for answer in answers)
    up, down = promoters / count, detractors / count
    spread = max(0.0, up + down - (up - down) ** 2)
    return NPS(
        score=100 * (promoters - detractors) / count,
        standard_error=100 * (spread / count) ** 0.5,
        promoters=promoters,
        passives=count - promoters - detractors,
        detractors=detractors,
    )


def csat(answers: Sequence[int]) -> float | None:
    """Share (0-1) of answers of 1-5 that are 4 or 5; None where nobody answered."""
    _refuse_outside(answers, 1, 5)
    return ratio(sum(answer >= 4 for answer in answers), len(answers))


def ces(answers: Sequence[int], *, high_is_easy: bool = True) -> float | None:
    """Mean of answers of 1-7, turned so that 7 is the least effort; None where nobody answered."""
    _refuse_outside(answers, 1, 7)
    total = sum(answer if high_is_easy else 8 - answer for answer in answers)
    return ratio(total, len(answers))


def time_to_value(days: Sequence[int], reached: Sequence[bool]) -> TimeToValue:
    """Give the median days from start to first value, counting those who still wait.

    `days[i]` runs to first value where `reached[i]`, else to today: right-censored. The median is
    the first day on which the Kaplan-Meier estimate of still waiting is 1/2 or less. Source:
    Kaplan and Meier, JASA 53 (1958).
    """
    cohort = list(zip(days, reached, strict=True))
    _refuse_outside(days, 0, None)
    return TimeToValue(
        median_days=_kaplan_meier_median(cohort),
        reached=sum(bool(done) for _, done in cohort),
        waiting=sum(not done for _, done in cohort),
    )


def adoption_rate(adopters: int, eligible: int) -> float | None:
    """Share of the eligible users who use it; None where nobody is eligible."""
    return ratio(adopters, eligible)


def seat_utilisation(active_users: int, purchased_seats: int) -> float | None:
    """Active users in 28 days per purchased seat: over 1 is overage; None without seats."""
    return ratio(active_users, purchased_seats)


def stickiness(daily_active_users: Sequence[int], monthly_active_users: int) -> float | None:
    """Mean daily over monthly active users; None where nobody was active (unstable under 5).

    Give the daily counts of the working days of 28 days.
    """
    _refuse_outside(daily_active_users, 0, None)
    mean = ratio(sum(daily_active_users), len(daily_active_users))
    return None if mean is None else ratio(mean, monthly_active_users)


def is_single_threaded(contacts: Iterable[int], *, wanted: int = _MANY_CONTACTS) -> bool | None:
    """Tell whether one person carries the relationship; None where there was no contact at all.

    `contacts` are two-way contacts in 180 days, by stakeholder. True where one has 70% or more of
    them, or fewer than `wanted` (2; enterprise 3) were in touch.
    """
    active = [count for count in contacts if count > 0]
    if not active:
        return None
    return len(active) < wanted or max(active) / sum(active) >= _DOMINANT_SHARE


def shrunk_rate(count: float, exposure: float, *, peer_rate: float, weight: float) -> float:
    """Give a rate drawn to that of its peers: (count + weight * peer_rate) / (exposure + weight).

    One idle user of three seats is not a drop by a third. `weight` is in units of exposure (seats,
    answers, seat-months). Source: empirical Bayes; Beta-binomial and Gamma-Poisson means alike.
    """
    if weight <= 0 or count < 0 or exposure < 0:
        raise ValueError("a shrunk rate takes a positive weight and no negative counts")
    return (count + weight * peer_rate) / (exposure + weight)


def ratio(part: float, whole: float) -> float | None:
    """Give `part / whole`; None where the whole is 0. Raises ValueError for a negative."""
    if part < 0 or whole < 0:
        raise ValueError(f"a count is negative: {part} of {whole}")
    return part / whole if whole else None


def _kaplan_meier_median(cohort: Sequence[tuple[int, bool]]) -> int | None:
    # In whole numbers, so that a half is a half: still waiting = numerator / denominator.
    numerator = denominator = 1
    exits = sorted(days for days, _ in cohort)
    reached = Counter(days for days, done in cohort if done)
    for day in sorted(reached):
        at_risk = len(exits) - bisect_left(exits, day)
        numerator *= at_risk - reached[day]
        denominator *= at_risk
        if 2 * numerator <= denominator:
            return day
    return None


def _refuse_negative(amounts: Iterable[Decimal]) -> None:
    if any(amount < 0 for amount in amounts):
        raise ValueError("ARR is never negative")


def _refuse_outside(answers: Sequence[int], lowest: int, highest: int | None) -> None:
    for answer in answers:
        if answer < lowest or (highest is not None and answer > highest):
            raise ValueError(f"{answer} is outside the scale ({lowest} to {highest or 'any'})")
