"""Whether a text states how a record is, and which record; told by its wording.

A statement isn't a question: it names a thing that Steward keeps and says how it is. What is none
of the known things is "other", and the tool says what can be changed.
"""

import re

from bot.builtin.router.question import Question

LEAD = re.compile(
    r"^(?:(?:no|nope|sorry|hey|hi|so|and|but|ok|btw|by the way|fyi|actually|please|pls|update"
    r"|(?:that|this|it)(?:'s| is)(?: just)? (?:wrong|not right|not true|incorrect|outdated)"
    r"|wrong|correction)[\s,:;.!-]+)+",
    re.I,
)
_ASKS = re.compile(
    r"\?\s*$|^(?:who|what|which|when|where|why|how|has|have|did|do|does|is|are|was|were|can|could"
    r"|any|list|show|give|tell|if)\b",
    re.I,
)
ROLE = (
    r"(?:economic buyer|buyer|champion|exec(?:utive)?(?: sponsor)?|sponsor|admin(?:istrator)?"
    r"|procurement(?: lead)?)"
)
NAME = r"[A-Z][\w'.-]+(?: (?:van |de |von |der )?[A-Z][\w'.-]+){0,3}"
_TICKET = r"(?:p[1-4]|ticket|case|bug|incident|outage|[A-Z]{1,5}-?\d{2,})"
AMOUNT = r"[$€£]? ?\d[\d,.]*\d? ?(?:k|m|mn|thousand|grand|million)?\b(?: ?(?:usd|eur|gbp|chf))?"
STAGES = {
    "onboarding": r"onboarding", "adopting": r"adopt(?:ing|ion)", "mature": r"matur(?:e|ity)",
    "renewing": r"renewing", "churned": r"churned|lost",
}  # fmt: skip
_SET = r"(?:update|change|set|move|push|correct|fix|put|make|edit|replace|note|should be|is now)"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (change, re.compile(wording, re.I))
    for change, wording in (
        ("auto_renew", r"\bauto[- ]?renew(?:al|s|ing)?\b.*\b(?:on|off|no|yes|stop\w*|switched)\b"
                       r"|\b(?:switch|turn)(?:ed)? (?:on|off) (?:the |their )?auto[- ]?renew"),
        ("notice_date", r"\bnotice (?:date|deadline|day)\b"),
        ("renewal_date", r"\brenewal dates?\b|\brenewal (?:is|should be|moved?|to)\b"
                         r"|\brenews? on\b|\bcontract end(?: date)?\b"),
        ("renewed", rf"\b(?:renewed|re-?signed|signed (?:the |their )?renewal)\b"
                    rf"|\bsigned\b.*\b(?:at|for) {AMOUNT}"),
        ("ticket_closed", rf"\b{_TICKET}\b.*\b(?:closed|solved|resolved|fixed)\b"
                          rf"|\b(?:close|mark)\b.*\b{_TICKET}\b"),
        ("meeting_moved", r"\b(?:meeting|call|qbr)\b.*\bmoved? to\b"
                          r"|\bmoved? the (?:meeting|call|qbr)\b"),
        ("promise_kept", r"\bpromise\b.*\b(?:done|kept|delivered)\b"
                         r"|\b(?:done|kept|delivered)\b.*\bpromise\b"),
        ("objective_confirmed", r"\bconfirmed (?:the |their |that )?(?:objective|goal)\b"),
        ("objective_actual", r"\b(?:objective|goal)\b.*\b(?:is|stands|now|reached)"
                             r"(?: now)?(?: at)? \d"),
        ("stakeholder_left", r"\b(?:left|quit|resigned|departed|moved on|is gone|are gone"
                             r"|no longer (?:there|works?)|as left)\b(?! us)"),
        ("new_stakeholder", rf"\b(?:add|new)\b.*\b(?:{ROLE}|contact|stakeholder)\b"
                            rf"|\b{ROLE}\b.*\b(?:is now|to|as)\b"
                            rf"|\bis (?:now )?(?:the|their) (?:new )?{ROLE}|\breplaced\b"),
        ("stage", r"\bstage\b|\b(?:mark|put)\b.*\b(?:as|down as) (?:churned|lost)\b"
                  rf"|\b(?:is|are) (?:now )?(?:in )?(?:{'|'.join(STAGES.values())})$"),
    )
)  # fmt: skip
# Statements that leave no doubt; the others are told by likeness to what people ask.
_STATED: tuple[re.Pattern[str], ...] = tuple(
    re.compile(wording, re.I)
    for wording in (
        rf"\b(?:their|its|the|'s) (?:new |old )?{ROLE}\b(?: at \S+)?"
        r" (?:has |have |'s |just |already )*(?:left|quit|resigned|departed|moved on|is gone)\b",
        rf"(?:\b(?:that|this|the|their)|['’]s?) {_TICKET}(?: \S+)?(?: (?:at|of|for|from) .+?)?"
        r" (?:is|was|got|has been)"
        r"(?: now| already)? (?:closed|solved|resolved|fixed)\b",
        r"\b[A-Z]{1,5}-?\d{2,} (?:is|was|got|has been)(?: now| already)? (?:closed|solved"
        r"|resolved|fixed)\b",
        r"\b(?:they|customer) (?:have |has |'ve |just |already )*(?:renewed|re-?signed|signed)\b"
        rf".*(?:\b(?:on the phone|by phone|verbally|yesterday|today|last week)\b|{AMOUNT})",
        r"\b\w+ (?:just )?(?:renewed|re-?signed)\b.*\b(?:on the phone|by phone|verbally)\b",
        r"\b(?:update|change|set|move|correct|fix|push|put)\b.*\b(?:renewal|notice) date\b",
        r"\b(?:renewal|notice) date\b.*\b(?:should be|is wrong|is really|is actually)\b",
        r"\b(?:switch(?:ed)?|turn(?:ed)?) (?:on|off) (?:the |their )?auto[- ]?renew",
        r"\bauto[- ]?renew\w* (?:is|was) (?:now |switched |turned )*(?:on|off)\b",
        r"\b(?:meeting|call|qbr)\b.*\bmoved to\b|\bmoved the (?:meeting|call|qbr)\b.*\bto\b",
        rf"\b(?:is|are) (?:now )?(?:the|their|our) new {ROLE}\b|\b{ROLE} (?:at .+ )?is now \S",
    )
)
PERSON_LEFT = re.compile(
    rf"^(?P<name>{NAME}) (?:has |have |'s |just |already )*"
    r"(?:left|quit|resigned|departed|moved on)\b"
)
_LOG = re.compile(
    r"^(?:(?:can|could) you )?(?:please |pls |kindly )?(?:log|record|note(?: down)?(?: that)?"
    r"|jot)\b.*\b(?:call(?:ed)?|meeting|met|e-?mail(?:ed)?|spoke|talked|touchpoint)\b",
    re.I,
)
_THEIR = re.compile(r"\b(?:their|they|them|that|this|it|its|there|he|she)\b|^the\b", re.I)
WITH = re.compile(rf"\b(?:with|to|met|called|emailed|from)\s+(?P<name>{NAME}|(?:the|their) [\w-]+)")


