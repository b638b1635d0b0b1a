"""Why an account's health score is what it is, and why it moved."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

from knowledge.errors import UnclearPeriod
from knowledge.facts import Fact
from knowledge.periods.frame import Event
from knowledge.store.access import View
from knowledge.store.explanation import Explanation, explain
from knowledge.store.portfolio import COMPARED_DAYS, Position, portfolio
from knowledge.store.touchpoints import events_of
from tools.about import About
from tools.beside import Beside, beside_of
from tools.desk import Desk
from tools.health_level import Held, Level, held_by_hysteresis, level_of, level_table
from tools.health_moves import Moves, Told, moves_of
from tools.health_records import cap_evidence, notice_evidence, records_between, sources_of
from tools.health_waterfall import waterfall
from tools.positions import call_fact, deadline_facts, health_facts
from tools.reasons import Reason, beside_the_score
from tools.reasons import sources_of as reason_sources
from tools.result import Result, Source


@dataclass(frozen=True, slots=True)
class HealthExplained:
    """The answer. `level` is None where the account isn't scored, `moves` where there is nothing
    to compare with. `apart`: people who left and use that fell, which the score doesn't hold."""

    account: Fact
    is_customer: bool
    score: Fact
    band: Fact
    on: Fact
    held: Held | None
    beside: Beside | None
    call: Fact
    moves: Moves | None
    asked: Fact
    level: Level | None
    apart: tuple[Reason, ...]
    deadline_kind: str
    deadline: Fact


def explain_health(desk: Desk, account: str, since: str | None = None) -> Result:
    """Explain one account's health score: what it is made of, what it lacks, and what moved it
    since a date, in parts that sum exactly to the change, each with the records behind it.

    Use it for "why is Acme at 52", "why did the score drop", "what changed since our last QBR",
    "what would move it most", "is data missing". For the rundown on an account use
    account_summary; for the accounts at risk, at_risk_accounts.

    Args:
        account: the account's name, such as "Acme".
        since: the day to compare with, such as "last month", "2 Feb", "our last QBR"; four weeks
            ago when left out.
    """
    with desk.account(account) as (view, found):
        day = _since(desk, view, found.name, since)
        position = portfolio(view, desk.company, desk.rules)[0]
        explained = explain(view, desk.rules, day)
        then = explained.then.day if explained and explained.then else day
        told = Told(position, records_between(view, found.name, then), desk.today)
    return _result(desk, told, explained, day)


def _since(desk: Desk, view: View, account: str, phrase: str | None) -> date:
    if phrase is None:
        return desk.today - timedelta(days=COMPARED_DAYS)
    day = _day_of(desk, view, account, phrase)
    if day > desk.today:
        raise UnclearPeriod(f"{phrase!r} is yet to come: name a day that is over.")
    return day


def _day_of(desk: Desk, view: View, account: str, phrase: str) -> date:
    try:
        return desk.period(phrase, "past", events_of(view)).start
    except UnclearPeriod:
        # Had the event a date, would the phrase be clear? Then it's the record that is missing.
        desk.period(phrase, "past", dict.fromkeys(get_args(Event), desk.today))
    raise UnclearPeriod(
        f"No day is on record for {phrase!r} of {account}: name a date, such as '2 Feb'."
    )


def _result(desk: Desk, told: Told, explained: Explanation | None, day: date) -> Result:
    position, about = told.position, told.about
    score, band = health_facts(position, about)
    moves: Moves | None = None
    level: Level | None = None
    held: Held | None = None
    sources: list[Source] = []
    if explained is not None:
        moves, sources = moves_of(explained, told, day)
        level = level_of(explained.now, desk.rules, about)
        held = held_by_hysteresis(explained.now, desk.rules, about)
        sources += sources_of(cap_evidence(explained.now, position, told.records))
    apart = beside_the_score(position, desk.today)
    kind, deadline, _ = deadline_facts(position, replace(about, source=""))
    view = HealthExplained(
        account=About(about.entity, desk.today, position.account.home).name(),
        is_customer=position.is_customer,
        score=score,
        band=band,
        on=about.day("snapshot of", explained.now.day if explained else None),
        held=held,
        beside=beside_of(position, desk.today),
        call=call_fact(position, about),
        moves=moves,
        asked=about.day("earlier score asked about", day, "the question"),
        level=level,
        apart=apart,
        deadline_kind=kind,
        deadline=deadline,
    )
    behind = reason_sources([position]) if apart else ()
    return Result(
        "explain_health",
        view,
        desk.today,
        tables=(level_table(level),) if level and level.items else (),
        charts=(waterfall(moves, view.on, about),) if moves and moves.items else (),
        sources=tuple(dict.fromkeys([*sources, *behind, *_commercial(position, desk.today)])),
        accounts=(about.entity,),
    )


def _commercial(position: Position, today: date) -> list[Source]:
    """The contracts that speak louder than the band."""
    found = [e.source for e in notice_evidence(position, today)]
    if (off := position.auto_renew_off) is not None:
        name = position.account.name
        found.append(Source(off.home, "contract, auto-renew off", off.start, name))
    return found
