"""`steward call`, `override`, `acts` and `proposals`: what people judge and decide."""

from datetime import datetime
from typing import Annotated

import typer

from bot.commands.options import As, Day, asker, day_of


def call(
    account: str,
    email: As,
    said: Annotated[
        str | None, typer.Argument(metavar="commit|best_case|at_risk|likely_loss")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why: it is shown beside the call.")] = "",
    amount: Annotated[str | None, typer.Option(help="ARR that you expect to renew.")] = None,
    day: Day = None,
) -> None:
    """Call a renewal; without a call, show the calls made so far."""
    from bot.terminal import judging

    if said is None:
        judging.show_calls(account, email)
        return
    judging.make_call(account, said, email, reason=reason, amount=amount, day=day_of(day))


def override(
    account: str,
    email: As,
    score: Annotated[int | None, typer.Option(help="What the score should be, 0 to 100.")] = None,
    band: Annotated[str | None, typer.Option(help="green, yellow or red.")] = None,
    reason: Annotated[str, typer.Option(metavar="CODE", help="A reason from the list.")] = "",
    words: Annotated[str, typer.Option(help="Why, in a sentence.")] = "",
    evidence: Annotated[str | None, typer.Option(help="Where it can be seen.")] = None,
    until: Day = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
) -> None:
    """Keep your own score or band beside the computed one, for at most 90 days."""
    from bot.terminal import judging
    from knowledge.store.overrides import NewOverride

    if withdraw:
        judging.withdraw(account, email)
        return
    if until is None:
        raise typer.BadParameter("an override ends: say --until DATE")
    scope, value = judging.scope_of(score, band)
    new = NewOverride(scope, value, reason, words, until.date(), evidence)
    judging.override(account, email, new)


def acts(
    verb: Annotated[
        str | None, typer.Argument(metavar="[accept|done|snooze|decline]", show_default=False)
    ] = None,
    act_id: Annotated[str | None, typer.Argument(metavar="[ID]", show_default=False)] = None,
    email: As = "",
    reason: Annotated[str | None, typer.Option(help="Why: needed to snooze or decline.")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When a snoozed act comes back.")
    ] = None,
    today: Day = None,
) -> None:
    """List what waits to be done; accept it, call it done, snooze it or decline it."""
    from bot.terminal import acts as waiting

    if not email:
        raise typer.BadParameter("say who: --as EMAIL")
    if verb is None:
        waiting.list_open(email, day_of(today))
        return
    waiting.decide(verb, act_id, email, reason=reason, until=day_of(until), today=day_of(today))


def proposals(
    verb: Annotated[
        str | None, typer.Argument(metavar="[approve|reject|undo|edit]", show_default=False)
    ] = None,
    number: Annotated[int | None, typer.Argument(metavar="[ID]", show_default=False)] = None,
    email: As = "",
    value: Annotated[str | None, typer.Option(help="With edit: what it should be instead.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the changes that wait for approval; approve, reject or edit one, undo it for a day."""
    from bot.terminal import proposals as waiting

    asker(email)
    if verb is None:
        waiting.list_waiting(email, as_json=as_json)
        return
    if number is None:
        raise typer.BadParameter("say which: steward proposals approve 12")
    raise typer.Exit(waiting.act(verb, number, email, value, as_json=as_json))