def stated(question: Question) -> str | None:
    """The tool of a text that leaves no doubt that it states something; else None."""
    text = question.typed
    bare = LEAD.sub("", text)
    if _LOG.search(text) and not text.rstrip().endswith("?"):
        return "log_activity"
    if _ASKS.search(bare):
        return None
    corrected = bare != text and "wrong" in text[: len(text) - len(bare)].lower()
    if corrected and change(question) != "other":
        return "propose_crm_update"
    if any(wording.search(bare) for wording in _STATED) or _is_departure(question, bare):
        return "propose_crm_update"
    return None


def points_back(question: Question) -> bool:
    """Whether "their" or "that" means an account of the talk before."""
    return bool(_THEIR.search(LEAD.sub("", question.typed)))


def account(question: Question) -> str | None:
    """The account; a stranger's name is a person's where a person is spoken of."""
    own = own_accounts(question)
    if own:
        return own[0]
    found = change(question)
    is_person = found.startswith(("stakeholder", "new_")) or WITH.search(question.typed)
    return None if is_person else next(iter(question.accounts), None)


def change(question: Question) -> str:
    """What is to change, from the closed list; "other" for anything else."""
    bare = LEAD.sub("", question.typed)
    return next((name for name, wording in _PATTERNS if wording.search(bare)), "other")


def own_accounts(question: Question) -> list[str]:
    """The accounts named that the asker may see."""
    return [name for name in question.accounts if name not in question.strangers]


def _is_departure(question: Question, bare: str) -> bool:
    """Whether somebody by name left, who is no account and no colleague."""
    found = PERSON_LEFT.match(bare)
    if not found:
        return False
    name = found["name"].casefold()
    return not any(
        name in own.casefold() or own.casefold() in name
        for own in (*own_accounts(question), *question.csms)
    )
