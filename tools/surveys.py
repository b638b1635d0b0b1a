"""What surveys said: scores from enough answers, whose they are, and who said nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.company import Segment
from knowledge.facts import Fact
from knowledge.metrics import ces, csat, nps, ratio
from knowledge.store.newest import newest_record
from knowledge.store.surveys import Survey, surveys_of
from tools.about import About
from tools.asked import Asked, asked, period_fact
from tools.desk import Desk
from tools.result import Result
from tools.survey_answers import (
    AnswerItem,
    Unanswered,
    answer_item,
    is_answered,
    survey_sources,
    unanswered,
)

Kind = Literal["NPS", "CSAT", "CES"]
KINDS: tuple[Kind, ...] = ("NPS", "CSAT", "CES")
ENOUGH = 5
MOST_ANSWERS = 6
MOST_SILENT = 3
# An answer at or under this is unhappy.
LOW = {"NPS": 6, "CSAT": 2, "CES": 3}
_NINETEEN_IN_TWENTY = 1.96


@dataclass(frozen=True, slots=True)
class Scores:
    """NPS with its 95% margin and what it is made of; CSAT in percent; CES as a mean."""

    score: Fact
    margin: Fact | None = None
    promoters: Fact | None = None
    passives: Fact | None = None
    detractors: Fact | None = None


@dataclass(frozen=True, slots=True)
class KindOfSurvey:
    """One kind of survey. `answers` are those worth reading, `more` how many there are besides."""

    kind: Kind
    scores: Scores | None
    count: Fact
    rate: Fact | None
    low: Fact
    answers: tuple[AnswerItem, ...]
    more: Fact | None
    silent: tuple[Unanswered, ...]
    unanswered: Fact
    off_scale: Fact | None


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """The answer, kind by kind. `newest` is the newest survey on record, whatever the period."""

    account: Fact | None
    where: str
    nothing: str
    asked_for: str
    period: Fact
    kinds: tuple[KindOfSurvey, ...]
    newest: Fact


def survey_results(
    desk: Desk,
    account: str | None = None,
    kind: Kind | None = None,
    period: str = "last 12 months",
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """Give survey results: NPS, CSAT and CES from 5 answers on, else the answers themselves, with
    the respondent's role, the answer's age and the comment; the response rate; who didn't answer.

    Use it for "what's our NPS", "CSAT in EMEA", "any detractors lately", "how did Globex answer",
    "who didn't reply". NPS and CSAT are over all answers given in the period. For what was said in
    calls and emails this is the wrong tool.

    Args:
        account: one account's name, such as "Acme"; every account when left out.
        kind: only this kind of survey.
        period: when the answers were given, such as "last quarter" or "since January".
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
    """
    when = desk.period(period, "past")
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        surveys = [
            s
            for s in surveys_of(question.view, when.start)
            if kind in (None, s.kind) and (s.answered_on or s.sent_on or when.start) <= when.end
        ]
        newest = newest_record(question.view, "surveys")
    kinds = tuple(k for name in KINDS if (k := _kind(name, surveys, question)))
    about = question.about
    view = SurveyResults(
        account=about.name() if question.account else None,
        where=question.where,
        nothing=question.nothing,
        asked_for=kind or "",
        period=period_fact(when, about),
        kinds=kinds,
        newest=about.day("newest survey", newest),
    )
    answered = [s for s in surveys if is_answered(s, desk.today)]
    cited = [s for k in KINDS for s in _worth_reading(_of(k, answered), question)]
    return Result(
        "survey_results",
        view,
        desk.today,
        sources=survey_sources(cited, question.names),
        accounts=question.shown(a.account.entity for k in kinds for a in k.answers),
    )


def _kind(kind: Kind, surveys: Sequence[Survey], question: Asked) -> KindOfSurvey | None:
    mine = _of(kind, surveys)
    if not mine:
        return None
    about, today = question.about, question.view.today
    answered = [s for s in mine if is_answered(s, today)]
    silent = [s for s in mine if s.answered_on is None or s.answered_on > today]
    off_scale = len(mine) - len(answered) - len(silent)
    shown = _worth_reading(answered, question)
    low = sum(int(s.score or 0) <= LOW[kind] for s in answered)
    return KindOfSurvey(
        kind=kind,
        scores=_scores(kind, [int(s.score or 0) for s in answered], about),
        count=about.count(f"{kind} answers", len(answered), "answers"),
        rate=_rate(len(answered), len(silent), about, kind),
        low=about.count(f"low {kind} answers", low, "answers"),
        answers=tuple(answer_item(s, question.names[s.account_id], today) for s in shown),
        more=_some(about, f"more {kind} answers", len(answered) - len(shown), "answers"),
        silent=tuple(
            unanswered(s, question.names[s.account_id], today) for s in silent[:MOST_SILENT]
        ),
        unanswered=about.count(f"{kind} surveys not answered", len(silent), f"{kind} surveys"),
        off_scale=_some(about, f"{kind} answers off the scale", off_scale, "answers"),
    )


def _of(kind: Kind, surveys: Sequence[Survey]) -> list[Survey]:
    return [s for s in surveys if s.kind == kind]


def _scores(kind: Kind, answers: Sequence[int], about: About) -> Scores | None:
    """The score over all answers; None under 5, where the answers themselves say more."""
    if len(answers) < ENOUGH:
        return None
    if kind == "NPS" and (found := nps(answers)):
        margin = _NINETEEN_IN_TWENTY * found.standard_error
        return Scores(
            score=about.points("NPS", found.score),
            margin=about.points("margin of the NPS", margin),
            promoters=about.count("NPS promoters", found.promoters, "promoters"),
            passives=about.count("NPS passives", found.passives, "passives"),
            detractors=about.count("NPS detractors", found.detractors, "detractors"),
        )
    if kind == "CSAT":
        return Scores(about.percent("CSAT", round(100 * (csat(answers) or 0))))
    return Scores(about.number("CES, mean", round(ces(answers) or 0, 1), ""))


def _worth_reading(answered: Sequence[Survey], question: Asked) -> list[Survey]:
    """The newest answers of one account; of many accounts the low ones, the lowest first."""
    if question.account:
        return list(answered[:MOST_ANSWERS])
    low = [s for s in answered if int(s.score or 0) <= LOW[s.kind]]
    return sorted(low, key=lambda s: s.score or 0)[:MOST_ANSWERS]


def _rate(answered: int, silent: int, about: About, kind: Kind) -> Fact | None:
    """The response rate; nothing where the source records answers alone."""
    if not silent:
        return None
    share = ratio(answered, answered + silent) or 0
    return about.percent(f"{kind} response rate", round(100 * share))


def _some(about: About, attribute: str, count: int, unit: str) -> Fact | None:
    return about.count(attribute, count, unit) if count > 0 else None
