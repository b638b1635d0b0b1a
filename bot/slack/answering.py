"""From a kept event to its answer: who asks, who reads along, the question, the reply.

The question takes the same way as in the terminal: a desk, the agent, its tools and its checker.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from bot.answer import Answer
from bot.inbox import Ended, Lease, note_failure
from bot.running import Listener, Stopped
from bot.settings import Settings
from bot.slack.closing import closing
from bot.slack.deciding import decide
from bot.slack.opinions import keep_opinion
from bot.slack.people import Place, email_of
from bot.slack.pictures import Render, attach, whole_as_file
from bot.slack.prompts import suggest
from bot.slack.reply import Reply
from bot.slack.seats import Seat, Seating
from bot.slack.sharing import CANT_SHARE, SHARED, to_share
from bot.slack.views import Message, answer_messages, is_wide, sentence
from bot.slack.web import Refused, call
from bot.slack.workspaces import NotInstalled, Workspace, Workspaces
from bot.wiring import Steward
from knowledge.errors import PersonNotFound, SourceUnavailable
from knowledge.store.inbox import Event
from tools.desk import Desk

Ask = Callable[[str, Desk, str, Listener], Answer]

GREETING = "hello"
UNCONFIRMED = (
    "Your e-mail address isn't confirmed in Slack, so I can't tell who you are. Confirm it in your "
    "Slack account settings, then ask again."
)
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
PATIENCE = "A minute, please: others asked before you"
STOP_LOOK_SECONDS = 0.4


def ask_with(steward: Steward) -> Ask:
    """The way to Steward's agent. Tools are told of as they begin; words only once they hold."""

    def ask(question: str, desk: Desk, thread: str, listener: Listener) -> Answer:
        return steward.agent().ask(
            question,
            desk,
            thread=thread,
            on_step=listener.on_step,
            is_stopped=listener.is_stopped,
        )

    return ask


