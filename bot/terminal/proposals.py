"""`steward proposals`: what waits for approval, and a person's decision on it."""

import json
from datetime import UTC, datetime
from typing import Any, get_args

from bot.builtin.writer import write_page
from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.changeable import KINDS
from knowledge.errors import BadInput
from knowledge.notes.cutting import cut_notes
from knowledge.store.access import in_charge
from knowledge.store.accounts import names_of
from knowledge.store.deciding import Decided, Decider, Verb, decide, edit
from knowledge.store.proposals import Proposal, proposal, proposals_of
from tools.card import card
from tools.desk import Desk
from tools.stated_value import stated_value

VERBS: tuple[str, ...] = (*get_args(Verb), "edit")
_AS_TOLD = frozenset({"person", "activity"})


def list_waiting(email: str, *, as_json: bool) -> None:
    """Print what waits in the person's accounts, the newest first."""
    desk = Steward(Settings()).desk(email)
    with desk.view() as view:
        found = proposals_of(view)
        may = names_of(in_charge(view, desk.viewer))
    if as_json:
        print(json.dumps([_json(one) for one in found], ensure_ascii=False))  # noqa: T201
        return
    if not found:
        console().print("No proposal waits for approval.")
    for one in found:
        _print(desk, "proposal", one, may_approve=one.account_id in may)


def act(verb: str, number: int, email: str, value: str | None, *, as_json: bool) -> int:
    """Approve, reject, undo or edit a proposal; return the exit code: 1 where it was stale."""
    if verb not in VERBS:
        raise BadInput(f"No such step {verb!r}: say {', '.join(VERBS)}.")
    if (verb == "edit") != (value is not None):
        raise BadInput("--value goes with edit: steward proposals edit 12 --value ...")
    steward = Steward(Settings())
    desk = steward.desk(email)
    done = _done(desk, verb, number, value)
    if done.proposal.change == "activity":
        cut_notes(steward.store)
    if as_json:
        print(json.dumps({**_json(done.proposal), "now": done.now}, ensure_ascii=False))  # noqa: T201
    elif done.now is not None:
        said = f"Proposal {number} is stale: it is now {done.now}. Nothing was changed."
        console().print(said, soft_wrap=True, markup=False)
    else:
        _print(desk, "proposal", done.proposal, may_approve=True)
    return 1 if done.now is not None else 0


def _done(desk: Desk, verb: str, number: int, value: str | None) -> Decided:
    by = Decider(desk.viewer, datetime.now(UTC), desk.rights_on, desk.rules)
    if value is not None:
        return edit(desk.store, number, _kept(desk, number, value), by)
    decision: Verb = verb  # type: ignore[assignment]
    return decide(desk.store, number, decision, by)


def _kept(desk: Desk, number: int, value: str) -> str:
    """The value as people write one ("1 July", "84k"), made what is kept."""
    with desk.view() as view:
        found = proposal(view, number)
        if KINDS[found.change].kind in _AS_TOLD:
            return value
        with desk.account(found.account) as (_, account):
            return stated_value(desk, found.change, value, None, account.currency)


def _print(desk: Desk, page: str, found: Proposal, *, may_approve: bool) -> None:
    shown = card(found, desk, may_approve=may_approve)
    text = write_page(page, c=shown, today=desk.today)
    console().print(text, soft_wrap=True, markup=False, highlight=False)


def _json(found: Proposal) -> dict[str, Any]:
    return {
        "id": found.id,
        "account": found.account,
        "change": found.change,
        "record": found.record,
        "source": found.home,
        "before": found.before,
        "after": found.after,
        "reason": found.reason,
        "stated_by": found.stated_by,
        "stated_on": found.stated_on.isoformat(),
        "proposed_by": found.by,
        "state": found.state,
        "decided_by": found.decided_by,
        "decided_at": found.decided_at.isoformat() if found.decided_at else None,
    }
