"""Promises as an answer shows them: the recorded ones, and apart from them what notes say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import Fact
from knowledge.notes.reading.same import is_same_promise
from knowledge.store.plans import Commitment
from knowledge.store.readings import Reading
from tools.about import About
from tools.result import Source

# An unconfirmed promise is worth asking about while it is due, and for so long after.
ASKED_FOR = timedelta(days=30)
OLD = timedelta(days=90)
NOTE_WORDS = {"call_note": "call note", "transcript": "call", "email": "email"}


@dataclass(frozen=True, slots=True)
class PromiseItem:
    """Something promised, on record or confirmed. `late` in days where it is overdue."""

    account: Fact
    text: Fact
    by: Fact | None
    due: Fact
    late: Fact | None


@dataclass(frozen=True, slots=True)
class ReadPromise:
    """What a note says of a promise and nobody has confirmed: `number` is what to confirm."""

    account: Fact
    quote: Fact
    side: str
    due: Fact | None
    on: Fact
    where: str
    number: Fact


def is_open(promise: Commitment, day: date) -> bool:
    """Not kept by that day."""
    return promise.done_on is None or promise.done_on > day


def is_overdue(promise: Commitment, day: date) -> bool:
    """Open, and due before that day."""
    return is_open(promise, day) and promise.due is not None and promise.due < day


def is_long_overdue(promise: Commitment, day: date) -> bool:
    """Overdue for so long that what is due this week matters more."""
    return is_overdue(promise, day) and promise.due is not None and day - promise.due > OLD


def promise_item(promise: Commitment, account: str, today: date) -> PromiseItem:
    about = About(account, today, promise.home)
    late = (today - promise.due).days if promise.due and is_overdue(promise, today) else None
    return PromiseItem(
        account=about.name(),
        text=about.quote("promise", promise.text),
        by=about.text("promised by", promise.promised_by) if promise.promised_by else None,
        due=about.day("promise due", promise.due),
        late=about.days("promise late", late) if late else None,
    )


def read_promise(reading: Reading, account: str, today: date) -> ReadPromise:
    about = About(account, today, reading.home)
    return ReadPromise(
        account=about.name(),
        quote=about.quote("promise in a note", reading.quote),
        side=reading.detail.get("side", "us"),
        due=about.day("promise in a note due", reading.due) if reading.due else None,
        on=about.day("note of", reading.day),
        where=NOTE_WORDS[reading.note_kind],
        number=about.text("number of the reading", str(reading.id)),
    )


def unconfirmed(
    readings: Iterable[Reading], known: Sequence[Commitment], today: date
) -> list[Reading]:
    """Promises that notes speak of and no record has, each once, the newest first.

    Those that were due long ago, or were said long ago without a date, aren't asked about.
    """
    fresh: list[Reading] = []
    for reading in readings:
        if (reading.due or reading.day) < today - ASKED_FOR:
            continue
        if not _is_known(reading, known) and not any(_is_again(reading, r) for r in fresh):
            fresh.append(reading)
    return fresh


def promise_source(promise: Commitment, account: str) -> Source:
    return Source(promise.home, promise.text, promise.promised_on, account)


def reading_source(reading: Reading, account: str) -> Source:
    title = reading.title or NOTE_WORDS[reading.note_kind]
    return Source(reading.home, title, reading.day, account, quote=reading.quote)


def _is_known(reading: Reading, known: Sequence[Commitment]) -> bool:
    return any(
        promise.account_id == reading.account_id
        and promise.side == reading.detail.get("side")
        and is_same_promise(_what(reading), reading.day, promise.text, promise.promised_on)
        for promise in known
    )


def _is_again(reading: Reading, other: Reading) -> bool:
    if (reading.account_id, reading.detail.get("side")) != (
        other.account_id,
        other.detail.get("side"),
    ):
        return False
    return is_same_promise(_what(reading), reading.day, _what(other), other.day)


def _what(reading: Reading) -> str:
    return reading.detail.get("what", reading.quote)
