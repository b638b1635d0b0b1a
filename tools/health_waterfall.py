"""A picture of what moved a score: from the one before, by each part, to the one now."""

from knowledge.facts import Fact
from tools.about import About
from tools.health_moves import Moves
from tools.result import Bar, Chart
from tools.show import for_model, show

SHORT = {
    "seat utilisation": "seats in use",
    "change of active users on their 8-week level": "active users",
    "features in use": "features",
    "age of the oldest open P1": "open P1",
    "tickets per 100 seats in 90 days": "tickets",
    "days since two-way contact": "last contact",
    "answered emails and held meetings": "answers",
    "mean NPS answer": "NPS",
}


def waterfall(moves: Moves, on: Fact, about: About) -> Chart:
    """The change as bars; their lengths are the whole points that the answer shows."""
    level = _points(moves.before)
    bars = [Bar(show(moves.since, about.as_of), 0, level, is_total=True)]
    for item in moves.items:
        name = str(item.name.value)
        bars.append(Bar(SHORT.get(name, name), level, level + _points(item.points)))
        level += _points(item.points)
    bars.append(Bar(show(on, about.as_of), 0, level, is_total=True))
    steps = ", ".join(f"{bar.label} {bar.end - bar.start:+.0f}" for bar in bars[1:-1])
    alt = (
        f"Waterfall of {about.entity}'s health score, from {bars[0].end:.0f} on "
        f"{for_model(moves.since)} to {level:.0f} on {for_model(on)}: {steps}."
    )
    return Chart(f"What moved the health score, {about.entity}", (), alt, tuple(bars))


def _points(fact: Fact) -> float:
    return float(fact.value) if isinstance(fact.value, int) else 0.0
