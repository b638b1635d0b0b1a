"""One account's onboarding: its steps, its first win, and how long it has taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.facts import Fact
from knowledge.store.plans import OnboardingStep
from knowledge.store.portfolio import Position
from tools.about import About

WIN_WITHIN_DAYS = 60


@dataclass(frozen=True, slots=True)
class Course:
    """How far one account has come. `started` is its first paying day, or when it signed."""

    steps: tuple[OnboardingStep, ...]
    started: date | None
    today: date

    @property
    def win(self) -> date | None:
        """When it first got value out of the product."""
        days = [s.done_on for s in self.steps if s.step == "first_value" and s.is_done(self.today)]
        return min((day for day in days if day), default=None)

    @property
    def days(self) -> int | None:
        """Days from the start to the first win, or so far."""
        if self.started is None:
            return None
        return max(0, ((self.win or self.today) - self.started).days)

    @property
    def is_past_due(self) -> bool:
        """60 days have gone by without a win."""
        return self.win is None and self.days is not None and self.days > WIN_WITHIN_DAYS

    @property
    def left(self) -> tuple[OnboardingStep, ...]:
        """The steps that aren't done."""
        return tuple(s for s in self.steps if not s.is_done(self.today))

    @property
    def late(self) -> tuple[OnboardingStep, ...]:
        """The steps that should be done and aren't."""
        return tuple(s for s in self.left if s.due is not None and s.due < self.today)


@dataclass(frozen=True, slots=True)
class StepItem:
    """One step: done on a day, or due, and `late` in days."""

    name: Fact
    is_win: bool
    due: Fact
    done: Fact | None
    late: Fact | None
    evidence: Fact | None


def step_item(step: OnboardingStep, account: str, today: date) -> StepItem:
    about = About(account, today, step.home)
    is_done = step.is_done(today)
    is_late = not is_done and step.due is not None and step.due < today
    return StepItem(
        name=about.text("onboarding step", step.name),
        is_win=step.step == "first_value",
        due=about.day(f"{step.name} due", step.due),
        done=about.day(f"{step.name} done", step.done_on) if is_done else None,
        late=about.days(f"{step.name} late", (today - step.due).days)
        if is_late and step.due
        else None,
        evidence=about.quote("evidence of the first value", step.evidence)
        if is_done and step.evidence
        else None,
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an account has come. `win_on` and `took` only where it has had its first win.

    `day` counts the days since the start; `next` is the step that is the most late, or due next.
    """

    account: Fact
    arr: Fact
    started: Fact
    day: Fact
    is_past_due: bool
    win_on: Fact | None
    took: Fact | None
    evidence: Fact | None
    done: Fact
    total: Fact
    steps: tuple[StepItem, ...]
    next: StepItem | None


def progress(position: Position, course: Course) -> Progress:
    name, today = position.account.name, course.today
    about = About(name, today, position.account.home)
    steps = tuple(step_item(s, name, today) for s in course.steps)
    waiting = course.late or course.left
    first = min(waiting, key=lambda s: s.due or date.max, default=None)
    so_far = (today - course.started).days if course.started else None
    win = next((s for s in steps if s.is_win and s.done), None)
    return Progress(
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        started=about.day("started", course.started, "first ARR event"),
        day=about.count("day since the start", so_far or 0, ""),
        is_past_due=course.is_past_due,
        win_on=about.day("first value reached", course.win) if course.win else None,
        took=about.days("time to first value", course.days) if course.win else None,
        evidence=win.evidence if win else None,
        done=about.count("onboarding steps done", len(steps) - len(course.left), "steps"),
        total=about.count("onboarding steps", len(steps), "steps"),
        steps=steps,
        next=step_item(first, name, today) if first else None,
    )


def reached(courses: Sequence[Course]) -> tuple[list[int], list[bool]]:
    """Days, and whether the first win came, of the courses whose start is known."""
    known = [c for c in courses if c.days is not None]
    return [c.days or 0 for c in known], [c.win is not None for c in known]
