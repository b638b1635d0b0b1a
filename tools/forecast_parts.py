"""The parts of a renewal forecast as facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.facts import Fact
from knowledge.forecast import Forecast, forecast
from knowledge.store.contracts import Renewal
from knowledge.store.renewal_model import KeptModel
from knowledge.store.targets import Target
from tools.about import About, share_of
from tools.desk import Desk
from tools.forecast_rows import Renewing
from tools.positions import CALLS, call_fact, health_facts
from tools.result import Table
from tools.totals import Totals

_HOW = "sum of ARR x chance to renew"
_SPREAD = "sqrt of the sum of ARR^2 x p x (1 - p)"


@dataclass(frozen=True, slots=True)
class Side:
    """One category: how many accounts and how much ARR are computed to be in it, and called so."""

    words: str
    computed: Fact
    computed_arr: Fact
    called: Fact
    called_arr: Fact


@dataclass(frozen=True, slots=True)
class Disputed:
    """An account of which the computed category and the CSM's call expect different endings."""

    account: Fact
    arr: Fact
    chance: Fact
    computed: Fact
    call: Fact
    band: Fact
    score: Fact


@dataclass(frozen=True, slots=True)
class Computed:
    """The computed figure; `spread` is one standard deviation. `swing` is the account that most of
    the uncertainty hangs on, with its share of the variance; `largest` the one with most ARR."""

    arr: Fact
    expected: Fact
    share: Fact
    spread: Fact
    largest: Fact
    largest_share: Fact
    swing: Fact
    swing_share: Fact


@dataclass(frozen=True, slots=True)
class Tested:
    """What the rolling backtest can tell of the model: `finding` is evidence, no_evidence or
    too_few, "" where it was not run."""

    finding: str
    leavers: Fact | None
    renewals: Fact | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What of the time is over: the ARR whose renewal was decided, and what of it was renewed."""

    arr: Fact
    renewed: Fact


@dataclass(frozen=True, slots=True)
class GoalOnRecord:
    """A target of the asker, or of their team."""

    metric: Fact
    value: Fact
    who: Fact
    until: Fact


def computed(rows: Sequence[Renewing], about: About, sums: Totals) -> Computed | None:
    found = forecast([row.stake for row in rows if row.stake])
    if found is None:
        return None
    names = {row.position.account.id: row.position.account for row in rows}
    largest, swing = names[found.largest], names[found.swing]
    return Computed(
        arr=sums.money(about, "ARR due that can be computed", [found.arr]),
        expected=about.total("ARR expected", found.expected, sums.currency, _HOW),
        share=about.percent("share expected to renew", share_of(found.expected, found.arr)),
        spread=about.total("spread of the ARR expected", found.spread, sums.currency, _SPREAD),
        largest=About(largest.name, about.as_of).name(largest.home),
        largest_share=_percent(largest.name, "share of the ARR due", found, "arr", about),
        swing=About(swing.name, about.as_of).name(swing.home),
        swing_share=_percent(swing.name, "share of the uncertainty", found, "variance", about),
    )


def _percent(name: str, words: str, found: Forecast, of: str, about: About) -> Fact:
    share = found.arr_share if of == "arr" else found.variance_share
    return About(name, about.as_of, "renewal forecast").percent(words, round(100 * share))


def side(name: str | None, rows: Sequence[Renewing], about: About, sums: Totals) -> Side:
    words = CALLS[name] if name else "no call, or unknown"
    found = [row for row in rows if row.computed == name]
    called = [row for row in rows if row.called == name]
    return Side(
        words,
        about.count(f"accounts computed as {words}", len(found), "accounts"),
        sums.money(about, f"ARR computed as {words}", _arr(found)),
        about.count(f"accounts called {words}", len(called), "accounts"),
        sums.money(about, f"ARR called {words}", _arr(called)),
    )


def table(sides: Sequence[Side]) -> Table:
    columns = ("Category", "Computed", "ARR computed", "Called", "ARR called")
    rows = tuple(
        (side.words, side.computed, side.computed_arr, side.called, side.called_arr)
        for side in sides
    )
    return Table("Forecast by category", columns, rows)


def disputed(row: Renewing, desk: Desk) -> Disputed:
    position = row.position
    about = About(position.account.name, desk.today)
    score, band = health_facts(position, about)
    return Disputed(
        account=about.name(position.account.home),
        arr=about.total("ARR due", row.arr, desk.company.currency, "contracts"),
        chance=about.percent("chance to renew", round(100 * (row.p or 0)), _HOW),
        computed=about.text("computed category", CALLS[row.computed or ""], "renewal forecast"),
        call=call_fact(position, about),
        band=band,
        score=score,
    )


def tested(kept: KeptModel | None, about: About) -> Tested | None:
    """None where no model is in use."""
    if kept is None or kept.refused:
        return None
    ahead = kept.ahead
    if ahead is None:
        return Tested("", None, None)
    leavers = about.count("tested renewals that were lost", ahead.leavers, "renewals")
    renewals = about.count("tested renewals", ahead.renewals, "renewals")
    return Tested(ahead.finding, leavers, renewals)


def decided(outcomes: Sequence[Renewal], about: About, sums: Totals, desk: Desk) -> Decided | None:
    """An uplift at a renewal is expansion: each counts up to what was due."""
    known = [
        (
            desk.company.convert(renewal.arr_before, renewal.currency),
            desk.company.convert(renewal.arr_after, renewal.currency),
        )
        for renewal in outcomes
        if renewal.currency and renewal.arr_before is not None and renewal.arr_after is not None
    ]
    if not known:
        return None
    return Decided(
        sums.money(about, "ARR decided already", (before for before, _ in known)),
        sums.money(about, "ARR renewed already", (min(pair) for pair in known)),
    )


def goal(target: Target, desk: Desk) -> GoalOnRecord:
    about = About(target.who, desk.today, target.home)
    unit = target.unit
    value = (
        about.percent(f"target {target.metric}", target.value)
        if unit == "percent"
        else about.money(f"target {target.metric}", target.value, unit)
    )
    return GoalOnRecord(
        about.text("metric of the target", target.metric),
        value,
        about.text("holder of the target", target.who),
        about.day("end of the target", target.end),
    )


def _arr(rows: Sequence[Renewing]) -> list[Decimal]:
    return [row.arr for row in rows]
