"""Who has left and who has come, from what is said and from mails that bounce."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from knowledge.notes.reading.clean import Sentence
from knowledge.notes.reading.patterns import compiled, words, written
from knowledge.notes.reading.records import Found, Kind, NoteText

_FILE = "people.toml"
_BOUNCED = re.compile(
    r"(?P<who>[A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]+){1,3})\s*<|<?(?P<mail>[\w.+-]+@[\w.-]+\w)>?"
)
_UNREAL = re.compile(
    r"\b(?:if|when|unless|should|in case|would|might|worried that)\b[^.]{0,25}$", re.I
)
_KINDS: tuple[Kind, ...] = ("departure", "arrival")
_SURE = {"departure": 0.75, "arrival": 0.65}


def people_in(sentences: Sequence[Sentence], note: NoteText) -> list[Found]:
    """Departures and arrivals, one of each kind a sentence; `who` is "" where nobody is named."""
    found = []
    for sentence in sentences:
        if sentence.side == "us" and not sentence.is_report:
            continue
        for kind in _KINDS:
            one = _first(sentence, kind, note)
            if one:
                found.append(one)
    return found


def bounced(note: NoteText) -> list[Found]:
    """A mail that can't be delivered since nobody is there: a hint, and no more."""
    match = _BOUNCED.search(note.text)
    if not match:
        return []
    who = match["who"] or match["mail"]
    end = len(note.text.rstrip())
    return [Found("departure", 0, end, 0.6, {"who": who, "sign": "bounce"})]


def _first(sentence: Sentence, kind: Kind, note: NoteText) -> Found | None:
    for match in _matches(sentence.text, kind):
        if _UNREAL.search(sentence.text, 0, match.start()):
            continue
        groups = match.groupdict()
        name = _name(groups.get("who"))
        if not name and not groups.get("she"):
            continue
        who = name or _who(groups["she"], sentence, note)
        return Found(kind, sentence.start, sentence.end, _SURE[kind], {"who": who})
    return None


def _matches(text: str, kind: Kind) -> Iterator[re.Match[str]]:
    if not _hint(kind).search(text):
        return
    for pattern in _patterns(kind):
        yield from pattern.finditer(text)


@cache
def _hint(kind: Kind) -> re.Pattern[str]:
    return re.compile(written(_FILE)[kind]["hint"])


@cache
def _patterns(kind: Kind) -> tuple[re.Pattern[str], ...]:
    return tuple(compiled(_FILE, pattern) for pattern in written(_FILE)[kind]["is"])


def _name(found: str | None) -> str:
    """The name without the word that happens to stand before it; "" where none is left."""
    parts, nobody = (found or "").split(), words(_FILE, "nobody")
    while parts and parts[0].strip(".,'’").lower() in nobody:
        parts = parts[1:]
    name = " ".join(parts)
    return re.sub(r"['’]s?$", "", name).strip(".,")


def _who(pronoun: str, sentence: Sentence, note: NoteText) -> str:
    """Who "I" is: the speaker, or in a mail its author; others aren't named."""
    is_self = pronoun.lower() in ("i", "my")
    return (sentence.name or note.author) if is_self and not sentence.is_report else ""
