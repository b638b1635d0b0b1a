"""Who and what was forgotten, as keyed hashes: known again when an import brings them back.

A hash tells nothing to who hasn't the text already. The key is the store's own, so that two stores'
hashes can't be compared.
"""

import hmac
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from sqlalchemy import Connection, insert, select

from knowledge.store.landing_after import set_workspace, workspace_value
from knowledge.store.tables import forgotten

REMOVED = "[removed]"
_KEY = "forgotten_key"
# 64 characters are the most before the @ (RFC 5321, 4.5.3.1.1). Each run of characters is tried
# from its beginning alone, so that the time is linear in the text.
_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}{{1,64}}@[\w-]+(?:\.[\w-]+)+")
# Signs without width inside a word: a soft hyphen, zero-width blanks and joiners.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD = re.compile(rf"[^\W_]+(?:[{_UNSEEN}]+[^\W_]+)*")
UNSEEN = re.compile(f"[{_UNSEEN}]")
_BY_WORDS = frozenset({"name", "content"})
_FEW_WORDS = 8


@dataclass(frozen=True, slots=True)
class Tombstones:
    """What was forgotten.

    `kind`: "note", "account" and "stakeholder" (by source id), "email", "name", "content" (of a
    note, as `content_of` gives it).
    """

    key: bytes
    hashes: frozenset[tuple[str, str]] = frozenset()
    name_words: frozenset[int] = field(default=frozenset())

    def has(self, kind: str, text: str) -> bool:
        """Say whether this note, account, e-mail address or name was forgotten."""
        return (kind, hashed(self.key, kind, text)) in self.hashes

    def redact(self, text: str) -> str:
        """The text without the names and addresses of people who were forgotten.

        Case, composition of letters (NFC or NFD) and what stands between words don't matter.
        """
        plain = normalize("NFC", text)
        found = list(self._found(plain))
        if not found:
            return text
        for start, end in reversed(_merged(found)):
            plain = f"{plain[:start]}{REMOVED}{plain[end:]}"
        return plain

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


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def folded(text: str) -> str:
    """The text's words with one blank between: NFC, no case, no signs."""
    return UNSEEN.sub("", " ".join(_WORD.findall(normalize("NFC", text).casefold())))


def content_of(account: object, day: object, text: object) -> str:
    """What a note is known again by under another id: its account's source id and its words.

    So few words as "No answer." are the same note on the same day alone.
    """
    words = folded(str(text))
    on = "" if words.count(" ") + 1 >= _FEW_WORDS else str(day)
    return f"{account}\n{on}\n{words}"


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
        found = hashed(key, kind, text)
        if found not in present:
            present.add(found)
            words = len(folded(text).split()) if kind == "name" else 0
            row = {"kind": kind, "hash": found, "words": words, "day": day}
            connection.execute(insert(forgotten).values(row))


def hashed(key: bytes, kind: str, text: str) -> str:
    """The keyed hash (HMAC-SHA-256) of a text, whatever its case; of a name's words alone."""
    plain = folded(text) if kind in _BY_WORDS else normalize("NFC", text).casefold()
    return hmac.digest(key, (plain or text).encode("utf-8", "surrogatepass"), "sha256").hex()


def _key(connection: Connection) -> bytes:
    found = workspace_value(connection, _KEY)
    if found is None:
        found = secrets.token_hex(32)
        set_workspace(connection, _KEY, found)
    return bytes.fromhex(found)
