"""Follow-ups that an answer invites: its rest, another topic, what was said of it."""

import re
from collections.abc import Sequence

from bot.builtin.router.calls import Call
from bot.builtin.router.question import ACCOUNT, CSM, Question
from bot.builtin.router.slots import SLOTS, arguments, parameters
from bot.builtin.router.topics import query

_REST = re.compile(
    r"(?:ok |and |so |yes |sure |please |pls )*(?:(?:show|give|list|tell)(?: me)? |what about "
    r"|who are |see )?(?:all )?(?:(?:of )?(?:the |those )?(?:rest|others?(?: ones| accounts)?"
    r"|remaining(?: ones| accounts)?|remainder|other \w+)|(?:some )?more|all of them|the full list"
    r"|them all|the whole list|everything else)(?: of (?:them|it|those))?(?: please| pls| too)?\W*",
    re.I,
)
DRAFTS = frozenset({"draft_email", "draft_escalation"})
# How a change of a draft begins.
_EDIT = re.compile(
    r"(?:(?:ok|yes|no|please|now|and|but|then|hm+|can you|could you|i'?d like it)[,.]?\s+)*"
    r"(?:make|keep|cut|turn|re-?write|re-?do|shorten|expand|lengthen|short\w*|long\w*|brief\w*"
    r"|a (?:bit|little)|much|more|less|trim\w*|for|to|the same|same|as|lead|drop|remove|without"
    r"|with|address)\b",
    re.I,
)
_LONGEST_EDIT = 12
_MOST = {"at_risk_accounts": 20}
_USUAL_MOST = 50
_ANOTHER = re.compile(
    r"(?:(?:and|or|ok|so|then)\s+)*(?:(?:what|how) about|anything (?:on|about)|about|on|and)\s+"
    r"(?P<topic>\w[\w/&' -]{1,40}?)(?:\s+(?:then|too|instead|please|pls))?\W*",
    re.I,
)
# What the talk is of, after an answer about something else.
_TOPIC_OF = {
    "at_risk_accounts": "renewal risk",
    "upcoming_renewals": "renewal",
    "renewal_forecast": "renewal",
    "usage_trend": "usage",
    "support_issues": "support tickets",
    "survey_results": "feedback",
    "success_plan": "goals",
    "onboarding_status": "onboarding",
    "expansion_opportunities": "expansion",
    "commitments": "promises",
    "value_realised": "value",
}


def the_rest(question: Question, previous: Sequence[Call]) -> Call | None:
    """Return the last call with all that it can show, where the rest of it is asked for."""
    if not previous or question.accounts or not _REST.fullmatch(question.text):
        return None
    last = previous[-1]
    if "limit" not in parameters(last.name):
        return None
    return Call(last.name, {**last.args, "limit": _MOST.get(last.name, _USUAL_MOST)})


def redrafted(question: Question, previous: Sequence[Call]) -> Call | None:
    """Return the last draft as the question changes it: "shorter", "and for Harbor Analytics"."""
    if not previous or previous[-1].name not in DRAFTS or not _EDIT.match(question.text):
        return None
    last = previous[-1]
    said = arguments(last.name, question)
    if not said or len(question.text.split()) > _LONGEST_EDIT:
        return None
    kept = last.args
    if said.keys() & {"account", "accounts"}:
        kept = {key: value for key, value in kept.items() if key not in ("account", "accounts")}
    return Call(last.name, {**kept, **said})


def another_topic(question: Question, previous: Sequence[Call]) -> Call | None:
    """Return the last search, or the last themes, for the topic that the question names alone."""
    slot = {"search_notes": "query", "voice_of_customer": "topic"}
    if not previous or previous[-1].name not in slot or question.accounts or question.csms:
        return None
    match = _ANOTHER.fullmatch(question.unspelt)
    topic = query(question) if match else None
    if topic is None:
        return None
    last = previous[-1]
    return Call(last.name, {**last.args, **arguments(last.name, question), slot[last.name]: topic})


def searched(call: Call, question: Question, previous: Sequence[Call]) -> Call:
    """Return the search with a query: its own, else what was talked about, else the question."""
    if call.name != "search_notes" or call.args.get("query"):
        return call
    last = previous[-1] if previous and previous[-1].name in SLOTS else None
    topic = last.args.get("query") or last.args.get("topic") if last else None
    if last and not topic:
        topic = _TOPIC_OF.get(last.name)
    return Call(call.name, {"query": topic or _unnamed(question.unspelt), **call.args})


def _unnamed(text: str) -> str:
    """The question without the account's and the CSM's name."""
    bare = re.sub(rf"(?:\b(?:with|at|from|of|for|the) )*\b(?:{ACCOUNT}|{CSM})(?:'s)?\b", " ", text)
    return " ".join(bare.split()).strip(" ?!.") or text