class Conversation:
    """Answers events where they came from: the inbox's Answerer."""

    def __init__(
        self,
        steward: Steward,
        workspaces: Workspaces,
        ask: Ask,
        render: Render | None = None,
    ) -> None:
        """`render` makes a picture of a chart; without it an answer has its words alone."""
        self._steward, self._workspaces, self._ask = steward, workspaces, ask
        self._render = render
        self._seating = Seating(steward)

    def answer(self, lease: Lease) -> Ended:
        """Answer one event; those whom nobody here should answer get nothing."""
        event = lease.event
        if lease.is_stopped():
            return Ended("stopped")
        try:
            workspace = self._workspaces.of(event.team)
        except NotInstalled:
            return Ended("passed")
        place = self._place(event, workspace)
        asker = workspace.directory.user(event.user, event.team)
        if asker.kind not in ("member", "unconfirmed") or self._is_foreign(event, place):
            return Ended("passed")
        email = email_of(asker, event.team, self._steward.store)
        try:
            if not email:
                raise PersonNotFound(asker.kind)
            seat = self._seating.seat(event, place, email, workspace.directory)
        except PersonNotFound:
            known = asker.kind == "member"
            return self._refuse(lease, workspace, place, UNKNOWN if known else UNCONFIRMED)
        return self._by_kind(lease, workspace, seat)

    def apologise(self, event: Event, reference: str) -> None:
        """Tell the asker alone: who else may read is what could be unknown."""
        workspace = self._workspaces.of(event.team)
        place = self._place(event, workspace)
        if self._is_foreign(event, place):
            return
        reply = Reply(workspace, _closed(event), alone=not place.is_direct)
        reply.post([sentence(FAILED.format(reference=reference))])

    def ask_patience(self, event: Event) -> None:
        """Show whom Steward would answer that the question hasn't been lost."""
        workspace = self._workspaces.of(event.team)
        asker = workspace.directory.user(event.user, event.team)
        if asker.kind != "member" or self._is_foreign(event, self._place(event, workspace)):
            return
        call(
            workspace.client.assistant_threads_setStatus,
            channel_id=event.channel,
            thread_ts=event.thread_ts,
            status=PATIENCE,
        )

    def _by_kind(self, lease: Lease, workspace: Workspace, seat: Seat) -> Ended:
        kind = lease.event.kind
        if kind == "prompts":
            return suggest(lease.event, workspace, seat.desk)
        if kind == "rate":
            return keep_opinion(lease.event, seat.desk)
        if kind in ("done", "snooze"):
            words = decide(lease.event, seat.desk)
            Reply(workspace, lease, alone=True).post([sentence(words)])
            return Ended("whispered")
        if kind == "share":
            return self._share(lease, workspace, seat)
        return self._reply(lease, workspace, seat)

    def _share(self, lease: Lease, workspace: Workspace, seat: Seat) -> Ended:
        """Answer for all what was answered to one, with what all may see now."""
        question = to_share(lease.event, seat.desk)
        if question is None or seat.alone:
            Reply(workspace, lease, alone=True).post([sentence(CANT_SHARE)])
            return Ended("whispered")
        note = SHARED.format(who=seat.desk.viewer.name)
        asked = replace(lease, event=replace(lease.event, text=question))
        return self._reply(asked, workspace, replace(seat, note=f"{note} {seat.note}".strip()))

    def _is_foreign(self, event: Event, place: Place) -> bool:
        """Whether other companies read here, and nobody said that Steward may answer."""
        return place.is_external and event.channel not in shared_channels(self._steward.settings)

    def _place(self, event: Event, workspace: Workspace) -> Place:
        try:
            return workspace.directory.place(event.channel)
        except Refused:
            return Place(is_direct=False, readers=None)

    def _refuse(self, lease: Lease, workspace: Workspace, place: Place, words: str) -> Ended:
        if lease.event.kind in ("question", "share"):
            Reply(workspace, lease, alone=not place.is_direct).post([sentence(words)])
        return Ended("passed")

    def _reply(self, lease: Lease, workspace: Workspace, seat: Seat) -> Ended:
        ended = Ended("whispered" if seat.alone else "answered")
        reply = Reply(workspace, lease, alone=seat.alone)
        if reply.found.is_whole:
            return ended
        reply.begin()
        question = self._seating.question(lease.event, seat) or GREETING
        listener = Listener(reply.step, reply.text, _seldom(lease.is_stopped))
        try:
            answer = self._ask(question, seat.desk, seat.thread, listener)
        except Stopped:
            reply.stop()
            return Ended("stopped")
        except Exception as error:
            return self._fail(lease, reply, error)
        if lease.is_stopped():
            reply.stop()
            return Ended("stopped")
        messages = self._messages(answer, lease.event, seat)
        shown = whole_as_file(messages, seat.alone)
        reply.post(shown)
        attach(reply, answer, messages, shown, self._render)
        return ended

    def _messages(self, answer: Answer, event: Event, seat: Seat) -> list[Message]:
        wide = any(map(is_wide, answer_messages(answer.text, answer.as_of)))
        ending = closing(
            answer,
            event.thread_ts,
            alone=seat.alone,
            is_wide=wide,
            record_url=self._steward.settings.record_url,
        )
        return answer_messages(answer.text, answer.as_of, seat.note, ending)

    def _fail(self, lease: Lease, reply: Reply, error: Exception) -> Ended:
        reference = note_failure(f"event {lease.event.event_id}", error)
        words = UNAVAILABLE if isinstance(error, SourceUnavailable) else FAILED
        reply.post([sentence(words.format(reference=reference))])
        return Ended("failed", reference)


def shared_channels(settings: Settings) -> frozenset[str]:
    """The externally shared channels in which an asker is answered, alone."""
    listed = settings.slack_shared_channels.split(",")
    return frozenset(part.strip() for part in listed if part.strip())


def _closed(event: Event) -> Lease:
    """An event whose lease nobody holds any more."""
    return Lease(event, confirm=lambda: None, note_reply=lambda _: None)


def _seldom(look: Callable[[], bool]) -> Callable[[], bool]:
    """The same, asked a few times a second at most; once true, true."""
    last = [0.0, 0.0]

    def is_so() -> bool:
        now = time.monotonic()
        if not last[1] and now >= last[0] + STOP_LOOK_SECONDS:
            last[:] = [now, float(look())]
        return bool(last[1])

    return is_so
