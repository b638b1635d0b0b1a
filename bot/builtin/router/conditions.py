"""What a question says that its tool can't take: the answer names it instead of dropping it."""

import re

from bot.builtin.router import places, words
from bot.builtin.router.amounts import bounds_said
from bot.builtin.router.question import Question
from bot.builtin.router.readers import bands_said, compiled
from bot.builtin.router.slots import arguments, parameters

# Tools whose answer is of a whole: a time, a book or a band in the question isn't a narrowing.
_OF_A_WHOLE = frozenset({"account_summary", "meeting_prep", "search_notes", "priorities"})
_TIMES = frozenset({"period", "within", "since", "until", "week"})
_NOW = re.compile(
    r"(?:(?:in|at|for|over|during|of) )?(?:the )?(?:today|now|right now|currently|tomorrow|tonight"
    r"|this (?:morning|afternoon|week)|coming (?:days|weeks|months)|past 60 days"
    r"|.*\bhours?|.*\bminutes?)",
    re.I,
)
# A digest tells the last seven days and the days to Sunday.
_OF_THE_WEEK = re.compile(
    r"\b(?:weeks?|weekend|7 days|seven days|yesterday"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)
_COLOURS = compiled(r"(?:reds?|yellows?|ambers?|greens?)(?! flags?)")
_ROLE = compiled(
    r"(?:no|without(?: an?)?|missing|with(?: an?)?|lacking(?: an?)?|lost (?:their|its)) "
    r"(?:economic buyers?|buyers?|champions?|(?:exec(?:utive)? )?sponsors?|admins?)"
)
# The load of several books is shown by CSM anyway.
_BY_CSM = compiled(words.GROUPINGS["csm"])
# Conditions that no tool takes as a narrowing of accounts by something else.
_ALONE = (
    compiled(r"auto[- ]?renew(?:s|al|als|ing)?"),
    compiled(
        r"(?:no|without an?y?|hasn'?t (?:got )?an?y?|haven'?t (?:got )?an?y?"
        r"|not (?:got|made) an?y?|missing) (?:csm )?call(?:s| made)?"
    ),
    compiled(
        r"(?:(?:did|have|had) (?:i|we) call(?:ed)?|(?:i|we)(?:'ve| have)? call(?:ed)?"
        r"|called by (?:me|us)|(?:my|our) calls?(?: (?:is|was|says?|of))?)"
        r" (?:as )?(?:at[- ]risk|commit\w*|best[- ]case|(?:likely )?loss|lost|safe|risky)"
    ),
    compiled(r"(?:with|have|has|having) (?:an? |my |active )*overrides?|overridden"),
)
# Of these, the tool's order shows the other end first.
_OTHER_END = compiled(
    r"smallest|tiniest|(?:pays?|paying|spends?|spending) (?:us )?(?:the )?least|lowest[- ]arr"
)
_BANDS = 3
# Which of the parameters a table of words fills, and whether the words must be colours.
_NARROWING = (
    ("segment", compiled("|".join(words.SEGMENTS.values()))),
    ("region", compiled("|".join((places.REGIONS | places.COUNTRIES).values()))),
    (
        "industry",
        compiled(r"(?:in|from|among|for) (?:the )?(?:" + "|".join(words.INDUSTRIES.values()) + ")"),
    ),
    ("by", compiled("|".join(words.GROUPINGS.values()))),
    ("band", _COLOURS),
    ("role", _ROLE),
)


def ignored(tool: str, question: Question) -> tuple[str, ...]:
    """The words of conditions that the tool has no parameter for, in the question's order."""
    takes = parameters(tool)
    found: list[str] = list(_time(tool, question, takes))
    if not question.accounts:
        found += _narrowing(tool, question, takes)
    return tuple(dict.fromkeys(found))


def _time(tool: str, question: Question, takes: frozenset[str]) -> tuple[str, ...]:
    said = question.period
    if said is None or tool in _OF_A_WHOLE or _NOW.fullmatch(said):
        return question.more_periods if takes & _TIMES else ()
    if tool == "weekly_digest" and _OF_THE_WEEK.search(said):
        return ()
    if takes & _TIMES & arguments(tool, question).keys():
        return question.more_periods
    return (said, *question.more_periods)


def _narrowing(tool: str, question: Question, takes: frozenset[str]) -> list[str]:
    found: list[str] = []
    if "csm" not in takes and "speaker" not in takes:
        found += question.people_typed
    if tool in _OF_A_WHOLE:
        return found
    for parameter, wording in _NARROWING:
        match = wording.search(question.rest)
        if match is None or parameter in takes:
            continue
        if tool != "book_load" or not _BY_CSM.fullmatch(match.group()):
            found.append(match.group())
    colours = bands_said(question)
    if "band" in takes and 1 < len(colours) < _BANDS:
        found += colours.values()
    if tool == "list_accounts":
        found += [match.group() for match in _OTHER_END.finditer(question.rest)][:1]
    if "min_arr" not in takes:
        found += bounds_said(question.rest)
    for wording in _ALONE:
        found += [match.group() for match in wording.finditer(question.unspelt)][:1]
    return found
