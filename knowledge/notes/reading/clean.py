"""From a note to the sentences that somebody wrote or said in it, each with its own place.

Quoted mails, signatures, greetings and footers are left out; offsets are those of the original.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.notes.reading.records import Frame, NoteText, Side
from knowledge.notes.reading.sentences import quoted_spans, sentence_spans

_QUOTE_INTRO = re.compile(
    r"\s*(?:on\b.{5,120}\bwrote\s*:|am\b.{5,120}\bschrieb\b.*:|le\b.{5,120}\bécrit\s*:"
    r"|-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht)\s*-{2,}"
    r"|_{10,}|begin forwarded message:)\s*$",
    re.I,
)
_HEADER = re.compile(r"\s*\*?(?:from|von|de)\s*:\*?\s*\S.*", re.I)
_SENT = re.compile(r"\s*\*?(?:sent|date|to|subject|gesendet)\s*:", re.I)
_SIGN_OFF = re.compile(
    r"\s*(?:(?:with\s+)?(?:(?:all\s+the\s+|my\s+)?(?:very\s+)?(?:best|kind(?:est)?|warm(?:est)?|many"
    r"|friendly)\s*)?(?:regards|wishes|thanks|thank you|greetings)|best|cheers|sincerely"
    r"|yours(?:\s+\w+)?|(?:speak|talk)\s+soon|rgds|br|thx|tia|ta|take care|have a (?:good|great)"
    r" (?:day|week|weekend)|thanks(?: again| a lot| so much)?(?: in advance)?)\s*[,.!–-]*\s*$",
    re.I,
)
_DELIMITER = re.compile(r"\s*(?:--|—|–|_{2,9}|\*{3,})\s*$")
_FOOTER = re.compile(
    r"\s*(?:sent from my\b|get outlook for\b|this (?:e-?mail|message)\b.*\b(?:confidential"
    r"|intended)|confidentiality notice|disclaimer\b|unsubscribe\b|please consider the environment"
    r"|join (?:zoom|microsoft teams)\b)",
    re.I,
)
_POSTSCRIPT = re.compile(r"\s*p\.?\s?s\.?\s*[:.]?\s", re.I)
_GREETING = re.compile(
    r"\s*(?:(?:hi|hey|hello|dear|good (?:morning|afternoon|evening|day)|morning)\b[^.!?]{0,40}"
    r"|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?),?[,!–-]?\s*$",
)
_TURN = re.compile(
    r"\s*(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*[-–]?\s*)?"
    r"(?P<name>[A-ZÀ-Þ][\w.'’-]*(?: [A-Za-zÀ-ÿ][\w.'’()-]*){0,4})"
    r"(?:\s*[\[(]\d{1,2}:\d{2}(?::\d{2})?[\])])?\s*:\s+"
)
_BULLET = re.compile(r"\s*(?:[-*•·–—]\s+|\d{1,2}[.)]\s+|\[[ xX]?\]\s*)*")
_AUTO_TITLE = re.compile(r"automatic reply|auto[- ]?reply|out of (?:the )?office|abwesenheit", re.I)
_AWAY = re.compile(
    r"automatic reply|auto[- ]?reply|automated (?:reply|response|message)"
    r"|out of (?:the )?office|(?:on|annual|parental|maternity|sick) leave\b|currently away"
    r"|on (?:vacation|holiday)|no longer (?:with|work|at|employed)|have left\b",
    re.I,
)
_AWAY_TOO = re.compile(
    r"limited access|will (?:be back|return)|(?:not|never) be (?:forwarded|read|monitored)"
    r"|in urgent cases|for urgent|return(?:ing)? on|back (?:in the office )?on|please contact"
    r"|thank you for your (?:e-?mail|message)",
    re.I,
)
_BOUNCE = re.compile(
    r"\b55[0-4][ -]5\.(?:1|4\.1|7\.1)|user unknown|undeliverable|delivery has failed"
    r"|delivery status notification|address (?:that you entered )?couldn'?t be found"
    r"|recipient (?:address )?(?:rejected|not found)|mailbox (?:unavailable|does not exist)"
    r"|no such user|account that you tried to reach (?:does not exist|is disabled)",
    re.I,
)
_AUTO_LONGEST = 900


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at [start, end) of the note. `side` is who speaks outside its quotation marks,
    `name` their name where it is told; `quotes` are the spans of somebody else's words in it."""

    start: int
    end: int
    text: str
    side: Side
    name: str
    is_report: bool
    quotes: tuple[tuple[int, int], ...]

    def is_quoted(self, at: int) -> bool:
        """Whether the words at this place of the note stand between quotation marks."""
        return any(start <= at < end for start, end in self.quotes)

    def side_at(self, at: int) -> Side:
        """Who speaks at this place: in our own note, what is quoted is the customer's."""
        return "client" if self.is_report and self.is_quoted(at) else self.side


def source_of(note: NoteText) -> Literal["person", "auto_reply", "bounce"]:
    """Say whether a person wrote the note, or a machine did."""
    if note.kind != "email":
        return "person"
    if _BOUNCE.search(note.text[:_AUTO_LONGEST]):
        return "bounce"
    if len(note.text) > _AUTO_LONGEST:
        return "person"
    if _AUTO_TITLE.search(note.title):
        return "auto_reply"
    away = _AWAY.search(note.text) is not None
    return "auto_reply" if away and _AWAY_TOO.search(note.text) else "person"


def sentences_of(note: NoteText, frame: Frame) -> list[Sentence]:
    """The sentences that count, in order."""
    writer: Side = "us" if _is_our_writing(note, frame) else "client"
    is_report = note.kind == "call_note"
    quotes = quoted_spans(note.text)
    found, name, side = [], note.author, writer
    for start, end in _lines_that_count(note):
        start += _BULLET.match(note.text, start, end).end() - start  # type: ignore[union-attr]
        turn = _TURN.match(note.text, start, end) if note.kind == "transcript" else None
        if turn:
            name, start = turn["name"], turn.end()
            side = "us" if name == note.author or frame.is_ours(name) else "client"
        for first, last in sentence_spans(note.text, start, end):
            inside = tuple(q for q in quotes if q[0] < last and q[1] > first)
            words = note.text[first:last]
            found.append(Sentence(first, last, words, side, name, is_report, inside))
    return found


def _is_our_writing(note: NoteText, frame: Frame) -> bool:
    return note.kind == "call_note" or frame.is_ours(note.author)


def _lines_that_count(note: NoteText) -> Iterator[tuple[int, int]]:
    lines = _lines(note.text)
    if note.kind != "email":
        yield from lines
        return
    signed = False
    for i, (start, end) in enumerate(lines):
        line = note.text[start:end]
        if _begins_quoted(note.text, lines, i):
            if not any(note.text[a:b].lstrip().startswith(">") for a, b in lines[i + 1 : i + 3]):
                return
            continue
        if line.lstrip().startswith((">", "|")):
            continue
        if _POSTSCRIPT.match(line):
            signed = False
        if _DELIMITER.match(line) or _FOOTER.match(line) or (i > 0 and _SIGN_OFF.match(line)):
            signed = True
        is_greeting = i <= 1 and _GREETING.match(line)
        if not signed and not is_greeting:
            yield start, end


def _begins_quoted(text: str, lines: list[tuple[int, int]], i: int) -> bool:
    start, end = lines[i]
    if _QUOTE_INTRO.match(text[start:end]):
        return True
    after = lines[i + 1] if i + 1 < len(lines) else None
    return bool(after and _HEADER.match(text[start:end]) and _SENT.match(text[slice(*after)]))


def _lines(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^\r\n]+", text) if m[0].strip()]
