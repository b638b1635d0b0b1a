"""The weekly digest, asked on the path of every question and kept, so that the next one knows.

For whoever sends it: `digest_to_send` gives it once for each person and ISO week, however often it
is called and from however many processes; `not_sent` takes that back where sending failed.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.agent import Agent
from bot.answer import Answer
from knowledge.store.digests import claim_sending, digest_of, keep_digest, release_sending
from knowledge.weeks import Week
from tools.desk import Desk
from tools.digest import digest_acts, week_asked

QUESTION = "Give me my weekly digest"


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's digest of a week. `is_new` where it is the first of that week."""

    answer: Answer
    week: Week
    is_new: bool


def make_digest(agent: Agent, desk: Desk) -> Digest:
    """Write the desk's person's digest of this week and keep what it said.

    The acts that the week's first digest named are kept; a later one of the week names the same.
    """
    week = week_asked(desk, None)
    answer = agent.ask(QUESTION, desk)
    is_new = keep_digest(desk.store, desk.viewer.id, week, answer.text, digest_acts(desk, week))
    return Digest(answer, week, is_new)


def digest_to_send(agent: Agent, desk: Desk, at: datetime) -> Digest | None:
    """The digest that this caller has to send now; None where the week's was sent, or is being."""
    week = week_asked(desk, None)
    with desk.store.read() as connection:
        kept = digest_of(connection, desk.viewer.id, week)
    if kept is not None and kept.sent_at is not None:
        return None
    made = make_digest(agent, desk)
    return made if claim_sending(desk.store, desk.viewer.id, made.week, at) else None


def not_sent(desk: Desk, digest: Digest, at: datetime) -> None:
    """Sending failed, of the digest that was given for the moment `at`: it may be tried again."""
    release_sending(desk.store, desk.viewer.id, digest.week, at)
