"""The field's words: which attribute a phrase speaks of, whatever wording it takes.

A phrase becomes a set of words: the stems of its content words, and a topic ("@arr") for each
known term. Two phrases speak of the same thing when the sets meet; they clash when both have
topics and share none.
"""

import re
from functools import lru_cache

Words = frozenset[str]

_TOPICS = {
    "arr": "arr|annual recurring revenue|recurring revenue|contract value|acv",
    "renewal": "renewal|renew|renewal date|up for renewal",
    "notice": "notice|notice date|notice period|notice clause",
    "begin": "contract start|contract begin|sign|start date|customer since",
    "end": "contract end|end date|expire|expiry|expiration",
    "health": "health|health score|score|green|yellow|red|band",
    "nps": "nps|net promoter|net promoter score|promoter score",
    "csat": "csat|satisfaction",
    "ces": "ces|effort score",
    "seats": "seat|licence|license",
    "users usage": "user|active user|wau|mau|dau|login",
    "adoption usage": "adoption|adoption rate|utilisation|utilization",
    "usage": "usage|product usage",
    "tickets support": "ticket|support ticket|case|support case",
    "p1 tickets support": "p1|severity 1|priority 1|sev1",
    "escalation support": "escalation",
    "support": "support",
    "engagement": "engagement",
    "survey": "survey",
    "coverage": "coverage",
    "nrr": "nrr|net revenue retention|net retention",
    "grr": "grr|gross revenue retention|gross retention",
    "logo retention": "logo retention|logo",
    "churn": "churn|churned",
    "contraction": "contraction|downsell",
    "expansion": "expansion|upsell",
    "uplift": "uplift|price increase",
    "discount": "discount|concession",
    "target": "target",
    "baseline": "baseline",
    "goal": "goal|objective|success criterion|success criteria",
    "milestone": "milestone",
    "stakeholder": "stakeholder",
    "champion": "champion",
    "response": "response|respondent",
    "forecast": "forecast",
    "probability": "probability|likelihood|likely",
    "roi": "roi|return on investment",
    "ttv": "ttv|time to value|time to first value",
}

_IDLERS = """a an the of in on by at to for from with is was are were be been has have had since
    last next past this that these those it its their your our my his her we you i they he she and
    or as than now only still about over under more less few fewer day days week weeks month months
    year years quarter hour hours minute minutes number count total sum date value amount per
    average median change current previous prior before after ago then up down rise rose fall fell
    drop grow grew gain lost lose increase decrease decline gap all not no nobody none but so
    s t out one some any each every roughly nearly almost around until till between into
    today yesterday tomorrow mon tue wed thu fri sat sun"""
_IDLE = frozenset(_IDLERS.split())

_SAME = {"purchas": "bought", "buy": "bought"}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9&]*")


def stem(word: str) -> str:
    """Cut a word's usual endings: "tickets" and "ticket" give the same stem."""
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and word.endswith("ed"):
        word = word[:-2]
    word = word[:-1] if len(word) > 4 and word.endswith("e") else word
    return _SAME.get(word, word)


def _phrases() -> dict[tuple[str, ...], Words]:
    table: dict[tuple[str, ...], Words] = {}
    for topics, phrases in _TOPICS.items():
        tags = frozenset(f"@{topic}" for topic in topics.split())
        for phrase in phrases.split("|"):
            table[tuple(stem(word) for word in phrase.split())] = tags
    return table


_PHRASES = _phrases()
_STARTS = frozenset(phrase[0] for phrase in _PHRASES)


@lru_cache(maxsize=8192)
def words(phrase: str) -> Words:
    """Give the stems and topics ("@arr") of a phrase; idle words fall out."""
    stems = [stem(word) for word in _WORD.findall(phrase)]
    found = {word for word in stems if word not in _IDLE and len(word) > 1}
    for at, first in enumerate(stems):
        if first in _STARTS:
            for size in (4, 3, 2, 1):
                tags = _PHRASES.get(tuple(stems[at : at + size]))
                if tags:
                    found |= tags
                    break
    return frozenset(found)


def topics(of: Words) -> Words:
    """Give only the topics among the words."""
    return frozenset(word for word in of if word[0] == "@")


def clash(one: Words, other: Words) -> bool:
    """Say whether two phrases speak of different known things."""
    mine, theirs = topics(one), topics(other)
    return bool(mine and theirs and not mine & theirs)
