"""From a kept event to its answer: who asks, who reads along, the question, the reply.

The question takes the same way as in the terminal: a desk, the agent, its tools and its checker.
"""

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.answer import Answer, Step
from bot.inbox import Ended, Lease, note_failure
from bot.slack.people import Directory, Place
from bot.slack.reply import Reply
from bot.slack.views import answer_messages, sentence
from bot.slack.web import Refused
from bot.wiring import Steward
from knowledge.errors import PersonNotFound, SourceUnavailable
from knowledge.store.accounts import names_of
from knowledge.store.inbox import Event
from tools.desk import Desk

Ask = Callable[[str, Desk, str, Callable[[Step], None]], Answer]

GREETING = "hello"
REFUSALS = {
    "guest": "I answer the company's own people only. Ask the person you work with for what "
    "you need.",
    "deactivated": "Your Slack account is deactivated, so I can't tell who you are. Ask your "
    "Slack administrator.",
    "unconfirmed": "Your e-mail address isn't confirmed in Slack, so I can't tell who you are. "
    "Confirm it in your Slack account settings, then ask again.",
}
UNKNOWN = (
    "I don't know your e-mail address, so I can't tell which accounts are yours. Ask your Steward "
    "administrator to add you to the people that I know, with the e-mail that you use in Slack."
)
FAILED = (
    "I couldn't answer that: something went wrong on my side. Try again, and if it happens again, "
    "give your Steward administrator the reference {reference}."
)
UNAVAILABLE = (
    "I can't reach the account data just now. Try again in a few minutes; the reference is "
    "{reference}."
)
ONLY_YOU = "Only you can see this: not everybody here may see what you may."
ONLY_SHARED = (
    "Covers only the accounts that everybody in this channel may see: ask me in a direct message "
    "for all of yours."
)


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where an answer is made: with which rights, for whose eyes, in which conversation."""

    desk: Desk
    alone: bool
    thread: str
    note: str = ""


def ask_with(steward: Steward) -> Ask:
    """The way to Steward's agent."""

    def ask(question: str, desk: Desk, thread: str, on_step: Callable[[Step], None]) -> Answer:
        return steward.agent().ask(question, desk, thread=thread, on_step=on_step)

    return ask


class Conversation:
    """Answers events where they came from: the inbox's Answerer."""

    def __init__(self, steward: Steward, client: WebClient, ask: Ask) -> None:
        self._steward, self._client, self._ask = steward, client, ask
        self._directory = Directory(client)

    def answer(self, lease: Lease) -> Ended:
        """Answer one event; those whom nobody here should answer get nothing."""
        event = lease.event
        place = self._place(event)
        asker = self._directory.user(event.user, event.team)
        if asker.kind in ("stranger", "bot"):
            return Ended("passed")
        if asker.kind != "member":
            return self._refuse(lease, place, REFUSALS[asker.kind])
        try:
            seat = self._seat(event, place, asker.email)
        except PersonNotFound:
            return self._refuse(lease, place, UNKNOWN)
        return self._reply(lease, seat)

    def apologise(self, event: Event, reference: str) -> None:
        """Tell the asker alone: who else may read is what could be unknown."""
        reply = Reply(self._client, event, alone=not self._place(event).is_direct)
        reply.post([sentence(FAILED.format(reference=reference))])

    def _place(self, event: Event) -> Place:
        try:
            return self._directory.place(event.channel)
        except Refused:
            return Place(is_direct=False, readers=None)

    def _refuse(self, lease: Lease, place: Place, words: str) -> Ended:
        Reply(self._client, lease.event, alone=not place.is_direct).post([sentence(words)], lease)
        return Ended("passed")

    def _seat(self, event: Event, place: Place, email: str) -> _Seat:
        """Raises PersonNotFound where nobody has the asker's e-mail."""
        key = f"{event.team}:{event.channel}:{event.thread_ts}"
        own = self._steward.desk(email)
        if place.is_direct:
            return _Seat(own, alone=False, thread=key)
        # What an answer to one person says may not come back in an answer to all.
        private = _Seat(own, alone=True, thread=f"{key}:alone", note=ONLY_YOU)
        audience = self._directory.audience(place, event.team, own.store)
        if audience is None:
            return private
        others = tuple(person for person in audience if person.id != own.viewer.id)
        shared = self._steward.desk(email, audience=others)
        seen, mine = _seen(shared), _seen(own)
        if mine and not seen:
            return private
        return _Seat(shared, alone=False, thread=key, note="" if seen == mine else ONLY_SHARED)

    def _reply(self, lease: Lease, seat: _Seat) -> Ended:
        event = lease.event
        reply = Reply(self._client, event, alone=seat.alone)
        if reply.is_done():
            return Ended("answered")
        try:
            question = event.text or GREETING
            answer = self._ask(question, seat.desk, seat.thread, lambda s: reply.status(s.says))
        except Exception as error:
            return self._fail(lease, reply, error)
        reply.post(answer_messages(answer.text, answer.as_of, seat.note), lease)
        return Ended("answered")

    def _fail(self, lease: Lease, reply: Reply, error: Exception) -> Ended:
        reference = note_failure(f"event {lease.event.event_id}", error)
        words = UNAVAILABLE if isinstance(error, SourceUnavailable) else FAILED
        reply.post([sentence(words.format(reference=reference))], lease)
        return Ended("failed", reference)


def _seen(desk: Desk) -> int:
    with desk.view() as view:
        return len(names_of(view))
