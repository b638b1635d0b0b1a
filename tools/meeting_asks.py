"""Three things to ask in a meeting, each from a record: the risky before the routine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.facts import Fact
from tools.goals import Goal
from tools.meeting_people import MeetingPeople
from tools.promises import PromiseItem
from tools.survey_answers import Unanswered
from tools.tone import SignItem

AskKind = Literal[
    "sign", "left_hint", "vacancy", "their_promise", "goal_late", "goal_unconfirmed",
    "goal_unmeasured", "renewal", "survey", "no_goals",
]  # fmt: skip
MOST_ASKS = 3
RENEWAL_NEAR_DAYS = 180


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. Which fields are filled depends on its kind: `about` a sign's subject,
    `quote` the words it rests on, `who` whom to ask or who it is about, `day` a date."""

    kind: AskKind
    about: str = ""
    quote: Fact | None = None
    who: Fact | None = None
    role: Fact | None = None
    day: Fact | None = None


def asks(
    signs: Sequence[SignItem],
    people: MeetingPeople,
    theirs: Sequence[PromiseItem],
    goals: Sequence[Goal],
    deadline: tuple[str, Fact, Fact],
    unanswered: Sequence[Unanswered],
) -> tuple[Ask, ...]:
    """The first three, no two of them of one kind."""
    found: dict[str, Ask] = {}
    for ask in (
        *_of_signs(signs),
        *_of_people(people),
        *(Ask("their_promise", quote=p.text, who=p.by, day=p.due) for p in theirs if p.late),
        *_of_goals(goals),
        *_of_renewal(deadline),
        *(Ask("survey", about=u.kind, who=u.by, day=u.sent) for u in unanswered if u.by),
        *(Ask("their_promise", quote=p.text, who=p.by, day=p.due) for p in theirs if not p.late),
    ):
        found.setdefault(ask.kind, ask)
    return tuple(found.values())[:MOST_ASKS]


def _of_signs(signs: Sequence[SignItem]) -> Iterator[Ask]:
    for sign in signs:
        yield Ask("sign", sign.about, sign.quote, day=sign.on)


def _of_people(people: MeetingPeople) -> Iterator[Ask]:
    for hint in people.hints:
        if hint.kind == "departure":
            yield Ask("left_hint", quote=hint.quote, day=hint.on)
    for role in people.missing:
        if role.last:
            yield Ask("vacancy", who=role.last.name, role=role.role, day=role.last.left)


def _of_goals(goals: Sequence[Goal]) -> Iterator[Ask]:
    if not goals:
        yield Ask("no_goals")
    for goal in goals:
        if goal.state == "overdue":
            yield Ask("goal_late", quote=goal.name, day=goal.due)
        elif goal.actual and not goal.confirmed_by:
            yield Ask("goal_unconfirmed", quote=goal.name)
        elif goal.target and not goal.actual:
            yield Ask("goal_unmeasured", quote=goal.name)


def _of_renewal(deadline: tuple[str, Fact, Fact]) -> Iterator[Ask]:
    kind, day, left = deadline
    near = isinstance(left.value, int) and 0 <= left.value <= RENEWAL_NEAR_DAYS
    if near:
        yield Ask("renewal", about=kind, day=day)
