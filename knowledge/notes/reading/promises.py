"""Promises: who will do what by when, on which side."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from knowledge.notes.reading.clean import Sentence
from knowledge.notes.reading.dates import due_in
from knowledge.notes.reading.patterns import compiled, words, written
from knowledge.notes.reading.records import Found, Frame, NoteText, Side

_FILE = "promises.toml"
_LONGEST = 160


def promises_in(sentences: Sequence[Sentence], note: NoteText, frame: Frame) -> list[Found]:
    """The promises of a note, one a sentence."""
    found = []
    for sentence in sentences:
        one = next(_of_sentence(sentence, note, frame), None)
        if one:
            found.append(one)
    return found


def _of_sentence(sentence: Sentence, note: NoteText, frame: Frame) -> Iterator[Found]:
    for match, side, by in _candidates(sentence, note, frame):
        before = sentence.text[: match.start("what")]
        if _pattern("unreal").search(before) or _is_question(sentence.text, match):
            continue
        found = _promise(sentence, match, side, by, note, frame)
        if found:
            yield found


def _candidates(
    sentence: Sentence, note: NoteText, frame: Frame
) -> Iterator[tuple[re.Match[str], Side, str]]:
    text = sentence.text
    for match in _pattern("first").finditer(text):
        side = sentence.side_at(sentence.start + match.start())
        quoted = sentence.is_report and side == "client"
        yield match, side, "" if quoted else sentence.name
    for match in _pattern("you").finditer(text):
        yield match, _other(sentence.side_at(sentence.start + match.start())), ""
    if sentence.is_report:
        for match in _pattern("noted").finditer(text):
            yield match, "us", sentence.name
    for name in ("agreed", "third", "owned"):
        for match in _pattern(name).finditer(text):
            by = match["by"] or ""
            if not words(_FILE, "nobody") & set(by.lower().split()):
                yield match, _side_of(match, sentence, frame), by


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return compiled(_FILE, written(_FILE)["patterns"][name])


def _side_of(match: re.Match[str], sentence: Sentence, frame: Frame) -> Side:
    if match["by"]:
        return "us" if frame.is_ours(match["by"]) else "client"
    if match["she"].lower() in ("us", "we"):
        return sentence.side
    return "client" if sentence.is_report else sentence.side


def _other(side: Side) -> Side:
    return "us" if side == "client" else "client"


def _is_question(text: str, match: re.Match[str]) -> bool:
    """A question is no promise, unless it only asks to confirm one."""
    if not text.rstrip("\"”'").endswith("?"):
        return False
    return _pattern("confirms").search(text) is None


def _promise(
    sentence: Sentence, match: re.Match[str], side: Side, by: str, note: NoteText, frame: Frame
) -> Found | None:
    what = match["what"]
    due = due_in(what, note.day, frame.company)
    said = what[: due[1]] if due and due[1] > 8 else what
    plain = _matter(said)
    if len(plain.split()) < (1 if due else 2) or _pattern("nothing").match(plain):
        return None
    sure = (0.85 if due else 0.6) - (0.15 if _pattern("vague").match(plain) and not due else 0)
    detail = {
        "side": side, "by": by, "what": plain, "due": due[0].isoformat() if due else "",
    }  # fmt: skip
    return Found("commitment", sentence.start, sentence.end, round(sure, 2), detail)


def _matter(said: str) -> str:
    said = re.split(r"(?<=[.!?])\s|,? (?:right|ok|okay)\?", said, maxsplit=1)[0]
    said = _pattern("tail").sub("", said.strip().rstrip('.!?;,"”'))
    return said[:_LONGEST].strip()
