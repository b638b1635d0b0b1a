""" "Share here": what was answered to one person is answered again for everybody in the channel.

It is asked anew with what all of them may see now; the private words are never copied.
"""

from knowledge.store.inbox import Event
from knowledge.store.opinions import asked
from tools.desk import Desk

SHARED = "Shared by {who}."
CANT_SHARE = (
    "I can't share that here: not everybody in this channel may see what it is about, or there is "
    "somebody whom I don't know."
)


def to_share(event: Event, desk: Desk) -> str | None:
    """The question whose answer is to be shared; None where it isn't this person's, or is gone."""
    found = asked(desk.store, int(event.text)) if event.text.isdigit() else None
    if found is None or found.person_id != desk.viewer.id:
        return None
    return found.question
