"""How an account's messages sound, and whether that changed: by quotes, replies, and people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import Fact
from knowledge.notes.trend import Verdict, answer_days
from knowledge.store.readings import NoteTone, readings_of, tones_of
from knowledge.store.touchpoints import Touchpoint, touchpoints_of
from tools.about import About
from tools.desk import Desk
from tools.result import Result
from tools.tone import (
    BEFORE,
    LONGER,
    RECENT,
    Counts,
    Hearing,
    SignItem,
    ThreadItem,
    ToneQuote,
    counts,
    hearing,
    signs,
    threads,
    tone_quotes,
    tone_sources,
)


@dataclass(frozen=True, slots=True)
class Replies:
    """How they answer: mails answered of those sent, days to their next mail, people who speak."""

    sent: Fact
    answered: Fact
    sent_before: Fact
    answered_before: Fact
    days: Fact | None
    days_before: Fact | None
    people: Fact
    people_before: Fact


@dataclass(frozen=True, slots=True)
class SentimentTrend:
    """The answer. `verdict` compares the period with the 270 days before it."""

    account: Fact
    verdict: Verdict
    since: Fact
    now: Counts
    before: Counts
    quotes: tuple[ToneQuote, ...]
    signs: tuple[SignItem, ...]
    threads: tuple[ThreadItem, ...]
    replies: Replies
    newest: Fact


def sentiment_trend(desk: Desk, account: str, since: str | None = None) -> Result:
    """Tell how the tone of one account's emails, calls and call notes moves: message by message,
    with the words that show it; what was said of leaving, price or competitors whatever the tone;
    how fast and how often they answer, and how many of them still speak with us.

    Use it for "how does Acme sound lately", "is Globex getting frustrated", "tone of their emails
    since the outage". It says so where there are too few messages. For survey scores use
    survey_results; to find what was said about a subject use search_notes.

    Args:
        account: the account's name, such as "Acme".
        since: when the period begins that is compared with the time before it, such as "March" or
            "last quarter"; the last 90 days when left out, 180 where those have too few messages.
    """
    asked = desk.period(since, "past").start if since else None
    earliest = (asked or desk.today - max(RECENT, LONGER)) - BEFORE
    with desk.account(account) as (view, found):
        tones = tones_of(view, earliest)
        touches = touchpoints_of(view, earliest)
        said = readings_of(view, since=earliest)
    about = About(found.name, desk.today, found.home)
    first = asked or _first_day(tones, desk.today)
    messages = hearing([t for t in tones if t.day >= first - BEFORE], first)
    quoted = _quoted(messages)
    answer = SentimentTrend(
        account=about.name(),
        verdict=messages.verdict,
        since=about.day("tone since", first),
        now=counts(messages.heard_now, about, "lately"),
        before=counts(messages.heard_before, about, "before"),
        quotes=tuple(tone_quotes(quoted, about)),
        signs=tuple(signs([r for r in said if r.day >= first], about)),
        threads=tuple(threads(messages.now, about)),
        replies=_replies(tones, touches, first, about),
        newest=about.day("newest message", max((t.day for t in messages.now + messages.before),
                                               default=None)),
    )  # fmt: skip
    sources = tone_sources(quoted, found.name)
    return Result("sentiment_trend", answer, desk.today, sources=sources, accounts=(found.name,))


def _first_day(tones: Sequence[NoteTone], today: date) -> date:
    """The last 90 days; 180 where those have too few messages and these have enough."""
    longer = hearing(tones, today - LONGER)
    if hearing(tones, today - RECENT).verdict == "too few" != longer.verdict:
        return today - LONGER
    return today - RECENT


def _quoted(messages: Hearing) -> Sequence[NoteTone]:
    """Whose words to show: the period's, the newest of before where it has none."""
    return messages.now or messages.before[-2:]


def _replies(
    tones: Sequence[NoteTone], touches: Sequence[Touchpoint], first: date, about: About
) -> Replies:
    about = About(about.entity, about.as_of, "touchpoints")
    length = max((about.as_of - first).days, 1)
    then = first - timedelta(days=length)
    now, before = (
        [t for t in touches if first <= t.day],
        [t for t in touches if then <= t.day < first],
    )
    return Replies(
        sent=_mails(now, about, "lately"),
        answered=_answered(now, about, "lately"),
        sent_before=_mails(before, about, "before"),
        answered_before=_answered(before, about, "before"),
        days=_days(tones, first, about.as_of, about, "lately"),
        days_before=_days(tones, date.min, first - timedelta(days=1), about, "before"),
        people=_people(now, about, "lately"),
        people_before=_people(before, about, "before"),
    )


def _mails(touches: Sequence[Touchpoint], about: About, period: str) -> Fact:
    return about.count(f"emails {period}", sum(t.kind == "email" for t in touches), "emails")


def _answered(touches: Sequence[Touchpoint], about: About, period: str) -> Fact:
    count = sum(t.kind == "email" and t.two_way for t in touches)
    return about.count(f"emails answered {period}", count, "emails")


def _people(touches: Sequence[Touchpoint], about: About, period: str) -> Fact:
    people = {t.stakeholder_id for t in touches if t.two_way and t.stakeholder_id}
    return about.count(f"people in two-way contact {period}", len(people), "people")


def _days(
    tones: Sequence[NoteTone], first: date, last: date, about: About, period: str
) -> Fact | None:
    """Days from our mails in the notes to their next one; None where too few are on record."""
    mails = [t for t in tones if t.kind == "email" and t.source == "person"]
    ours = [t.day for t in mails if t.tone is None and first <= t.day <= last]
    theirs = [t.day for t in mails if t.tone is not None]
    found = answer_days(ours, theirs)
    if found is None:
        return None
    return about.number(f"median days to their answer {period}", found, "days", "notes")
