"""A draft as plain text."""

from collections.abc import Mapping

from bot.drafting import Drafted


def text_file(drafted: Drafted) -> Mapping[str, bytes]:
    """The words of every slot, one below the other."""
    texts = (drafted.text(slot.name) for slot in drafted.draft.slots)
    return {"txt": ("\n\n".join(text for text in texts if text) + "\n").encode()}
