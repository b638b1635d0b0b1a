"""An objective of a success plan as a reader sees it, with its milestones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.errors import BadInput
from knowledge.facts import Fact
from knowledge.money import exponent
from knowledge.store.plans import Milestone, Objective
from tools.about import About
from tools.result import Source

_UNIT = re.compile(r"[A-Za-z][A-Za-z ]{0,24}")
_CODE_LENGTH = 3
_PERCENT = ("%", "percent", "pct", "per cent")


@dataclass(frozen=True, slots=True)
class MilestoneItem:
    """A step towards an `objective`, where the list doesn't tell; `late` in days if overdue."""

    name: Fact
    objective: Fact | None
    side: str
    owner: Fact | None
    due: Fact
    done: Fact | None
    late: Fact | None


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective: where it began, stands and should be. `state` is met, overdue, open, missed."""

    account: Fact
    name: Fact
    state: str
    words: Fact | None
    metric: Fact | None
    baseline: Fact | None
    actual: Fact | None
    actual_on: Fact | None
    target: Fact | None
    due: Fact
    late: Fact | None
    owner: Fact | None
    feature: Fact | None
    confirmed_by: Fact | None
    confirmed_on: Fact | None
    milestones: tuple[MilestoneItem, ...]


def goal(objective: Objective, milestones: Sequence[Milestone], about: About) -> Goal:
    """`about` is of the account; `milestones` are those of the objective."""
    about = About(about.entity, about.as_of, objective.home)
    name, metric = objective.name, objective.metric or objective.name
    is_late = objective.is_overdue(about.as_of)
    confirmed = objective.confirmed_by is not None
    return Goal(
        account=about.name(),
        name=about.text("objective", name),
        state="overdue" if is_late else objective.status,
        words=_quote(about, "client's words on the objective", objective.client_words),
        metric=_text(about, "metric of the objective", objective.metric),
        baseline=_measure(about, f"{metric}, baseline", objective.baseline, objective.unit),
        actual=_measure(about, f"{metric}, actual", objective.actual, objective.unit),
        actual_on=about.day(f"{metric} of objective {name}, measured on", objective.actual_on)
        if objective.actual_on
        else None,
        target=_measure(about, f"{metric}, target", objective.target, objective.unit),
        due=about.day(f"objective {name} due", objective.due),
        late=_late(about, f"objective {name} overdue", objective.due) if is_late else None,
        owner=_text(about, "owner of the objective", objective.owner),
        feature=_text(about, "feature of the objective", objective.feature),
        confirmed_by=_text(about, "objective confirmed by", objective.confirmed_by),
        confirmed_on=about.day(f"objective {name} confirmed on", objective.confirmed_on)
        if confirmed and objective.confirmed_on
        else None,
        milestones=tuple(milestone_item(m, about) for m in milestones),
    )


def milestone_item(
    milestone: Milestone, about: About, *, objective: str | None = None
) -> MilestoneItem:
    """`objective` is the name of what it is a step towards, where that has to be said."""
    about = About(about.entity, about.as_of, milestone.home)
    is_done = milestone.is_done(about.as_of)
    is_late = milestone.is_overdue(about.as_of)
    name = f"milestone {milestone.name}"
    return MilestoneItem(
        name=about.text("milestone", milestone.name),
        objective=about.text("objective", objective) if objective else None,
        side=milestone.side or "",
        owner=_text(about, "owner of the milestone", milestone.owner),
        due=about.day(f"{name} due", milestone.due),
        done=about.day(f"{name} done", milestone.done_on) if is_done else None,
        late=_late(about, f"{name} overdue", milestone.due) if is_late else None,
    )


def goal_source(objective: Objective, account: str) -> Source:
    return Source(objective.home, objective.name, objective.actual_on or objective.due, account)


def unit_of(written: str | None) -> str:
    """A fact's unit for the unit that a person wrote; "" where it can't be one."""
    plain = " ".join((written or "").split())
    if plain.casefold() in _PERCENT:
        return "percent"
    if not _UNIT.fullmatch(plain):
        return ""
    return plain if _is_currency(plain) else plain.lower()


def _is_currency(written: str) -> bool:
    if len(written) != _CODE_LENGTH or not written.isupper():
        return False
    try:
        exponent(written)
    except BadInput:
        return False
    return True


def _measure(about: About, attribute: str, value: Decimal | None, unit: str | None) -> Fact | None:
    return None if value is None else about.number(attribute, value, unit_of(unit))


def _late(about: About, attribute: str, due: date | None) -> Fact:
    return about.days(attribute, (about.as_of - due).days if due else None)


def _text(about: About, attribute: str, value: str | None) -> Fact | None:
    return about.text(attribute, value) if value else None


def _quote(about: About, attribute: str, words: str | None) -> Fact | None:
    return about.quote(attribute, words) if words else None
