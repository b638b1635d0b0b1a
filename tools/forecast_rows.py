"""The accounts of a forecast: what is computed of each, and what its CSM calls it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.company import Company
from knowledge.forecast import Category, Stake, category, disagree
from knowledge.periods import Period
from knowledge.store.portfolio import Position
from knowledge.store.standing import Standing
from tools.renewal_items import Due, arr_of


@dataclass(frozen=True, slots=True)
class Renewing:
    """One account with what of it renews in the time; `arr` in the company's currency.

    `p` and `computed` are None where its health is unknown; `called` where no call was made.
    """

    position: Position
    arr: Decimal
    p: float | None
    computed: Category | None
    called: Category | None

    @property
    def stake(self) -> Stake | None:
        return None if self.p is None else Stake(self.position.account.id, self.arr, self.p)

    @property
    def is_disputed(self) -> bool:
        both = self.computed is not None and self.called is not None
        return both and disagree(self.computed, self.called)  # type: ignore[arg-type]


def renewing(
    dues: Sequence[Due], when: Period, standings: Mapping[int, Standing], company: Company
) -> list[Renewing]:
    """The accounts with an undecided renewal in the time, the largest ARR first."""
    arr: dict[int, Decimal] = {}
    for due in dues:
        if due.renewal in when and not due.decided:
            key = due.position.account.id
            arr[key] = arr.get(key, Decimal(0)) + arr_of(due, company)
    found = [_renewing(standings[key], amount) for key, amount in arr.items()]
    return sorted(found, key=lambda r: (-r.arr, r.position.account.id))


def _renewing(standing: Standing, arr: Decimal) -> Renewing:
    position = standing.position
    call = position.call.call if position.call else None
    called: Category | None = call if call in _CALLS else None  # type: ignore[assignment]
    if standing.is_unknown:
        return Renewing(position, arr, None, None, called)
    p = 1 - position.exposure.expected_loss
    capped = bool(position.health and position.health.caps)
    days = _days(standing.last_contact, standing.today)
    return Renewing(position, arr, p, category(p, is_capped=capped, contact_days=days), called)


_CALLS = ("commit", "best_case", "at_risk", "likely_loss")


def _days(last: date | None, today: date) -> int | None:
    return (today - last).days if last else None
