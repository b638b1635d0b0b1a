"""Every act that waits, with the id by which it is accepted, done, snoozed or declined."""

from dataclasses import dataclass
from datetime import timedelta

from knowledge.acts import short_ids
from knowledge.facts import Fact
from knowledge.store.agenda import agenda
from tools.about import About
from tools.act_items import ANSWERED, ToDo, item_source, to_do
from tools.desk import Desk
from tools.result import Result
from tools.scope import scope_of

# As far ahead as notice dates and meetings are looked for.
AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class ListedAct:
    """One act and the account that it is about."""

    account: Fact
    arr: Fact
    act: ToDo


@dataclass(frozen=True, slots=True)
class OpenActs:
    """The answer: the accounts in the order of the ranking. `answered` is the decisions' count."""

    whose: str
    count: Fact
    items: tuple[ListedAct, ...]
    answered: Fact | None


def open_acts(desk: Desk) -> Result:
    """List every act that waits for somebody, of the accounts that the asker sees.

    Not among the model's tools, which has priorities: this is the list that people decide by.
    """
    scope = scope_of(desk)
    with desk.view() as view:
        until = desk.today + timedelta(days=AHEAD_DAYS)
        found = agenda(view, desk.company, desk.rules, until)
    ids = short_ids([item.id for item in (*found.open, *found.closed)])
    items = []
    for item in found.open:
        position = item.position
        about = About(position.account.name, desk.today, position.account.home)
        arr = about.money("ARR", position.arr, position.currency, "sum of ARR events")
        items.append(ListedAct(about.name(), arr, to_do(item, ids[item.id], desk)))
    closed = len(found.closed)
    answer = OpenActs(
        whose=scope.whose,
        count=scope.about.count("open acts", len(items), "acts"),
        items=tuple(items),
        answered=scope.about.count(ANSWERED, closed, "acts") if closed else None,
    )
    sources = (item_source(item) for item in found.open)
    return Result(
        "acts",
        answer,
        desk.today,
        sources=tuple(source for source in sources if source),
        accounts=tuple(dict.fromkeys(str(item.account.value) for item in items)),
    )
