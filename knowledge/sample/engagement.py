"""Touchpoints: what we send and hold, and whether they answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from knowledge.sample.cast import Cast, Stakeholder
from knowledge.sample.coefficients import Coefficients
from knowledge.sample.lives import Life
from knowledge.sample.roster import Colleague, Roster
from knowledge.sample.rows import Row
from knowledge.sample.vocabulary import modules

# A week's chance of an e-mail and of a call, by segment.
_RATES = {"enterprise": (0.85, 0.42), "mid_market": (0.42, 0.22), "smb": (0.16, 0.05)}
_CHASES = 0.4
_SUBJECTS = (
    "Monthly call", "Check-in", "Release notes", "Open points", "Your question on {module}",
    "Training for approvers", "{module}: next steps", "Dates for the next call",
    "Month end: anything we can do?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touch:
    """One touchpoint; `day` is an ordinal."""

    day: int
    kind: str
    who: Stakeholder
    ours: Colleague
    two_way: bool
    held: bool | None
    subject: str


def make_touches(
    life: Life, cast: Cast, roster: Roster, numbers: Coefficients, seed: int
) -> list[Touch]:
    """Every touchpoint of one account, in order."""
    chance = life.account.random(seed, "touches")
    touches = _Diary(life, cast, roster, numbers, chance).touches()
    return sorted(touches, key=lambda touch: touch.day)


def touch_rows(life: Life, touches: list[Touch]) -> list[Row]:
    return [
        {
            "id": f"{life.account.id}-T{i}", "account": life.account.id,
            "stakeholder": touch.who.id, "person": touch.ours.email,
            "day": date.fromordinal(touch.day), "kind": touch.kind, "two_way": touch.two_way,
            "held": touch.held, "subject": touch.subject,
        }
        for i, touch in enumerate(touches, 1)
    ]  # fmt: skip


def meeting_rows(life: Life, cast: Cast, roster: Roster, seed: int) -> list[Row]:
    """The calls that are in the diary for the next two weeks."""
    chance = life.account.random(seed, "meetings")
    story = life.account.story
    if life.left_on is not None or (story and story.contact_stopped):
        return []
    likely = {"enterprise": 0.5, "mid_market": 0.3, "smb": 0.08}[life.account.segment]
    if chance.random() > likely and not (story and story.buyer_title == "CFO"):
        return []
    ahead = 1 if story and story.buyer_title == "CFO" else chance.randint(0, 13)
    day = _working_day(life.window.today + timedelta(days=ahead))
    zone = ZoneInfo(life.account.time_zone)
    at = time(chance.choice((9, 10, 11, 13, 14, 15)), chance.choice((0, 30)))
    local = datetime.combine(day, at, zone)
    owner = roster.owners[life.account.index]
    guests = [cast.contact(life.window.last, chance)]
    title = chance.choice(("Monthly call", "Check-in", "Quarterly review", "Renewal talk"))
    if story and story.buyer_title == "CFO":
        buyer = cast.on("economic_buyer", life.window.last)
        guests, title = [buyer] if buyer else guests, "Renewal terms"
    return [
        {
            "id": f"{life.account.id}-M1", "account": life.account.id,
            "starts_at": local.astimezone(UTC), "title": f"{life.account.name}: {title}",
            "attendees": "; ".join([owner.email, *(guest.email for guest in guests)]),
        }
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Diary:
    """What a CSM does with one account, week by week."""

    life: Life
    cast: Cast
    roster: Roster
    numbers: Coefficients
    chance: Random

    def touches(self) -> Iterator[Touch]:
        life, chance = self.life, self.chance
        mails, calls = _RATES[life.account.segment]
        silent_from = _silent_from(life)
        for monday in range(life.active_from, life.active_until + 1, 7):
            silent = silent_from is not None and monday + 6 >= silent_from
            if chance.random() < (_CHASES if silent else mails):
                yield self._mail(_weekday(monday + chance.randint(0, 4), life), silent)
            if chance.random() < calls and not silent:
                yield self._call(_weekday(monday + chance.randint(0, 4), life))

    def _mail(self, day: int, silent: bool) -> Touch:
        base, slope = self.numbers.replies
        logit = base + slope * self.life.value_on(day)
        logit += self.numbers.replies_without_champion * self.life.champion_is_absent(day)
        answered = self.chance.random() < _sigmoid(logit) and not silent
        subject = self.chance.choice(_SUBJECTS).format(module=self.chance.choice(modules()))
        who = self.cast.contact(day, self.chance)
        return Touch(day, "email", who, self._ours(day), answered, None, subject)

    def _call(self, day: int) -> Touch:
        base, slope = self.numbers.held
        held = self.chance.random() < _sigmoid(base + slope * self.life.value_on(day))
        kind = self.chance.choice(("call", "call", "meeting"))
        routine = self.chance.choice(("Monthly call", "Check-in"))
        subject = "Quarterly review" if self.chance.random() < 0.16 else routine
        who = self.cast.contact(day, self.chance)
        return Touch(day, kind, who, self._ours(day), held, held, subject)

    def _ours(self, day: int) -> Colleague:
        return self.roster.owner_on(self.life.account.index, day)


def _silent_from(life: Life) -> int | None:
    story = life.account.story
    return life.window.ago(story.contact_stopped) if story and story.contact_stopped else None


def _weekday(day: int, life: Life) -> int:
    """The working day on or before `day`, within the account's time."""
    day = min(day, life.active_until)
    back = max(0, date.fromordinal(day).weekday() - 4)
    return max(day - back, life.active_from)


def _working_day(day: date) -> date:
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))
