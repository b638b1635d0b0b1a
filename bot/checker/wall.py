"""The wall: what a text meant for a customer may not carry. Pure: text and facts in, leaks out.

It stands beside the checker, which asks whether a statement is true; a leak may well be true.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.checker.layout import plain
from bot.checker.ledger import Ledger
from bot.checker.lexicon import words
from bot.checker.mentions import mentions
from bot.checker.names import Directory
from bot.checker.terms import is_approved, is_conceded, is_known
from bot.checker.wall_offers import (
    DISCOUNT,
    IN_THE_CONTRACT,
    NONE_OF_IT,
    PRICE,
    RIVALRY,
    SAVED,
    SHARE,
    WEIGHED,
)
from bot.checker.wall_words import CHURN, HEALTH, INTERNAL, REMARKS, LeakKind, patterns
from knowledge.facts import Fact

_NOTE = re.compile(r"\b(?:note|internal|remark|debrief|judgement|override|CSM'?s? call)\b", re.I)
_RIVAL = re.compile(r"\b(?:competitor|rival|competing)\b", re.I)
_GOAL = re.compile(r"\b(?:objective|milestone)\b", re.I)
_PEOPLE = re.compile(r"\b(?:stakeholder|champion|buyer|sponsor|respondent|contact|admin)\b", re.I)
_LIKE = re.compile(
    r"\b(?i:customers?|clients?|compan(?:y|ies)|peers?)\s+(?:like|such\s+as|including|called)\s+"
    r"((?:[A-Z][\w&'’-]+\s?)+)"
)
_CAPITALISED = re.compile(r"\b[A-Z][\w&-]{2,}(?:\s[A-Z][\w&-]+)*")
_STOP = re.compile(r"[.!?]\s|\n")
_SCORED = frozenset(("@health", "score", "rat", "rate", "point", "scale", "model"))
_RUN = 5
"""So many words in a row of an internal note are a quotation."""
_FEWEST = 3
"""A record of fewer words ("at risk") says what anybody may say of anything."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A span that a customer may not read: [start, end) of the text, with the reason."""

    start: int
    end: int
    text: str
    kind: LeakKind
    reason: str


def leaks(
    text: str, facts: Sequence[Fact], *, client: str = "", accounts: Collection[str] = ()
) -> list[Leak]:
    """Give what keeps a text from being sent to a customer, in order; empty where nothing does.

    `client` is the account that will read it; where it is left out, the one that the facts are
    mostly about. `accounts` are further names known to be customers. A discount or a price holds
    where a fact of the client has it: a concession that names its approver and has not run out,
    a contract's price.
    """
    return _Wall(text, facts, client, accounts).leaks()


