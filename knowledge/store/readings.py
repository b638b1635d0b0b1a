"""What notes say, as it was read: proposed by the reader, confirmed or dismissed by a person."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, or_, select, update

from knowledge.errors import Adjust
from knowledge.store.access import View
from knowledge.store.notes import may_read
from knowledge.store.records import home
from knowledge.store.tables import note_readings, note_reads, notes, people

State = Literal["proposed", "confirmed", "dismissed"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a note says, verbatim in `quote`; `detail` by kind, as the reader has it.

    Nothing of it is a fact until its `state` is confirmed. `done_on`: a promise that was kept.
    """

    id: int
    note_id: int
    account_id: int
    kind: str
    start: int
    end: int
    quote: str
    confidence: float
    detail: Mapping[str, str]
    state: State
    confirmed_on: date | None
    done_on: date | None
    confirmed_by: str | None
    day: date
    note_kind: str
    title: str | None
    author: str | None
    home: str

    @property
    def due(self) -> date | None:
        """When a promise is due; None where it names no day."""
        written = self.detail.get("due")
        return date.fromisoformat(written) if written else None

    @property
    def by(self) -> str:
        """Who promised, left or came; "" where nobody is named."""
        return self.detail.get("by") or self.detail.get("who") or ""


@dataclass(frozen=True, slots=True)
class ToneSpan:
    """Words that show a tone, and how good or bad they are, from -1 to 1."""

    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class NoteTone:
    """A note as it was heard. `tone` is None where nobody of the customer speaks in it.

    `source` is person, auto_reply or bounce; `manner` says where tone and matter part.
    """

    account_id: int
    day: date
    kind: str
    title: str | None
    author: str | None
    source: str
    tone: float | None
    manner: str
    spans: tuple[ToneSpan, ...]
    home: str


def readings_of(
    view: View,
    *,
    kinds: Collection[str] = (),
    states: Collection[State] = ("proposed", "confirmed"),
    since: date | None = None,
) -> list[Reading]:
    """What the view's notes say, the newest note first; of these kinds, or of all."""
    query = _query(view).order_by(
        notes.c.day.desc(), note_readings.c.note_id, note_readings.c.start
    )
    query = query.where(note_readings.c.state.in_(states))
    if kinds:
        query = query.where(note_readings.c.kind.in_(kinds))
    if since:
        query = query.where(notes.c.day >= since)
    return [_reading(row) for row in view.connection.execute(query)]


def tones_of(view: View, since: date) -> list[NoteTone]:
    """The view's notes from a day on as they were heard, the oldest first."""
    n, r = notes.c, note_reads.c
    query = (
        select(
            r.account_id, n.day, n.kind, n.title, n.author, r.source, r.tone, r.manner, r.spans,
            home(notes), n.text,
        )
        .join(notes, n.id == r.note_id)
        .where(view.sees(r.account_id), may_read(view, n.id), n.day.between(since, view.today))
        .order_by(n.day, n.id)
    )  # fmt: skip
    return [_tone(row) for row in view.connection.execute(query)]


def judge(view: View, reading_id: int, person_id: int, state: State, day: date) -> Reading:
    """Confirm or dismiss one reading in the person's name, on a writing connection's view.

    Raises Adjust where there is no such reading among those that may be seen.
    """
    found = _seen(view, reading_id)
    columns = note_readings.c
    view.connection.execute(
        update(note_readings)
        .where(columns.id == found.id)
        .values(state=state, confirmed_by=person_id, confirmed_on=day, done_on=None)
    )
    return _seen(view, reading_id)


def mark_done(view: View, reading_id: int, day: date) -> Reading:
    """Close a confirmed promise as kept. Raises Adjust where it isn't one."""
    found = _seen(view, reading_id)
    if found.kind != "commitment" or found.state != "confirmed":
        raise Adjust(f"Reading {reading_id} isn't a confirmed promise: confirm it first.")
    view.connection.execute(
        update(note_readings).where(note_readings.c.id == found.id).values(done_on=day)
    )
    return _seen(view, reading_id)


def promises_read(view: View, *, open_only: bool) -> list[Reading]:
    """The confirmed promises of the view; those not kept by its day, or all."""
    query = _query(view).where(
        note_readings.c.kind == "commitment", note_readings.c.state == "confirmed"
    )
    if open_only:
        done = note_readings.c.done_on
        query = query.where(or_(done.is_(None), done > view.today))
    return [_reading(row) for row in view.connection.execute(query.order_by(note_readings.c.id))]


def _query(view: View) -> Select[Any]:
    r, n = note_readings.c, notes.c
    own = [r[f.name] for f in fields(Reading)[:12]]
    return (
        select(*own, people.c.name, n.day, n.kind, n.title, n.author, home(notes))
        .join(notes, n.id == r.note_id)
        .outerjoin(people, people.c.id == r.confirmed_by)
        .where(view.sees(r.account_id), may_read(view, n.id), n.day <= view.today)
    )


def _seen(view: View, reading_id: int) -> Reading:
    row = view.connection.execute(
        _query(view).where(note_readings.c.id == reading_id)
    ).one_or_none()
    if row is None:
        raise Adjust(
            f"There is no reading {reading_id} that you may see: `steward notes readings` lists "
            "yours."
        )
    return _reading(row)


def _reading(row: Any) -> Reading:
    values = list(row)
    values[8] = json.loads(values[8])
    return Reading(*values)


def _tone(row: Any) -> NoteTone:
    account_id, day, kind, title, author, source, tone, manner, spans, origin, text = row
    shown = tuple(ToneSpan(text[a:b], score) for a, b, score in json.loads(spans))
    return NoteTone(account_id, day, kind, title, author, source, tone, manner or "", shown, origin)
