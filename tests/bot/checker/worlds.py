"""Three finished answers of an invented world, with the facts that bear them out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.facts import Fact, Value

TODAY = date(2026, 3, 3)
BOOK = "your book"
NORTHWIND, HALDEN, BRIGHTWELL = "Northwind Labs", "Halden Freight", "Brightwell Clinics"
ORCA, KESTREL, TALLIS, VERITY = "Orca Payments", "Kestrel", "Tallis Energy", "Verity Foods"
ACCOUNTS = (NORTHWIND, HALDEN, BRIGHTWELL, ORCA, KESTREL, TALLIS, VERITY, "Initech", "Globex Air")


@dataclass(frozen=True)
class World:
    text: str
    facts: tuple[Fact, ...]


def fact(
    entity: str, attribute: str, value: Value, unit: str = "", as_of: date | None = None
) -> Fact:
    return Fact(entity, attribute, value, unit, as_of)


def usd(entity: str, attribute: str, amount: int) -> Fact:
    return Fact(entity, attribute, Decimal(amount), "USD")


def day(entity: str, attribute: str, month: int, number: int, year: int = 2026) -> Fact:
    return Fact(entity, attribute, date(year, month, number), "date")


AT_RISK = World(
    text="""\
*Four of your 34 accounts need a decision by 30 April: $236,400 of $2,412,000 ARR (9.8%).*
*1. Northwind Labs* · $84,000 · notice by Sat 14 Mar (11 days) · 71, green · your call: not made
Green, but first: Dana Whitfield (budget) left 12 Feb, nobody in her place; procurement, 26 Feb: \
"Please send us the notice clause." [email] → Today: ask Tom Reyes who owns the budget now.
*2. Halden Freight* · $72,000 · notice by 31 Mar (28 days) · 38, red, was 61 on 2 Feb · \
your call: at risk
23 points down: usage −14 (weekly users 41 → 22), support −9 (P1 #4821, open 19 days, no owner \
in engineering). → Today: escalate; the case is drafted.
*3. Brightwell Clinics* · $52,400 · notice by 15 Apr (43 days) · 54, yellow · your call: at risk
Priya Nair (CFO), 24 Feb: "We can't take another 8% on this." [call] One of three goals is \
confirmed as met. → Today's 15:00 call: that goal first, price second.
*4. Orca Payments* · $28,000 · notice by 30 Apr (58 days) · unknown · your call: not made
I can't judge it: no usage data since 9 Feb, no two-way contact since 19 Dec. → By Friday: call \
Lena Park; ask RevOps about the usage feed.
_Not listed:_ Kestrel (35, red, $18,000): its notice date is 12 Sep.
_Order: ARR and notice date. Salesforce 06:10 and Zendesk 06:00 today; usage to 2 Mar, except \
Orca._
[Draft to Tom] [Open case #4821] [Prep Brightwell] [Snooze] [Something's wrong]
""",
    facts=(
        fact("today", "date", TODAY, "date"),
        fact(BOOK, "accounts that need a decision", 4, "accounts"),
        fact(BOOK, "accounts", 34, "accounts"),
        day(BOOK, "decide by", 4, 30),
        usd(BOOK, "ARR at stake", 236400),
        usd(BOOK, "ARR", 2412000),
        fact(BOOK, "share of ARR at stake", 9.8, "percent"),
        usd(NORTHWIND, "ARR", 84000),
        day(NORTHWIND, "notice date", 3, 14),
        fact(NORTHWIND, "health score", 71, "points", TODAY),
        fact(NORTHWIND, "health band", "green", "band"),
        day(NORTHWIND, "Dana Whitfield (budget) left", 2, 12),
        fact(
            NORTHWIND,
            "procurement, email",
            "Please send us the notice clause.",
            "quote",
            date(2026, 2, 26),
        ),
        usd(HALDEN, "ARR", 72000),
        day(HALDEN, "notice date", 3, 31),
        fact(HALDEN, "health score", 38, "points", TODAY),
        fact(HALDEN, "health score", 61, "points", date(2026, 2, 2)),
        fact(HALDEN, "usage part of the change", -14, "points"),
        fact(HALDEN, "support part of the change", -9, "points"),
        fact(HALDEN, "weekly users", 41, "users", date(2026, 2, 2)),
        fact(HALDEN, "weekly users", 22, "users", date(2026, 3, 2)),
        fact(HALDEN, "open P1", "#4821", "text"),
        day(HALDEN, "P1 #4821 opened", 2, 12),
        usd(BRIGHTWELL, "ARR", 52400),
        day(BRIGHTWELL, "notice date", 4, 15),
        fact(BRIGHTWELL, "health score", 54, "points", TODAY),
        fact(
            BRIGHTWELL,
            "Priya Nair (CFO), call",
            "We can't take another 8% on this.",
            "quote",
            date(2026, 2, 24),
        ),
        fact(BRIGHTWELL, "goals confirmed as met", 1, "goals"),
        fact(BRIGHTWELL, "goals", 3, "goals"),
        fact(BRIGHTWELL, "next call", "15:00", "text"),
        usd(ORCA, "ARR", 28000),
        day(ORCA, "notice date", 4, 30),
        day(ORCA, "last usage data", 2, 9),
        day(ORCA, "last two-way contact", 12, 19, 2025),
        fact(KESTREL, "health score", 35, "points"),
        usd(KESTREL, "ARR", 18000),
        day(KESTREL, "notice date", 9, 12),
        fact("Salesforce", "last read", "06:10", "text"),
        fact("Zendesk", "last read", "06:00", "text"),
        day(BOOK, "usage data up to", 3, 2),
    ),
)

DIGEST = World(
    text="""\
*Your week, 2–6 March: two things can't wait. Northwind's notice date (14 Mar) and your promise \
to Halden (Wed).*
*Changed since 23 Feb*
▼ Halden Freight 52 → 38, now red: usage −9, support −5 (P1 #4821, open 18 days).
● Northwind Labs still 71, green, but procurement asked for the notice clause on 26 Feb.
▲ Tallis Energy 58 → 66: invoice cycle 9 → 6 days, confirmed by Ruth Osei on 25 Feb.
*Do, in this order*
1. Mon · Northwind, $84,000: ask Tom Reyes who owns the budget now (carried over from last week).
2. Wed · Halden, $72,000: send the root-cause note you promised on 25 Feb; escalate #4821 today.
3. Tue 15:00 · Brightwell, $52,400: price call with Priya Nair; prep and value sheet are ready.
4. Fri · Verity Foods, $31,000: day 60 with no win recorded, and goal 1 has no baseline.
*Renewals in 90 days:* 5, $301,000. Your calls: 1 commit, 2 at risk, 2 not made. \
*Last week's 5 acts:* 3 done, 1 snoozed, 1 carried over.
*Two-minute fix:* 3 accounts ($118,000) lack a notice date. *Blind spot:* Orca Payments, no \
usage data since 9 Feb.
_34 accounts, $2,412,000 ARR. Data as of 06:10 today._ [Make my calls] [Fix dates] [Mark done] \
[Snooze] [Settings]
""",
    facts=(
        fact("today", "date", date(2026, 3, 2), "date"),
        day(BOOK, "week from", 3, 2),
        day(BOOK, "week to", 3, 6),
        fact(BOOK, "things that can't wait", 2, "things"),
        day(NORTHWIND, "notice date", 3, 14),
        day(BOOK, "changed since", 2, 23),
        fact(HALDEN, "health score", 52, "points", date(2026, 2, 23)),
        fact(HALDEN, "health score", 38, "points", date(2026, 3, 2)),
        fact(HALDEN, "usage part of the change", -9, "points"),
        fact(HALDEN, "support part of the change", -5, "points"),
        fact(HALDEN, "days P1 #4821 is open", 18, "days"),
        fact(NORTHWIND, "health score", 71, "points"),
        day(NORTHWIND, "procurement asked for the notice clause", 2, 26),
        fact(TALLIS, "health score", 58, "points", date(2026, 2, 23)),
        fact(TALLIS, "health score", 66, "points", date(2026, 3, 2)),
        fact(TALLIS, "invoice cycle, baseline", 9, "days"),
        fact(TALLIS, "invoice cycle", 6, "days", date(2026, 2, 25)),
        usd(NORTHWIND, "ARR", 84000),
        usd(HALDEN, "ARR", 72000),
        day(HALDEN, "root-cause note promised on", 2, 25),
        usd(BRIGHTWELL, "ARR", 52400),
        fact(BRIGHTWELL, "next call", "15:00", "text"),
        usd(VERITY, "ARR", 31000),
        fact(VERITY, "days since contract start", 60, "days"),
        fact(VERITY, "goal 1 baseline", None),
        fact(BOOK, "renewals in the next 90 days", 5, "renewals"),
        usd(BOOK, "ARR renewing in the next 90 days", 301000),
        fact(BOOK, "calls: commit", 1, "renewals"),
        fact(BOOK, "calls: at risk", 2, "renewals"),
        fact(BOOK, "calls: not made", 2, "renewals"),
        fact(BOOK, "last week's acts", 5, "acts"),
        fact(BOOK, "last week's acts done", 3, "acts"),
        fact(BOOK, "last week's acts snoozed", 1, "acts"),
        fact(BOOK, "last week's acts carried over", 1, "acts"),
        fact(BOOK, "accounts that lack a notice date", 3, "accounts"),
        usd(BOOK, "ARR of accounts that lack a notice date", 118000),
        day(ORCA, "last usage data", 2, 9),
        fact(BOOK, "accounts", 34, "accounts"),
        usd(BOOK, "ARR", 2412000),
        fact("Salesforce", "last read", "06:10", "text"),
    ),
)

EMAIL = World(
    text="""\
To: Ruth Osei (VP Finance Operations, Tallis Energy)
Subject: From 9 days to 6: does this match your view?
Hi Ruth,
Last July you set three goals for the year. This is where I see them today:
• Invoice cycle: 9 days down to 6, as you confirmed on 25 February. Your target is 5.
• Manual corrections: 240 a month down to 150 in January. That is our count; your team hasn't \
confirmed it yet. Your target is 120.
• Two more plants: Leeds has been live since 12 January. Antwerp doesn't have a date yet.
Your agreement renews on 1 July. Before we talk about paper, I'd like to be sure that it's \
paying off for you.
Could we take 30 minutes in the week of 16 March to check these figures and decide what next \
year should deliver?
If something looks different from your side, tell me and I'll correct it.
Best regards,
Maya
""",
    facts=(
        fact("today", "date", TODAY, "date"),
        fact(TALLIS, "invoice cycle, baseline", 9, "days", date(2025, 7, 14)),
        fact(TALLIS, "invoice cycle", 6, "days", date(2026, 2, 25)),
        fact(TALLIS, "invoice cycle, target", 5, "days"),
        fact(TALLIS, "manual corrections, baseline", 240, "a month"),
        fact(TALLIS, "manual corrections", 150, "a month", date(2026, 1, 31)),
        fact(TALLIS, "manual corrections, target", 120, "a month"),
        fact(TALLIS, "goals", 3, "goals"),
        fact(TALLIS, "more plants, target", 2, "plants"),
        day(TALLIS, "Leeds live since", 1, 12),
        day(TALLIS, "renewal date", 7, 1),
        fact(TALLIS, "proposed meeting", "30 minutes in the week of 16 March", "text"),
    ),
)
