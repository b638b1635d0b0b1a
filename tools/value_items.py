"""A value line as a reader sees it: where it began and stands, what it's worth, what it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from knowledge.facts import Fact
from knowledge.store.people import Stakeholder
from knowledge.value import Appraisal
from knowledge.value_lines import SOFT, OwnCost, Status, ValueCase, ValueLine, gaps, status
from tools.about import About
from tools.goals import unit_of
from tools.result import Source
from tools.value_case import whom_to_ask

COMPUTED = "TEI arithmetic over the value lines"


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask for, of whom, so that a line becomes credible; `kind` is a gap."""

    kind: str
    subject: Fact
    line: Fact
    who: Fact | None
    stated: Fact | None = None
    computed: Fact | None = None
    measured_on: Fact | None = None


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line. `low`, `likely`, `high` are a year's, before share and risk; `worth` is after."""

    name: Fact
    status: Status
    is_new: bool
    metric: Fact
    formula: Fact | None
    baseline: Fact | None
    baseline_on: Fact | None
    baseline_by: Fact | None
    measured: Fact | None
    measured_on: Fact | None
    measured_from: Fact | None
    unit_value: Fact | None
    unit: Fact | None
    low: Fact | None
    likely: Fact | None
    high: Fact | None
    attribution: Fact | None
    risk: Fact
    risk_is_ours: bool
    worth: Fact | None
    confirmed_by: Fact | None
    confirmed_on: Fact | None


@dataclass(frozen=True, slots=True)
class CostItem:
    """What they spend besides the fee, risk added."""

    name: Fact
    amount: Fact
    is_yearly: bool
    stated_by: Fact | None
    stated_on: Fact | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the confirmed lines come to over `years`; `payback` None where it isn't reached."""

    years: Fact
    rate: Fact
    benefits: Fact
    costs: Fact
    npv: Fact
    npv_low: Fact
    npv_high: Fact
    roi: Fact
    pays: bool
    payback: Fact | None


def line_item(line: ValueLine, about: About, since: date | None) -> LineItem:
    about = About(about.entity, about.as_of, line.home)
    subject, gross, unit = line.subject, line.gross, unit_of(line.unit)
    is_ranged = gross is not None and gross.low != gross.high
    code = line.currency

    def yearly(which: str, amount: Decimal | None) -> Fact | None:
        return None if amount is None else about.total(f"{line.name}, {which} a year", amount, code)

    return LineItem(
        name=about.text("value line", line.name),
        status=status(line, about.as_of),
        is_new=since is not None and _is_since(line, since),
        metric=about.text("metric of the value line", subject),
        formula=about.text("formula of the value line", line.formula) if line.formula else None,
        baseline=_number(about, f"{subject}, baseline", line.baseline, unit),
        baseline_on=_day(about, f"{subject}, baseline stated on", line.baseline_on),
        baseline_by=_text(about, "baseline stated by", line.baseline_by),
        measured=_number(about, f"{subject}, measured", line.measured, unit),
        measured_on=_day(about, f"{subject}, measured on", line.measured_on),
        measured_from=_text(about, "measured with", line.measured_from),
        unit_value=None if line.unit_value is None
        else about.money(f"{line.name}, each a year", line.unit_value, code),
        unit=_text(about, "unit of the value line", line.unit),
        low=yearly("low", gross.low) if gross and is_ranged else None,
        likely=yearly("likely", gross.likely if gross else None),
        high=yearly("high", gross.high) if gross and is_ranged else None,
        attribution=None if line.attribution is None
        else about.percent(f"{line.name}, our share", line.attribution * 100),
        risk=about.percent(f"{line.name}, risk", line.risk_taken * 100),
        risk_is_ours=line.risk is None,
        worth=yearly("worth", line.worth) if line.attribution else None,
        confirmed_by=_text(about, "value confirmed by", line.confirmed_by),
        confirmed_on=_day(about, f"{line.name} confirmed on", line.confirmed_on),
    )  # fmt: skip


