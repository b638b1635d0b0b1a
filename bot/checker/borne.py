"""A mention with the facts that bear it out, taken by itself; what stands around it comes after."""

from typing import NamedTuple

from bot.checker.cues import Cue
from bot.checker.ledger import Entry
from bot.checker.mentions import Mention
from bot.checker.scope import Scope


class Borne(NamedTuple):
    """A mention, what its words tell, whom it is about, and the entries that bear it out.

    `entries` is None for a mention that nothing bears out, and empty for one that holds without an
    entry. [`start`, `end`) is the sentence, item or row that it stands in.
    """

    mention: Mention
    cue: Cue
    scope: Scope
    entries: list[Entry] | None
    start: int
    end: int
