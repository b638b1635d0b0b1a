"""What customers said of the product, on record: feedback, survey comments, wishes in notes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.readings import readings_of
from knowledge.store.records import columns, home
from knowledge.store.surveys import Survey, surveys_of
from knowledge.store.tables import product_feedback, product_items

# An answer from this on is praise, up to that a complaint.
_LINES = {"NPS": (9, 6), "CSAT": (4, 2), "CES": (6, 3)}


@dataclass(frozen=True, slots=True)
class ProductItem:
    """What product makes of feedback. `status` is planned, in_progress, shipped or declined."""

    id: int
    name: str
    status: str
    shipped_on: date | None
    link: str | None
    home: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Something that an account said of the product. `kind` is request, complaint, praise,
    churn_reason or comment; `origin` says where it stands: "feedback", "NPS survey", "notes"."""

    account_id: int
    day: date
    kind: str
    text: str
    origin: str
    home: str
    item: ProductItem | None = None


def voices_of(view: View, since: date) -> list[Voice]:
    """All that the view's accounts said of the product since a day, the newest first."""
    found = [*_feedback(view, since), *_comments(view, since), *_wishes(view, since)]
    return sorted(found, key=lambda voice: voice.day, reverse=True)


def _feedback(view: View, since: date) -> list[Voice]:
    f = product_feedback.c
    query = (
        select(
            f.account_id, f.day, f.kind, f.text, home(product_feedback),
            *columns(product_items, ProductItem),
        )
        .outerjoin(product_items, product_items.c.id == f.item_id)
        .where(view.sees(f.account_id), f.day.between(since, view.today))
        .order_by(f.day.desc(), f.id)
    )  # fmt: skip
    return [_of_feedback(*row) for row in view.connection.execute(query)]


def _of_feedback(
    account_id: int, day: date, kind: str | None, text: str, origin: str, *item: Any
) -> Voice:
    tied = ProductItem(*item) if item[0] is not None else None
    return Voice(account_id, day, kind or "comment", text, "feedback", origin, tied)


def _comments(view: View, since: date) -> list[Voice]:
    return [
        Voice(s.account_id, s.answered_on, _kind(s), s.comment, f"{s.kind} survey", s.home)
        for s in surveys_of(view, since)
        if s.comment and s.answered_on and s.answered_on <= view.today
    ]


def _wishes(view: View, since: date) -> list[Voice]:
    return [
        Voice(r.account_id, r.day, "request", r.quote, "notes", r.home)
        for r in readings_of(view, kinds=["request"], since=since)
    ]


def _kind(survey: Survey) -> str:
    if survey.score is None or survey.kind not in _LINES:
        return "comment"
    good, bad = _LINES[survey.kind]
    if survey.score >= good:
        return "praise"
    return "complaint" if survey.score <= bad else "comment"
