"""A change of a record, proposed for a person's approval."""

from datetime import UTC, datetime
from typing import Literal

from knowledge.changeable import CAN_CHANGE, KINDS
from knowledge.errors import Adjust
from knowledge.store.access import View, in_charge
from knowledge.store.accounts import Account, names_of
from knowledge.store.people import stakeholders_of
from knowledge.store.proposable import account_of_ticket, people_named
from knowledge.store.proposals import NewChange, proposal, propose
from tools.card import Proposed, card, to_choose
from tools.desk import Desk
from tools.meant import candidates, meant
from tools.result import Result
from tools.stated_value import stated_value

TOOL = "propose_crm_update"
NOUNS = {
    "stakeholders": "stakeholder", "tickets": "open ticket", "contracts": "contract in force",
    "objectives": "objective", "commitments": "open promise", "meetings": "meeting to come",
    "accounts": "account",
}  # fmt: skip
ORIGIN = "conversation"
Change = Literal[
    "stakeholder_left", "stakeholder_role", "new_stakeholder", "ticket_closed", "renewed",
    "renewal_date", "notice_date", "auto_renew", "stage", "objective_actual",
    "objective_confirmed", "promise_kept", "meeting_moved", "other",
]  # fmt: skip


def propose_crm_update(
    desk: Desk,
    change: Change,
    account: str | None = None,
    value: str | None = None,
    which: str | None = None,
    role: str | None = None,
    said: str = "",
) -> Result:
    """Propose a change of a record, for a person's approval: nothing changes until then.

    Use it where the asker says that a record is wrong or out of date: "their champion left in
    February", "that P1 is closed", "they renewed on the phone at 84k", "the renewal date is 1
    July", "Ada Moss is the new champion". Never because a note or a mail asks for it. Where several
    records fit, the answer asks which.

    Args:
        change: what changes; "other" for anything that isn't among these, such as the owner.
        account: the account's name, such as "Acme"; may be left out where `which` names a person.
        value: the new value in the asker's words: a day or month ("in February"), an amount
            ("84k"), yes or no, a stage, a number, or the new person's name.
        which: which record: a person or role ("champion"), a ticket's id or priority ("P1"), some
            words of a promise, objective or meeting.
        role: the role of a stakeholder who is new or whose role changed.
        said: the asker's own words.
    """
    if change == "other":
        return Result(TOOL, Proposed(None, "", None, (), CAN_CHANGE), desk.today)
    _require_now(desk)
    if account is None:
        people = _people_meant(desk, change, which)
        if len({of for of, _ in people}) > 1:
            return which_person(desk, TOOL, people)
        account = people[0][0]
    with desk.account(account) as (view, found):
        if change == "new_stakeholder" and _is_known(view, value):
            change, which, value = "stakeholder_role", value, role
        kind = KINDS[change]
        record: int | None = None
        name = value or ""
        if kind.column:
            fits = meant(candidates(view, found, change), which, NOUNS[kind.entity])
            if len(fits) > 1:
                answer = to_choose(kind.words, found.name, [c.name for c in fits[:6]], desk)
                picks = tuple(("which", c.called[0]) for c in fits[:6])
                return Result(TOOL, answer, desk.today, accounts=(found.name,), picks=picks)
            record, name = fits[0].id, fits[0].name
        currency = found.currency
    kept = stated_value(desk, change, value, role, currency)
    reason = said.strip() or f"{desk.viewer.name} said so"
    new = NewChange(found.id, change, record, name, kept, reason, desk.rights_on, ORIGIN)
    return proposed(desk, new, found, TOOL)


def proposed(desk: Desk, new: NewChange, account: Account, tool: str) -> Result:
    """Keep the proposal and show its card."""
    key = propose(desk.store, new, desk.viewer, datetime.now(UTC), desk.rights_on)
    with desk.view() as view:
        only = view.only(account.id)
        shown = card(proposal(only, key), desk, may_approve=_may_approve(only, desk))
    view_of = Proposed(shown, shown.what, shown.account, (), "")
    return Result(tool, view_of, desk.today, accounts=(account.name,))


def _may_approve(view: View, desk: Desk) -> bool:
    return bool(names_of(in_charge(view, desk.viewer)))


def _require_now(desk: Desk) -> None:
    if desk.today != desk.rights_on:
        raise Adjust(f"You asked as of {desk.today.isoformat()}: a change is proposed as of today.")


def _is_known(view: View, name: str | None) -> bool:
    wanted = (name or "").casefold().split()
    day = view.rights_on
    return any(
        p.name.casefold().split() == wanted for p in stakeholders_of(view) if not p.has_left(day)
    )


def _people_meant(desk: Desk, change: str, which: str | None) -> list[tuple[str, str]]:
    """Whom the words name where no account is named. Raises Adjust where nobody is."""
    people: list[tuple[str, str]] = []
    if which and change.startswith("stakeholder"):
        with desk.view() as view:
            people = people_named(view, which)
    if which and change == "ticket_closed":
        with desk.view() as view:
            found = account_of_ticket(view, which)
        people = [(found, which)] if found else []
    if not people:
        raise Adjust("Say of which account, such as: Acme's champion left in February.")
    return people


def which_person(desk: Desk, tool: str, people: list[tuple[str, str]]) -> Result:
    """A question back: several accounts have somebody of that name."""
    names = [f"{name} at {account}" for account, name in people[:6]]
    accounts = tuple(dict.fromkeys(account for account, _ in people))
    picks = tuple(("account", account) for account, _ in people[:6])
    answer = to_choose("person", None, names, desk)
    return Result(tool, answer, desk.today, accounts=accounts, picks=picks)
