"""What a follow-up takes over from the calls before it.

Three cases. The question is only slots and filler ("and only EMEA?"): the same call, changed. It
points back ("who's the champion there?"): a new call within the old scope. It stands by itself:
nothing is taken over.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.builtin.router import places, words
from bot.builtin.router.calls import Call
from bot.builtin.router.numerals import NUMBERS
from bot.builtin.router.question import ACCOUNT, CSM, Question
from bot.builtin.router.readers import compiled
from bot.builtin.router.slots import ACCOUNT as ACCOUNT_SLOT
from bot.builtin.router.slots import SCOPE, SLOTS, arguments, parameters
from bot.builtin.router.topics import KINDS

# A slot that only one tool has, said alone, asks for that tool: "and nps?", "any P1s?".
TOOL_OF_SLOT = {
    "kind": "survey_results",
    "priority": "support_issues",
    "metric": "usage_trend",
    "role": "stakeholders",
    "deadline": "upcoming_renewals",
}
# The same span of days, under the name that the other tool gives it.
WINDOWS = {
    "at_risk_accounts": ("within", "period"),
    "upcoming_renewals": ("period", "within"),
    "renewal_forecast": ("period", "period"),
}

_SLOT_WORDS = tuple(
    compiled("|".join(table.values()))
    for table in (
        places.REGIONS | places.COUNTRIES,
        words.SEGMENTS,
        words.INDUSTRIES,
        words.BANDS,
        words.STAGES,
        words.SORTS,
        words.GROUPINGS,
        words.METRICS,
        words.PRIORITIES,
        words.TICKET_STATES,
        words.PLAN_STATES,
        words.ROLES,
        words.FOCUSES,
        words.SURVEYS,
    )
)
# Words that are a slot of this tool and say something by themselves after any other.
_OWN_WORDS = {
    tool: compiled("|".join(table.values()))
    for tool, table in (
        ("commitments", words.SIDES | words.COMMITMENT_STATES),
        ("search_notes", KINDS),
        ("priorities", {"period": "weeks?|today|mornings?|afternoons?|lunch"}),
    )
}
_NUMBERS = re.compile(rf"\b(?:\d+|{'|'.join(NUMBERS)})\b", re.I)
_MONEY = re.compile(
    r"[$€£]? ?\d[\d,.]* ?(?:k|m|mm|mn|thousand|million|grand)?\b\+?|\b(?:above|below|more than"
    r"|less than|at least|at most|between|bigger than|smaller than|arr)\b",
    re.I,
)
_FILLER = compiled(
    r"and|only|just|what|whats|what's|how|about|the|for|in|at|of|on|to|with|by|from|same|thing"
    r"|again|instead|then|please|pls|thx|thanks|now|also|too|as well|well|but|ok|okay|so|or|no|not"
    r"|nope|i|we|you|me|mean|meant|do|did|is|are|was|were|it|its|that|this|those|these|them|they"
    r"|one|ones|account|accounts|customers?|clients?|show|give|list|see|let's|make|sort|sorted"
    r"|order|ordered|rank|ranked|group|split|break|broken|down|filter|limit|top|worst|best|first"
    r"|biggest|any|all|over|under|during|per|again|rather|actually|sorry|hmm|wait|else|next"
    r"|than|a|an|there|people|my|our|s|out|look|looking|check|wise|say|like|want|yes|yeah|cool"
    r"|great|if|leave|without|including|include|exclude|limited|restrict|narrow|up|can|could|would"
)
_OF_THEM = re.compile(r"\b(?:and )?which (?:ones |of )(?:those|them|these)?\b", re.I)
_POINTS_TO_ONE = re.compile(
    r"\b(?:they(?:'re|'ve)?|them|their|theirs|there|it|its|he|she|him|her|his|"
    r"th(?:at|is) (?:account|customer|one|client|company|call|meeting))\b",
    re.I,
)
_POINTS_TO_GROUP = re.compile(
    r"\b(?:th[oe]se|of that|that number|(?:of|among|from) them|which ones|the ones"
    r"|each of them|that list|all of them|them|any of that)\b",
    re.I,
)
_POINTS_BACK = re.compile(r"\b(?:that|this|same)\b|^(?:and|so|but|then|also|ok so|or)\b", re.I)
_WIDE = re.compile(
    r"\b(?:accounts|customers|clients|book|portfolio|my|our|everyone|everybody|all|which|who has"
    r"|across|anyone|any of|company|team|whole)\b",
    re.I,
)
_PRONOUN = re.compile(
    r"\b(?P<owner>their|its)\b|(?<!you )\b(?P<at>there)\b|\b(?:they|them|it)\b", re.I
)
_ONE_PRONOUN = re.compile(r"\b(?:their|its|there|they|them|it|that account|this account)\b", re.I)
_OWNED = re.compile(r"\bits\b|\btheir\b|\bthere\W*$", re.I)
_DEFINITE = re.compile(
    r"\bthe (?:champion|sponsor|exec|buyer|economic buyer|admin|contract|renewal|plan|success plan"
    r"|tickets?|onboarding|usage|adoption|score|nps|csat|notice|goals|milestones|org chart)\b",
    re.I,
)


def changed_call(question: Question, previous: Sequence[Call]) -> Call | None:
    """Return the last call with what the question changes, where the question is no more."""
    last = _last(previous)
    if last is None or _content(_OF_THEM.sub(" ", question.rest), last.name):
        return None
    tool = _tool_meant(question, last.name)
    said = arguments(tool, question)
    if tool == last.name:
        return Call(tool, _merged(last, said)) if said or _is_same(question) else None
    return Call(tool, {**_scope(tool, last, said, group=True), **said}) if said else None


def pointed(question: Question, previous: Sequence[Call]) -> Question:
    """Return the question with its pronoun as an account, where one account was talked about."""
    last = _last(previous)
    if last is None or question.accounts or "account" not in last.args:
        return question
    if not _ONE_PRONOUN.search(question.text):
        return question

    def name(match: re.Match[str]) -> str:
        if match["owner"]:
            return f"{ACCOUNT}'s"
        return f"at {ACCOUNT}" if match["at"] else ACCOUNT

    return replace(question, text=_PRONOUN.sub(name, question.text, count=1))


def points_to_shown(question: Question, previous: Sequence[Call]) -> bool:
    """Tell whether "its" or "there" means one of the accounts that the last answer listed."""
    last = _last(previous)
    if last is None or question.accounts or "account" in last.args:
        return False
    text = question.text
    return bool(_OWNED.search(text)) and not _WIDE.search(text)


def account_talked_about(question: Question, previous: Sequence[Call]) -> str | None:
    """Return the account that an unnamed reference of the question means."""
    last = _last(previous)
    if last is None or question.accounts or question.csms or not _leans(question):
        return None
    return last.args.get("account")


def carried(tool: str, question: Question, previous: Sequence[Call]) -> dict[str, Any]:
    """Return the arguments that the call takes over from the calls before it."""
    last = _last(previous)
    if last is None or not _leans(question):
        return {}
    said = arguments(tool, question)
    if tool == last.name and "account" not in said:
        kept = _merged(last, said)
        return {key: value for key, value in kept.items() if key not in said}
    return _scope(tool, last, said, group=bool(_POINTS_TO_GROUP.search(question.text)))


def _leans(question: Question) -> bool:
    """Tell whether the question stands on the one before it."""
    text = question.text
    if _POINTS_TO_ONE.search(text) or _POINTS_TO_GROUP.search(text) or _POINTS_BACK.search(text):
        return True
    if _WIDE.search(text):
        return False
    return bool(_DEFINITE.search(text)) or len(_content(question.rest)) <= 1


def _scope(tool: str, last: Call, said: dict[str, Any], *, group: bool) -> dict[str, Any]:
    takes = parameters(tool)
    if "account" in said:
        return {}
    if "account" in last.args and "account" in takes and not takes & said.keys() & set(SCOPE):
        return {"account": last.args["account"]}
    kept = {key: last.args[key] for key in SCOPE if key in last.args and key in takes - said.keys()}
    if group and tool in WINDOWS:
        to, origin = WINDOWS[tool]
        if origin in last.args and to not in said:
            kept[to] = last.args[origin]
    return kept


def _merged(last: Call, said: dict[str, Any]) -> dict[str, Any]:
    kept = dict(last.args)
    if "account" in said:
        kept = {key: value for key, value in kept.items() if key not in SCOPE}
    elif said.keys() & set(SCOPE) and "account" in kept and "account" in parameters(last.name):
        kept.pop("account")
    return {**kept, **said}


def _tool_meant(question: Question, tool: str) -> str:
    """Return the tool that the slots belong to: another than the last where it has no such slot."""
    takes = parameters(tool)
    for parameter, other in TOOL_OF_SLOT.items():
        if parameter not in takes and parameter in arguments(other, question):
            return other
    if question.accounts and ACCOUNT_SLOT.parameter not in takes:
        return "account_summary"
    return tool


def _content(text: str, tool: str = "") -> list[str]:
    """Return the words that are neither slots, the tool's own among them, nor filler."""
    own = (_OWN_WORDS[tool],) if tool in _OWN_WORDS else ()
    for wording in (*own, *_SLOT_WORDS, _MONEY, _NUMBERS):
        text = wording.sub(" ", text)
    text = re.sub(rf"\b(?:{ACCOUNT}|{CSM})(?:'s)?\b", " ", text)
    text = _FILLER.sub(" ", re.sub(r"[^\w\s'-]", " ", text))
    return [word for word in text.split() if word.strip("'-")]


def _is_same(question: Question) -> bool:
    return bool(re.search(r"\b(?:same|again|repeat|once more)\b", question.text, re.I))


def _last(previous: Sequence[Call]) -> Call | None:
    return previous[-1] if previous and previous[-1].name in SLOTS else None
