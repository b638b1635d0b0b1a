"""Leaves out of what a model reads the values that the data policy keeps from it.

A mark stands for each ("[withheld A]"), the same one for the same words. The model writes it where
the value would stand; the reader, who may see it, gets the value again.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from bot.data_rules import Rule
from knowledge.facts import Fact
from knowledge.store.engine import Store
from knowledge.store.record_kinds import NOTE_KINDS, kinds_from, kinds_of
from tools.result import Result, facts_in, with_facts
from tools.show import show

_MARK = re.compile(r"\[withheld [A-Z]+\]")
_MONEY = re.compile(
    r"(?:(?:US|CA|C|AU|A|NZ|S|HK|R|MX)?\$|[€£¥₹₩₪]|\b[A-Z]{3}(?=\s?\d))\s?\d(?:[\d.,]*\d)?"
    r"(?:\s?(?:[kKmM]|bn|million|thousand)\b)?"
    r"|\b\d(?:[\d.,]*\d)?\s?[kKmM]?\s?(?:€|£|\$|(?:(?:dollar|euro|pound)s?|USD|EUR|GBP|CHF)\b)"
)
_MONTHS = frozenset(("may", "april", "june", "august"))
# What a figure without a record of its own, or under its account's, is about.
_ABOUT = {
    "tickets": r"tickets?|P[1-4]|first response|resolution|escalat\w+",
    "surveys": r"NPS|CSAT|CES|surveys?|respondents?|promoters?|detractors?|answers?",
    "touchpoints": r"contacts?|touch\w*|meetings?|e-?mails?|messages?|calls? held|threaded",
    "contracts": r"ARR|renew\w*|notice|contracts?|uplift|concession|payment|terms|price|NRR|GRR"
    r"|chance|retention|expansion|contraction|chur\w+|seats",
    "plans": r"objectives?|milestones?|goals?|metric|baseline|target|actual|first value",
    "feedback": r"feedback|themes?|requests?|complaints?|product item",
    "usage": r"usage|use of|active users?|seats|features?|utilisation|adoption|in use|users",
}
_OF_KIND = {kind: re.compile(rf"\b(?:{words})\b", re.I) for kind, words in _ABOUT.items()}
_HEALTH = re.compile(r"\b(?:health|points (?:by|lost)|cap)\b", re.I)
_PEOPLE = re.compile(
    r"^(?:stakeholder|respondent|speaker|said by|author|successor|promised by|owner of the \w+"
    r"|objective confirmed by|who|contact|speaker asked for)$"
)
_OURS = frozenset(("the question", "rules.toml"))
NOTE = (
    "(A mark such as [withheld A] stands for a value that the company keeps from you. Repeat it "
    "as it is where the value belongs; whoever asked will see the value.)"
)


@dataclass(slots=True)
class Held:
    """What the model of one question may not read, and the marks that stand for it.

    `people` are the customers' people, whose names are hidden everywhere where they are withheld;
    `ours` are names of colleagues and accounts, no part of which is one of theirs.
    """

    rule: Rule = field(default_factory=Rule)
    people: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    _marks: dict[str, str] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict)
    _read: dict[int, tuple[Result, str]] = field(default_factory=dict)
    _names: re.Pattern[str] | None = None

    @property
    def is_used(self) -> bool:
        """Whether a mark stands for something."""
        return bool(self._marks)

    def of_result(self, result: Result, store: Store) -> str:
        """A tool's result as the model may read it."""
        known = self._read.get(id(result))
        if known is None:
            known = self._read[id(result)] = (result, self._told(result, store))
        return known[1]

    def hide(self, text: str) -> str:
        """The text without amounts and people's names, where these are withheld."""
        if "amounts" in self.rule.fields:
            text = _MONEY.sub(lambda found: self._mark(found[0]), text)
        if "people" in self.rule.fields and self.people:
            text = self._pattern().sub(lambda found: self._mark(found[0]), text)
        return text

    def show(self, text: str) -> str:
        """The text with the values again where their marks stand."""
        return _MARK.sub(lambda found: self._words.get(found[0], found[0]), text)

    def _told(self, result: Result, store: Store) -> str:
        facts = [*facts_in(result.view), *facts_in(result.tables)]
        with store.read() as connection:
            homes = kinds_of(connection, {fact.source for fact in facts})
            brought = kinds_from(connection, self.rule.systems)
        kept = with_facts(
            result,
            lambda fact: (
                self._marked(fact, result) if self._is_kept(fact, homes, brought) else fact
            ),
        )
        text = self.hide(kept.for_model())
        return f"{text}\n{NOTE}" if _MARK.search(text) else text

    def _marked(self, fact: Fact, result: Result) -> Fact:
        return replace(fact, value=self._mark(show(fact, result.today)), unit="band")

    def _is_kept(self, fact: Fact, homes: dict[str, str], brought: Collection[str]) -> bool:
        if fact.value is None or _is_name(fact) or fact.source in _OURS:
            return False
        if self._is_of_field(fact) or self._is_of_attribute(fact):
            return True
        system, colon, _ = fact.source.partition(":")
        if colon and system in self.rule.systems:
            return True
        kinds = {*self.rule.kinds, *brought}
        if not kinds:
            return False
        kind = homes.get(fact.source)
        if kind in kinds:
            return True
        if fact.unit == "quote" and kind is None and kinds & set(NOTE_KINDS):
            return True
        if kind is not None:
            return False
        # A score is made of all of them.
        return bool(_HEALTH.search(fact.attribute)) or any(
            _OF_KIND[one].search(f"{fact.attribute} {fact.unit}")
            for one in kinds
            if one in _OF_KIND
        )

    def _is_of_field(self, fact: Fact) -> bool:
        fields = self.rule.fields
        if "amounts" in fields and len(fact.unit) == 3 and fact.unit.isupper():
            return True
        if "quotes" in fields and fact.unit == "quote":
            return True
        if "dates" in fields and fact.unit == "date":
            return True
        if "health" in fields and _HEALTH.search(fact.attribute):
            return True
        return "people" in fields and _PEOPLE.match(fact.attribute) is not None

    def _is_of_attribute(self, fact: Fact) -> bool:
        return any(
            re.search(rf"(?<!\w){re.escape(words)}(?!\w)", fact.attribute, re.I)
            for words in self.rule.attributes
        )

    def _mark(self, words: str) -> str:
        if words not in self._marks:
            mark = f"[withheld {_letters(len(self._marks))}]"
            self._marks[words], self._words[mark] = mark, words
        return self._marks[words]

    def _pattern(self) -> re.Pattern[str]:
        """Whole names before their parts; a part that is a month's or ours isn't theirs."""
        if self._names is None:
            not_theirs = {part.casefold() for name in self.ours for part in name.split()} | _MONTHS
            parts = {part for name in self.people for part in re.findall(r"\w{3,}", name)}
            parts = {part for part in parts if part.casefold() not in not_theirs}
            names = sorted({*self.people, *parts}, key=len, reverse=True)
            joined = "|".join(re.escape(name) for name in names if name[:1].isupper())
            self._names = re.compile(rf"(?<!\w)(?:{joined or '(?!)'})(?!\w)")
        return self._names


def _letters(number: int) -> str:
    """A, B, ... Z, AA: no digit, which a model or the checker would take for a figure."""
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def unread(held: Held, model: str) -> str:
    """What the answer says of what the model didn't read; nothing where nothing was withheld."""
    if not held.is_used:
        return ""
    return f"\n\n_{model} wrote this without reading {', '.join(held.rule.said)} (data policy)._"


def _is_name(fact: Fact) -> bool:
    """Whether it is an account's name, which the account's own policy rules."""
    return fact.attribute == "account" or fact.attribute.startswith("account: ")
