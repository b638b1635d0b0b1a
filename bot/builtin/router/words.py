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
    "green": r"greens?|(?<!least )(?<!most )(?<!how )healthy(?! first)|in good (?:shape|health)",
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
    "healthiest": r"healthiest|most healthy|(?:highest|best|strongest|top) (?:health|scor)\w*"
    r"|(?<!least )healthy first|best first",
    "health": r"by (?:their |the )?(?:health|score)(?: scores?)?|unhealthiest|least healthy"
    r"|(?:lowest|worst|weakest) (?:health|scor)\w*|sickest|how healthy",
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

SIDES = {
    "client": r"(?:their|the (?:client|customer)'?s?|client'?s?|customer'?s?) (?:side|part|court)"
    r"|(?:owes?|owed|owing|promised?|sends?|get back to|commit(?:ted)? to|assured?) us"
    r"|(?:they|clients?|customers?|Acme|the (?:client|customer)) (?:have |has |had |still )*"
    r"(?:promised?|owed?|owes|commit(?:ted)?|agreed|said (?:they|he|she)(?:'d| would| will))"
    r"(?! by us)|(?:did|does|has|have|must|was) (?:they|Acme|customers?|clients?|the customer)"
    r"(?: ever| still)? (?:promise|owe|commit|deliver|send|supposed|say they|do (?:what|their))\w*"
    r"|from (?:the )?(?:clients?|customers?)|waiting for from (?:them|Acme)|by Acme|their homework"
    r"|(?:their|Acme's) (?:promises|commitments|homework|follow-ups)|customers? late"
    r"|(?:client|customer)s? commitments|who owes (?:me|us)|Acme late",
    "us": r"(?:our|my) (?:side|part|end|court)|(?:i|we|i've|we've)(?: have| had| still| did)*"
    r" (?:promised?|owed?|committed|pledged|agreed|guaranteed|assured|swore|said)"
    r"|(?:do|did|have|are|must) (?:i|we)(?: still| ever| to)*"
    r" (?:owe|promise|commit|pledge|agree|swear|deliver|say|on the hook)\w*"
    r"|on the hook|waiting (?:on|for) (?:me|us|something from (?:me|us))|from our side|by us"
    r"|(?:our|my) (?:promises|commitments|word|follow-ups|followups)|promises? (?:made )?to"
    r"|promises? (?:that )?(?:i|we)"
    r"|(?:i|we) (?:forgot|dropped)|(?:i|we|i'd|we'd) (?:said )?(?:i'd|we'd|would)",
}

COMMITMENT_STATES = {
    "overdue": r"overdue|late|past (?:their |its )?due|lapsed|missed|broken?|dropped|dropping"
    r"|(?:not|\w+n'?t|never) (?:yet )?(?:kept|delivered|done|honou?red|sent)|unkept"
    r"|slipp?(?:ed|ing)?"
    r"|slide|broke|forgot(?:ten)?|let down",
    "all": r"(?:all|every|everything)(?: the| our| their)? (?:promises|commitments|we|promised)"
    r"|done|closed|finished|completed|fulfilled|both open",
    "open": r"open|outstanding|pending|unfinished",
}

PLAN_STATES = {
    "missing": r"(?:no|without an?y?|missing|lack(?:s|ing)?(?: an?)?"
    r"|(?:don'?t|doesn'?t) have an?y?) (?:success |joint |agreed )?plans?|plan(?:less| missing)",
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
    r"|still (?:there|around|employed|with|at|in)|stepped down|lose|replaced|let go"
    r"|last day|about to leave|on (?:the|their) way out",
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
