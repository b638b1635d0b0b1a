"""What to know before a call, on one screen: for somebody with eleven minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import Fact
from knowledge.store.meetings import Meeting, meetings_until
from knowledge.store.plans import Commitment, commitments_of
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.readings import Reading, readings_of, tones_of
from tools.about import About
from tools.desk import Desk
from tools.goals import Goal
from tools.meeting_asks import Ask, asks
from tools.meeting_people import LATELY, MeetingPeople, meeting_people
from tools.positions import call_fact, deadline_facts, health_facts
from tools.promises import (
    PromiseItem,
    ReadPromise,
    is_long_overdue,
    is_open,
    promise_item,
    read_promise,
    reading_source,
    unconfirmed,
)
from tools.result import Result, Source
from tools.summary_records import (
    Records,
    SupportNow,
    plan_now,
    records_of,
    summary_sources,
    support_now,
)
from tools.survey_answers import unanswered
from tools.tone import BEFORE, RECENT, Hearing, SignItem, ToneQuote, hearing, signs, tone_quotes

DIARY_DAYS = 60
MOST_PROMISES = 3
MOST_READ = 2
MOST_SIGNS = 3
# What is worth saying of the tone before a call.
TELLING = ("worse", "better", "bad")


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The next one in the diary. `at` is a clock time where the asker is."""

    title: Fact
    on: Fact
    at: Fact
    days: Fact


@dataclass(frozen=True, slots=True)
class MeetingPrep:
    """The brief, what was promised first. `tone` says how it changed, "" where it didn't."""

    account: Fact
    meeting: NextMeeting | None
    arr: Fact
    is_customer: bool
    score: Fact
    band: Fact
    deadline_kind: str
    deadline: Fact
    days_left: Fact
    call: Fact
    ours: tuple[PromiseItem, ...]
    theirs: tuple[PromiseItem, ...]
    read: tuple[ReadPromise, ...]
    support: SupportNow
    people: MeetingPeople
    goals: tuple[Goal, ...]
    tone: str
    quotes: tuple[ToneQuote, ...]
    signs: tuple[SignItem, ...]
    asks: tuple[Ask, ...]
    newest_note: Fact
    of_today: bool


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the store has for the brief besides the account's position."""

    records: Records
    known: Sequence[Commitment]
    said: Sequence[Reading]
    tones: Hearing
    meeting: Meeting | None

    @property
    def unconfirmed(self) -> list[Reading]:
        """The promises of notes that no record has."""
        said = [r for r in self.said if r.kind == "commitment" and r.state == "proposed"]
        return unconfirmed(said, self.known, self.records.today)[:MOST_READ]


def meeting_prep(desk: Desk, account: str) -> Result:
    """Prepare for a call with one account, on one screen: the next meeting, open promises on both
    sides, open issues, who comes and who left or joined, goals, the renewal or notice date, how
    their tone changed, what they said of leaving or price, and three things to ask.

    Use it for "prep me for the call with Acme", "I meet Globex at 3, what do I need to know",
    "brief me for my meeting". For the whole picture outside a meeting use account_summary; for
    promises across the book commitments.

    Args:
        account: the account's name, such as "Acme".
    """
    with desk.account(account) as (view, found):
        position = portfolio(view, desk.company, desk.rules)[0]
        heard = _Heard(
            records_of(view, position),
            commitments_of(view),
            readings_of(view, since=desk.today - LATELY),
            hearing(tones_of(view, desk.today - RECENT - BEFORE), desk.today - RECENT),
            next(iter(meetings_until(view, desk.today + timedelta(days=DIARY_DAYS))), None),
        )
    brief = _brief(desk, position, heard)
    sources = _sources(position, heard, found.name)
    return Result("meeting_prep", brief, desk.today, sources=sources, accounts=(found.name,))


def _brief(desk: Desk, position: Position, heard: _Heard) -> MeetingPrep:
    records, said, meeting = heard.records, heard.said, heard.meeting
    about = About(position.account.name, desk.today, position.account.home)
    score, band = health_facts(position, about)
    kind, due, left = deadline_facts(position, about)
    people = meeting_people(records.relations, meeting, _of_people(said))
    goals = plan_now(records, about).goals
    theirs = _open(heard.known, "client", about)
    against = signs([r for r in said if r.kind != "departure"], about, MOST_SIGNS)
    silent = [unanswered(s, about.entity, desk.today) for s in records.surveys if not s.answered_on]
    questions = asks(against, people, theirs, goals, (kind, due, left), silent)
    asked = [ask.quote for ask in questions]
    verdict = heard.tones.verdict
    return MeetingPrep(
        account=about.name(),
        meeting=_next(meeting, desk, about) if meeting else None,
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        is_customer=position.is_customer,
        score=score,
        band=band,
        deadline_kind=kind,
        deadline=due,
        days_left=left,
        call=call_fact(position, about),
        ours=_open(heard.known, "us", about)[:MOST_PROMISES],
        theirs=theirs[:MOST_PROMISES],
        read=tuple(read_promise(r, about.entity, desk.today) for r in heard.unconfirmed),
        support=support_now(records, about),
        people=people,
        goals=goals,
        tone=verdict if verdict in TELLING else "",
        quotes=_quotes(heard.tones, about),
        signs=tuple(s for s in against if s.quote not in asked),
        asks=questions,
        newest_note=about.day("newest note", _newest(records)),
        of_today=desk.today < desk.rights_on,
    )


def _of_people(said: Sequence[Reading]) -> list[Reading]:
    return [r for r in said if r.kind in ("departure", "arrival") and r.state == "proposed"]


def _open(known: Sequence[Commitment], side: str, about: About) -> tuple[PromiseItem, ...]:
    """One side's open promises, those late for long after what is due soon."""
    mine = [p for p in known if p.side == side and is_open(p, about.as_of)]
    mine.sort(key=lambda p: is_long_overdue(p, about.as_of))
    return tuple(promise_item(p, about.entity, about.as_of) for p in mine)


def _next(meeting: Meeting, desk: Desk, about: About) -> NextMeeting:
    mine = About(about.entity, about.as_of, meeting.home)
    local = meeting.starts_at.astimezone(desk.company.zone(desk.viewer.time_zone))
    return NextMeeting(
        mine.quote("next meeting", meeting.title),
        mine.day("next meeting on", local.date()),
        mine.text("next meeting at", f"{local:%H:%M}"),
        mine.days("days to the next meeting", (local.date() - about.as_of).days),
    )


def _quotes(heard: Hearing, about: About) -> tuple[ToneQuote, ...]:
    if heard.verdict not in TELLING:
        return ()
    wanted = heard.verdict != "better"
    return tuple(q for q in tone_quotes(heard.now, about) if q.is_bad == wanted)[:1]


def _newest(records: Records) -> date | None:
    return max((note.day for note in records.notes), default=None)


def _sources(position: Position, heard: _Heard, account: str) -> tuple[Source, ...]:
    found = list(summary_sources(position, heard.records))
    if heard.meeting:
        day = heard.meeting.starts_at.date()
        found.append(Source(heard.meeting.home, heard.meeting.title, day, account))
    found += [reading_source(r, account) for r in heard.said if r.kind != "request"]
    return tuple({(s.id, s.quote): s for s in found}.values())
