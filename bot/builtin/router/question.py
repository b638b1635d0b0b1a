"""Reads a question: names, the time, and the rest in a plain spelling."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.builtin.router.name_words import words_of
from bot.builtin.router.names import TOKEN, Mention, fold, is_common, name_index
from bot.builtin.router.numerals import ORDINALS
from bot.builtin.router.places import COUNTRIES, REGIONS
from bot.builtin.router.strangers import (
    described,
    is_talk_about,
    is_topic,
    spot_person,
    spot_speaker,
    spot_uncommon,
    spot_unknown,
)
from bot.builtin.router.words import SLOT_WORDS
from knowledge.company import Company
from knowledge.errors import UnclearPeriod
from knowledge.periods import find_period, parse_period

ACCOUNT, CSM = "Acme", "Dana"
_LONGEST = 600
_ORDINAL = re.compile(
    rf"(?:\bthe )?\b(?P<word>{'|'.join(ORDINALS)}) (?:one|account|customer|client)\b"
    r"|(?:\b(?:number|no\.?|nr\.?)|#) ?(?P<number>\d{1,2})\b"
    rf"|\bthe (?P<alone>{'|'.join(word for word in ORDINALS if word not in ('top', 'last'))})"
    r"\b(?= *(?:$|[?!.,]|'s))",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:since|before|after|until|by) (?:the |our |my |their )?(?:last |first |previous |next )?"
    r"(?:(?<!by )(?:qbr|ebr|kick-?off|go-?live|renewal|call|meeting|onboarding|contract start)"
    r"|summer|winter|autumn|spring|holidays|christmas|xmas|easter|thanksgiving)\b"
    r"|\b(?:this|next|last|over the) (?:summer|winter|autumn|spring|holidays|christmas)\b"
    r"|\b(?:in|over) the coming (?:days|weeks|months)\b",
    re.I,
)
_FILLER = re.compile(r"(?:(?:in|over|during|for|within|of|on|from|at|the) )+", re.I)
_PLACE = re.compile("|".join((REGIONS | COUNTRIES).values()), re.I)
_VERSUS = re.compile(r"\W*(?:vs|versus|against|compared (?:to|with)|and)\b", re.I)
_CORRECTION = re.compile(r"\b(?:i )?mean(?:t)?\b", re.I)
_ASKED_ABOUT = re.compile(
    r"^(?:(?:so|and|hi|hey),? )?(?:(?:what|how) about|tell me (?:more )?about|how(?:'s| ?is|s| are)"
    r"|what'?s (?:up|going on|new) (?:with|at)|brief me on|tldr|(?:summary|status) (?:of|for))"
    r" (?P<name>[\w&.-]{4,})(?: doing| going)?\W*$",
    re.I,
)
_WORD = re.compile(r"[A-Za-z]{4,}")
_INFLECTED = re.compile(r"(?P<stem>\w{4,}?)(?:s|es|ed|ing)")
_PICKING = words_of("the one i mean meant and no yes please pls account")


@dataclass(frozen=True, slots=True)
class Question:
    """`text` has every account as "Acme" and every CSM as "Dana"; `rest` lacks the time phrase.

    `accounts` and `csms` are names of the lists, or the words as typed where none fits;
    `strangers` are the accounts that no list holds, `people_typed` the CSMs as typed. `unspelt`
    is the rest with its own spelling, `more_periods` the time that another is held against;
    `typed` is the whole as it was typed.
    """

    text: str
    rest: str
    unspelt: str = ""
    strangers: tuple[str, ...] = ()
    people_typed: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    csms: tuple[str, ...] = ()
    period: str | None = None
    more_periods: tuple[str, ...] = ()
    by_position: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading needs to know of the asker's world."""

    accounts: tuple[str, ...]
    csms: tuple[str, ...]
    today: date
    company: Company
    vocabulary: frozenset[str]

    def read(self, question: str, shown: Sequence[str] = ()) -> Question:
        """Read one question; `shown` are the accounts of the last answer, in its order."""
        text = whole = " ".join(question.replace("’", "'").split())[:_LONGEST]
        found = _picked(text, shown) or name_index(self.accounts).spot(text, self.vocabulary)
        if not found and _CORRECTION.search(text):
            found = described(text, self.accounts)
        text = _replace(text, found, ACCOUNT)
        people = [
            person
            for person in name_index(self.csms, people=True).spot(text, self.vocabulary)
            if person.known
        ]
        if not people and (person := spot_person(text)):
            people = [person]
        typed = tuple(text[person.start : person.end] for person in people)
        text = _replace(text, people, CSM)
        before, phrase, after = self._period(text)
        if not found and (unknown := self._unknown(before, after)):
            found = [unknown]
            before, after = (part.replace(unknown.value, ACCOUNT) for part in (before, after))
        names = [mention.value for mention in found]
        by_position = _positions(before + after, shown)
        if by_position and not names:
            names = by_position
            before, after = (_ORDINAL.sub(ACCOUNT, part) for part in (before, after))
        unspelt = f"{before.rstrip()} {after.lstrip()}".strip()
        before, after = (self._spelt(part) for part in (before, after))
        return Question(
            text=before + phrase + after,
            rest=f"{before.rstrip()} {after.lstrip()}".strip(),
            unspelt=unspelt,
            strangers=tuple(mention.value for mention in found if not mention.known),
            people_typed=typed,
            accounts=tuple(dict.fromkeys(names)),
            csms=tuple(dict.fromkeys(person.value for person in people)),
            period=self._plain(phrase) if phrase else None,
            more_periods=self._another(after) if phrase else (),
            by_position=bool(by_position),
            typed=whole,
        )

    def _period(self, text: str) -> tuple[str, str, str]:
        for wording in (text, self._spelt(text)):
            span = self._span(wording)
            if span and not is_talk_about(wording, span[0]):
                return wording[: span[0]], wording[span[0] : span[1]], wording[span[1] :]
        return text, "", ""

    def _span(self, text: str) -> tuple[int, int] | None:
        event = _EVENT.search(text)
        found = find_period(text, self.today, self.company)
        if event and (not found or event.start() < found[1][0]):
            return event.span()
        return found[1] if found else None

    def _another(self, after: str) -> tuple[str, ...]:
        """The time after "vs": "q4" of "q3 vs q4"."""
        versus = _VERSUS.match(after)
        span = self._span(after[versus.end() :]) if versus else None
        if versus is None or span is None:
            return ()
        return (after[versus.end() :][slice(*span)].strip(),)

    def _plain(self, phrase: str) -> str:
        """Drop "in the" of "in the last 6 weeks" where that leaves the same days."""
        match = _FILLER.match(phrase)
        if not match:
            return phrase
        bare = phrase[match.end() :]
        try:
            same = parse_period(bare, self.today, self.company) == parse_period(
                phrase, self.today, self.company
            )
        except UnclearPeriod:
            return phrase
        return bare if same else phrase

    def _unknown(self, before: str, after: str) -> Mention | None:
        for part in (before, after):
            mention = spot_speaker(part) or spot_unknown(part, self._ordinary)
            if mention and not _PLACE.fullmatch(mention.value):
                return None if is_topic(part, mention) else mention
        for part in (before, after):
            mention = spot_uncommon(part, self._is_plain_word)
            if mention:
                return None if is_topic(part, mention) else mention
        asked = _ASKED_ABOUT.match(before)
        if not asked or self._is_plain_word(asked["name"]):
            return None
        return Mention(asked["name"], *asked.span("name"), known=False)

    @property
    def _ordinary(self) -> frozenset[str]:
        return self.vocabulary | {ACCOUNT.lower(), CSM.lower()}

    def _is_plain_word(self, word: str) -> bool:
        lower = word.lower()
        if lower in self.vocabulary or is_common(lower) or word in (ACCOUNT, CSM):
            return True
        if SLOT_WORDS.fullmatch(word) or any(self._is_stem(stem) for stem in stems(lower)):
            return True
        return self._spelt(word) != word or bool(_PLACE.fullmatch(word))

    def _is_stem(self, word: str) -> bool:
        return word in self.vocabulary or is_common(word)

    def _spelt(self, text: str) -> str:
        return _WORD.sub(lambda match: _spelling(match.group(), self.vocabulary), text)


