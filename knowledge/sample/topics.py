"""What a note is about: events that want telling, and what the figures show on the day."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

import numpy as np
from numpy.typing import NDArray

from knowledge.sample.cast import Cast, Stakeholder
from knowledge.sample.lives import Event, Life
from knowledge.sample.plans import Goal
from knowledge.sample.support import Ticket, fill
from knowledge.sample.vocabulary import modules, words

# Events that somebody mentions, and who does where it isn't anybody.
TOLD_BY = {
    "champion_left": "", "champion_replaced": "", "buyer_left": "champion", "buyer_replaced": "",
    "reorg": "champion", "competitor": "champion", "new_use_case": "champion",
    "p1_opened": "champion", "p1_closed": "champion", "price_pushback": "economic_buyer",
    "notice_clause": "procurement", "onboarding_win": "champion", "onboarding_late": "champion",
    "parting": "champion", "heated": "champion", "expansion": "champion", "recovery": "champion",
    "our_promise": "",
}  # fmt: skip
# What a fact is about, by the slot that names it.
_ENTITY = {
    "champion_left": "gone", "champion_replaced": "new", "buyer_left": "gone",
    "buyer_replaced": "new", "introduction": "new", "competitor": "competitor",
    "new_use_case": "module",
    "p1_opened": "ticket", "p1_closed": "ticket", "goal_progress": "metric",
    "goal_behind": "metric", "training": "module", "expansion": "module",
}  # fmt: skip
_EVERYDAY = ("training", "staffing", "roadmap", "erp_project", "suppliers")


@dataclass(slots=True)
class Topic:
    """One matter of a note. `event` is empty where no event is behind it."""

    kind: str
    event: str = ""
    slots: dict[str, str] = field(default_factory=dict)

    @property
    def polarity(self) -> int:
        return int(words("topics")[self.kind]["polarity"])

    def entity(self, slots: dict[str, str]) -> str:
        return slots.get(_ENTITY.get(self.kind, ""), slots["account"])


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a note of one account can draw on. `active` is daily active users from `first`."""

    life: Life
    cast: Cast
    goals: list[Goal]
    tickets: list[Ticket]
    active: NDArray[np.int32]
    first: int

    def peak(self, day: int, days: int = 7) -> int:
        """The busiest day of the `days` up to `day`; -1 without data."""
        end = day - self.first + 1
        seen = self.active[max(0, end - days) : max(0, end)]
        return int(seen.max()) if len(seen) else -1


def spoken_date(day: int, region: str) -> str:
    """12 February, or February 12 where people say so."""
    when = date.fromordinal(day)
    month = when.strftime("%B")
    return f"{month} {when.day}" if region == "NA" else f"{when.day} {month}"


def common_slots(scene: Scene, who: Stakeholder, day: int, chance: Random) -> dict[str, str]:
    """What any phrase may use."""
    life, account = scene.life, scene.life.account
    frames = words("frames")
    entitled = modules()[: words("product")["plans"][account.plan]]
    buyer = scene.cast.on("economic_buyer", day)
    renewal = life.term_on(day).renewal
    clash = renewal + chance.choice((-31, -14, 14, 30))
    return {
        "account": account.name, "who": who.name, "whoemail": who.email, "first": who.first,
        "title": who.title,
        "module": chance.choice(entitled), "erp": account.erp,
        "site": chance.choice(frames["sites"]),
        "competitor": chance.choice(words("product")["competitors"]),
        "renewal": spoken_date(renewal, account.region),
        "buyer": buyer.name if buyer and buyer is not who else "the CFO",
        "pct": str(account.uplift_pct or 5), "seats": str(life.seats_on(day)),
        "users": str(max(scene.peak(day), 0)), "before": str(max(scene.peak(day - 28), 0)),
        "weeks": str(max(1, (day - account.signed_on.toordinal()) // 7)),
        "clash": spoken_date(clash, account.region),
        "due": spoken_date(day + chance.choice((3, 5, 7, 10, 14)), account.region),
        "gone": "my colleague", "when": spoken_date(day, account.region),
    }  # fmt: skip


def event_topic(scene: Scene, event: Event) -> Topic | None:
    """The topic of an event that wants telling; None where there is nothing to say."""
    if event.kind not in TOLD_BY:
        return None
    slots = dict(event.detail) | {"when": spoken_date(event.day, scene.life.account.region)}
    if event.kind.endswith("_left") and "gone" not in slots:
        return None
    if event.kind in ("p1_opened", "p1_closed"):
        ticket = _ticket_of(scene, event)
        if ticket is None:
            return None
        slots |= {"ticket": f"#{ticket.id}", "subject": ticket.subject}
    return Topic(event.kind, event.id, slots)


def day_topics(scene: Scene, day: int, chance: Random) -> list[Topic]:
    """What else could come up on that day, the likeliest first."""
    found = [*_usage(scene, day), *_goals(scene, day, chance)]
    ahead = scene.life.term_on(day).renewal - day
    if 30 < ahead < 150:
        rare = chance.random() < 0.06
        found.append(Topic("date_clash" if rare else "renewal_talk"))
    value = scene.life.value_on(day)
    if scene.peak(day) > 0.9 * scene.life.seats_on(day) and value > 0.3:
        found.append(Topic("expansion"))
    said = words("product")["feedback"]
    if chance.random() < 0.3:
        wish = fill(chance.choice(said["request"]), scene.life, chance)
        found.append(Topic("request", slots={"wish": wish}))
    if value > 0.1 and chance.random() < 0.6:
        praise = fill(chance.choice(said["praise"]), scene.life, chance)
        found.append(Topic("praise", slots={"praise": praise}))
    found += [Topic(kind) for kind in chance.sample(_EVERYDAY, 2)]
    chance.shuffle(found)
    return found


def _usage(scene: Scene, day: int) -> list[Topic]:
    now, before = scene.peak(day), scene.peak(day - 28)
    if now <= 0 or before <= 4:
        return []
    if now >= before * 1.12:
        return [Topic("usage_up")]
    return [Topic("usage_down")] if now <= before * 0.85 else []


def _goals(scene: Scene, day: int, chance: Random) -> list[Topic]:
    ready = [goal for goal in scene.goals if goal.actual_on <= day <= goal.actual_on + 60]
    if not ready:
        return []
    goal = chance.choice(ready)
    passed = (day - goal.set_on) / (goal.due - goal.set_on)
    kind = "goal_progress" if goal.progress > max(0.15, 0.5 * passed) else "goal_behind"
    slots = {
        "goal": goal.words["name"], "metric": goal.words["metric"],
        "baseline": goal.shown(goal.baseline), "actual": goal.shown(goal.actual),
        "target": goal.shown(goal.target), "module": goal.words["feature"],
    }  # fmt: skip
    return [Topic(kind, slots=slots)]


def _ticket_of(scene: Scene, event: Event) -> Ticket | None:
    for ticket in scene.tickets:
        day = ticket.opened if event.kind == "p1_opened" else ticket.closed
        if ticket.priority == "P1" and day == event.day:
            return ticket
    return None
