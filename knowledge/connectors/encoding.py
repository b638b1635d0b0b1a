"""How a file's bytes become text: its encoding, and how much there is to read."""

import gzip
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

_CHUNK = 1 << 20


class UnreadableFile(Exception):
    """A file that can't be read at all; its words say why."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a first pass over a file's bytes tells.

    `name` is Python's name of it; `guessed` where neither a byte-order mark nor valid UTF-8
    decided; `lines` counts the physical lines, for a progress bar; `has_nul` tells whether NUL
    characters are worth looking for (always in UTF-16, where half the bytes are 0).
    """

    name: str
    guessed: bool
    lines: int
    has_nul: bool


def detect(path: Path) -> Encoding:
    """Read the file once. Raises UnreadableFile for a damaged archive or a missing right."""
    chunks = _chunks(path)
    first = next(chunks, b"")
    encoding = _marked(first)
    decoder = getincrementaldecoder(encoding)("strict")
    valid, lines, has_nul, last = True, 0, False, b""
    chunk: bytes | None = first
    while chunk:
        lines += chunk.count(b"\n")
        has_nul = has_nul or b"\0" in chunk
        valid = valid and _decodes(decoder, chunk)
        last, chunk = chunk, next(chunks, None)
    valid = valid and _decodes(decoder, b"", final=True)
    lines += bool(last) and not last.endswith(b"\n")
    if encoding == "utf-16" and not valid:
        raise UnreadableFile("it begins like UTF-16 and isn't: save it as UTF-8")
    return Encoding(
        name=encoding if valid else "cp1252",
        guessed=not valid,
        lines=lines,
        has_nul=has_nul,
    )


def open_text(path: Path, encoding: str) -> TextIO:
    """Open the file as text, its line ends untouched, for reading.

    Bytes that a guessed encoding doesn't know become U+FFFD rather than an error.
    """
    errors = "replace" if encoding == "cp1252" else "strict"
    if path.suffix.lower() == ".gz":
        packed = cast("BinaryIO", gzip.GzipFile(path, "rb"))
        return TextIOWrapper(packed, encoding=encoding, errors=errors, newline="")
    return path.open(encoding=encoding, errors=errors, newline="")


def _marked(first: bytes) -> str:
    if first.startswith(BOM_UTF8):
        return "utf-8-sig"
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def _decodes(decoder: object, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)  # type: ignore[attr-defined]
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with _open_bytes(path) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(f"its gzip archive is damaged ({error}): make it again") from error
    except OSError as error:
        raise UnreadableFile(f"it can't be opened ({error.strerror})") from error


def _open_bytes(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast("BinaryIO", gzip.GzipFile(path, "rb"))
    return path.open("rb")
