"""Success plans: goals with figures, milestones, onboarding."""

from dataclasses import dataclass
from datetime import date
from random import Random

from knowledge.sample.cast import Cast
from knowledge.sample.lives import Life
from knowledge.sample.roster import Roster
from knowledge.sample.rows import Row
from knowledge.sample.vocabulary import Words, modules, words

_STEPS = (
    ("Kick-off", "kickoff", 7), ("Technical set-up: {erp} sync and single sign-on", "setup", 25),
    ("First entity live", "go_live", 40), ("First touchless payment run", "first_value", 60),
)  # fmt: skip
_MILESTONES = (
    ("Baseline agreed", "client"),
    ("{module} set up", "us"),
    ("Reached half way", "client"),
)


@dataclass(frozen=True, slots=True)
class Goal:
    """One objective, with where it stands when the world ends."""

    id: str
    words: Words
    baseline: float
    target: float
    actual: float
    actual_on: int
    set_on: int
    due: int
    progress: float
    status: str
    confirmed_by: str
    confirmed_on: int
    client_words: str

    @property
    def unit(self) -> str:
        return str(self.words["unit"])

    def shown(self, value: float) -> str:
        """A value as one says it: "6 days", "72 percent"."""
        return f"{number(value)} {self.unit}"


def make_goals(life: Life, cast: Cast, seed: int) -> list[Goal]:
    """The account's goals; progress follows time and value."""
    chance = life.account.random(seed, "goals")
    entitled = modules()[: words("product")["plans"][life.account.plan]]
    fitting = [goal for goal in words("product")["goal"] if goal["feature"] in entitled]
    picked = chance.sample(fitting, min(life.account.goals, len(fitting)))
    return [_goal(life, cast, i, goal, chance) for i, goal in enumerate(picked, 1)]


def number(value: float) -> str:
    """Without a needless decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def objective_rows(life: Life, cast: Cast, goals: list[Goal]) -> list[Row]:
    return [
        {
            "id": goal.id, "account": life.account.id, "name": goal.words["name"],
            "client_words": goal.client_words, "feature": goal.words["feature"],
            "metric": goal.words["metric"], "unit": goal.unit, "baseline": number(goal.baseline),
            "baseline_on": date.fromordinal(goal.set_on), "target": number(goal.target),
            "actual": number(goal.actual), "actual_on": date.fromordinal(goal.actual_on),
            "due": date.fromordinal(goal.due), "owner": _owner(life, cast),
            "status": goal.status, "confirmed_by": goal.confirmed_by,
            "confirmed_on": date.fromordinal(goal.confirmed_on) if goal.confirmed_by else None,
        }
        for goal in goals
    ]  # fmt: skip


def milestone_rows(life: Life, cast: Cast, roster: Roster, goals: list[Goal]) -> list[Row]:
    """Three steps a goal; done in order, as far as the goal has come."""
    ours = roster.owners[life.account.index].name
    rows: list[Row] = []
    for goal in goals:
        span = goal.due - goal.set_on
        for k, (name, side) in enumerate(_MILESTONES):
            due = goal.set_on + span * (k + 1) // 4
            done = goal.progress > (0.05, 0.2, 0.5)[k] and due - 9 <= life.window.last
            rows.append({
                "id": f"{goal.id}-{k + 1}", "account": life.account.id, "objective": goal.id,
                "name": name.format(module=goal.words["feature"]), "side": side,
                "owner": ours if side == "us" else _owner(life, cast),
                "due": date.fromordinal(due),
                "done_on": date.fromordinal(due - 9) if done else None,
            })  # fmt: skip
    return rows


def onboarding_rows(life: Life, seed: int) -> list[Row]:
    """From the kick-off to the first value, on the days that it took."""
    chance = life.account.random(seed, "onboarding")
    signed, last = life.account.signed_on.toordinal(), life.active_until
    won = next((e.day for e in life.events if e.kind == "onboarding_win"), None)
    took = _days_taken(life, chance)
    if won is not None:
        took = (*took[:3], won - signed)
    rows: list[Row] = []
    for i, (name, step, due) in enumerate(_STEPS):
        days = took[i]
        done = None if days is None or signed + days > last else signed + days
        evidence = "first payment run without manual booking" if step == "first_value" else ""
        rows.append({
            "id": f"{life.account.id}-B{i + 1}", "account": life.account.id,
            "name": name.format(erp=life.account.erp), "step": step,
            "due": date.fromordinal(signed + due),
            "done_on": None if done is None else date.fromordinal(done),
            "evidence": "" if done is None else evidence,
        })  # fmt: skip
    return rows


def _goal(life: Life, cast: Cast, i: int, goal: Words, chance: Random) -> Goal:
    last = life.active_until
    signed = life.account.signed_on.toordinal()
    set_on = min(max(signed + chance.randint(5, 25), last - chance.randint(200, 330)), last)
    due = set_on + chance.choice((270, 300, 365))
    passed = (last - set_on) / (due - set_on)
    value = life.value_on(last)
    progress = 0.6 * passed + 0.4 * value * passed + chance.gauss(0, 0.12)
    progress = min(1.1, max(0.0, progress)) if life.account.win else min(0.5, max(0.0, progress))
    baseline = float(chance.randint(*goal["baseline"]))
    factor = chance.uniform(*goal["target"])
    target = float(round(min(baseline * factor, 96 if goal["unit"] == "percent" else 1e9)))
    actual = baseline + (target - baseline) * progress
    actual = round(actual, 1) if abs(target - baseline) < 12 else float(round(actual))
    reached = (actual - target) * (target - baseline) >= 0
    actual_on = max(set_on, last - chance.randint(3, 50))
    buyer = cast.on("champion", last) or cast.on("admin", last)
    confirmed = (reached and chance.random() < 0.8) or (progress > 0.3 and chance.random() < 0.35)
    return Goal(
        id=f"{life.account.id}-G{i}", words=goal, baseline=baseline, target=target, actual=actual,
        actual_on=actual_on, set_on=set_on, due=due,
        progress=progress, status=_status(life, reached, due, chance),
        confirmed_by=buyer.name if confirmed and buyer and last - set_on > 60 else "",
        confirmed_on=min(actual_on + 2, last), client_words=chance.choice(goal["words"]),
    )  # fmt: skip


def _status(life: Life, reached: bool, due: int, chance: Random) -> str:
    if reached:
        return "met"
    return "missed" if due < life.active_until and chance.random() < 0.5 else "open"


def _days_taken(life: Life, chance: Random) -> tuple[int | None, ...]:
    kickoff = chance.randint(3, 9)
    if life.account.win:
        setup = kickoff + chance.randint(8, 15)
        return kickoff, setup, chance.randint(24, 26), chance.randint(26, 57)
    setup = kickoff + chance.randint(20, 40)
    live = chance.randint(80, 120)
    late = live + chance.randint(20, 90)
    return kickoff, setup, live, late if chance.random() < 0.6 else None


def _owner(life: Life, cast: Cast) -> str:
    who = cast.on("champion", life.active_until) or cast.on("admin", life.active_until)
    return who.name if who else ""
