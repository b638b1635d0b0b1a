"""Say why a mention does not hold, so that a writer can mend it."""

from datetime import date

from bot.checker.cues import Cue
from bot.checker.ledger import Entry, Ledger
from bot.checker.mentions import Mention
from bot.checker.scope import Scope
from bot.checker.trace import agrees, comparable


def reason(mention: Mention, cue: Cue, scope: Scope, ledger: Ledger) -> str:
    """Give one sentence part: what the facts have instead, or whose the value is."""
    near = ledger.of(scope.near)
    meant = [e for e in near if comparable(mention, cue, e) and e.words & cue.words]
    if meant:
        return f"the facts have {_shown(meant[0])} as {_what(meant[0])}"
    same = [
        entry
        for entry in ledger.all()
        if comparable(mention, cue, entry) and agrees(mention, cue, entry, ledger.today)
    ]
    mine = [entry for entry in same if entry.fact.entity in scope.near]
    if mine:
        return f"this is {_what(mine[0])}, which the words beside it don't say"
    if same:
        return f"this is {_what(same[0])}"
    return f"no fact of {scope.near[0]} has it" if scope.near else "no fact has it"


def _what(entry: Entry) -> str:
    entity = entry.fact.entity
    possessive = f"{entity}'" if entity.endswith("s") else f"{entity}'s"
    return f"{possessive} {entry.fact.attribute}"


def _shown(entry: Entry) -> str:
    value = entry.fact.value
    if isinstance(value, date):
        return value.isoformat()
    return f"{entry.number:,.10g}" if entry.number is not None else str(value)
