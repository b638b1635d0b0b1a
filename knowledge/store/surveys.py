"""Survey answers of a view, and the surveys that nobody answered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from knowledge.store.access import View
from knowledge.store.records import fetch, home
from knowledge.store.tables import stakeholders, surveys


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey: `answered_on` None means that it was sent and not answered.

    Scales: NPS 0-10, CSAT 1-5, CES 1-7.
    """

    account_id: int
    kind: str
    sent_on: date | None
    answered_on: date | None
    score: Decimal | None
    role: str | None
    respondent: str | None
    comment: str | None
    home: str


def surveys_of(view: View, since: date) -> list[Survey]:
    """Surveys sent or answered since a day, up to the view's day; the newest answer first."""
    s = surveys.c
    told = func.coalesce(s.answered_on, s.sent_on)
    query = (
        select(
            s.account_id, s.kind, s.sent_on, s.answered_on, s.score,
            func.coalesce(s.role, stakeholders.c.role), stakeholders.c.name, s.comment,
            home(surveys),
        )
        .outerjoin(stakeholders, stakeholders.c.id == s.stakeholder_id)
        .where(view.sees(s.account_id), told.between(since, view.today))
        .order_by(told.desc(), s.id)
    )  # fmt: skip
    return fetch(view.connection, query, Survey)
