"""Call notes, mails and transcripts, put together from phrases."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from knowledge.sample.cast import Stakeholder
from knowledge.sample.page import NoteFact, Page
from knowledge.sample.roster import Colleague
from knowledge.sample.topics import Topic
from knowledge.sample.vocabulary import words

POSTMASTER = "Mail Delivery System"
_BULLETS = ("", "- ", "* ")
_NO_FOLLOW = (
    "champion_left", "champion_replaced", "buyer_left", "buyer_replaced", "introduction",
    "our_promise", "their_promise", "date_clash",
)  # fmt: skip
_FOLLOW = {-1: "follow_bad", 0: "follow_plain", 1: "follow_good"}


@dataclass(slots=True)
class Note:
    """One text about an account. `day` is an ordinal; `id` is given when all are known."""

    account: str
    day: int
    kind: str
    title: str
    author: str
    text: str
    facts: list[NoteFact]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """What a text comes from: an exchange on a day, with whom, about what."""

    day: int
    who: Stakeholder
    ours: Colleague
    slots: dict[str, str]
    topics: Sequence[Topic] = ()
    title: str = ""


@dataclass(slots=True)
class Writer:
    """Writes for one account; a phrase comes again only when all of its kind are used."""

    account: str
    chance: Random
    used: set[str] = field(default_factory=set)

    def call_note(self, talk: Talk) -> Note:
        """The CSM's own note, in the CSM's own way: prose, dashes or stars."""
        style = sum(talk.ours.email.encode()) % len(_BULLETS)
        page, end = Page(), "\n" if style else " "
        page.add(self._pick("note_plain", talk) + end)
        for topic in talk.topics:
            page.add(_BULLETS[style])
            self._state(page, topic, "note", talk)
            page.add(end)
        for name in ("quiet", "colour")[len(talk.topics) :]:
            page.add(_BULLETS[style] + self._pick(name, talk) + end)
        if self.chance.random() < 0.6:
            page.add(self._pick("note_end", talk))
        title = f"{self._pick('titles', talk)} with {talk.who.name}"
        return self._note(talk, "call_note", title, talk.ours.name, page)

    def mail(self, talk: Talk) -> Note:
        """A mail from the customer."""
        page = Page()
        page.add(self._pick("mail_open", talk) + "\n\n")
        if self.chance.random() < 0.45 and all(topic.polarity >= 0 for topic in talk.topics):
            page.add(self._pick("mail_warm", talk) + " ")
        for i, topic in enumerate(talk.topics):
            page.add("\n\n" if i and self.chance.random() < 0.5 else " " if i else "")
            self._state(page, topic, "mail", talk)
        if not talk.topics:
            page.add(self._pick("quiet_mail", talk))
        page.add("\n\n" + self._pick("mail_close", talk))
        title = talk.title or self._pick("mail_titles", talk)
        return self._note(talk, "email", title, talk.who.name, page)

    def transcript(self, talk: Talk) -> Note:
        """A call, as a recorder writes it down."""
        page, we, they = Page(), talk.ours.name, talk.who.name
        self._exchange(page, "small_talk", talk, f"Hi {talk.who.first}. ")
        for topic in talk.topics:
            page.add(f"{we}: {self._phrase(topic, 'asks', talk)}\n{they}: ")
            self._state(page, topic, "said", talk)
            page.add("\n")
            if topic.kind not in _NO_FOLLOW and self.chance.random() < 0.5:
                self._exchange(page, _FOLLOW[topic.polarity], talk)
            elif self.chance.random() < 0.7:
                page.add(f"{we}: {self._pick('ack', talk)}\n")
        if len(talk.topics) < 2:
            page.add(f"{we}: {self._pick('open_question', talk)}\n")
            page.add(f"{they}: {self._pick('quiet_said', talk)}\n")
        page.add(f"{we}: {self._pick('talk_end', talk)}\n")
        page.add(f"{they}: {self._pick('talk_bye', talk)}")
        return self._note(talk, "transcript", f"Recording: call with {they}", we, page)

    def chase(self, talk: Talk) -> Note:
        """Our mail that nobody answered."""
        parts = [self._pick(name, talk) for name in ("reply_open", "chase", "reply_close")]
        title = f"To {talk.who.name}: {self._pick('chase_titles', talk)}"
        return self._note(talk, "email", title, talk.ours.name, Page("\n\n".join(parts)))

    def auto_reply(self, talk: Talk) -> Note:
        """An absence note: an answer that isn't one."""
        page = Page(self._pick("auto_reply", talk))
        return self._note(talk, "email", "Automatic reply", talk.who.name, page)

    def bounce(self, talk: Talk, event: str) -> Note:
        """A delivery failure, which tells that `who` has left."""
        page = Page()
        said = self._pick("bounce", talk)
        page.state(said, event=event, kind="champion_left", entity=talk.who.name, polarity=-1)
        return self._note(talk, "email", "Undeliverable mail", POSTMASTER, page)

    def _exchange(self, page: Page, frame: str, talk: Talk, first: str = "") -> None:
        ours, theirs = self._pick(frame, talk).split("|")
        page.add(f"{talk.ours.name}: {first}{ours}\n{talk.who.name}: {theirs}\n")

    def _pick(self, frame: str, talk: Talk) -> str:
        return _capital(self._fresh(words("frames")[frame]).format_map(talk.slots))

    def _state(self, page: Page, topic: Topic, register: str, talk: Talk) -> None:
        page.state(
            self._phrase(topic, register, talk), event=topic.event, kind=topic.kind,
            entity=topic.entity(talk.slots | topic.slots), polarity=topic.polarity,
        )  # fmt: skip

    def _phrase(self, topic: Topic, register: str, talk: Talk) -> str:
        phrases = words("topics")[topic.kind][register]
        return _capital(self._fresh(phrases).format_map(talk.slots | topic.slots))

    def _fresh(self, phrases: list[str]) -> str:
        left = [phrase for phrase in phrases if phrase not in self.used] or phrases
        chosen = self.chance.choice(left)
        if len(left) == 1:
            self.used.difference_update(phrases)
        self.used.add(chosen)
        return chosen

    def _note(self, talk: Talk, kind: str, title: str, author: str, page: Page) -> Note:
        text = page.text.rstrip()
        facts = [replace(fact, end=min(fact.end, len(text))) for fact in page.facts]
        return Note(self.account, talk.day, kind, title, author, text, facts)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
