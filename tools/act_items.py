"""An act as an answer shows it: what, with whom, about which record, by when, whose it is."""

from dataclasses import dataclass
from datetime import date

from knowledge.acts import CLASSES, OF_RISK, ActClass, ActKind
from knowledge.facts import Fact
from knowledge.store.agenda import Item
from knowledge.store.alerts import Alert
from knowledge.store.meetings import Meeting
from knowledge.store.plans import Commitment, Milestone
from tools.about import About
from tools.desk import Desk
from tools.reasons import Case, Kind, Reason, case_of
from tools.result import Source

ANSWERED = "acts done, snoozed or declined"
_ANSWERS: dict[ActKind, Kind] = {
    "win_back": "notice_served",
    "ask_intent": "auto_renew_off",
    "find_owner": "person_left",
    "escalate": "p1_open",
    "check_feed": "no_usage",
    "lift_usage": "measure",
    "plan": "called",
    "call": "no_contact",
}


@dataclass(frozen=True, slots=True)
class ToDo:
    """One act. `who` to turn to, `ticket` to escalate, `words` of the promise, milestone or
    meeting, `on` its own date, `late` by how many days; `reason` is why, where that is a risk.

    `owner` is whose act it is; `is_mine` says that the asker is. `id` names it for a decision.
    """

    kind: ActKind
    act_class: ActClass
    id: Fact
    owner: Fact
    is_mine: bool
    due: Fact
    is_today: bool
    is_accepted: bool
    who: Fact | None = None
    ticket: Fact | None = None
    words: Fact | None = None
    on: Fact | None = None
    late: Fact | None = None
    reason: Reason | None = None


def to_do(item: Item, short_id: str, desk: Desk) -> ToDo:
    """The item's facts."""
    account, act = item.position.account, item.act
    about = About(account.name, desk.today, account.home)
    case = case_of(item.standing)
    is_risk = act.kind in OF_RISK and item.record is None
    record = _Record.of(item)
    late = (desk.today - record.day).days if record.day and not is_risk else 0
    counts_late = act.kind not in ("first_win", "lift_usage", "confirm_renewal")
    return ToDo(
        kind=act.kind,
        act_class=CLASSES[act.kind],
        id=about.text("act", short_id, "act"),
        owner=about.text("owner of the act", act.owner or "nobody", account.home),
        is_mine=act.owner == desk.viewer.name,
        due=about.day("act to be done by", item.due, record.home),
        is_today=item.due <= desk.today,
        is_accepted=item.decision is not None and item.decision.state == "accepted",
        who=case.act.who,
        ticket=case.act.ticket if is_risk else None,
        words=about.quote("words of the act's record", record.words, record.home)
        if record.words
        else None,
        on=about.day(f"{act.kind.replace('_', ' ')} due on", record.day, record.home)
        if record.day
        else None,
        late=about.days("late", late, record.home) if late > 0 and counts_late else None,
        reason=_why(act.kind, case) if is_risk else None,
    )


def _why(kind: ActKind, case: Case) -> Reason | None:
    """The reason that the act answers, else the one that matters most."""
    answered = next((r for r in case.reasons if r.kind == _ANSWERS.get(kind)), None)
    return answered or next(iter(case.reasons), None)


def item_source(item: Item) -> Source | None:
    """The record that an act is about, where it has one of its own."""
    record = _Record.of(item)
    if not record.home or not record.words:
        return None
    return Source(record.home, record.words, record.day, item.position.account.name)


@dataclass(frozen=True, slots=True)
class _Record:
    words: str
    day: date | None
    home: str

    @classmethod
    def of(cls, item: Item) -> "_Record":
        match item.record:
            case Commitment() as promise:
                return cls(promise.text, promise.due, promise.home)
            case Milestone() as milestone:
                return cls(milestone.name, milestone.due, milestone.home)
            case Meeting() as meeting:
                return cls(meeting.title, meeting.starts_at.date(), meeting.home)
            case Alert() as alert:
                return cls("", alert.since, alert.home)
            case date() as started:
                return cls("", started, "first ARR event")
        due = item.position.deadline
        return cls("", due.day if due else None, due.contract.home if due else "")