def cost_item(cost: OwnCost, about: About) -> CostItem:
    about = About(about.entity, about.as_of, cost.home)
    return CostItem(
        name=about.text("own cost", cost.name),
        amount=about.total(f"{cost.name}, own cost with risk", cost.adjusted, cost.currency),
        is_yearly=cost.is_yearly,
        stated_by=_text(about, "cost stated by", cost.stated_by),
        stated_on=_day(about, f"{cost.name} stated on", cost.stated_on),
    )


def verdict(case: ValueCase, about: About) -> Verdict | None:
    """None where nothing is confirmed, or nothing is paid any more."""
    expected, low, high = case.expected, case.at("low"), case.at("high")
    if expected is None or low is None or high is None or expected.roi is None:
        return None
    about = About(about.entity, about.as_of, COMPUTED)
    return Verdict(
        years=about.count("years of the ROI", case.years, "years"),
        rate=about.percent("discount rate", case.rate * 100),
        benefits=about.total("present value of benefits", expected.pv_benefits, case.currency),
        costs=about.total("present value of costs", expected.pv_costs, case.currency),
        npv=_npv(about, "NPV", expected, case),
        npv_low=_npv(about, "NPV, low", low, case),
        npv_high=_npv(about, "NPV, high", high, case),
        roi=about.percent("ROI", (expected.roi * 100).quantize(Decimal(1), ROUND_HALF_UP)),
        pays=expected.npv >= 0,
        payback=None if expected.payback_month is None
        else about.count("payback", expected.payback_month, "months"),
    )  # fmt: skip


def asks(case: ValueCase, people: Sequence[Stakeholder], about: About) -> tuple[Ask, ...]:
    """What is missing, the lines that are worth most first."""
    by_worth = sorted(case.lines, key=lambda line: -(line.gross.likely if line.gross else 0))
    return tuple(ask for line in by_worth for ask in _asks(line, people, about))


def _asks(line: ValueLine, people: Sequence[Stakeholder], about: About) -> list[Ask]:
    about = About(about.entity, about.as_of, line.home)
    who = whom_to_ask(line, people, about.as_of)
    return [
        Ask(
            kind=gap,
            subject=about.text("metric of the value line", line.subject),
            line=about.text("value line", line.name),
            who=about.text("whom to ask", who.name, who.home) if who else None,
            stated=_money(about, line, "stated likely a year", line.likely, gap == "mismatch"),
            computed=_money(about, line, "likely a year", line.computed, gap == "mismatch"),
            measured_on=_day(about, f"{line.subject}, measured on", line.measured_on)
            if gap == "reconfirm"
            else None,
        )
        for gap in gaps(line, about.as_of)
        if gap not in SOFT
    ]


def value_source(line: ValueLine, account: str) -> Source:
    return Source(line.home, line.name, line.confirmed_on or line.measured_on, account)


def _is_since(line: ValueLine, since: date) -> bool:
    return any(day is not None and day >= since for day in (line.measured_on, line.confirmed_on))


def _npv(about: About, attribute: str, appraisal: Appraisal, case: ValueCase) -> Fact:
    return about.total(attribute, appraisal.npv, case.currency)


def _money(
    about: About, line: ValueLine, which: str, amount: Decimal | None, is_wanted: bool
) -> Fact | None:
    if amount is None or not is_wanted:
        return None
    return about.total(f"{line.name}, {which}", amount, line.currency)


def _number(about: About, attribute: str, value: Decimal | None, unit: str) -> Fact | None:
    return None if value is None else about.number(attribute, value, unit)


def _day(about: About, attribute: str, day: date | None) -> Fact | None:
    return about.day(attribute, day) if day else None


def _text(about: About, attribute: str, value: str | None) -> Fact | None:
    return about.text(attribute, value) if value else None
