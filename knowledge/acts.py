"""Acts: what to do next, of which kind, by when, and whether it was answered already.

An act is computed from records, never typed: its `key` says which act it is, its `evidence` which
records, with their values, gave rise to it. Whoever was given it accepts it, does it, snoozes or
declines it; it comes back when there is evidence that wasn't there then.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from knowledge.company import Company

ActKind = Literal[
    "win_back",
    "ask_intent",
    "find_owner",
    "escalate",
    "call",
    "check_feed",
    "lift_usage",
    "plan",
    "confirm_renewal",
    "keep_promise",
    "remind",
    "milestone",
    "first_win",
    "prepare",
]
ActClass = Literal["training", "escalation", "relationship", "commercial"]
State = Literal["accepted", "done", "snoozed", "declined"]

CLASSES: dict[ActKind, ActClass] = {
    "win_back": "commercial",
    "ask_intent": "commercial",
    "find_owner": "relationship",
    "escalate": "escalation",
    "call": "relationship",
    "check_feed": "relationship",
    "lift_usage": "training",
    "plan": "commercial",
    "confirm_renewal": "commercial",
    "keep_promise": "relationship",
    "remind": "relationship",
    "milestone": "training",
    "first_win": "training",
    "prepare": "relationship",
}
# These answer a risk to the renewal; the others have a record of their own.
OF_RISK: tuple[ActKind, ...] = (
    "win_back",
    "ask_intent",
    "find_owner",
    "escalate",
    "call",
    "check_feed",
    "lift_usage",
    "plan",
)
_TODAY: frozenset[ActKind] = frozenset({"win_back", "escalate"})
# Days to the deadline, and within how many working days the act is due then.
_LEADS = ((14, 0), (30, 2), (60, 5))
_LEAD_OTHERWISE = 10
# The act comes at least this many working days before the deadline, so that something can follow.
_BEFORE_DEADLINE = 5
_SHORTEST_ID = 4


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do about an account, by `due`, which is a working day.

    `subject` is the record that it is about, "" for the account itself. `evidence` are records
    with their values, one string each. `owner` is a CSM's name, None where nobody owns the account.
    """

    account_id: int
    kind: ActKind
    subject: str
    evidence: tuple[str, ...]
    due: date
    owner: str | None

    @property
    def act_class(self) -> ActClass:
        return CLASSES[self.kind]

    @property
    def key(self) -> str:
        """Which act it is, within the account: as long as the table's column is wide."""
        key = f"{self.kind}:{self.subject}"
        return key if len(key) <= 100 else f"{self.kind}:{_hash(self.subject)}"

    @property
    def digest(self) -> str:
        """The evidence as 64 hexadecimal digits; the order in which it was found is no matter."""
        return _hash("\n".join(sorted(set(self.evidence))))


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about an act on a day, and the evidence that was there by then."""

    state: State
    evidence: frozenset[str]
    reason: str | None
    due: date | None
    snoozed_until: date | None
    by: str | None
    on: date | None = None


def is_open(act: Act, decision: Decision | None, today: date) -> bool:
    """Whether the act waits for somebody: undecided, accepted, snoozed until today or before, or
    with evidence that its decision didn't know. Evidence that is gone brings nothing back."""
    if decision is None or decision.state == "accepted":
        return True
    if set(act.evidence) - decision.evidence:
        return True
    until = decision.snoozed_until
    return decision.state == "snoozed" and until is not None and until <= today


def due_by(kind: ActKind, deadline: date | None, today: date, company: Company) -> date:
    """The working day on which an act about a renewal is due: the nearer its notice or renewal
    date, the sooner; never later than 5 working days before that date, never before today."""
    first = working_day_from(today, company)
    if kind in _TODAY or deadline is None:
        lead = 0 if kind in _TODAY else _LEAD_OTHERWISE
        return company.add_working_days(first, lead)
    left = (deadline - today).days
    lead = next((days for most, days in _LEADS if left <= most), _LEAD_OTHERWISE)
    latest = company.add_working_days(deadline, -_BEFORE_DEADLINE)
    return max(first, min(company.add_working_days(first, lead), latest))


def promised_by(due: date, today: date, company: Company) -> date:
    """The working day on which something promised for `due` has to be done: that day or the last
    working day before it; today, or the next working day, where that is past."""
    on_time = due if company.is_working_day(due) else company.add_working_days(due, -1)
    return max(on_time, working_day_from(today, company))


def working_day_from(day: date, company: Company) -> date:
    """The day itself, or the next working day."""
    return company.add_working_days(day - timedelta(days=1), 1)


def act_id(account_home: str, act: Act) -> str:
    """The act's id, 64 hexadecimal digits: the same as long as the act is the same."""
    return id_of_key(account_home, act.key)


def id_of_key(account_home: str, key: str) -> str:
    """The id of the account's act with that key."""
    return _hash(f"{account_home}\n{key}")


def short_ids(ids: list[str]) -> dict[str, str]:
    """Each id's first digits, as many (4 or more) as tell all of them apart."""
    length = _SHORTEST_ID
    while len({one[:length] for one in ids}) < len(set(ids)):
        length += 1
    return {one: one[:length] for one in ids}


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
