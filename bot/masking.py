"""Hides identity, card, bank and health data from a model or an embedding service.

A placeholder stands for each ("[card number 1]"), the same one for the same words; what comes back
from the model gets the words again, since the reader may see them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_CARD = (
    r"(?<![\d.-])(\d{13,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{5})(?![\d-])"
)
_IBAN = r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)\b"
_IS = r"\W{1,3}(?:is\s+)?"
_DOCUMENT = (
    r"\b(?:passport|national id|id card|identity card|driv(?:er|ing)[’'s]* licen[cs]e|tax id|"
    r"social security|SSN|national insurance|health insurance|insurance id|Personalausweis|"
    r"Steuer-?ID|NHS)"
)
_NUMBER = rf"(?:\s+(?:number|no\.?|nr\.?|#))?{_IS}([A-Z]*\d[A-Z0-9 .-]{{3,18}}[A-Z0-9])"
_BIRTH = rf"\b(?:born(?: on)?|date of birth|dob|birthday){_IS}"
_DATE = (
    r"(\d{1,2}[./ -](?:\d{1,2}|[A-Za-z]{3,9})[./ -]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|[A-Z][a-z]+ \d{1,2},? \d{4})"
)
_CODE = rf"\b(?:CVV2?|CVC|security code){_IS}(\d{{3,4}})\b"
_PHONE = rf"\b(?:phone|tel|mobile|cell)\.?(?: number)?{_IS}([\d(][\d ()/.-]{{6,18}}\d)"
_ILLNESS = (
    r"\b(?:diagnosed with|suffer(?:s|ed|ing)? from|treated for|treatment for|medication for|"
    r"recovering from|surgery for|operated on for)\s+((?:[\w’'-]+\s?){1,4}[\w’'-]*)"
)
_MEDICAL = (
    r"\b(chemo(?:therapy)?|breast cancer|cancer|leuk(?:a)?emia|tumou?r|HIV|AIDS|diabetes|epilepsy|"
    r"depression|bipolar|burn-?out|miscarriage|pregnan(?:t|cy)|heart attack|stroke|dementia|"
    r"multiple sclerosis|(?:sick|medical|maternity|stress) leave|rehab|psychiatr\w+|"
    r"antidepressants?)\b"
)
# Each pattern's group is what is hidden.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    ("card number", re.compile(_CARD)),
    ("bank account", re.compile(_IBAN)),
    ("security code", re.compile(_CODE, re.I)),
    ("identity number", re.compile(r"\b(\d{3}-\d{2}-\d{4})\b")),
    ("identity number", re.compile(_DOCUMENT + _NUMBER, re.I)),
    ("birth date", re.compile(_BIRTH + _DATE, re.I)),
    ("phone", re.compile(r"(?<![\w+])(\+\d[\d ()/.-]{7,18}\d)")),
    ("phone", re.compile(_PHONE, re.I)),
    ("health detail", re.compile(_ILLNESS, re.I)),
    ("health detail", re.compile(_MEDICAL, re.I)),
)
_MARKS = re.compile(r"\[(?:" + "|".join(sorted({k for k, _ in _KINDS})) + r") \d+\]")
KINDS = tuple(dict.fromkeys(kind for kind, _ in _KINDS))


@dataclass(slots=True)
class Mask:
    """The placeholders of one question."""

    _marks: dict[str, str] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """The text with a placeholder for each thing that may not leave."""
        for kind, pattern in _KINDS:
            for start, end in reversed(list(_spans(kind, pattern, text))):
                text = text[:start] + self._mark(kind, text[start:end]) + text[end:]
        return text

    def show(self, text: str) -> str:
        """The text with the words again where their placeholders stand."""
        return _MARKS.sub(lambda found: self._words.get(found[0], found[0]), text)

    def _mark(self, kind: str, words: str) -> str:
        if words not in self._marks:
            number = sum(mark.startswith(f"[{kind} ") for mark in self._words) + 1
            mark = f"[{kind} {number}]"
            self._marks[words], self._words[mark] = mark, words
        return self._marks[words]


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with "[account]" for each of these names, whatever its case."""
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[account]", text, flags=re.I)
    return text


def _spans(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(text):
        words = found[1]
        if kind == "card number" and not _is_card(words):
            continue
        if kind == "bank account" and not _is_iban(words):
            continue
        if not _MARKS.search(words):
            yield found.span(1)


def _is_card(text: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1)."""
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = [sum(divmod(2 * d, 10)) for d in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_iban(text: str) -> bool:
    """The check of ISO 13616: the number that it spells is 1 modulo 97."""
    plain = text.replace(" ", "")
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1
