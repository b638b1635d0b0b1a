"""The words people use for the closed choices of the tools' parameters.

Each table maps a value to the regular expression of its wordings, in the order of preference.
"""

import re

SEGMENTS = {
    "enterprise": r"enterprises?|ent\b(?! of)|(?:large|big) (?:accounts|corporates?)|corporates",
    "mid_market": r"mid[- _]?market|midsize(?:d)?|mid[- ]?sized?|mm\b|commercial segment",
    "smb": r"smbs?|smes?|small (?:and|&) (?:medium|mid)\w*"
    r"|small (?:business(?:es)?|biz|compan(?:y|ies))"
    r"|small(?:er)? (?:accounts|customers|clients|ones)",
}

INDUSTRIES = {
    "adtech": r"adtech",
    "aerospace": r"aerospace",
    "agriculture": r"agriculture",
    "automotive": r"automotive",
    "aviation": r"aviation",
    "banking": r"bank(?:ing|s)",
    "biotech": r"biotech",
    "construction": r"construction",
    "consulting": r"consulting",
    "cybersecurity": r"cyber ?security",
    "devtools": r"devtools",
    "ecommerce": r"e-?commerce",
    "edtech": r"edtech",
    "education": r"education",
    "energy": r"energy",
    "entertainment": r"entertainment",
    "finance": r"finance",
    "financial services": r"financial services",
    "fintech": r"fintech",
    "gaming": r"gaming",
    "government": r"government",
    "healthcare": r"health ?care",
    "hospitality": r"hospitality",
    "hrtech": r"hrtech",
    "insurance": r"insur(?:ance|ers?)",
    "insurtech": r"insurtech",
    "legal": r"legal",
    "logistics": r"logistics",
    "manufacturing": r"manufactur(?:ing|ers?)",
    "martech": r"martech",
    "media": r"media",
    "medtech": r"medtech",
    "nonprofit": r"non-?profits?",
    "pharma": r"pharma\w*",
    "professional services": r"professional services",
    "proptech": r"proptech",
    "public sector": r"public sector",
    "real estate": r"real estate",
    "retail": r"retail(?:ers?)?",
    "saas": r"saas",
    "shipping": r"shipping",
    "software": r"software",
    "telecom": r"telecom\w*|telcos?",
    "transportation": r"transportation",
    "travel": r"travel",
    "utilities": r"utilities",
}

BANDS = {
    "unknown": r"(?:unknown|no|missing|without an?y?)(?: health)? (?:band|score|health)"
    r"|unscored|unrated|band (?:is )?unknown|unknown|gr[ae]y",
    "green": r"greens?|healthy|in good (?:shape|health)",
    "yellow": r"yellows?|ambers?|orange",
    "red": r"reds?",
}

STAGES = {
    "churned": r"churned|former customers?|ex-customers?|lost (?:accounts|customers|clients|logos)"
    r"|left us|did we lose|have we lost",
    "onboarding": r"onboarding",
    "adopting": r"adopting|adoption (?:stage|phase)|in adoption",
    "mature": r"mature",
    "renewing": r"renewing|renewal (?:stage|phase)",
}

SORTS = {
    "name": r"alphabetic\w*|by (?:account |customer )?names?|a(?:-| to )z|abc order",
    "renewal": r"by (?:their |next |the |upcoming )?"
    r"(?:renewals?|renewing|contract end|end date|expiry)(?: dates?)?"
    r"|renewal order|(?:soonest|earliest|next) (?:renewals?|to renew)|renewal first",
    "health": r"by (?:their |the )?(?:health|score)(?: scores?)?|(?:un)?healthiest|least healthy"
    r"|(?:lowest|worst|highest|best|weakest|strongest) (?:health|scor)\w*|sickest|how healthy",
    "arr": r"by (?:their |the )?(?:arr|revenue|size|value|contract (?:value|size)|spend|money)"
    r"|biggest|largest|(?:highest|most|top|best)[- ](?:arr|revenue|paying|spending|valuable|money)"
    r"|(?:pays?|paying|spends?) (?:us )?the (?:most|least)|smallest|top \d+|big(?:gest)? first",
}

GROUPINGS = {
    "segment": r"(?:by|per|across|each|every|compare|between|split) (?:the |customer |all )?"
    r"segments?|segment by segment|segment[- ]wise",
    "plan": r"(?:by|per|across|each|every|compare|between|split) (?:the |product |price |pricing "
    r"|customer |all )?(?:tiers?|plans?|packages?|editions?)",
    "industry": r"(?:by|per|across|each|every|compare|between|split|rank) (?:the |all )?"
    r"(?:industr(?:y|ies)|verticals?|sectors?)|which (?:industry|vertical|sector)",
    "region": r"(?:by|per|across|each|every|compare|between|split|rank) (?:the |all )?"
    r"(?:regions?|geo(?:graph(?:y|ies)|s)?|countr(?:y|ies)|territor(?:y|ies))|which region",
    "csm": r"(?:by|per|across|each|every|compare|between|split|rank) (?:the |my |our |all )?"
    r"(?:csms?|owners?|reps?|team members?|managers?|person|people|team ?mates?)"
    r"|which (?:csm|team member|rep)|who (?:has|retains) the (?:best|worst|highest|lowest|most)",
}

