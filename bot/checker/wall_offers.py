"""What offers a customer less to pay, or weighs us against others, as patterns."""

import re

_AMOUNT = r"(?:uplift|prices?|rate|fees?|increase|amount|price increase)"
DISCOUNT = re.compile(
    r"\b(?:discount\w*|rebate\w*|concession\w*|price (?:hold|cut|match|freeze)|waiv(?:e|ed|ing)"
    r"|free of charge|for free|at no (?:extra )?(?:cost|charge)|complimentary|no uplift"
    r"|without (?:an |the )?uplift|half (?:the )?price|months? free|free months?|credit note"
    r"|service credits?|(?:knock|take|shave|cut)\s+[^.!?\n]{0,24}\boff"
    r"|\d[\d.,]*\s?%\s+(?:off|less|below|cheaper|lower)|(?:per ?cent|percent)\s+off|cheaper"
    r"|(?:lower|better|friendlier) (?:price|rate|fee|deal)|special (?:price|rate|offer|terms)"
    rf"|reduc\w+ (?:the |your )?{_AMOUNT}|(?:drop|lower|cut|freeze|freezing|hold|halv\w+|cap"
    rf"|soften|skip"
    rf"|remove)"
    rf"\s(?:the |your |this |that |our )?{_AMOUNT}"
    rf"|{_AMOUNT} (?:won't|will not|doesn't|does not|needn't|need not) (?:apply|rise|go up|change)"
    r"|(?:room|flexib\w+|leeway) (?:on|in|with|about) (?:the |your )?(?:price|amount|rate|fee"
    r"|figure)"
    r"|match (?:whatever|any|their) [^.!?\n]{0,24}(?:quotes?|offers?|prices?)"
    r"|(?:a |the )credit of|throw in|on the house|price held)\b",
    re.IGNORECASE,
)
NONE_OF_IT = re.compile(
    r"\b(?:no|not any|can't offer(?: you)?(?: a| any)?|cannot offer(?: you)?(?: a| any)?"
    r"|don't have (?:a|any))\s(?:further |other |more )?$",
    re.IGNORECASE,
)
"""What stands before a discount that is none."""
PRICE = re.compile(
    r"\b(?:pric\w+|fees?|quote\w*|costs? you|per (?:seat|user|licen[cs]e|month|year)|(?:a|each"
    r"|the) "
    r"(?:seat|user|month|year)|uplift|list rate|renew(?:al|s|ing)? (?:at|for)"
    r"|you(?:'d| would|'ll| will)? pay|subscription|annual(?:ly)?|(?:your|hourly|day|new"
    r"|yearly) rate"
    r"|instead of|how about|your next invoice)\b",
    re.IGNORECASE,
)
SHARE = re.compile(r"\b(?:pric\w+|fees?|uplift|list rate|your rate|subscription)\b", re.I)
"""What makes a percentage one of a price."""
IN_THE_CONTRACT = re.compile(
    r"\bservice credits?\b[^.!?\n]{0,20}\bunder (?:section|clause|the SLA|your agreement)\b"
    r"|\bno (?:extra )?(?:cost|charge),? (?:as )?(?:part of|included in) your (?:plan|agreement"
    r"|contract)\b",
    re.IGNORECASE,
)
"""What they have by their agreement is no concession."""
SAVED = re.compile(r"\b(?:saves?|saved|savings?|benefits?|confirmed by|value of|returns?)\b", re.I)
"""An amount that the customer gains is no price."""
RIVALRY = (
    r"\b(?:competitors?|rivals?|evaluat\w+|looking at|talk\w* to|considering|demo (?:of|with|from)"
    r"|trial (?:of|with)|switch\w* (?:to|from)|mov\w+ to|compar\w+ (?:us )?(?:with|to|against)"
    r"|versus|vs\.?|alternative|instead of|offer (?:from|by)|quote (?:from|by)"
    r"|pitch\w* (?:from|by)|bid)\b"
)
WEIGHED = re.compile(
    r"\b(?:know|hear|heard|gather|understand|see|aware|learned|told|read)\b[^.!?\n]{0,20}"
    r"\byou(?:'re|'ve| are| have| were)?\b[^.!?\n]{0,30}\b(?:talk|speak|look|evaluat|consider"
    r"|weigh|invit"
    r"|compar|meet|in touch|test)\w*[^.!?\n]{0,25}\b(?:vendors?|suppliers?|providers?"
    r"|alternatives?|bids?"
    r"|competitors?|rivals?|offers?|solutions?|others?)\b"
    r"|\balternatives? to us\b|\brival (?:bid|offer|quote)s?\b|\bour (?:competitor|rival)s?\b",
    re.IGNORECASE,
)
"""That they weigh us against others, with no name."""
