"""`steward call` and `steward override`: what a CSM says, kept beside what is computed."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.errors import BadInput
from knowledge.store.access import View
from knowledge.store.accounts import Account, require_charge
from knowledge.store.arr_history import departures
from knowledge.store.contracts import renewals_decided
from knowledge.store.judgement import CsmCall, NewCall, call_history, record_call
from knowledge.store.overrides import (
    NewOverride,
    Scope,
    keep_override,
    override_history,
    withdraw_override,
)
from knowledge.store.portfolio import portfolio
from knowledge.store.snapshots import health_of
from tools.desk import Desk
from tools.positions import CALLS


def show_calls(account: str, email: str) -> None:
    """Print every call on an account, the oldest first."""
    desk = Steward(Settings()).desk(email)
    with desk.account(account) as (view, found):
        made = call_history(view)
    out = console()
    if not made:
        out.print(f"No call has been made on {found.name}.")
    for call in made:
        out.print(_told(call), soft_wrap=True, markup=False)


def make_call(
    account: str, call: str, email: str, *, reason: str, amount: str | None, day: date | None
) -> None:
    """Write a call down and say so."""
    desk = Steward(Settings()).desk(email)
    with desk.account(account) as (view, found):
        require_charge(view, desk.viewer, found.id)
        stated = _amount(amount)
        currency = found.currency if stated is not None else None
        new = NewCall(call, day or desk.rights_on, reason, stated, currency)
        _require_open(view, desk, found, new)
    with desk.store.write() as connection:
        record_call(connection, found.id, new, desk.viewer, datetime.now(UTC), desk.rights_on)
    console().print(
        f"{found.name}: {CALLS[call]}, {new.day.isoformat()}, by {desk.viewer.name}.",
        soft_wrap=True, markup=False,
    )  # fmt: skip


def override(account: str, email: str, new: NewOverride) -> None:
    """Keep an override beside the computed health and say what it stands against."""
    desk = Steward(Settings()).desk(email)
    with desk.account(account) as (view, found):
        require_charge(view, desk.viewer, found.id)
        health = health_of(view, desk.rules).get(found.id)
    with desk.store.write() as connection:
        keep_override(
            connection, found.id, new, health, desk.viewer, datetime.now(UTC), desk.rights_on
        )
    computed = "nothing is computed"
    if health is not None:
        score = "" if health.score is None else f"{health.score:.0f}, "
        computed = f"computed: {score}{health.band}"
    console().print(
        f"{found.name}: CSM override {new.value} until {new.expires_on.isoformat()} ({computed}).",
        soft_wrap=True, markup=False,
    )  # fmt: skip


def withdraw(account: str, email: str) -> None:
    """Take the account's override back."""
    desk = Steward(Settings()).desk(email)
    with desk.account(account) as (view, found):
        require_charge(view, desk.viewer, found.id)
        standing = [o for o in override_history(view)[-1:] if o.holds(desk.rights_on)]
    if not standing:
        raise BadInput(f"{found.name} has no override to withdraw.")
    with desk.store.write() as connection:
        withdraw_override(connection, standing[0], desk.viewer, desk.rights_on)
    console().print(
        f"{found.name}: the override {standing[0].value} is withdrawn.",
        soft_wrap=True, markup=False,
    )  # fmt: skip


def scope_of(score: int | None, band: str | None) -> tuple[Scope, str]:
    """Which of the two an override says. Raises BadInput for both or neither."""
    if (score is None) == (band is None):
        raise BadInput("Say --score N or --band BAND: one of them.")
    return ("band", band) if band is not None else ("score", str(score))


def _require_open(view: View, desk: Desk, account: Account, new: NewCall) -> None:
    """Raises BadInput for a call on what is decided already, or of more than it can renew for."""
    position = portfolio(view, desk.company, desk.rules)[0]
    left = departures(view).get(account.id)
    if left is not None and not position.is_customer:
        raise BadInput(
            f"{account.name} left on {left.day.isoformat()}: there is no renewal to make a call on."
        )
    for renewal in renewals_decided(view, date.min, view.today)[-1:]:
        decided = renewal.decided_on or renewal.due
        if new.day <= decided:
            raise BadInput(
                f"A call of {new.day.isoformat()} would come after the fact: {account.name}'s "
                f"renewal of {renewal.due.isoformat()} was decided on {decided.isoformat()} "
                f"({renewal.outcome})."
            )
    if new.amount is not None and position.is_customer and new.amount > 2 * position.arr:
        raise BadInput(
            f"{new.amount:,.2f} is over twice the ARR of {account.name}, which is "
            f"{position.arr:,.2f} {position.currency}: is it a typing error?"
        )


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise BadInput(f"{text!r} is no amount: write it like 72000.") from error


def _told(call: CsmCall) -> str:
    amount = f", {call.amount:,.2f} {call.currency}" if call.amount is not None else ""
    by = f", {call.by}" if call.by else ""
    reason = f": {' '.join(call.reason.split())}" if call.reason else ""
    return f"{call.day.isoformat()}  {CALLS[call.call]}{amount}{by}{reason}"
