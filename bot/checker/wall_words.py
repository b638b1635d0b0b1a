"""What is said among ourselves and never to a customer, as patterns; a blank is any white space."""

import re
from typing import Literal

LeakKind = Literal[
    "health", "churn", "internal note", "other customer", "staff remark", "discount", "price",
    "competitor",
]  # fmt: skip

_COLOUR = r"(?:red|amber|yellow|green)"
# A colour that rates something, not that of a light, a button or a check mark.
_ENDS = r"(?=\s*(?:[.,;:!?)(\n—–]|$)"
_ENDS += r"|\s+(?:band|account|zone|list|status|now|again|on|in|since|this|last)\b)"
_US = r"(?:we|our team|my manager|sales|support|engineering|the product team)"
_THEY = r"(?:he|she|he's|she's|they|{people})"
_UNKIND = (
    r"(?:difficult|hostile|incompetent|clueless|lazy|rude|stubborn|pushy|stingy|toxic|useless"
    r"|unreasonable|impossible|annoying|a blocker|a detractor|a nightmare|a pain|a complainer"
    r"|against us|not on our side|no decision[- ]maker|not (?:the|a) decision[- ]maker)"
)

HEALTH = (
    r"\b(?:customer |account |your |their )?health (?:score|index|rating|band|status|colou?r)s?\b",
    r"\b(?:customer|account|your|their) health\b",
    rf"\b(?:account|you|you're|you are|health|company)\b[^.!?\n]{{0,40}}\b{_COLOUR}{_ENDS}",
    rf"\b(?:marked|flagged|rated|scored|moved|turned|went|dropped|slipped|fell|back)(?: you)?"
    rf"(?: as| to| into| from)?(?: the)? {_COLOUR}{_ENDS}",
    rf"\b{_COLOUR} (?:account|band|zone|list)s?\b",
    r"\bscor(?:e|es|ed|ing)(?: of| at|:)? \d{1,3} ?(?:/|out of|of) ?100\b",
    r"\b(?:traffic[- ]light|RAG) (?:status|rating|score)\b",
    r"\brisk score\b",
)
CHURN = (
    r"\bchurn\w*",
    r"\bat[- ]risk (?:account|customer|client|list|renewal)s?\b",
    r"\b(?:account|renewal|contract|you are|you're|is) (?:currently |now )?at risk\b",
    r"\brenewal (?:risk|probability|likelihood|forecast|odds)\b",
    r"\b(?:probability|likelihood|chance|odds|risk)s?(?: that| of)?[^.!?\n]{0,30}"
    r"\b(?:renew\w*|leav\w+|cancel\w*|losing|non-?renewal)\b",
    r"\b(?:un)?likely (?:to|that you(?:'ll| will)?) (?:not )?(?:renew|leave|cancel|switch)\b",
    r"\b(?:worried|afraid|concerned|fear|sense|suspect|think|believe)[^.!?\n]{0,25}\byou"
    r"(?:'re| are| may| might| will|'ll| could)[^.!?\n]{0,25}\b(?:leav\w+|cancel\w*|switch\w*|not"
    r" renew\w*|go(?:ing)? elsewhere|walk\w*)\b",
    r"\bflight risk\b",
    r"\b(?:save|rescue|win-?back|retention) (?:play|plan|offer|campaign|motion|call|discount)s?\b",
    r"\b(?:los(?:e|ing)|save|saving) (?:you\b(?! \w+)"
    r"|(?:the|this|your) (?:account|logo|business))",
    r"\b(?:down|up|cross)-?sell\w*",
    r"\b(?:NRR|GRR|CSQL|logo retention|net revenue retention|gross retention)\b",
    r"\bsingle[- ]threaded\b",
    r"\bexpansion (?:opportunity|pipeline|target|play|potential)\b",
    r"\bforecast(?:ed)? (?:category|call|you|this renewal|as)\b",
    r"\b(?:CSM|our)(?:'s)? call(?: on (?:you|the renewal))? is\b",
)
INTERNAL = (
    r"\binternal(?:ly)?[ -](?:only|note|use|view|comment|remark|memo|call|discussion|review)s?\b",
    r"\b(?:for|in) our internal\b|\bnot for (?:the )?(?:client|customer)s?\b",
    r"\bdo not (?:forward|share with the)\b",
    r"\boff the record\b|\bbetween (?:us|you and me)\b|\bdon't tell\b|\bdo not tell\b",
    r"\b(?:our|the) (?:CRM|Salesforce|Gainsight|HubSpot) (?:note|notes|record|says|shows|has)\b",
    r"\b(?:note to self|TODO|FIXME|CSM note|call note says|according to (?:my|our) notes?)\b",
    r"\b(?:our|the) (?:success |account )?playbook\b",
)
REMARKS = (
    rf"\b{_THEY}(?: (?:is|was|are|seems|remains|has been))? "
    rf"(?:a |an |very |really |quite |rather )*{_UNKIND}\b",
    r"\b(?:economic buyer|detractor|gatekeeper|power map|org chart of yours)\b",
    r"\b(?:our|my) champion\b",
    rf"\b{_US} (?:messed up|screwed up|dropped the ball|oversold|overpromised"
    r"|is a mess|are a mess|is useless|are useless|is overloaded|can't cope|doesn't care|don't care"
    r"|is slow|are slow)\b",
    r"\b(?:my manager|our (?:CEO|CFO|VP|legal|lawyers))[^.!?\n]{0,20}\b(?:thinks|wants me|told me"
    r"|said|is pushing|refuses)\b",
    r"\b(?:has|have) no (?:authority|budget authority|clue|power)\b",
)
DISCOUNT = re.compile(
    r"\b(?:discount\w*|rebate\w*|concession\w*|price (?:hold|cut|match|freeze)|waiv(?:e|ed|ing)"
    r"|free of charge|for free|at no (?:extra )?(?:cost|charge)|complimentary|no uplift"
    r"|without (?:an |the )?uplift|half (?:the )?price|months? free|free months?|credit note"
    r"|service credits?|(?:knock|take|shave|cut)\s+[^.!?\n]{0,12}\boff"
    r"|\d[\d.,]*\s?%\s+(?:off|less|below|cheaper|lower)|cheaper|lower (?:price|rate|fee)"
    r"|reduc\w+ (?:the |your )?(?:price|rate|fee|uplift)|special (?:price|rate|offer|terms)"
    r"|price held)\b",
    re.IGNORECASE,
)
PRICE = re.compile(
    r"\b(?:pric\w+|fees?|quote\w*|costs? you|per (?:seat|user|licen[cs]e|month|year)|(?:a|each) "
    r"(?:seat|user|month)|uplift|list rate|renew(?:al|s|ing)? (?:at|for)"
    r"|you(?:'d| would|'ll| will)? pay|subscription|annual(?:ly)?|rates?)\b",
    re.IGNORECASE,
)
RIVALRY = (
    r"\b(?:competitors?|rivals?|evaluat\w+|looking at|talk\w* to|considering|demo (?:of|with|from)"
    r"|trial (?:of|with)|switch\w* (?:to|from)|mov\w+ to|compar\w+ (?:us )?(?:with|to|against)"
    r"|versus|vs\.?|alternative|instead of|offer (?:from|by)|quote (?:from|by)"
    r"|pitch\w* (?:from|by)|bid)\b"
)


def patterns(of: tuple[str, ...], people: str = "") -> re.Pattern[str]:
    """Join patterns into one; `people` is an alternation of the customer's people's names."""
    joined = "|".join(f"(?:{one})" for one in of)
    joined = joined.replace(" ?", r"\s*").replace("[ -]", r"[\s-]").replace(" ", r"\s+")
    return re.compile(joined.replace("{people}", people or "(?!)"), re.IGNORECASE)
