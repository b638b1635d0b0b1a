"""The newest day that each kind of record tells of: how old what an answer says is."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, func, select

from knowledge.store.access import View
from knowledge.store.tables import surveys, tickets, touchpoints

Kind = Literal["tickets", "surveys", "touchpoints"]

_DAYS: Mapping[Kind, tuple[ColumnElement[int], ColumnElement[date]]] = {
    "tickets": (tickets.c.account_id, tickets.c.opened_on),
    "surveys": (surveys.c.account_id, func.coalesce(surveys.c.answered_on, surveys.c.sent_on)),
    "touchpoints": (touchpoints.c.account_id, touchpoints.c.day),
}


def newest_record(view: View, kind: Kind) -> date | None:
    """The day of the view's newest record of a kind, up to the view's day; None without any."""
    account_id, day = _DAYS[kind]
    query = select(func.max(day)).where(view.sees(account_id), day <= view.today)
    found: date | None = view.connection.scalar(query)
    return found
