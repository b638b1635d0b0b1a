"""What customers said of the product, on record: feedback, survey comments, wishes in notes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.readings import readings_of
from knowledge.store.records import columns, fetch
from knowledge.store.surveys import Survey, surveys_of
from knowledge.store.tables import product_feedback

# An answer from this on is praise, up to that a complaint.
_LINES = {"NPS": (9, 6), "CSAT": (4, 2), "CES": (6, 3)}


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


@dataclass(frozen=True, slots=True)
class _Feedback:
    account_id: int
    day: date
    kind: str | None
    text: str
    home: str


def voices_of(view: View, since: date) -> list[Voice]:
    """All that the view's accounts said of the product since a day, the newest first."""
    found = [*_feedback(view, since), *_comments(view, since), *_wishes(view, since)]
    return sorted(found, key=lambda voice: voice.day, reverse=True)


def _feedback(view: View, since: date) -> list[Voice]:
    f = product_feedback.c
    query = (
        select(*columns(product_feedback, _Feedback))
        .where(view.sees(f.account_id), f.day.between(since, view.today))
        .order_by(f.day.desc(), f.id)
    )
    return [
        Voice(x.account_id, x.day, x.kind or "comment", x.text, "feedback", x.home)
        for x in fetch(view.connection, query, _Feedback)
    ]


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
