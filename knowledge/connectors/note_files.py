"""One file, one note: .txt, .md, .vtt, .eml and .docx, with what they say of account and day.

What stands in front counts first (lines such as "Account: Acme" between two "---", or at the very
top), then a mail's headers, then the file's name ("2026-02-11 Acme call.md").
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.connectors.encoding import UnreadableFile, detect, open_text
from knowledge.connectors.note_front import (
    MARKINGS,
    front,
    refuse_unread_marking,
    says_secret,
    strictest,
)

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.table import Table, _Cell

SUFFIXES = (".txt", ".md", ".vtt", ".eml", ".docx")
_DATED = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T\s_-]*(?P<rest>.*)")
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@([\w-]+(?:\.[\w-]+)+)")
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
        refuse_unread_marking(text, fields)
    except UnreadableFile:
        raise
    except OSError as error:
        raise UnreadableFile(f"it can't be opened ({error.strerror or error})") from error
    except Exception as error:  # what the parsers raise on damaged files has no common class
        raise UnreadableFile(_damage(path, error)) from error
    named, hints = _of_name(path)
    return NoteFile(text.replace("\x00", "").strip(), named | fields, hints)


def _damage(path: Path, error: Exception) -> str:
    if path.suffix.lower() == ".docx":
        return "it is no Word document that can be read"
    said = " ".join(str(error).split())[:100] or type(error).__name__
    return f"it is damaged, or no {path.suffix.lower()} file ({said})"


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
    return front(_text(path))


def _text(path: Path) -> str:
    with open_text(path, detect(path).name) as file:
        return file.read().replace("\r\n", "\n").replace("\r", "\n")


_CUE = re.compile(r"(?:(\d{1,4}):)?(\d\d):(\d\d)[.,]\d{3}\s+-->")
_HEAD = re.compile(r"^(?:WEBVTT.*\n?|X-TIMESTAMP-MAP.*\n?|NOTE\b[ \t]*\n?)", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^\s<>][^<>]*)>")
_TAG = re.compile(r"<[^<>]+>")
_UNSEEN = re.compile(r"<(script|style|head)\b", re.I)
_UNSEEN_END = {tag: re.compile(f"</{tag}>", re.I) for tag in ("script", "style", "head")}


def _captions(path: Path) -> tuple[dict[str, str], str]:
    """WebVTT as a transcript. Fields stand before it, below its first line, or in a NOTE."""
    text = _text(path)
    first = _CUE.search(text)
    fields, rest = front(_HEAD.sub("", text[: first.start() if first else len(text)]))
    refuse_unread_marking(rest, fields)
    return fields | {"kind": "transcript"}, _turns(text)


def _turns(text: str) -> str:
    """A line for each turn of the captions, with its time."""
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
    return "\n".join(lines)


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
    if body.get_content_subtype() == "html":
        content = _without_tags(content)
    marked, content = front(content.replace("\r\n", "\n"), MARKINGS)
    if says_secret(str(message["Sensitivity"] or "")):
        marked = strictest({"confidential": "yes"}, marked)
    return fields | marked, content


def _shown(html: str) -> Iterator[str]:
    """What stands outside scripts, styles and the head; one that never ends is left in.

    Whether one ends is looked up once for each tag: else many that don't take quadratic time.
    """
    at, endless = 0, set[str]()
    for opened in _UNSEEN.finditer(html):
        tag = opened[1].lower()
        if opened.start() < at or tag in endless:
            continue
        closed = _UNSEEN_END[tag].search(html, opened.end())
        if closed is None:
            endless.add(tag)
            continue
        yield html[at : opened.start()]
        at = closed.end()
    yield html[at:]


def _without_tags(html: str) -> str:
    from html import unescape

    html = "".join(_shown(html))
    html = re.sub(r"(?i)<br\s*/?>|</(?:p|div|li|tr|h\d)>", "\n", html)
    return re.sub(r"\n{3,}", "\n\n", unescape(_TAG.sub("", html)))


def _document(path: Path) -> tuple[dict[str, str], str]:
    from docx import Document

    return front("\n\n".join(_parts(Document(str(path)))))


def _parts(holder: "DocumentObject | _Cell") -> Iterator[str]:
    """Paragraphs and tables in the order in which they stand."""
    from docx.table import Table

    for part in holder.iter_inner_content():
        yield "\n".join(_lines(part)) if isinstance(part, Table) else part.text


def _lines(table: "Table") -> Iterator[str]:
    """A table's rows. A cell that spans several counts once; empty rows don't show."""
    seen: set[object] = set()
    for row in table.rows:
        cells = {cell._tc: cell for cell in row.cells if cell._tc not in seen}
        seen.update(cells)
        words = [" ".join(" ".join(_parts(cell)).split()) for cell in cells.values()]
        if any(words):
            yield " | ".join(words)


_READERS: Mapping[str, Callable[[Path], tuple[dict[str, str], str]]] = {
    ".txt": _plain, ".md": _plain, ".vtt": _captions, ".eml": _mail, ".docx": _document,
}  # fmt: skip