class _Wall:
    def __init__(
        self, text: str, facts: Sequence[Fact], client: str, accounts: Collection[str]
    ) -> None:
        self._text, self._bare = text, plain(text)
        self._ledger = Ledger(facts, accounts)
        self._client = client or _client(self._ledger)
        self._accounts = accounts
        self._own = self._ledger.of([self._client])

    def leaks(self) -> list[Leak]:
        found = [*self._said(), *self._scores(), *self._others(), *self._notes()]
        found += [*self._competitors(), *self._terms()]
        kept: list[Leak] = []
        for leak in sorted(found, key=lambda leak: (leak.start, -leak.end)):
            if not kept or leak.start >= kept[-1].end:
                kept.append(leak)
        return kept

    def _said(self) -> Iterator[Leak]:
        people = "|".join(re.escape(name) for name in self._first_names())
        rules: tuple[tuple[LeakKind, tuple[str, ...], str], ...] = (
            ("health", HEALTH, "health scores and bands are for us alone"),
            ("churn", CHURN, "whether they stay is never discussed with them in such words"),
            ("internal note", INTERNAL, "this speaks of what is ours alone"),
            ("staff remark", REMARKS, "a remark about people"),
        )
        for kind, of, why in rules:
            for match in patterns(of, people).finditer(self._bare):
                yield self._leak(match.start(), match.end(), kind, why)

    def _scores(self) -> Iterator[Leak]:
        """Find a health score told as a bare figure: "you stand at 38 points"."""
        scores = [e for e in self._own if "@health" in e.words and e.number is not None]
        for mention in mentions(self._bare):
            figure = mention.figure
            if figure is None or figure.unit not in ("", "points"):
                continue
            around = words(self._sentence(mention.start, mention.end))
            told = figure.unit == "points" or _SCORED & around
            is_survey = "@nps" in around or "@csat" in around
            if told and not is_survey and any(e.number == figure.value for e in scores):
                yield self._leak(mention.start, mention.end, "health", "this is their score")

    def _others(self) -> Iterator[Leak]:
        for name in Directory(self._ledger, self._accounts).find(self._bare):
            if name.is_account and self._client not in name.entities:
                why = f"{name.entities[0]} is another customer"
                yield self._leak(name.start, name.end, "other customer", why)
        for match in _LIKE.finditer(self._bare):
            if match[1].strip() not in self._client:
                why = "another customer by name"
                yield self._leak(match.start(1), match.end(1), "other customer", why)

    def _notes(self) -> Iterator[Leak]:
        """Find words in a row out of an internal note, and internal texts that stand whole."""
        tokens = [(m.start(), m.end(), m[0].lower()) for m in re.finditer(r"\w+", self._bare)]
        read = [token[2] for token in tokens]
        for entry in self._ledger.all():
            value = entry.fact.value
            if not isinstance(value, str) or not _NOTE.search(entry.fact.attribute):
                continue
            wanted = re.findall(r"\w+", value.lower())
            size = min(_RUN, len(wanted))
            runs = {tuple(wanted[i : i + size]) for i in range(len(wanted) - size + 1)}
            if size < _FEWEST:
                continue
            for at in range(len(read) - size + 1):
                if tuple(read[at : at + size]) in runs:
                    start, end = tokens[at][0], tokens[at + size - 1][1]
                    why = f"words of an internal record ({entry.fact.attribute})"
                    yield self._leak(start, end, "internal note", why)
                    break

    def _competitors(self) -> Iterator[Leak]:
        for match in WEIGHED.finditer(self._bare):
            why = "that they weigh others is ours to know, not to say"
            yield self._leak(match.start(), match.end(), "competitor", why)
        for name in sorted(self._rivals()):
            for match in re.finditer(rf"\b{re.escape(name)}\b", self._bare):
                why = "a competitor's name that only our records have"
                yield self._leak(match.start(), match.end(), "competitor", why)

    def _rivals(self) -> set[str]:
        """Give competitors' names: those that facts call so, and those that a quotation weighs."""
        rivalry = patterns((RIVALRY,))
        found: set[str] = set()
        for entry in self._ledger.all():
            value = entry.fact.value
            if not isinstance(value, str):
                continue
            if _RIVAL.search(entry.fact.attribute) and entry.fact.unit == "quote":
                found.update(m[0] for m in _CAPITALISED.finditer(value) if m.start())
            elif _RIVAL.search(entry.fact.attribute):
                found.update(part.strip() for part in re.split(r",|;| and ", value) if part.strip())
            elif rivalry.search(value):
                for near in rivalry.finditer(value):
                    after = value[near.end() : near.end() + 40]
                    found.update(m[0] for m in _CAPITALISED.finditer(after))
        return {name for name in found if not self._is_theirs(name)}

    def _is_theirs(self, name: str) -> bool:
        known = {*self._people(), self._client, *self._ledger.entries}
        return any(name in one for one in known)

    def _names_a_goal(self, start: int, end: int) -> bool:
        """Whether the span is part of a goal's or a measure's name ("discounts taken in time")."""
        return any(
            match.start() <= start and end <= match.end()
            for entry in self._own
            if isinstance(entry.fact.value, str) and _GOAL.search(entry.fact.attribute)
            for match in re.finditer(re.escape(entry.fact.value), self._bare, re.I)
        )

    def _terms(self) -> Iterator[Leak]:
        for match in DISCOUNT.finditer(self._bare):
            low, high = self._bounds(match.start(), match.end())
            if (
                self._names_a_goal(match.start(), match.end())
                or NONE_OF_IT.search(self._bare, low, match.start())
                or IN_THE_CONTRACT.search(self._bare, low, high)
            ):
                continue
            if not is_approved(self._bare[low:high], self._own, self._ledger.today):
                why = "no fact says that somebody approved it"
                yield self._leak(match.start(), match.end(), "discount", why)
        for mention in mentions(self._bare):
            low, high = self._bounds(mention.start, mention.end)
            priced = {"money": PRICE, "percent": SHARE}.get(mention.kind)
            if priced is None or not priced.search(self._bare, low, high):
                continue
            if is_conceded(mention, self._own, self._ledger.today):
                continue
            if DISCOUNT.search(self._bare, low, high) or is_known(mention, self._own):
                continue
            if mention.kind == "money" and SAVED.search(self._bare, low, high):
                continue
            yield self._leak(
                mention.start, mention.end, "price", "no fact of theirs has this price"
            )

    def _people(self) -> list[str]:
        return [
            e.fact.value
            for e in self._own
            if isinstance(e.fact.value, str) and e.fact.value and _PEOPLE.search(e.fact.attribute)
        ]

    def _first_names(self) -> list[str]:
        """Give their people's whole names, then what one calls them by."""
        people = self._people()
        parts = [part for name in people for part in name.split() if part[:1].isupper()]
        return list(dict.fromkeys([*people, *parts]))

    def _sentence(self, start: int, end: int) -> str:
        low, high = self._bounds(start, end)
        return self._bare[low:high]

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        low = 0
        for stop in _STOP.finditer(self._bare, 0, start):
            low = stop.end()
        after = _STOP.search(self._bare, end)
        return low, after.start() if after else len(self._bare)

    def _leak(self, start: int, end: int, kind: LeakKind, why: str) -> Leak:
        return Leak(start, end, self._text[start:end], kind, why)


def _client(ledger: Ledger) -> str:
    counts = {name: len(ledger.entries[name]) for name in ledger.accounts}
    return max(counts, key=lambda name: counts[name], default="")
