"""Messages in many people's styles, with the tone and the kinds that a person reads in them."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.company import load_company
from knowledge.notes.reading import Frame, NoteReading, NoteText, read

_FILE = Path(__file__).with_name("messages.jsonl")
DAY = date(2026, 3, 2)
US = "Maya Lindqvist"
_FRAME = Frame(load_company(), frozenset({US, "Tom Okafor"}))


@dataclass(frozen=True, slots=True)
class Message:
    """`half` is "shaped on" or "held apart"; `tone` is -1, 0 or 1."""

    half: str
    kind: str
    author: str
    text: str
    tone: int
    kinds: tuple[str, ...]
    title: str = ""


def all_messages() -> list[Message]:
    lines = _FILE.read_text("utf-8").splitlines()
    return [
        Message(**json.loads(line) | {"kinds": tuple(json.loads(line)["kinds"])}) for line in lines
    ]


def read_message(message: Message) -> NoteReading:
    note = NoteText(message.text, message.kind, DAY, message.author, message.title)
    return read(note, _FRAME)
