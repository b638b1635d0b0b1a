"""Which notes an account has: what gets told, when, by whom, and the promises made on the way."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from knowledge.sample.cast import Stakeholder
from knowledge.sample.engagement import Touch
from knowledge.sample.letters import POSTMASTER, Note, Talk, Writer
from knowledge.sample.lives import Event
from knowledge.sample.page import NoteFact
from knowledge.sample.roster import Roster
from knowledge.sample.rows import Row
from knowledge.sample.topics import (
    TOLD_BY,
    Scene,
    Topic,
    common_slots,
    day_topics,
    event_topic,
    spoken_date,
)
from knowledge.sample.vocabulary import words

# How these are told, where a story sets them: on their own day, in this way.
_STAGED = {
    "notice_clause": "mail", "parting": "mail", "heated": "mail", "price_pushback": "call_note",
    "onboarding_late": "call_note", "recovery": "call_note", "our_promise": "call_note",
    "expansion": "transcript", "buyer_left": "transcript", "p1_opened": "mail",
}  # fmt: skip
_TITLES = {
    "notice_clause": "Agreement: notice clause", "parting": "Export of our archive",
    "p1_opened": "Ticket {ticket}", "heated": "The month-end report, again",
    "price_pushback": "Renewal offer", "competitor": "A question before we renew",
}  # fmt: skip
# Staged mails that are about one thing.
_SHORT = ("notice_clause", "parting", "our_promise", "heated", "p1_opened")
# Days until it gets told.
_TOLD_AFTER = {"buyer_left": 6, "p1_opened": 6}
_CALL_NOTED, _MAIL_NOTED, _RECORDED, _AUTO_REPLIES = 0.3, 0.07, 0.28, 0.025
_INJECTED_EVERY = 47


class Notebook:
    """All the notes and promises of one account."""

    def __init__(self, scene: Scene, touches: list[Touch], roster: Roster, seed: int) -> None:
        self.scene, self.touches, self.roster = scene, touches, roster
        account = scene.life.account
        self.chance = account.random(seed, "notes")
        self.writer = Writer(account.id, self.chance)
        self.commitments: list[Row] = []
        notes = [*self._told(), *self._machines()]
        self.notes = sorted(notes, key=lambda note: note.day)
        self._inject()

    def _told(self) -> Iterator[Note]:
        agenda: dict[int, list[Topic]] = defaultdict(list)
        for event in self.scene.life.seen_events():
            topic = event_topic(self.scene, event)
            if topic is None or not self._in_time(event):
                continue
            staged = self.scene.life.account.story is not None and event.kind in _STAGED
            at = None if staged else self._next_touch(event)
            if at is not None:
                agenda[at].append(topic)
            elif staged or not self._silent(event.day):
                yield self._alone(event, topic, staged)
        for i, touch in enumerate(self.touches):
            rate = _MAIL_NOTED if touch.kind == "email" else _CALL_NOTED
            if i in agenda or (touch.two_way and self.chance.random() < rate):
                yield self._of_touch(touch, agenda.get(i, []))

    def _in_time(self, event: Event) -> bool:
        life = self.scene.life
        return life.active_from <= event.day <= life.active_until

    def _next_touch(self, event: Event) -> int | None:
        for i, touch in enumerate(self.touches):
            if touch.two_way and event.day <= touch.day <= event.day + 21:
                return i
        return None

    def _silent(self, day: int) -> bool:
        story = self.scene.life.account.story
        stopped = story.contact_stopped if story else 0
        return bool(stopped) and day >= self.scene.life.window.ago(stopped)

    def _alone(self, event: Event, topic: Topic, staged: bool) -> Note:
        late = _TOLD_AFTER.get(event.kind, 0) if staged else 0
        day = min(_working_day(event.day + late), self.scene.life.active_until)
        who = self._teller(event.kind, day)
        if topic.kind == "recovery":
            topic.slots |= self._recovery(day)
        topics = [self._promise("us", day, who)] if topic.kind == "our_promise" else [topic]
        if staged and topic.kind not in _SHORT:
            topics += self._more(day, {topic.kind}, who)[:1]
        talk = self._talk(day, who, topics)
        kind = _STAGED[topic.kind] if staged else "mail"
        if kind == "mail":
            return self.writer.mail(talk)
        return self.writer.transcript(talk) if kind == "transcript" else self.writer.call_note(talk)

    def _of_touch(self, touch: Touch, told: list[Topic]) -> Note:
        who, day = touch.who, touch.day
        if any(TOLD_BY[topic.kind] == "economic_buyer" for topic in told):
            who = self.scene.cast.on("economic_buyer", day) or who
        for topic in told:
            if topic.slots.get("new") == who.name:
                topic.kind = "introduction"
        topics = told + self._more(day, {topic.kind for topic in told}, who)
        talk = self._talk(day, who, topics[: max(2 if touch.kind == "email" else 3, len(told))])
        if touch.kind == "email":
            return self.writer.mail(talk)
        recorded = self.chance.random() < _RECORDED
        return self.writer.transcript(talk) if recorded else self.writer.call_note(talk)

    def _talk(self, day: int, who: Stakeholder, topics: Sequence[Topic] = ()) -> Talk:
        ours = self.roster.owner_on(self.scene.life.account.index, day)
        slots = common_slots(self.scene, who, day, self.chance)
        slots |= {"csmfirst": ours.first, "csm": ours.name}
        titles = [_TITLES[t.kind].format_map(slots | t.slots) for t in topics if t.kind in _TITLES]
        return Talk(day, who, ours, slots, topics, titles[0] if titles else "")

    def _more(self, day: int, told: set[str], who: Stakeholder) -> list[Topic]:
        found = [t for t in day_topics(self.scene, day, self.chance) if t.kind not in told]
        more = found[: self.chance.choices((0, 1, 2, 3), (8, 32, 38, 22))[0]]
        if self.chance.random() < 0.28:
            more.append(self._promise(self.chance.choice(("us", "client")), day, who))
        return more

    def _promise(self, side: str, day: int, who: Stakeholder) -> Topic:
        life = self.scene.life
        frames = words("frames")
        ours = side == "us"
        promise = self.chance.choice(frames["our_promises" if ours else "their_promises"])
        if ours and life.has_outage(day):
            promise = frames["our_promises"][0]
        due = day + (7 if ours and life.has_outage(day) else self.chance.choice((4, 7, 8, 10, 14)))
        due = _working_day(due)
        done = due + self.chance.randint(-4, 4)
        kept = self.chance.random() < (0.9 if ours else 0.8) and done <= life.active_until
        owner = self.roster.owner_on(life.account.index, day).name
        self.commitments.append({
            "id": f"{life.account.id}-Q{len(self.commitments) + 1}", "account": life.account.id,
            "text": promise[0].upper() + promise[1:], "side": side,
            "promised_by": owner if ours else who.name, "promised_on": date.fromordinal(day),
            "due": date.fromordinal(due),
            "done_on": date.fromordinal(max(done, day)) if kept else None,
        })  # fmt: skip
        slots = {"promise": promise, "due": spoken_date(due, life.account.region)}
        return Topic("our_promise" if ours else "their_promise", slots=slots)

    def _teller(self, kind: str, day: int) -> Stakeholder:
        cast = self.scene.cast
        role = TOLD_BY[kind]
        if role == "procurement" and cast.on(role, day) is None:
            return cast.hire("procurement", self.scene.life.account.signed_on.toordinal())
        return (cast.on(role, day) if role else None) or cast.contact(day, self.chance)

    def _recovery(self, day: int) -> dict[str, str]:
        peaks = [self.scene.peak(day - back) for back in range(28, 200, 7)]
        low = min((peak for peak in peaks if peak > 0), default=0)
        return {"before": str(low), "users": str(self.scene.peak(day))}

    def _machines(self) -> Iterator[Note]:
        for touch in self.touches:
            if touch.kind != "email" or touch.two_way:
                continue
            if self._silent(touch.day):
                yield self.writer.chase(self._talk(touch.day, touch.who))
            elif self.chance.random() < _AUTO_REPLIES:
                yield self.writer.auto_reply(self._talk(touch.day, touch.who))
        for event in self.scene.life.seen_events():
            if event.kind == "champion_left" and self._in_time(event):
                yield from self._bounces(event)

    def _bounces(self, event: Event) -> Iterator[Note]:
        """Who left without a trace in the CRM still can't be reached by mail."""
        for person in self.scene.cast.people:
            if person.name == event.detail.get("gone") and not person.recorded:
                day = min(event.day + 6, self.scene.life.active_until)
                yield self.writer.bounce(self._talk(day, person), event.id)

    def _inject(self) -> None:
        """A mail with an instruction in it, in a few accounts: notes are data."""
        account = self.scene.life.account
        mails = [n for n in self.notes if n.kind == "email" and n.author != POSTMASTER]
        if account.index % _INJECTED_EVERY != 11 or not mails:
            return
        note = mails[-1]
        planted = words("frames")["injection"][account.index // _INJECTED_EVERY % 2]
        start = len(note.text)
        note.text += planted.format(account=account.name)
        note.facts.append(NoteFact("", "injection", account.name, 0, start, len(note.text)))


def _working_day(day: int) -> int:
    return day + (0, 0, 0, 0, 0, 2, 1)[date.fromordinal(day).weekday()]


def number_notes(notes: Sequence[Note]) -> list[Note]:
    """Give the ids in the order of time."""
    ordered = sorted(notes, key=lambda note: (note.day, note.account))
    for i, note in enumerate(ordered, 1):
        note.id = f"NOTE-{i:05d}"
    return ordered


def note_row(note: Note) -> Row:
    return {
        "id": note.id, "account": note.account, "day": date.fromordinal(note.day),
        "kind": note.kind, "title": note.title, "author": note.author, "text": note.text,
    }  # fmt: skip
