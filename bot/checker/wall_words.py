"""What is said among ourselves and never to a customer, as patterns; a blank is any white space."""

import re
from typing import Literal

LeakKind = Literal[
    "health", "churn", "internal note", "other customer", "staff remark", "discount", "price",
    "competitor",
]  # fmt: skip

_COLOUR = r"(?:red|amber|orange|yellow|green)"
# A colour that rates something, not that of a light, a button or a check mark.
_ENDS = r"(?=\s*(?:[.,;:!?)(\n—–]|$)"
_ENDS += r"|\s+(?:band|account|zone|list|status|rating|now|again|at|on|in|for|since|this|last"
_ENDS += r"|because|until"
_ENDS += r"|mostly|mainly|today|while|with|and|but|so)\b)"
_US = r"(?:we|our team|my manager|sales|support|engineering|the product team)"
_THEY = r"(?:he|she|he's|she's|they|{people})"
_UNKIND = (
    r"(?:difficult|hostile|incompetent|clueless|lazy|rude|stubborn|pushy|stingy|toxic|useless"
    r"|difficult person|unreasonable|impossible|annoying|a blocker|a detractor|a nightmare|a pain"
    r"|a complainer"
    r"|out of (?:his|her|their) depth|hard to please|not up to it|against us|not on our side"
    r"|no decision[- ]maker|not (?:really )?(?:the|a) decision[- ]maker)"
)

# Whom we rate, and by what.
_RATES = r"(?:rat(?:e|es|ed|ing)|scor(?:e|es|ed|ing)|rank(?:s|ed|ing)?|grad(?:e|es|ed|ing)"
_RATES += r"|flag(?:s|ged|ging)?"
_RATES += r"|classif(?:y|ies|ied)|colou?r)"
_CUSTOMERS = r"(?:you|your account|(?:every|each|all|our|the) (?:client|customer|account)s?"
_CUSTOMERS += r"|customers|clients)"
# Ways to go; a person on leave or one who leaves a thing as it is goes nowhere.
_GO = (
    r"(?:leav(?:e|ing)(?= us\b|\s*(?:[.,;:?!]|$)| (?:in|at|by|when|after|before|because|if|for"
    r" another|next)\b)|cancel(?:l?ing)?(?! (?:the|our|my|a|this|that) (?:call|meeting|ticket|order"
    r"|invite|session|invoice|payment))|quit|walk(?:ing)? away|go(?:ing)? elsewhere"
    r"|switch(?:ing)? (?:away|to another|vendors?|providers?|suppliers?)"
    r"|(?:not|won't|don't) (?:renew|stay|sign again)|non-?renew\w*|churn\w*)"
)
_PART = (
    r"(?:teams?|engineers?|engineering|developers?|colleagues?|reps?|support|sales|people|staff"
    r"|boss|manager|director|management|leadership|finance|legal)"
)
_FAILING = (
    r"(?:overwhelmed|overloaded|understaffed|dropped the ball|(?:messed|screwed) up|oversold"
    r"|overpromised|promised too much|have quit|has quit|(?:two|three|people) quit|(?:given"
    r"|gave) up"
    r"|(?:don't|doesn't|do not|does not) (?:really )?(?:think|believe|care|know what)"
    r"|(?:strongest|brightest|weakest)|a mess|useless|can't cope|forgot about you)"
)

