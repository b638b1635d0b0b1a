"""What was decided of the act that answers an account's risk, as an answer says it."""

from dataclasses import dataclass

from knowledge.acts import Act, Decision, State, is_open
from knowledge.facts import Fact
from knowledge.store.access import Person, View, among
from knowledge.store.acts import decisions_of
from knowledge.store.standing import Standing
from tools.about import About


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that still holds. `is_mine`: by the asker; `until` where it is snoozed.

    An accepted act waits, due on `due`, the day that it was accepted with; the others do not.
    """

    state: State
    is_mine: bool
    by: Fact | None
    on: Fact | None
    until: Fact | None
    reason: Fact | None
    due: Fact | None


def decided_of(view: View, standings: list[Standing], asker: Person) -> dict[int, Decided]:
    """The decision on each account's act of risk, by account, in one query; without those that new
    evidence has overtaken."""
    ids = [standing.position.account.id for standing in standings]
    decisions = decisions_of(among(view, ids))
    found = {}
    for standing in standings:
        act = _act_of(standing)
        decision = decisions.get((act.account_id, act.key))
        if decision is not None and _holds(act, decision, standing):
            found[act.account_id] = _decided(decision, standing, asker)
    return found


def _act_of(standing: Standing) -> Act:
    account = standing.position.account
    return Act(account.id, standing.act, "", standing.evidence, standing.today, account.csm)


def _holds(act: Act, decision: Decision, standing: Standing) -> bool:
    return decision.state == "accepted" or not is_open(act, decision, standing.today)


def _decided(decision: Decision, standing: Standing, asker: Person) -> Decided:
    about = About(standing.position.account.name, standing.today, "act")
    until = decision.snoozed_until if decision.state == "snoozed" else None
    due = decision.due if decision.state == "accepted" else None
    return Decided(
        state=decision.state,
        is_mine=decision.by == asker.name,
        by=about.text("act decided by", decision.by) if decision.by else None,
        on=about.day("act decided on", decision.on) if decision.on else None,
        until=about.day("act snoozed until", until) if until else None,
        reason=about.quote("reason of the decision", decision.reason) if decision.reason else None,
        due=about.day("act to be done by", due) if due else None,
    )
