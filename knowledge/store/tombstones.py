"""Who and what was forgotten, as keyed hashes: known again when an import brings them back.

A hash tells nothing to who hasn't the text already. The key is the store's own, so that two stores'
hashes can't be compared.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, insert, select

from knowledge.store.landing_after import set_workspace, workspace_value
from knowledge.store.tables import forgotten

REMOVED = "[removed]"
_KEY = "forgotten_key"
# 64 characters are the most before the @ (RFC 5321, 4.5.3.1.1). Each run of characters is tried
# from its beginning alone, so that the time is linear in the text.
_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}{{1,64}}@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Tombstones:
    """What was forgotten. `kind`: "note" and "account" (by source id), "email", "name"."""

    key: bytes
    hashes: frozenset[tuple[str, str]] = frozenset()
    name_words: frozenset[int] = field(default=frozenset())

    def has(self, kind: str, text: str) -> bool:
        """Say whether this note, account, e-mail address or name was forgotten."""
        return (kind, hashed(self.key, text)) in self.hashes

    def redact(self, text: str) -> str:
        """The text without the names and addresses of people who were forgotten."""
        cuts = sorted(self._found(text), reverse=True)
        for start, end in cuts:
            text = f"{text[:start]}{REMOVED}{text[end:]}"
        return text

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        taken = 0
        for match in _EMAIL.finditer(text):
            if self.has("email", match[0]):
                yield match.span()
        words = [match.span() for match in _WORD.finditer(text)]
        for at, (start, _) in enumerate(words):
            if start < taken:
                continue
            for count in sorted(self.name_words, reverse=True):
                end = words[at + count - 1][1] if at + count <= len(words) else -1
                if end > 0 and self.has("name", text[start:end]):
                    yield start, end
                    taken = end
                    break


def tombstones(connection: Connection) -> Tombstones | None:
    """What was forgotten; None where nothing was."""
    f = forgotten.c
    rows = connection.execute(select(f.kind, f.hash, f.words)).all()
    key = workspace_value(connection, _KEY)
    if not rows or key is None:
        return None
    words = frozenset(row[2] for row in rows if row[0] == "name")
    return Tombstones(bytes.fromhex(key), frozenset((row[0], row[1]) for row in rows), words)


def bury(connection: Connection, kind: str, texts: Iterable[str], day: date) -> None:
    """Keep that these were forgotten."""
    key = _key(connection)
    present = set(connection.scalars(select(forgotten.c.hash).where(forgotten.c.kind == kind)))
    for text in dict.fromkeys(texts):
        found = hashed(key, text)
        if found not in present:
            present.add(found)
            words = len(_WORD.findall(text))
            row = {"kind": kind, "hash": found, "words": words, "day": day}
            connection.execute(insert(forgotten).values(row))


def hashed(key: bytes, text: str) -> str:
    """The keyed hash of a text, whatever its case and the blanks and signs between its words."""
    plain = text.casefold() if "@" in text else " ".join(_WORD.findall(text.casefold()))
    return hmac.new(key, (plain or text).encode(), hashlib.sha256).hexdigest()


def _key(connection: Connection) -> bytes:
    found = workspace_value(connection, _KEY)
    if found is None:
        found = secrets.token_hex(32)
        set_workspace(connection, _KEY, found)
    return bytes.fromhex(found)