HEALTH = (
    r"\b(?:customer |account |your |their )?health (?:score|index|rating|band|status|colou?r)s?\b",
    r"\b(?:customer|account|your|their) health\b",
    rf"\b(?:account|you|you're|you are|health|company)\b[^.!?\n]{{0,40}}\b{_COLOUR}{_ENDS}",
    rf"\b(?:marked|flagged|rated|scored|moved|turned|went|dropped|slipped|fell|back)(?: you)?"
    rf"(?: as| to| into| from)?(?: the)? {_COLOUR}{_ENDS}",
    rf"\b{_COLOUR} (?:account|band|zone|list|rating)s?\b",
    rf"\byou\b[^.!?\n]{{0,40}}\b{_COLOUR[:-1]})+n?est\b",
    r"\b\d{1,3} ?(?:/|out of|of) ?100 (?:in|on|by) (?:our|my|the) (?:model|system|scale|ranking)\b",
    r"\bscor(?:e|es|ed|ing)(?: of| at|:)? \d{1,3} ?(?:/|out of|of) ?100\b",
    rf"\bwe(?:'ve| have)? (?:\w+ )?{_RATES} {_CUSTOMERS}\b",
    rf"\bour (?:internal |own |customer |account )*{_RATES}s? (?:of|for|on) (?:you\b"
    rf"|your (?:account"
    r"|company)|the (?:relationship|account)|customers|clients)",
    r"\b(?:rating|scoring|ranking)s? (?:that )?we (?:do|keep|have|make|give)\b",
    r"\b(?:on|by|in) our (?:traffic[- ]lights?|scale|score ?card|ranking)\b",
    r"\b(?:traffic[- ]light|RAG) (?:status|rating|score)\b",
    r"\brisk score\b",
)
CHURN = (
    r"\bchurn\w*",
    r"\bat[- ]risk (?:account|customer|client|list|renewal)s?\b",
    r"\b(?:account|renewal|contract|you are|you're|is)(?: as)? (?:currently |now )?at risk\b"
    r"(?! of missing)",
    r"\brenewal (?:risk|probability|likelihood|forecast|odds)\b",
    r"\brenewal(?: is| looks| seems)? (?:in doubt|doubtful|uncertain|shaky|in danger"
    r"|in jeopardy)\b",
    r"\b(?:probability|likelihood|chance|odds|risk)s?(?: that| of)?[^.!?\n]{0,30}"
    r"\b(?:renew\w*|leav\w+|cancel\w*|losing|stay\w*|non-?renewal)\b",
    r"\b(?:un)?likely (?:to|that you(?:'ll| will)?) (?:not )?(?:renew|leave|cancel|switch|stay)\b",
    r"\brenewal\b[^.!?\n]{0,20}\b\d{1,3} ?% (?:likely|certain|safe|sure)\b",
    r"\b(?:worried|afraid|concerned|fear|sense|suspect|think|believe)[^.!?\n]{0,25}\byou"
    r"(?:'re| are| may| might| will|'ll| could)[^.!?\n]{0,25}\b(?:leav\w+|cancel\w*|switch\w*|not"
    r" renew\w*|go(?:ing)? elsewhere|walk\w*)\b",
    rf"\byou(?:'re|'ll|'d| are| may| might| will| would| could| were"
    rf"| should)?(?: \w+){{0,4}}? {_GO}",
    rf"\b(?:see|saw|watch) you {_GO}",
    r"\b(?:a|your|any|no more) (?:cancel(?:l)?ation|non-?renewal|departure)\b(?! (?:polic|clause"
    r"|term"
    r"|right|period|date|fee|form|deadline|request))",
    r"\b(?:accounts|customers|clients) (?:that|who|which)(?: may| might| will)? (?:cancel|leave"
    r"|quit)\b",
    r"\bflight risk\b",
    r"\b(?:save|rescue|win-?back|retention) (?:play|plan|offer|campaign|motion|call|discount|team"
    r"|desk|specialist|manager)s?\b",
    r"\b(?:los(?:e|ing) you\b(?! (?:a|an|any|the|time|money|data|hours|days|\d))"
    r"|(?:lose|losing|save|saving) (?:the|this|your) (?:account|logo|business))",
    r"\blosing [$€£]\s?\d",
    r"\b(?:down|up|cross)-?sell\w*",
    r"\b(?:NRR|GRR|CSQL|logo retention|net revenue retention|gross retention)\b",
    r"\bsingle[- ]threaded\b",
    r"\bexpansion (?:opportunity|pipeline|target|play|potential)\b",
    r"\bforecast(?:ed)? (?:category|call|you|this renewal|as)\b",
    r"\b(?:our|my|sales) (?:renewal |sales )?forecast\b|\brenewal\b[^.!?\n]{0,40}\bforecast\b",
    r"\b(?:CSM|our|my)(?:'s)? call(?: (?:on|for) (?:you|(?:the|your) renewal))? is\b",
    r"\b(?:model|system|algorithm|AI|engine) (?:predicts?|expects?|thinks?"
    r"|believes?) (?:that )?you\b",
    r"\b(?:on (?:our|a|my|the) )?watch[- ]?list\b",
    r"\b(?:on|in) (?:the|a|our|my) list of (?:customers|clients|accounts) (?:that|who|which)\b",
    r"\b(?:our|my) (?:quarter|quota|commission|bonus|pipeline|sales target|book of business)\b",
    r"\byou(?:'re| are) worth\b|\bworth [$€£]\s?[\d,.]+[^.!?\n]{0,12} to us\b",
)
INTERNAL = (
    r"\binternal(?:ly)?[ -](?:only|note|use|view|comment|remark|memo|call|discussion|review"
    r"|document"
    r"|handover|rating|email|thread|plan|channel)s?\b",
    r"\b(?:for|in) our internal\b|\bnot for (?:the )?(?:client|customer)s?\b",
    r"\binternally,? (?:we|I|our|the team)\b|\bwe(?:'ve| have)? (?:\w+ )?internally\b"
    r"|[\[(]internal\b",
    r"\bdo not (?:forward|share with the)\b",
    r"\boff the record\b|\bbetween (?:us|you and me)\b|\bdon't tell\b|\bdo not tell\b",
    r"\b(?:before|without) telling (?:you|them|the (?:client|customer))\b",
    r"\b(?:keep|hold) the tone\b|\bcheck with (?:legal|my manager|my boss)\b"
    r"|\bbefore sending\b",
    r"\b(?:our|the) (?:CRM|Salesforce|Gainsight|HubSpot) (?:note|notes|record|says|shows|has)\b",
    r"\b(?:from|in|per) (?:our|the) (?:CRM|Salesforce|Gainsight|HubSpot|account plan)\b",
    r"\b(?:the|our) (?:account plan|case file|call note|debrief)s?\b",
    r"\b(?:note to self|TODO|FIXME|CSM note|call note says|according to (?:my|our) notes?)\b",
    r"\bmy (?:call |own )?notes? (?:say|says|have|has|of|from)\b|\bin my (?:call |own )?notes?\b",
    r"\bnotes? (?:that )?I (?:filed|logged|wrote|left|kept)\b",
    r"\bour (?:team )?(?:Slack|Teams) channel,?(?: \w+){0,3} (?:agreed|said|says|thinks?|decided"
    r"|joked)\b",
    r"\b(?:our|the) (?:success |account )?playbook\b",
    r"\b(?:over|behind) [\w'’]+ (?:head|back)\b|\bgo around (?:him|her|them)\b",
    r"\b(?:I've|I have|we've|we have|I was|we were)(?: been)? (?:told|instructed|pushed|ordered"
    r"|warned) to\b",
)
REMARKS = (
    rf"\b{_THEY}(?: (?:is|was|are|seems|remains|has been))?(?: not| isn't)? "
    rf"(?:a |an |very |really |quite |rather |a bit |somewhat )*{_UNKIND}\b",
    rf"\b(?:finds?|found|consider) {_THEY} (?:a |an |very |quite |rather |a bit )*{_UNKIND}\b",
    r"\b(?:economic buyer|detractor|gatekeeper|power map|org chart of yours)\b",
    r"\b(?:our|my) champion\b",
    r"\b(?:I|we)(?:'d| would) rather (?:work|deal|speak|talk) with (?!you\b)",
    rf"\b(?:our|my|the) (?:\w+ ){{0,2}}?{_PART}\b[^.!?\n]{{0,60}}\b{_FAILING}\b",
    rf"\b{_US} (?:messed up|screwed up|dropped the ball|oversold|overpromised"
    r"|is a mess|are a mess|is useless|are useless|is overloaded|can't cope|doesn't care|don't care"
    r"|is slow|are slow)\b",
    r"\b(?:my (?:manager|boss|director)|our (?:CEO|CFO|VP|legal|lawyers))[^.!?\n]{0,20}\b(?:thinks"
    r"|wants me|told me|said|is pushing|refuses|awake|is nervous|is worried)\b",
    r"\bmakes? us nervous\b|\bkid gloves\b",
    r"\b(?:has|have) no (?:authority|budget authority|clue|power)\b",
)


def patterns(of: tuple[str, ...], people: str = "") -> re.Pattern[str]:
    """Join patterns into one; `people` is an alternation of the customer's people's names."""
    joined = "|".join(f"(?:{one})" for one in of)
    joined = joined.replace(" ?", r"\s*").replace("[ -]", r"[\s-]").replace(" ", r"\s+")
    return re.compile(joined.replace("{people}", people or "(?!)"), re.IGNORECASE)
