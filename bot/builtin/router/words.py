"""The words people use for the closed choices of the tools' parameters.

Each table maps a value to the regular expression of its wordings, in the order of preference.
"""

SEGMENTS = {
    "enterprise": r"enterprises?|entreprise|ent\b(?! of)|large accounts",
    "mid_market": r"mid[- _]?market|midsize(?:d)?|mid[- ]?sized?|mm\b|commercial segment",
    "smb": r"smbs?|smes?|small (?:and|&) (?:medium|mid)\w*|small business(?:es)?|small biz",
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
    "name": r"alphabetic\w*|by (?:account )?name|a(?:-| to )z",
    "renewal": r"by (?:next |the )?(?:renewal|renewing|contract end|end date)(?: dates?)?"
    r"|renewal order|soonest renewal",
    "health": r"by (?:the )?(?:health|score)(?: scores?)?|(?:un)?healthiest|least healthy"
    r"|(?:lowest|worst|highest|best) (?:health|scores?)",
    "arr": r"by (?:arr|revenue|size|value|contract value|spend)|biggest|largest|(?:highest|most) "
    r"(?:arr|revenue|paying)|most valuable|(?:pays?|paying|spends?) (?:us )?the most|smallest"
    r"|top \d+",
}

GROUPINGS = {
    "segment": r"(?:by|per|across|each|compare|between) (?:the |customer |all )?segments?",
    "region": r"(?:by|per|across|each|compare|between) (?:the |all )?"
    r"(?:regions?|geo(?:graphy|s)?|country)",
    "csm": r"(?:by|per|across|each|compare|between) (?:the |my |our |all )?"
    r"(?:csms?|owners?|reps?|team members?|managers?|person|people)",
}

METRICS = {
    "active_users": r"active users?|(?:weekly|daily|monthly) users|[wdm]au|actives?"
    r"|how many (?:people|users)|share of|number of users|user counts?",
    "seats": r"seats?|licen[cs]es?|utili[sz]ation|shelfware",
    "features": r"features?|breadth|modules?|functionality",
    "events": r"events?|event volume|api calls?|actions|clicks",
}

PRIORITIES = {
    "P1": r"p1s?|p-1|sev(?:erity)?[- ]?(?:1|one)s?|prio(?:rity)?[- ]?(?:1|one)|critical|urgent",
    "P2": r"p2s?|sev(?:erity)?[- ]?(?:2|two)s?|prio(?:rity)?[- ]?(?:2|two)|high[- ]prio(?:rity)?",
    "P3": r"p3s?|sev(?:erity)?[- ]?(?:3|three)s?|prio(?:rity)?[- ]?(?:3|three)",
    "P4": r"p4s?|sev(?:erity)?[- ]?(?:4|four)s?|prio(?:rity)?[- ]?(?:4|four)|low[- ]prio(?:rity)?",
}

TICKET_STATES = {
    "all": r"open and (?:closed|resolved)|closed and open|all statuses|open or closed",
    "open": r"open|unresolved|outstanding|unsolved|pending|unfixed|backlog"
    r"|not (?:yet )?(?:fixed|resolved|solved)",
    "closed": r"closed|resolved|fixed|solved",
}

# "Is it fixed yet?" asks for the state; it does not ask for the closed ones.
ASKS_WHETHER_CLOSED = (
    r"^(?:so |and |but )?(?:is|are|has|have|did|was|were|do we know if)\b.*"
    r"\b(?:closed|resolved|fixed|solved)\b|\b(?:fixed|resolved|solved|closed) yet\b|\bgot resolved"
)

PLAN_STATES = {
    "overdue": r"overdue|late|behind|slipp(?:ed|ing)|missed|delayed"
    r"|past (?:their |its |the )?(?:due(?: date)?|deadline)",
    "done": r"(?<!not )(?:done|completed?|achieved|finished|accomplished|hit|ticked off|delivered)"
    r"(?! yet)",
}

ROLES = {
    "champion": r"champions?|advocates?",
    "economic_buyer": r"economic buyers?|buyers?|budget\w*|decision[- ]?makers?|purse(?: strings)?"
    r"|signs?|signers?|signator(?:y|ies)|holds the money|cheque|approves the (?:spend|renewal)",
    "executive_sponsor": r"(?:exec(?:utive)?s? )?sponsors?",
    "admin": r"admins?|administrators?|technical owner",
    "user": r"(?:power|end|key) users?|users",
}

FOCUSES = {
    "single_threaded": r"single[- ]thread\w*|multi[- ]?thread\w*|one contact"
    r"|(?:only|just) (?:have |know |got |talk to )?(?:one|1|a single)"
    r" (?:contact|person|stakeholder|relationship)|single point of (?:contact|failure)",
    "left": r"left|leav(?:e|es|ing)|lost|gone|departed|departures?|quit|moved on|resigned"
    r"|no longer there|walked out|turnover|changed jobs?",
    "missing": r"missing|without|no|lack(?:s|ing)?|unidentified|unnamed|not identified"
    r"|(?:don'?t|doesn'?t|do not) (?:have|know)|haven'?t (?:got|identified)",
}

SURVEYS = {
    "NPS": r"nps|net promoter\w*|promoters?|detractors?|passives?|recommend(?: us)?",
    "CSAT": r"c-?sat|customer satisfaction",
    "CES": r"ces|(?:customer )?effort(?: scores?)?",
}

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
