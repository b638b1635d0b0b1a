"""What people stated and a source doesn't say yet, told under the answers that it bears on."""

from dataclasses import replace

from knowledge.changeable import KINDS
from knowledge.store.accounts import names_of
from knowledge.store.stated import Mark, marks_of
from tools.about import About
from tools.card import value_fact
from tools.desk import Desk
from tools.result import Result, Stated

_DATES = frozenset({"renewed", "renewal_date", "notice_date", "auto_renew"})
_PEOPLE = frozenset({"stakeholder_left", "stakeholder_role", "new_stakeholder"})
_EVERY = _DATES | _PEOPLE | {"ticket_closed", "promise_kept", "objective_actual", "stage"} | {
    "objective_confirmed", "meeting_moved",
}  # fmt: skip
# What each tool's answer counts.
_BEARS_ON = {
    "support_issues": frozenset({"ticket_closed"}),
    "stakeholders": _PEOPLE,
    "upcoming_renewals": _DATES,
    "renewal_forecast": _DATES,
    "success_plan": frozenset({"objective_actual", "objective_confirmed"}),
    "commitments": frozenset({"promise_kept"}),
    "list_accounts": frozenset({"stage", "renewed", "renewal_date"}),
    "account_summary": _EVERY,
    "meeting_prep": _EVERY,
    "explain_health": _EVERY,
    "at_risk_accounts": _DATES | _PEOPLE | {"ticket_closed"},
    "priorities": _DATES | _PEOPLE | {"ticket_closed"},
    "data_hygiene": _EVERY,
}
_MOST = 3
_OPEN = {"left_on": "that they are there", "closed_on": "open", "done_on": "open"}


def with_stated(result: Result, desk: Desk) -> Result:
    """The result with what was stated of its accounts, the newest first; three at most."""
    kinds = _BEARS_ON.get(result.tool)
    if not kinds or not result.accounts:
        return result
    with desk.view() as view:
        marks = [m for m in marks_of(view) if m.change in kinds]
        if not marks:
            return result
        names = names_of(view)
    shown: dict[int, Stated] = {}
    for mark in marks:
        if names.get(mark.account_id) in result.accounts and _is_main(mark):
            shown.setdefault(mark.change_id, _stated(mark, names[mark.account_id], desk))
    return replace(result, stated=tuple(shown.values())[:_MOST])


def _is_main(mark: Mark) -> bool:
    """The mark that tells its change: the column that it is about, or the record that it made."""
    kind = KINDS[mark.change]
    return mark.entity == kind.entity and mark.field == kind.column


def _stated(mark: Mark, account: str, desk: Desk) -> Stated:
    about = About(account, desk.today, mark.home)
    change = "renewal_date" if mark.change == "renewed" else mark.change
    words = KINDS[change].words
    value = _text(mark.value)
    imported = _text(mark.imported)
    return Stated(
        account=about.name(),
        record=about.text("record", mark.record),
        words="next renewal" if mark.change == "renewed" else words,
        value=value_fact(about, words, change, value) if mark.field else None,
        by=about.text("stated by", mark.by),
        on=about.day("stated on", mark.on),
        source=about.text("source", mark.source),
        imported=value_fact(about, f"{words} in the source", change, imported),
        nothing=_OPEN.get(mark.field, "nothing") if mark.field else "nothing of it",
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
