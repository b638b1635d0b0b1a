"""One account's renewals, whenever they are, and what became of the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.facts import Fact
from knowledge.store.arr_history import departures
from knowledge.store.contracts import Renewal, contracts_begun, renewals_decided
from knowledge.store.portfolio import Position, portfolio
from knowledge.terms import Contract
from tools.about import About
from tools.chance import Chance, chance_of
from tools.desk import Desk
from tools.outcomes import OUTCOMES, reason_words
from tools.renewal_items import RenewalItem, dues_of, item_of, outcomes_by_due, sources_of
from tools.result import Result


@dataclass(frozen=True, slots=True)
class LastRenewal:
    """What became of the newest renewal that has an outcome."""

    due: Fact
    outcome: Fact
    arr_after: Fact | None
    reason: Fact | None


@dataclass(frozen=True, slots=True)
class AccountRenewals:
    """The answer about one account. `items` are its contracts with a renewal date, nearest first.

    Without any: `rolling` monthly contracts, a contract that has `ended`, `left` since a day, or
    no date on record at all.
    """

    account: Fact
    arr: Fact
    items: tuple[RenewalItem, ...]
    chance: Chance | None
    rolling: Fact
    undated: Fact
    ended: Fact | None
    left: Fact | None
    last: LastRenewal | None


def renewals_of_account(desk: Desk, name: str) -> Result:
    """Whatever is known of this account's renewals. Raises as `Desk.account` does."""
    with desk.account(name) as (view, _):
        position = portfolio(view, desk.company, desk.rules)[0]
        decided = renewals_decided(view, date.min, date.max)
        begun = contracts_begun(view).get(position.account.id, [])
        gone = departures(view).get(position.account.id)
    dues = dues_of([position], outcomes_by_due(decided), desk.today)
    dues.sort(key=lambda due: due.renewal)
    about = About(position.account.name, desk.today, position.account.home)
    answer = AccountRenewals(
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        items=tuple(item_of(due, desk.today, several=False) for due in dues),
        chance=chance_of(position, about),
        rolling=about.count(
            "rolling monthly contracts",
            sum(c.is_rolling for c in position.contracts if c.arr > 0),
            "contracts",
        ),
        undated=about.count(
            "contracts without a renewal date", _undated(position, desk.today), "contracts"
        ),
        ended=None if position.contracts else _ended(about, begun),
        left=about.day("left on", gone.day, "sum of ARR events") if gone else None,
        last=_last(about, decided),
    )
    return Result(
        "upcoming_renewals",
        answer,
        desk.today,
        sources=sources_of(dues),
        accounts=(position.account.name,),
    )


def _undated(position: Position, today: date) -> int:
    return sum(
        not c.is_rolling and c.renews_on(today) is None for c in position.contracts if c.arr > 0
    )


def _ended(about: About, begun: Sequence[Contract]) -> Fact | None:
    over = [c for c in begun if c.end is not None]
    if not over:
        return None
    newest = max(over, key=lambda c: c.end or date.min)
    return about.day("contract end", newest.end, newest.home)


def _last(about: About, decided: Sequence[Renewal]) -> LastRenewal | None:
    if not decided:
        return None
    renewal = decided[-1]
    home, reason = renewal.home, reason_words(renewal.outcome, renewal.reason)
    return LastRenewal(
        due=about.day("last renewal due", renewal.due, home),
        outcome=about.text("outcome of the last renewal", OUTCOMES[renewal.outcome], home),
        arr_after=about.money("ARR after the renewal", renewal.arr_after, renewal.currency, home)
        if renewal.arr_after and renewal.currency
        else None,
        reason=about.text("reason", reason, home) if reason else None,
    )
