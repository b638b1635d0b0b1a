"""The tone of an account's messages, as an answer shows it: counts, verdicts and quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import Fact
from knowledge.notes.reading import PLAIN, RISKS
from knowledge.notes.trend import Heard, Verdict, heard, verdict
from knowledge.store.readings import NoteTone, Reading
from tools.about import About
from tools.promises import NOTE_WORDS
from tools.result import Source

RECENT = timedelta(days=90)
LONGER = timedelta(days=180)
BEFORE = timedelta(days=270)
MOST_QUOTES = 4
MOST_SIGNS = 4
_THREAD_DAYS = 45
_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.I)
SIGN_WORDS = {
    "competitor": "a competitor",
    "price": "price",
    "notice": "notice",
    "legal": "legal or procurement",
    "export": "taking their data out",
    "risk": "change on their side",
    "departure": "somebody leaving",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages of a period, and how many of them sound bad or good."""

    messages: Fact
    bad: Fact
    good: Fact


@dataclass(frozen=True, slots=True)
class ToneQuote:
    """Words that show the tone of a message. `manner` says where tone and matter part."""

    quote: Fact
    is_bad: bool
    manner: str
    who: Fact | None
    where: str
    on: Fact


@dataclass(frozen=True, slots=True)
class SignItem:
    """Something said that speaks against a renewal, whatever its tone."""

    about: str
    quote: Fact
    where: str
    on: Fact
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """A thread that changed its tone from its first message to its last."""

    title: Fact
    messages: Fact
    turned: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """An account's messages in two periods, split at `since`."""

    now: tuple[NoteTone, ...]
    before: tuple[NoteTone, ...]

    @property
    def verdict(self) -> Verdict:
        return verdict(self.heard_now, self.heard_before)

    @property
    def heard_now(self) -> Heard:
        return heard(_scores(self.now))

    @property
    def heard_before(self) -> Heard:
        return heard(_scores(self.before))


def hearing(tones: Sequence[NoteTone], since: date) -> Hearing:
    """Split what was heard; our own words and machines' mails have no tone and don't count."""
    theirs = [t for t in tones if t.tone is not None]
    now = tuple(t for t in theirs if t.day >= since)
    return Hearing(now, tuple(t for t in theirs if t.day < since))


def counts(found: Heard, about: About, period: str) -> Counts:
    return Counts(
        about.count(f"messages {period}", found.messages, "messages"),
        about.count(f"messages that sound bad {period}", found.bad, "messages"),
        about.count(f"messages that sound good {period}", found.good, "messages"),
    )


def tone_quotes(
    tones: Sequence[NoteTone], about: About, most: int = MOST_QUOTES
) -> list[ToneQuote]:
    """The words that show the tone of the newest messages with one, the bad before the good."""
    telling = [t for t in tones if t.spans and abs(t.tone or 0) >= PLAIN]
    newest = sorted(telling, key=lambda t: ((t.tone or 0) > 0, -t.day.toordinal()))[:most]
    return [_quote(t, about) for t in newest]


def signs(readings: Sequence[Reading], about: About, most: int = MOST_SIGNS) -> list[SignItem]:
    """What was said that speaks against a renewal, one of each kind, the newest first."""
    found: dict[str, Reading] = {}
    for reading in readings:
        known = found.get(reading.kind)
        if reading.kind in RISKS and (known is None or _tells_more(reading, known)):
            found[reading.kind] = reading
    return [_sign(reading, about) for reading in found.values()][:most]


def threads(tones: Sequence[NoteTone], about: About) -> list[ThreadItem]:
    """The threads that turned: mails of one subject, at most 45 days apart, from good to bad or
    from bad to good."""
    found = []
    for messages in _threads(tones):
        first, last = messages[0].tone or 0.0, messages[-1].tone or 0.0
        if min(first, last) > -PLAIN or abs(last - first) < 2 * PLAIN:
            continue
        about_it = About(about.entity, about.as_of, messages[-1].home)
        found.append(
            ThreadItem(
                about_it.quote("thread", _subject(messages[-1])),
                about_it.count("messages of the thread", len(messages), "messages"),
                "turned bad" if last < first else "turned good",
            )
        )
    return found


def tone_sources(tones: Sequence[NoteTone], account: str) -> tuple[Source, ...]:
    return tuple(
        Source(t.home, t.title or NOTE_WORDS[t.kind], t.day, account, quote=t.spans[0].quote)
        for t in tones
        if t.spans
    )


def _scores(tones: Sequence[NoteTone]) -> list[float]:
    return [t.tone for t in tones if t.tone is not None]


def _quote(tone: NoteTone, about: About) -> ToneQuote:
    mine = About(about.entity, about.as_of, tone.home)
    is_bad = (tone.tone or 0) < 0
    fitting = [s for s in tone.spans if (s.score < 0) == is_bad]
    span = (fitting or tone.spans)[0]
    theirs = tone.kind == "email" and tone.author
    return ToneQuote(
        quote=mine.quote("words", span.quote),
        is_bad=is_bad,
        manner=tone.manner,
        who=mine.text("said by", tone.author) if theirs else None,
        where=NOTE_WORDS[tone.kind],
        on=mine.day("said on", tone.day),
    )


def _tells_more(reading: Reading, known: Reading) -> bool:
    """Said in the same note, in more words."""
    return reading.note_id == known.note_id and len(reading.quote) > len(known.quote)


def _sign(reading: Reading, about: About) -> SignItem:
    mine = About(about.entity, about.as_of, reading.home)
    return SignItem(
        SIGN_WORDS[reading.kind],
        mine.quote("words", reading.quote),
        NOTE_WORDS[reading.note_kind],
        mine.day("said on", reading.day),
        reading.state == "confirmed",
    )


def _threads(tones: Sequence[NoteTone]) -> list[list[NoteTone]]:
    """Mails of one subject in order of time; a pause of 45 days begins another thread."""
    found: list[list[NoteTone]] = []
    newest: dict[str, list[NoteTone]] = {}
    for tone in tones:
        if tone.kind != "email" or not tone.title:
            continue
        known = newest.get(_subject(tone).casefold())
        if known and (tone.day - known[-1].day).days <= _THREAD_DAYS:
            known.append(tone)
            continue
        newest[_subject(tone).casefold()] = thread = [tone]
        found.append(thread)
    return [thread for thread in found if len(thread) > 1]


def _subject(tone: NoteTone) -> str:
    return _REPLY.sub("", tone.title or "")