METRICS = {
    "active_users": r"active users?|(?:weekly|daily|monthly) (?:users|actives)|[wdm]aus?|actives?"
    r"|how many (?:people|users|staff|employees)|share of|number of users|user (?:counts?|numbers)"
    r"|users are active",
    "seats": r"seats?|licen[cs]es?|utili[sz]ation|shelfware|entitlements?",
    "features": r"features?|breadth|broadly|modules?|functionality|functions"
    r"|parts of the (?:product|platform|tool)",
    "events": r"events?|event volume|api (?:calls?|usage|volume)|actions|clicks",
}

PRIORITIES = {
    "P1": r"p1s?|p-1|sev(?:erity)?[- ]?(?:1|one)s?|prio(?:rity)?[- ]?(?:1|one)|critical|urgent",
    "P2": r"p2s?|sev(?:erity)?[- ]?(?:2|two)s?|prio(?:rity)?[- ]?(?:2|two)|high[- ]prio(?:rity)?",
    "P3": r"p3s?|sev(?:erity)?[- ]?(?:3|three)s?|prio(?:rity)?[- ]?(?:3|three)",
    "P4": r"p4s?|sev(?:erity)?[- ]?(?:4|four)s?|prio(?:rity)?[- ]?(?:4|four)|low[- ]prio(?:rity)?",
}

TICKET_STATES = {
    "all": r"open and (?:closed|resolved)|closed and open|all statuses|open or closed",
    "open": r"open|unresolved|outstanding|unsolved|pending|unfixed|unanswered|ongoing|backlog"
    r"|not (?:yet )?(?:fixed|resolved|solved|closed)"
    r"|(?:isn't|aren't|hasn't been) (?:fixed|resolved)",
    "closed": r"closed|resolved|fixed|solved|sorted out|wrapped up|dealt with",
}

# "Is it fixed yet?" asks for the state; it does not ask for the closed ones.
ASKS_WHETHER_CLOSED = (
    r"^(?:so |and |but )?(?:is|are|has|have|did|was|were|do we know if)\b.*"
    r"\b(?:closed|resolved|fixed|solved)\b|\b(?:fixed|resolved|solved|closed) yet\b|\bgot resolved"
)

PLAN_STATES = {
    "overdue": r"overdue|late|behind|slipp(?:ed|ing)|missed|delayed|lagging|off[- ]track|lapsed"
    r"|past (?:their |its |the )?(?:due(?: date)?|deadlines?)|should have been (?:done|finished)",
    "done": r"(?<!not )(?:done|completed?|achieved|finished|accomplished|hit|(?:ticked|checked) off"
    r"|delivered|reached|fulfilled|closed out)(?! yet)",
}

ROLES = {
    "champion": r"champions?|advocates?|(?:biggest )?(?:fan|supporter|ally|cheerleader)s?",
    "economic_buyer": r"(?:economic )?buyers?|budget\w*|decision[- ]?makers?|purse(?: strings)?"
    r"|signs?|signers?|signator(?:y|ies)|signing authority|signs off|approvers?|final say"
    r"|holds the money|cheque(?:book)?|checkbook|approves? (?:the |a )?(?:spend|renewal|budget)",
    "executive_sponsor": r"(?:exec(?:utive)?s? )?sponsors?|exec(?:utive)?s?(?: backing| coverage)?"
    r"|c-level|senior (?:contact|leader)",
    "admin": r"admins?|administrators?|technical (?:owner|contact)|it (?:person|contact)",
    "user": r"(?:power|end|key|super|day-to-day) ?users?|users",
}

FOCUSES = {
    "single_threaded": r"single[- ]thread\w*|multi[- ]?thread\w*|(?:one|single|sole) contact"
    r"|(?:only|just) (?:have |know |got |talk to )?(?:one|1|a single)"
    r" (?:contact|person|stakeholder|relationship|name)|single point of (?:contact|failure)"
    r"|(?:on|with|through) (?:one|a single) (?:person|relationship|individual|name)"
    r"|(?:one|single) (?:person|relationship|individual)",
    "left": r"left|leav(?:e|es|ing)|lost|gone|departed|departures?|quit|moved on|resigned"
    r"|no longer (?:there|with|at)|walked out|turnover|(?:changed|switched) (?:jobs?|companies)"
    r"|still (?:there|around|employed|with|at|in)|stepped down|lose|replaced|let go",
    "missing": r"missing|without|no|lack(?:s|ing)?|unidentified|unnamed|not identified|empty"
    r"|vacant|nobody|(?:don'?t|doesn'?t|do not) (?:have|know)|haven'?t (?:got|identified|found)",
}

SURVEYS = {
    "NPS": r"nps|net promoter\w*|promoters?|detractors?|passives?|recommend(?: us)?|loyalty",
    "CSAT": r"c-?sats?|customer satisfaction",
    "CES": r"ces|(?:customer )?effort(?: scores?)?|how easy|ease of (?:use|doing business)",
}

SLOT_WORDS = re.compile(
    "|".join(
        wording
        for table in (SEGMENTS, INDUSTRIES, BANDS, STAGES, METRICS, PRIORITIES, ROLES, SURVEYS)
        for wording in table.values()
    ),
    re.I,
)

NUMBERS = {
    "one": 1,
    "two": 2,
    "couple": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "dozen": 12,
    "fifteen": 15,
    "twenty": 20,
}

# Places in the last answer; -1 is its end.
ORDINALS = {
    "top": 1,
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "sixth": 6,
    "6th": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "last": -1,
    "bottom": -1,
}
