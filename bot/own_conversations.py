""" "Forget this conversation": what a person says to have their own questions deleted.

It is done before any model reads the message, and the message itself isn't kept.
"""

import re
from typing import Literal

from knowledge.store.retention import forget_conversations
from tools.desk import Desk

_VERB = r"(?:forget|delete|erase|remove|clear|wipe)"
_THIS = re.compile(
    rf"^(?:please |pls |can you |could you )*{_VERB} (?:all of )?(?:this|the|our)"
    r" (?:whole |entire )?(?:conversation|chat|thread|talk)(?: please| pls)?\W*$",
    re.I,
)
_ALL = re.compile(
    rf"^(?:please |pls |can you |could you )*{_VERB} (?:all )?(?:of )?my (?:past |old |own )?"
    r"(?:conversations|chats|threads|history|chat history|conversation history|questions)"
    r"(?: please| pls)?\W*$",
    re.I,
)


def wanted(question: str) -> Literal["this", "all"] | None:
    """Which conversations the message asks to delete; None where it asks for something else."""
    text = " ".join(question.split())
    if _THIS.match(text):
        return "this"
    return "all" if _ALL.match(text) else None


def delete_own(which: Literal["this", "all"], desk: Desk, thread: str | None) -> str:
    """Delete the asker's conversations; the sentence that says so."""
    if which == "this" and thread is None:
        return "This conversation has only begun: there is nothing of it to delete."
    gone = forget_conversations(desk.store, desk.viewer.id, thread if which == "this" else None)
    of = "of this conversation" if which == "this" else "of all your conversations"
    what = "1 question with its answer" if gone == 1 else f"{gone:,} questions with their answers"
    return (
        f"**Deleted: {what}, {of}.** Messages in Slack, and changes that you proposed, stay until "
        "you delete or undo them there."
    )
