"""How a book's ARR moved over a period, point to point: what stayed, left, shrank, grew, came."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.metrics import Retention, retention

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """One account's ARR on the day before a period and on its last day, in one currency.

    `uplift`: contractual price rises in between. `paid_before`: it paid at some time before.
    """

    starting: Decimal
    ending: Decimal
    uplift: Decimal = _NOTHING
    paid_before: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """What became of a book's ARR; `retention` is None where nobody paid at the start.

    Expansion is `uplift_arr`, which the contracts gave by themselves, and `earned_arr`. Accounts
    that didn't pay at the start are apart: new ones, and those that had left and came back.
    """

    retention: Retention | None
    uplift_arr: Decimal
    earned_arr: Decimal
    new_accounts: int
    new_arr: Decimal
    returned_accounts: int
    returned_arr: Decimal


def movement(spans: Sequence[Span]) -> Movement:
    """Add up the accounts of a book.

    An account's uplift counts up to what it expanded by: where it shrank too, less was left of it.
    """
    came = [span for span in spans if span.starting <= 0 < span.ending]
    new = [span.ending for span in came if not span.paid_before]
    returned = [span.ending for span in came if span.paid_before]
    kept = [span for span in spans if span.starting > 0]
    uplift = sum((_uplift(span) for span in kept), _NOTHING)
    found = retention([span.starting for span in kept], [span.ending for span in kept])
    return Movement(
        retention=found,
        uplift_arr=uplift,
        earned_arr=found.expansion_arr - uplift if found else _NOTHING,
        new_accounts=len(new),
        new_arr=sum(new, _NOTHING),
        returned_accounts=len(returned),
        returned_arr=sum(returned, _NOTHING),
    )


def _uplift(span: Span) -> Decimal:
    return min(max(span.ending - span.starting, _NOTHING), max(span.uplift, _NOTHING))
