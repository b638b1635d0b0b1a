"""What a note's record has besides its file's columns: its content's hash, its readers."""

import re
from collections.abc import Mapping
from typing import Any

from knowledge.importing.not_landing import NotLanding
from knowledge.store.passages import content_hash

_BETWEEN = re.compile(r"[\s,;]+")
_HASHED = ("day", "kind", "title", "author", "text")


def complete_note(record: dict[str, Any], people: Mapping[str, int]) -> None:
    """Hash a note's content, and settle who may read it. Raises NotLanding.

    `people`: the company's own, by e-mail. Who is named as a reader makes a note confidential.
    """
    record["content_hash"] = content_hash(*(record[name] for name in _HASHED))
    named = [email.lower() for email in _BETWEEN.split(record["readers"] or "") if email]
    unknown = [email for email in named if email not in people]
    if unknown:
        reason = f"{unknown[0]} is nobody in people, here or in the store"
        raise NotLanding("readers", record["readers"], reason)
    if record["confidential"] and not named:
        raise NotLanding("readers", None, "empty, and the note is confidential: name who may read")
    record["confidential"] = bool(named)
    record["readers"] = " ".join(dict.fromkeys(named)) or None
