"""A backtest as a page, a table and JSON: the verdict first, everything beside its baselines."""

import json
import math
from dataclasses import asdict
from datetime import date
from typing import Any

from knowledge.health import SEGMENTS
from knowledge.health.backtest import Judged, share_interval
from knowledge.health.baselines import LAST_CALL
from knowledge.health.rolling import MODEL, Backtest

PICTURE = "reliability.png"
COLUMNS = (
    "score", "days before", "renewals", "left", "AUC (95%)", "lift", "recall", "precision",
    "Brier", "skill", "calibration error", "slope, intercept", "flips",
)  # fmt: skip
_SEGMENT_WORDS = {"enterprise": "Enterprise", "mid_market": "Mid-market", "smb": "SMB"}


def page(found: Backtest, today: date, capacity_percent: float) -> str:
    """Return the backtest as Markdown."""
    lines = ["# Does the score predict churn here?", "", f"**{found.verdict}**", ""]
    if found.is_told:
        lines += _described(found, capacity_percent)
        lines += _table(COLUMNS, rows(found))
        lines += ["", f"By segment, {found.lead} days before:", ""]
        lines += _table(("segment", *COLUMNS[2:-1]), _segment_rows(found))
        lines += ["", f"![{alt_text(found)}]({PICTURE})", "", *_words(capacity_percent)]
    lines += ["", f"*As of {today.isoformat()}, from the past renewals in the account store.*", ""]
    return "\n".join(lines)


def rows(found: Backtest) -> list[list[str]]:
    """Return a row for every score and lead time, as `COLUMNS`; one for calls that nobody made."""
    told = [
        [name, str(days), *_cells(judged), _number(found.flips[name], 2) if first else ""]
        for name, by_lead in found.scorers.items()
        for first, (days, judged) in _marked(by_lead)
    ]
    unmade = [LAST_CALL, *["-"] * 3, "none made", *["-"] * (len(COLUMNS) - 5)]
    return told if found.called else [*told, unmade]


def as_json(found: Backtest) -> str:
    """Return the backtest as one JSON object; what is undefined is null."""
    plain = {
        "verdict": found.verdict,
        "refused": found.refused,
        "renewals": found.renewals,
        "leavers": found.leavers,
        "lead": found.lead,
        "scorers": {
            name: {str(days): asdict(judged) for days, judged in by_lead.items()}
            for name, by_lead in found.scorers.items()
        },
        "segments": {name: asdict(judged) for name, judged in found.segments.items()},
        "flips": dict(found.flips),
        "called": found.called,
        "reliability": found.reliability.tolist(),
        "reliability_95": share_interval(*found.reliability[:, 1:].T).tolist(),
    }
    return json.dumps(_without_nan(plain))


def alt_text(found: Backtest) -> str:
    """Say in a sentence what the reliability plot shows."""
    if not len(found.reliability):
        return "Reliability plot: nothing to show"
    low, high = found.reliability[0], found.reliability[-1]
    return (
        f"Reliability plot: predicted against actual share of customers who left, in "
        f"{len(found.reliability)} equal groups; in the safest {low[0]:.0%} predicted and "
        f"{low[1]:.0%} actual, in the riskiest {high[0]:.0%} and {high[1]:.0%}; bars are 95% "
        "intervals"
    )


def _described(found: Backtest, capacity_percent: float) -> list[str]:
    first, last = (date.fromordinal(day) for day in (found.first_day, found.last_day))
    judged = found.scorers[MODEL][found.lead]
    return [
        f"{judged.renewals} renewals that were still open {found.lead} days before, "
        f"{judged.leavers} of which the customer left. Each was predicted by a model that knew "
        f"only what had happened by then (signals read {first.isoformat()} to {last.isoformat()}). "
        f"Flagged: the riskiest {capacity_percent:g}% of the book.",
        "",
    ]


def _words(capacity_percent: float) -> list[str]:
    return [
        "- AUC: how often a customer who left was ranked above one who stayed; .5 is chance.",
        "- Lift: leavers in the riskiest tenth, against the average.",
        f"- Recall, precision: of the leavers, how many were among the riskiest "
        f"{capacity_percent:g}%; of those flagged, how many left.",
        "- Brier: mean squared error of the probability; skill: how much below that of the base "
        "rate. Calibration error: how far predicted shares are from actual ones.",
        "- Flips: how often the flag changes on the way to a renewal.",
        "- Renewals with notice served or an outcome recorded by then are left out: there was "
        "nothing to predict.",
    ]


def _segment_rows(found: Backtest) -> list[list[str]]:
    return [[_SEGMENT_WORDS[name], *_cells(found.segments[name])] for name in SEGMENTS]


def _cells(judged: Judged) -> list[str]:
    left = [str(judged.renewals), str(judged.leavers)]
    if not judged.is_told:
        return [*left, "too few", *["-"] * 8]
    return [
        *left,
        f"{judged.auc:.2f} ({judged.auc_low:.2f}-{judged.auc_high:.2f})",
        _number(judged.lift, 1),
        f"{judged.recall:.0%}",
        f"{judged.precision:.0%}",
        _number(judged.brier, 3),
        f"{judged.skill:+.2f}",
        _number(judged.ece, 3),
        f"{judged.slope:.2f}, {judged.intercept:+.2f}",
    ]


def _marked(by_lead: Any) -> list[tuple[bool, tuple[int, Judged]]]:
    return [(i == 0, item) for i, item in enumerate(by_lead.items())]


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def _table(columns: tuple[str, ...], cells: list[list[str]]) -> list[str]:
    ruler = ["---"] * len(columns)
    return [f"| {' | '.join(row)} |" for row in ([*columns], ruler, *cells)]


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
