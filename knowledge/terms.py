"""A contract's terms, and the two dates that a CSM works towards: renewal and notice."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

ROLLING_MONTHS = 1


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract as its source states it; `arr` in major units of `currency`, a year."""

    id: int
    account_id: int
    start: date
    end: date | None
    term_months: int | None
    renewal_date: date | None
    notice_date: date | None
    notice_served_on: date | None
    auto_renew: bool | None
    arr: Decimal
    currency: str
    seats: int | None
    plan: str | None
    products: str | None
    uplift_pct: Decimal | None
    payment_terms: str | None
    home: str

    def is_active(self, day: date) -> bool:
        return self.start <= day and (self.end is None or self.end >= day)

    @property
    def is_rolling(self) -> bool:
        """It goes on month by month: there is no renewal to win."""
        return self.term_months == ROLLING_MONTHS and self.renewal_date is None

    def renews_on(self, today: date) -> date | None:
        """The next renewal date: as stated, else the day after the end, else the anniversary.

        None for a rolling contract, and where nothing tells.
        """
        if self.is_rolling:
            return None
        if self.renewal_date is not None:
            return self.renewal_date
        if self.end is not None:
            return self.end + timedelta(days=1)
        if not self.term_months:
            return None
        return next_anniversary(self.start, self.term_months, today)

    def notice_was_served(self, today: date) -> bool:
        return self.notice_served_on is not None and self.notice_served_on <= today


@dataclass(frozen=True, slots=True)
class Deadline:
    """The date by which something has to be decided, and which of the two it is."""

    day: date
    kind: Literal["notice", "renewal"]
    contract: Contract


def deadline(contract: Contract, today: date) -> Deadline | None:
    """The contract's next deadline.

    An auto-renewing contract is decided by its notice date; once that has passed without notice it
    renews by itself, and the next thing due is the renewal itself. A contract that doesn't renew
    by itself is decided by its renewal date, because somebody has to sign.
    """
    renewal = contract.renews_on(today)
    if renewal is None:
        return None
    notice = contract.notice_date
    if notice is not None and notice >= today and contract.auto_renew is not False:
        return Deadline(notice, "notice", contract)
    return Deadline(renewal, "renewal", contract)


def renews_by_itself(contract: Contract, today: date) -> bool:
    """The notice date has passed without notice, and the contract renews automatically."""
    notice = contract.notice_date
    passed = notice is not None and notice < today
    return bool(contract.auto_renew) and passed and not contract.notice_was_served(today)


def next_anniversary(start: date, months: int, today: date) -> date:
    """The first day on or after `today` that is a whole number of terms after `start`."""
    elapsed = (today.year - start.year) * 12 + today.month - start.month
    terms = max(1, elapsed // months)
    while (day := add_months(start, terms * months)) < today:
        terms += 1
    return day


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
