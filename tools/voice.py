"""What customers say of the product, grouped into themes, with the accounts and ARR behind each."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.company import Segment
from knowledge.facts import Fact
from knowledge.notes.themes import MOST_TEXTS, about, by_meaning, themes
from knowledge.store.feedback import Voice, voices_of
from knowledge.store.portfolio import portfolio
from tools.asked import Asked, asked, period_fact
from tools.desk import Desk
from tools.result import Result, Source
from tools.voice_parts import ThemeItem, once_per_account, theme_item

MOST_THEMES = 6


@dataclass(frozen=True, slots=True)
class VoiceOfCustomer:
    """The answer. `shared` themes are of two accounts or more; `single` counts the others."""

    where: str
    nothing: str
    topic: Fact | None
    period: Fact
    said: Fact
    accounts: Fact
    by_meaning: bool
    shared: tuple[ThemeItem, ...]
    more: Fact | None
    single: Fact
    singles: tuple[ThemeItem, ...]
    newest: Fact
    converted: bool
    is_tied: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an answer says besides its themes."""

    topic: Fact | None
    period: Fact
    newest: Fact
    converted: bool


def voice_of_customer(
    desk: Desk,
    topic: str | None = None,
    since: str | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """Group what customers said of the product into themes: feedback, survey comments and wishes
    read in notes. Each theme comes with its most telling words, the accounts behind it, their ARR,
    quotes, and what product planned or shipped of it and for whom. An account counts once in a
    theme. The most ARR comes first.

    Use it for "what are customers asking for", "themes of feedback this year", "who asked for
    SSO", "what do enterprise accounts complain about". For scores use survey_results; for one
    account's conversations search_notes.

    Args:
        topic: only what is about this, such as "SSO" or "exports".
        since: how far back, such as "last quarter" or "January"; 12 months when left out.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
    """
    when = desk.period(since or "last 12 months", "past")
    with asked(desk, None, segment=segment, region=region, csm=csm) as question:
        heard = [v for v in voices_of(question.view, when.start) if v.day <= when.end]
        positions = portfolio(question.view, desk.company, desk.rules)
    voices = once_per_account(_on(topic, heard, desk))[:MOST_TEXTS]
    arr = {p.account.id: p.arr_reporting for p in positions}
    currency = desk.company.currency
    found = [
        theme_item(theme, voices, question.names, arr, currency, question.about)
        for theme in themes([v.text for v in voices], desk.embedder)
    ]
    found.sort(key=_rank)
    converted = any(p.currency != currency for p in positions)
    newest = question.about.day("newest feedback", heard[0].day if heard else None)
    about_topic = question.about.text("topic", topic, "the question") if topic else None
    frame = _Frame(about_topic, period_fact(when, question.about), newest, converted)
    meant = by_meaning([v.text for v in voices], desk.embedder)
    answer = _answer(question, voices, found, frame, by_meaning=meant)
    items = (*answer.shared, *answer.singles)
    quoted = {q.quote.source for item in items for q in item.quotes}
    sources = tuple(_source(v, question) for v in voices if v.home in quoted)
    names = question.shown(q.account.entity for item in items for q in item.quotes)
    return Result("voice_of_customer", answer, desk.today, sources=sources, accounts=names)


def _answer(
    question: Asked,
    voices: Sequence[Voice],
    found: Sequence[ThemeItem],
    frame: _Frame,
    *,
    by_meaning: bool,
) -> VoiceOfCustomer:
    shared = [item for item in found if item.accounts.value != 1]
    shown = tuple(shared[:MOST_THEMES])
    singles = () if shown else tuple(found[:MOST_THEMES])
    speakers = len({v.account_id for v in voices})
    more = len(shared) - len(shown)
    return VoiceOfCustomer(
        where=question.where,
        nothing=question.nothing,
        topic=frame.topic,
        period=frame.period,
        said=_count(question, "pieces of feedback", len(voices), "remarks"),
        accounts=_count(question, "accounts with feedback", speakers, "accounts"),
        by_meaning=by_meaning,
        shared=shown,
        more=_count(question, "more themes", more, "themes") if more else None,
        single=_count(question, "themes of one account", len(found) - len(shared), "themes"),
        singles=singles,
        newest=frame.newest,
        converted=frame.converted,
        is_tied=any(item.tied for item in (*shown, *singles)),
    )


def _on(topic: str | None, voices: Sequence[Voice], desk: Desk) -> list[Voice]:
    if not topic:
        return list(voices)
    return [voices[i] for i in about(topic, [v.text for v in voices], desk.embedder)]


def _count(question: Asked, attribute: str, count: int, unit: str) -> Fact:
    return question.about.count(attribute, count, unit)


def _rank(item: ThemeItem) -> tuple[bool, bool, float, float]:
    """Shared before single, what is asked for or complained of before praise, then ARR."""
    is_praise = {kind.words for kind in item.kinds} == {"praise"}
    return item.accounts.value == 1, is_praise, -_number(item.arr), -_number(item.accounts)


def _number(fact: Fact) -> float:
    return float(str(fact.value or 0))


def _source(voice: Voice, question: Asked) -> Source:
    title = f"{voice.kind.replace('_', ' ')}, {voice.origin}"
    return Source(voice.home, title, voice.day, question.names[voice.account_id], voice.text)
