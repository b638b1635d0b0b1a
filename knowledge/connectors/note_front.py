"""What stands in front of a note: "Account: Acme", between two "---" or at the very top.

Who may read a note is never lost on the way: what looks like a marking and can't be read as one
refuses the file.
"""

import re
from collections.abc import Mapping

from knowledge.connectors.encoding import UnreadableFile

MARKINGS: Mapping[str, str] = {
    "confidential": "confidential", "readers": "readers", "reader": "readers",
}  # fmt: skip
FIELDS: Mapping[str, str] = {
    "account": "account", "customer": "account", "company": "account", "id": "id",
    "date": "day", "day": "day", "title": "title", "subject": "title", "topic": "title",
    "author": "author", "by": "author", "from": "author", "kind": "kind", "type": "kind",
    "people": "people", "participants": "people", "attendees": "people", "to": "people",
    **MARKINGS,
}  # fmt: skip
_PLACING = frozenset({"account", "day", "confidential", "readers"})
_SECRECY = ("visibility", "sensitivity", "classification", "confidentiality")
_SECRET = re.compile(r"(?i)\b(?:private|personal|confidential|restricted|secret)\b")
_NO = frozenset({"", "no", "n", "false", "f", "0"})

_FIELD = re.compile(r"(\s*)([A-Za-z][A-Za-z _-]{0,30})[ \t]*:([^\n]*)(?:\n|$)")
_FENCE = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_ITEM = re.compile(r"\s*-\s+(.*)")
_SEEMS_MARKED = re.compile(
    r"(?i)\W*(?:"
    r"(?:\w+[ _-]){0,2}confidential(?:[ _-]\w+)?\W*?[:=|]"
    r"|(?:(?:strictly|highly|company|private|internal)\b\W*(?:and\b\W*)?)*confidential\W*$"
    r"|readers?\W*?[:=|]\s*\S"
    rf"|(?:{'|'.join(_SECRECY)})\W*?[:=|].*?{_SECRET.pattern[4:]})"
)
_TOP_LINES = 20
_LONGEST_LINE = 200


def front(text: str, known: Mapping[str, str] = FIELDS) -> tuple[dict[str, str], str]:
    """Split what stands in front of a text from the text itself.

    Lines at the top count as front where one of them says the account, the day or who may read.
    Other headers among them stay in the text; below those and a blank line, only what places the
    note is taken out. `known`: columns by what a line may call them.
    Raises UnreadableFile.
    """
    text = text.lstrip("\ufeff\n ")
    fence = _FENCE.match(text)
    if fence and (stated := _fenced(fence[1], known)):
        return stated, text[fence.end() :]
    fields: dict[str, str] = {}
    kept, body, at, is_apart = "", text, 0, False
    for _ in range(_TOP_LINES):
        line = _FIELD.match(text, at)
        if line is None:
            break
        at = line.end()
        column, value = _read(line, known)
        is_apart = is_apart or bool(kept and "\n" in line[1])
        if column and (column in _PLACING or not is_apart) and _put(fields, column, value):
            body = kept + text[at:]
        else:
            kept += line[0]
    return (_filled(fields), body) if _PLACING & fields.keys() else ({}, text)


def strictest(fields: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """Both together: the first count before the others, but "no" doesn't undo "confidential"."""
    found = dict(fields)
    for column, value in others.items():
        _put(found, column, value)
    return found


def refuse_unread_marking(text: str, fields: Mapping[str, str]) -> None:
    """Raise UnreadableFile where the first lines seem to say who may read, and no field does."""
    if fields.get("confidential") or fields.get("readers"):
        return
    lines = (line for line in text[: _TOP_LINES * 1_000].splitlines() if line.strip())
    for line, _ in zip(lines, range(_TOP_LINES), strict=False):
        if _SEEMS_MARKED.match(line[:_LONGEST_LINE]):
            raise UnreadableFile(
                f'it seems confidential ("{line.strip()[:60]}") and can\'t be read so: begin it'
                ' with "Confidential: yes" and "Readers: E-MAILS", or with "Confidential: no"'
            )


def says_secret(value: str) -> bool:
    """Say whether a label such as "Company-Confidential" keeps a text from others."""
    return bool(_SECRET.search(value))


def _read(line: re.Match[str], known: Mapping[str, str]) -> tuple[str | None, str]:
    """The column that a line states, if any, and its value."""
    label, value = line[2].strip().lower(), line[3].strip()
    if label in _SECRECY and says_secret(value):
        return "confidential", "yes"
    return known.get(label), value


def _put(fields: dict[str, str], column: str, value: str) -> bool:
    """Add a field that isn't stated yet; say whether the line is used up."""
    stated = fields.get(column, "")
    if not stated or (column == "confidential" and stated.casefold() in _NO):
        fields[column] = value
        return True
    return column == "confidential"


def _fenced(block: str, known: Mapping[str, str]) -> dict[str, str]:
    """The fields between two "---", where a list's items may stand below its name."""
    found: dict[str, str] = {}
    listed: str | None = None
    for line in block.splitlines():
        item = _ITEM.fullmatch(line)
        if item and listed:
            found[listed] = ", ".join(filter(None, (found.get(listed), item[1].strip("\"' "))))
            continue
        match = _FIELD.fullmatch(line)
        column, value = _read(match, known) if match else (None, "")
        listed = column if column and not value else None
        if column and value:
            _put(found, column, value.strip("[]\"' "))
        elif column is None:
            refuse_unread_marking(line, {})
    return _filled(found)


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {column: value for column, value in fields.items() if value}
