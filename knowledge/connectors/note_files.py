"""One file, one note: .txt, .md, .vtt, .eml and .docx, with what they say of account and day.

What stands in front counts first (lines such as "Account: Acme" between two "---", or at the very
top), then a mail's headers, then the file's name ("2026-02-11 Acme call.md").
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.connectors.encoding import UnreadableFile, detect, open_text

SUFFIXES = (".txt", ".md", ".vtt", ".eml", ".docx")
_FIELDS: Mapping[str, str] = {
    "account": "account", "customer": "account", "company": "account", "id": "id",
    "date": "day", "day": "day", "title": "title", "subject": "title", "topic": "title",
    "author": "author", "by": "author", "from": "author", "kind": "kind", "type": "kind",
    "people": "people", "participants": "people", "attendees": "people", "to": "people",
    "confidential": "confidential", "readers": "readers",
}  # fmt: skip
_FIELD = re.compile(r"\s*([A-Za-z]+)[ \t]*:[ \t]*(.*?)[ \t]*(?:\n|$)")
_FENCE = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_DATED = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T\s_-]*(?P<rest>.*)")
_ADDRESS = re.compile(r"[\w.+'-]+@([\w-]+(?:\.[\w-]+)+)")
_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A note as its file has it. `fields` are texts by column, those that the file states alone.

    `hints` are what may name the account where no field does: the file's name, its folder's.
    """

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()

    @property
    def domains(self) -> frozenset[str]:
        """The mail domains of everybody whom the file names as taking part."""
        named = " ".join((self.fields.get("people", ""), self.fields.get("author", "")))
        return frozenset(domain.lower() for domain in _ADDRESS.findall(named))


def read_note(path: Path) -> NoteFile:
    """Read a note. Raises UnreadableFile."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableFile(f"larger than {_LARGEST // 1_000_000} MB: no note is that long")
        fields, text = _READERS[path.suffix.lower()](path)
    except OSError as error:
        raise UnreadableFile(f"it can't be opened ({error.strerror})") from error
    named, hints = _of_name(path)
    return NoteFile(text.replace("\x00", "").strip(), named | fields, hints)


def _of_name(path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """ "2026-02-11 Acme call" states a day, and hints at an account."""
    stem = path.stem
    found = _DATED.search(stem)
    fields = {"day": found["day"]} if found else {}
    rest = (stem[: found.start()] + " " + found["rest"]) if found else stem
    title = re.sub(r"[\s_-]+", " ", rest).strip()
    if title:
        fields["title"] = title
    return fields, (title, path.parent.name)


def _plain(path: Path) -> tuple[dict[str, str], str]:
    with open_text(path, detect(path).name) as file:
        text = file.read().replace("\r\n", "\n").replace("\r", "\n")
    return _front(text)


def _front(text: str) -> tuple[dict[str, str], str]:
    """Split what stands in front of a text from the text itself."""
    text = text.lstrip("\ufeff\n ")
    fence = _FENCE.match(text)
    if fence:
        return _stated(fence[1]), text[fence.end() :]
    fields: dict[str, str] = {}
    at = 0
    while (line := _FIELD.match(text, at)) and line.end() > at:
        name = _FIELDS.get(line[1].lower())
        if name is None:
            break
        fields.setdefault(name, line[2])
        at = line.end()
    return (fields, text[at:]) if "account" in fields or "day" in fields else ({}, text)


def _stated(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in block.splitlines():
        match = _FIELD.match(line)
        name = _FIELDS.get(match[1].lower()) if match else None
        if match and name and match[2]:
            found.setdefault(name, match[2].strip("[]\"' "))
    return found


_CUE = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)[.,]\d{3}\s+-->")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]+>")


def _captions(path: Path) -> tuple[dict[str, str], str]:
    """WebVTT as a transcript: a line for each turn, with its time."""
    _, text = _plain(path)
    lines: list[str] = []
    last = ""
    for block in re.split(r"\n[ \t]*\n", text):
        cue = _CUE.search(block)
        if cue is None:
            continue
        said = block[block.index("\n", cue.start()) :] if "\n" in block[cue.start() :] else ""
        voice = _VOICE.search(said)
        words = " ".join(_TAG.sub("", said).split())
        named = re.match(r"([A-Z][\w.'’ -]{1,40}):\s+(.*)", words)
        speaker = voice[1].strip() if voice else named[1] if named else ""
        words = named[2] if named and not voice else words
        if not words:
            continue
        if lines and speaker in ("", last):
            lines[-1] += f" {words}"
            continue
        last = speaker or "Speaker"
        time = f"{int(cue[1] or 0):02}:{cue[2]}:{cue[3]}"
        lines.append(f"[{time}] {last}: {words}")
    return {"kind": "transcript"}, "\n".join(lines)


def _mail(path: Path) -> tuple[dict[str, str], str]:
    from email import policy
    from email.parser import BytesParser
    from email.utils import parsedate_to_datetime

    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    fields = {"kind": "email"}
    for name, header in (("title", "Subject"), ("author", "From"), ("account", "X-Account")):
        if message[header]:
            fields[name] = str(message[header])
    fields["people"] = ", ".join(str(message[h]) for h in ("From", "To", "Cc") if message[h])
    if message["Date"]:
        try:
            fields["day"] = parsedate_to_datetime(str(message["Date"])).date().isoformat()
        except ValueError:
            raise UnreadableFile("its Date header is no date") from None
    body = message.get_body(("plain", "html"))
    if body is None:
        raise UnreadableFile("the mail has no text")
    content = str(body.get_content())
    return fields, _without_tags(content) if body.get_content_subtype() == "html" else content


def _without_tags(html: str) -> str:
    from html import unescape

    html = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", "", html)
    html = re.sub(r"(?i)<br\s*/?>|</(?:p|div|li|tr|h\d)>", "\n", html)
    return re.sub(r"\n{3,}", "\n\n", unescape(_TAG.sub("", html)))


def _document(path: Path) -> tuple[dict[str, str], str]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise UnreadableFile("it is no Word document that can be read") from error
    return _front("\n\n".join(paragraph.text for paragraph in document.paragraphs))


_READERS: Mapping[str, Callable[[Path], tuple[dict[str, str], str]]] = {
    ".txt": _plain, ".md": _plain, ".vtt": _captions, ".eml": _mail, ".docx": _document,
}  # fmt: skip