def stems(word: str) -> tuple[str, ...]:
    """What an inflected word may come from: "churn" and "churne" of "churning"."""
    match = _INFLECTED.fullmatch(word)
    return (match["stem"], match["stem"] + "e") if match else ()


@lru_cache(maxsize=4096)
def _spelling(word: str, vocabulary: frozenset[str]) -> str:
    lower = word.lower()
    if lower in vocabulary or is_common(lower) or word in (ACCOUNT, CSM):
        return word
    edits = 2 if len(lower) > 8 else 1
    options = _long_words(vocabulary, lower[0])
    best = process.extractOne(lower, options, scorer=OSA.distance, score_cutoff=edits)
    return best[0] if best else word


@lru_cache(maxsize=64)
def _long_words(vocabulary: Collection[str], initial: str) -> tuple[str, ...]:
    fits = (word for word in vocabulary if len(word) >= 4 and word.isalpha())
    return tuple(sorted(word for word in fits if word[0] == initial))


def _replace(text: str, mentions: Sequence[Mention], placeholder: str) -> str:
    for mention in reversed(mentions):
        text = text[: mention.start] + placeholder + text[mention.end :]
    return text


def _picked(text: str, shown: Sequence[str]) -> list[Mention]:
    """The one account of the last answer that the whole text names by some of its words."""
    wanted = {fold(token.group()) for token in TOKEN.finditer(text)} - _PICKING
    fits = [name for name in shown if wanted and wanted <= set(fold(name).split())]
    return [Mention(fits[0], 0, len(text.rstrip("?!. ")))] if len(fits) == 1 else []


def _positions(text: str, shown: Sequence[str]) -> list[str]:
    names = []
    for match in _ORDINAL.finditer(text):
        word = (match["word"] or match["alone"] or "").lower()
        position = int(match["number"]) if match["number"] else ORDINALS.get(word, -1)
        if position <= len(shown) and shown:
            names.append(shown[position - 1] if position > 0 else shown[-1])
    return names
