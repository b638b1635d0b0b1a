"""From a question to calls: reads it, tells the intent, fills the slots, resolves follow-ups."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.builtin.router import continuations, corrections, followups, statements
from bot.builtin.router.calls import Call, Route
from bot.builtin.router.conditions import ignored
from bot.builtin.router.intents import EXEMPLARS, Intents, exemplars
from bot.builtin.router.question import ACCOUNT, Question, Reader
from bot.builtin.router.readers import person
from bot.builtin.router.slots import (
    ASKS_ACCOUNT,
    NEEDS_ACCOUNT,
    OF_ONE,
    SLOTS,
    arguments,
    parameters,
)
from knowledge.company import Company
from knowledge.notes.embedder import Embedder
from tools import TOOLS

__all__ = ["Call", "Route", "Router"]

UNSUPPORTED = "unsupported:"
SMALLTALK = "smalltalk"
UNCLEAR = "clarify"
# Where the better tool isn't there, this one gives most of what was asked about one account.
STANDS_IN = {"meeting_prep": "account_summary", "explain_health": "account_summary"}
# Below this the question is not understood; chosen by cross-validation.
UNSURE = 0.2
# Each half of a double question must be this clear by itself.
SURE_OF_A_PART = 0.45
_MOST_ACCOUNTS = 3

_AND = re.compile(
    r"(?:[?;!.]+\s+|,?\s+(?:and|also|plus|then)\s+(?=(?:also |then )?(?:which|who|what|how|when"
    r"|where|show|list|give|tell|any|are|is|do|does|did|has|have|can)\b))",
    re.I,
)
_COUNTED = re.compile(
    r"\b(?:[agn]rr|retention|revenue|churn rate)\b.*\b(?:by|per|across)\b"
    r"|^(?:(?:number|count) of )?(?:accounts|customers|clients) per\b"
    r"|\bhow many (?:accounts|customers|clients)\b.*\b(?:by|per|in each)\b",
    re.I,
)
_MENTIONED = re.compile(
    r"(?:did|has|have)\s+(?:any(?:body|one)|some(?:body|one)|they|\w+)\s+(?:ever\s+)?"
    r"(?:mention(?:ed)?|bring up|brought up|talk(?:ed)? about|sa(?:y|id) anything about)\b",
    re.I,
)
_RETENTION = re.compile(r"(?:what(?:'s| is| was) )?(?:our |the |my )?(?:[gn]rr|ndr)\b", re.I)
_STATUS = re.compile(
    rf"^(?:the |any )?(?:{ACCOUNT}(?:'s)? status|status (?:of|at|for|on) {ACCOUNT}"
    rf"|(?:anything|rundown|update|news) on {ACCOUNT}|how(?:'s| is|s) {ACCOUNT}(?: doing)?)\W*$",
    re.I,
)

_LEFT_US = re.compile(
    rf"(?:when|why|how come)\b.{{0,20}}\bdid {ACCOUNT} (?:leave|churn|go|cancel)\b", re.I
)


class Router:
    """Understands questions without a model. Safe to share by threads.

    `embedder` None, or another than the one that the exemplars were fitted with, means that words
    and letter runs alone decide the intent. What asks for a tool that isn't among `tools` is
    unsupported.
    """

    def __init__(
        self,
        embedder: Embedder | None,
        intents: Intents | None = None,
        tools: Collection[str] = TOOLS,
    ) -> None:
        self._intents = intents or Intents(embedder)
        self._tools = frozenset(tools)

    def route(
        self,
        question: str,
        *,
        accounts: Sequence[str],
        csms: Sequence[str],
        today: date,
        company: Company,
        previous: Sequence[Call] = (),
        shown: Sequence[str] = (),
        picks: Sequence[tuple[str, str]] = (),
    ) -> Route:
        """Return what to do with one question.

        `accounts` are the names that the asker may see, `previous` the calls of the thread's last
        turn, `shown` the accounts that its answer listed, in order, `picks` the choices that it
        asked to pick from. A time phrase is handed on in the asker's words.
        """
        reader = Reader(tuple(accounts), tuple(csms), today, company, vocabulary())
        asked = reader.read(question, shown)
        said = self._said(asked, previous, shown, picks)
        if said is not None:
            return said
        if not re.search(r"\w", asked.text):
            return Route((), None, "clarify", 0.0)
        if followups.points_to_shown(asked, previous):
            if len(shown) > 1:
                return Route((), None, "clarify", 0.0)
            if shown:
                previous = (Call("account_summary", {"account": shown[0]}),)
        changed = _continued(asked, previous)
        if changed is not None:
            return Route((changed,), None, "tools", 1.0, ignored(changed.name, asked))
        if not re.search(r"[^\W\d_]", asked.text):
            return Route((), None, "clarify", 0.0)
        parts = _AND.split(question)
        if len(parts) > 1:
            several = self._several([reader.read(part, shown) for part in parts], previous)
            if several is not None:
                return several
        return self._one(asked, previous)

    def _said(
        self,
        asked: Question,
        previous: Sequence[Call],
        shown: Sequence[str],
        picks: Sequence[tuple[str, str]],
    ) -> Route | None:
        """Return what to do with an answer to "which one?", or with a statement."""
        picked = corrections.picked(asked, previous, picks)
        if picked is not None:
            return Route((picked,), None, "tools", 1.0)
        tool = statements.stated(asked)
        return self._stated(tool, asked, previous, shown) if tool in self._tools else None

    def _stated(
        self, tool: str, question: Question, previous: Sequence[Call], shown: Sequence[str]
    ) -> Route:
        """Return the change or the activity that the text states, of the account talked about."""
        args = arguments(tool, question)
        if "account" not in args and statements.points_back(question):
            last = previous[-1].args.get("account") if previous else None
            one = last or (shown[0] if len(shown) == 1 else None)
            if one is None and len(shown) > 1:
                return Route((), None, "clarify", 1.0, wants_account=tool)
            args |= {"account": one} if one else {}
        call = corrections.of_talk(Call(tool, args), question, previous)
        return Route((call,), None, "tools", 1.0)

    def _one(self, question: Question, previous: Sequence[Call]) -> Route:
        carried = followups.account_talked_about(question, previous)
        intent, score = self._intent(question, previous, carried)
        if intent == UNCLEAR or score < UNSURE:
            return Route((), None, "clarify", score)
        if intent == SMALLTALK:
            return Route((), None, "smalltalk", score)
        if intent.startswith(UNSUPPORTED):
            return Route((), intent.removeprefix(UNSUPPORTED), "unsupported", score)
        args = {**followups.carried(intent, question, previous), **arguments(intent, question)}
        if intent in corrections.TOOLS:
            return self._stated(intent, question, previous, ())
        if intent in ASKS_ACCOUNT and not args.keys() & {"account", "accounts"}:
            return Route((), None, "clarify", score, wants_account=intent)
        call = continuations.searched(Call(intent, args), question, previous)
        left_out = ignored(intent, question)
        if len(question.accounts) < 2 or "account" not in args:
            return Route((call,), None, "tools", score, left_out)
        each = tuple(
            replace(call, args={**call.args, "account": name})
            for name in question.accounts[:_MOST_ACCOUNTS]
        )
        return Route(each, None, "tools", score, left_out)

    def _several(self, parts: list[Question], previous: Sequence[Call]) -> Route | None:
        """Return the calls of two questions in one, where each is clear by itself."""
        calls: list[Call] = []
        left_out: list[str] = []
        confidence = 1.0
        for part in parts:
            if not part.text.strip(" ?!."):
                continue
            before = calls[-1:] or previous
            changed = followups.changed_call(part, calls[-1:])
            route = Route((changed,), None, "tools", 1.0) if changed else self._one(part, before)
            left_out += route.ignored
            if route.kind == "smalltalk" and route.confidence >= SURE_OF_A_PART:
                continue
            if route.kind != "tools" or route.confidence < SURE_OF_A_PART:
                return None
            calls.extend(call for call in route.calls if call not in calls)
            confidence = min(confidence, route.confidence)
        if not calls:
            return None
        return Route(tuple(calls), None, "tools", confidence, tuple(dict.fromkeys(left_out)))

    def _intent(
        self, question: Question, previous: Sequence[Call], carried: str | None
    ) -> tuple[str, float]:
        if carried:
            question = followups.pointed(question, previous)
        scores = self._intents.scores(question.text)
        possible = {
            intent: score
            for intent, score in scores.items()
            if _possible(intent, bool(question.accounts), carried is not None)
        }
        settled = _settled(question)
        if settled:
            return settled, 1.0
        best = max(possible, key=possible.__getitem__)
        return self._there(best, bool(question.accounts) or carried is not None), possible[best]

    def _there(self, intent: str, of_one: bool) -> str:
        """The intent, where its tool is there; else what stands in for it, or that nothing does."""
        if intent in SLOTS and intent not in self._tools:
            stand_in = STANDS_IN.get(intent) if of_one else None
            return stand_in or f"{UNSUPPORTED}{intent}"
        other = OF_ONE.get(intent) if of_one else None
        if other is None:
            return intent
        return other if other in self._tools else f"{UNSUPPORTED}{intent}"


def _continued(question: Question, previous: Sequence[Call]) -> Call | None:
    """Return the last call as the question changes it, where it asks for no more."""
    return (
        continuations.redrafted(question, previous)
        or continuations.the_rest(question, previous)
        or followups.changed_call(question, previous)
        or continuations.another_topic(question, previous)
    )


def _settled(question: Question) -> str | None:
    """Return the tool that a wording leaves no doubt of."""
    if _MENTIONED.match(question.text):
        return "search_notes"
    if person(question):
        return "stakeholders"
    if question.accounts:
        is_whole = _STATUS.match(question.text) or _LEFT_US.match(question.text)
        return "account_summary" if is_whole else None
    said = arguments("portfolio_metrics", question)
    if _RETENTION.match(question.text) and "industry" in said:
        return "portfolio_metrics"
    return "portfolio_metrics" if "by" in said and _COUNTED.search(question.text) else None


def _possible(intent: str, named: bool, carried: bool) -> bool:
    if intent not in SLOTS:
        return True
    if named:
        return "account" in parameters(intent) or intent in OF_ONE
    return carried or intent not in NEEDS_ACCOUNT - ASKS_ACCOUNT


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The words of ordinary questions: never a name misspelt, and what a typo was meant to be."""
    texts = (exemplar.text.lower() for exemplar in exemplars(EXEMPLARS))
    found = {word for text in texts for word in re.findall(r"[^\W_]+", text)}
    return frozenset(found - {"acme", "dana"})
