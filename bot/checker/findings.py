"""What the checker reports: a span of the text that no fact bears out."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "money", "percent", "date", "duration", "name", "quote", "claim"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One untraced span: `text` stands at [start, end) of the checked text.

    `reason` is a sentence that a writer, person or model, can mend the text by.
    """

    start: int
    end: int
    text: str
    kind: Kind
    reason: str
