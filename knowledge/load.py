"""How full a CSM's book is, against what the company says that one person can carry."""

from collections.abc import Mapping
from decimal import Decimal

from knowledge.company import SEGMENTS, Company


def load_of(accounts: Mapping[str, int], company: Company) -> Decimal | None:
    """Give the book's load: accounts over the segment's upper limit, added up; 1 is a full book.

    `accounts` counts them by segment. A pooled segment has no limit and doesn't count; None where
    no segment of the book has one.
    """
    parts = []
    for segment in SEGMENTS:
        usual = company.segment(segment).accounts_per_csm
        if usual and accounts.get(segment):
            parts.append(Decimal(accounts[segment]) / usual[1])
    return sum(parts, Decimal(0)) if parts else None
