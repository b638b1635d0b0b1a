"""An answer to a survey as a reader sees it: the score, whose it is, how old, the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.facts import Fact
from knowledge.store.surveys import Survey
from tools.about import About
from tools.reasons import ROLES
from tools.result import Source

SCALES = {"NPS": (0, 10), "CSAT": (1, 5), "CES": (1, 7)}


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """One answer; `by` and `role` are nothing where the survey was anonymous."""

    account: Fact
    kind: str
    score: Fact
    by: Fact | None
    role: Fact | None
    on: Fact
    age: Fact
    comment: Fact | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A survey that nobody answered."""

    account: Fact
    kind: str
    by: Fact | None
    role: Fact | None
    sent: Fact


def is_answered(survey: Survey, today: date) -> bool:
    """It has an answer on its scale by this day."""
    low, high = SCALES[survey.kind]
    if survey.score is None or survey.answered_on is None or survey.answered_on > today:
        return False
    return low <= survey.score <= high


def answer_item(survey: Survey, account: str, today: date) -> AnswerItem:
    about = About(account, today, survey.home)
    on = survey.answered_on or today
    return AnswerItem(
        account=about.name(),
        kind=survey.kind,
        score=about.number(f"{survey.kind} answer", survey.score, ""),
        by=_by(survey, about),
        role=_role(survey, about),
        on=about.day(f"{survey.kind} answered on", on),
        age=about.days(f"age of the {survey.kind} answer", (today - on).days),
        comment=about.quote(f"comment to the {survey.kind} survey", survey.comment)
        if survey.comment
        else None,
    )


def unanswered(survey: Survey, account: str, today: date) -> Unanswered:
    about = About(account, today, survey.home)
    sent = about.day(f"{survey.kind} survey sent", survey.sent_on)
    return Unanswered(about.name(), survey.kind, _by(survey, about), _role(survey, about), sent)


def survey_sources(surveys: Sequence[Survey], names: dict[int, str]) -> tuple[Source, ...]:
    return tuple(
        Source(
            s.home, f"{s.kind} answer", s.answered_on, names[s.account_id], quote=s.comment or ""
        )
        for s in surveys
    )


def _by(survey: Survey, about: About) -> Fact | None:
    return about.text("respondent", survey.respondent) if survey.respondent else None


def _role(survey: Survey, about: About) -> Fact | None:
    return about.text("respondent's role", ROLES[survey.role]) if survey.role else None
