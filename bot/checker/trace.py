"""Hold one mention against the facts of its scope: value, unit, attribute, rounding as shown."""

from collections.abc import Iterator
from datetime import date

from bot.checker.changes import is_told_change
from bot.checker.cues import Cue
from bot.checker.figures import DAYS, Figure
from bot.checker.ledger import Entry, Ledger
from bot.checker.lexicon import clash, topics
from bot.checker.literals import is_literal
from bot.checker.mentions import Mention
from bot.checker.roles import in_role
from bot.checker.scope import Scope

# "Renews at $72,000": these tell a date's attribute, never an amount's.
_DATED = frozenset(("@renewal", "@notice", "@begin", "@end"))
# "Target 60%" of a goal whose metric is itself a known thing: these tell which of its values.
_WHICH = frozenset(("@baseline", "@target"))
_SCALED = frozenset(("@nps", "@csat", "@ces", "@health", "@survey"))


def bearers(mention: Mention, cue: Cue, scope: Scope, ledger: Ledger) -> list[Entry] | None:
    """Give the entries in scope that bear the mention out; None where nothing does.

    The list is empty for what holds without an entry of its own: today, the top of a scale, a
    change between two facts, words of a fact.
    """
    if _is_today(mention, ledger) and not _is_claimed(mention, cue, scope, ledger):
        return []
    if mention.text.lower() == "one" and not _counts_one(mention, cue, ledger):
        return []
    if mention.joined and _is_scale(mention, cue):
        return []
    near = ledger.of(scope.near)
    for tier in _tiers(mention, cue, scope, ledger):
        found = _bearers(mention, cue, tier, ledger.today)
        if found or (
            found is not None and (tier == near or not _is_dated_near(mention, near, scope))
        ):
            return found
    return None


def _is_dated_near(mention: Mention, near: list[Entry], scope: Scope) -> bool:
    """Say whether those told have days of their own: words of others are no proof then."""
    is_day = mention.day is not None and mention.day.day is not None
    return is_day and scope.is_told and any(entry.day is not None for entry in near)


def _tiers(mention: Mention, cue: Cue, scope: Scope, ledger: Ledger) -> Iterator[list[Entry]]:
    yield ledger.of(scope.near)
    if scope.is_told and _is_claimed(mention, cue, scope, ledger):
        return
    yield ledger.of(scope.wide)
    if mention.figure is None and mention.day is None and scope.wide:
        yield ledger.all()
    if scope.named and not _is_named(mention, cue, ledger.of(scope.wide)):
        yield [entry for entry in ledger.of(scope.named) if entry.words & cue.words]


def comparable(mention: Mention, cue: Cue, entry: Entry) -> bool:
    """Say whether the entry's unit is one that the mention may be written in."""
    if mention.day is not None:
        return entry.day is not None
    figure = mention.figure
    if figure is None:
        return False
    if figure.unit in DAYS:
        return entry.day is not None or (entry.number is not None and entry.unit in DAYS)
    if entry.number is None:
        return False
    if figure.unit == "percent":
        return entry.unit in ("percent", "ratio")
    if figure.unit == "points":
        return entry.is_points
    if figure.unit:
        return entry.unit == figure.unit
    if cue.is_share:
        return entry.unit in ("percent", "ratio")
    if cue.is_in_table and entry.words & cue.words:
        return True
    return not entry.is_money and entry.unit != "percent" and _fits_ratio(figure, entry)


def agrees(mention: Mention, cue: Cue, entry: Entry, today: date | None) -> bool:
    """Say whether the entry's value, rounded as the text shows it, is the mention's."""
    if mention.day is not None:
        return entry.day is not None and mention.day.covers(entry.day)
    figure = mention.figure
    if figure is None:
        return False
    if figure.unit in DAYS:
        return _agrees_in_time(figure, entry, today)
    if entry.number is None:
        return False
    if entry.unit == "ratio" and (figure.unit == "percent" or cue.is_share):
        return figure.covers(entry.number * 100, cue.is_change)
    return figure.covers(entry.number, cue.is_change)


def _bearers(
    mention: Mention, cue: Cue, entries: list[Entry], today: date | None
) -> list[Entry] | None:
    usable = [entry for entry in entries if comparable(mention, cue, entry)]
    named = [entry for entry in usable if entry.words & cue.noun]
    named = _closest(named or [entry for entry in usable if entry.words & cue.words], cue)
    told = cue.words if mention.day is not None else cue.words - _DATED
    pool = named or [entry for entry in usable if not clash(entry.words, told)]
    found = [entry for entry in pool if agrees(mention, cue, entry, today)]
    found = [entry for entry in in_role(found, usable, cue.role) if not counts_else(cue, entry)]
    if found:
        return found
    if mention.day is not None and _is_reading_day(mention, cue, entries, bool(named)):
        return []
    if is_told_change(mention, cue, entries):
        return []
    is_time = mention.figure is not None and mention.figure.unit in DAYS
    if is_time and named and topics(cue.words):
        return None
    if not _is_dated_otherwise(mention, cue, entries) and is_literal(mention, cue, entries):
        return []
    return None


def counts_else(cue: Cue, entry: Entry) -> bool:
    """Say whether the text counts another thing: "3 goals" is no number of accounts."""
    if cue.counted and entry.unit in ("points", "hour"):
        return True
    return entry.is_count and bool(cue.counted) and cue.counted.isdisjoint(entry.unit.split())


def _closest(named: list[Entry], cue: Cue) -> list[Entry]:
    """Leave out facts of a further thing, as "NPS responses" where the text says "NPS"."""
    told = topics(cue.words) - _WHICH
    labelled = [entry for entry in named if entry.words & cue.label]
    named = labelled or named
    plain = [entry for entry in named if told and topics(entry.words) - _WHICH == told]
    if not plain:
        return named
    return [entry for entry in named if len(topics(entry.words) - _WHICH) <= len(told)]


def _is_scale(mention: Mention, cue: Cue) -> bool:
    """Say whether it is the top of a scale: "8 of 10" of a survey or a score."""
    figure = mention.figure
    if figure is None or figure.unit or figure.value not in (5, 7, 10, 100):
        return False
    told = topics(cue.words)
    return not cue.noun and (not told or not _SCALED.isdisjoint(told))


def _counts_one(mention: Mention, cue: Cue, ledger: Ledger) -> bool:
    """Say whether "one" counts something that the facts count, and is not the pronoun."""
    return any(comparable(mention, cue, e) and e.words & cue.noun for e in ledger.all())


def _is_today(mention: Mention, ledger: Ledger) -> bool:
    if mention.day is None or mention.day.day is None or ledger.today is None:
        return False
    return mention.day.covers(ledger.today)


def _is_claimed(mention: Mention, cue: Cue, scope: Scope, ledger: Ledger) -> bool:
    return _is_named(mention, cue, ledger.of(scope.near))


def _is_named(mention: Mention, cue: Cue, entries: list[Entry]) -> bool:
    return any(comparable(mention, cue, e) and e.words & cue.words for e in entries)


def _is_dated_otherwise(mention: Mention, cue: Cue, entries: list[Entry]) -> bool:
    """Say whether a date's words are all those of a fact that is a date."""
    is_told = mention.day is not None and bool(cue.words)
    return is_told and any(entry.day and cue.words <= entry.words for entry in entries)


def _is_reading_day(mention: Mention, cue: Cue, entries: list[Entry], is_named: bool) -> bool:
    day = mention.day
    if day is None or _is_dated_otherwise(mention, cue, entries):
        return False
    return any(
        entry.fact.as_of is not None
        and day.covers(entry.fact.as_of)
        and (not is_named or (entry.day is None and entry.words & cue.words))
        for entry in entries
    )


def _fits_ratio(figure: Figure, entry: Entry) -> bool:
    return entry.unit != "ratio" or figure.slack < 0.5


def _agrees_in_time(figure: Figure, entry: Entry, today: date | None) -> bool:
    if entry.unit == figure.unit and entry.number is not None:
        return figure.covers(entry.number)
    if entry.number is not None:
        days = entry.number * DAYS.get(entry.unit, 0.0)
    elif entry.day is not None and (today or entry.fact.as_of) is not None:
        days = float(abs((entry.day - (today or entry.fact.as_of or entry.day)).days))
    else:
        return False
    if figure.unit == "day":
        return figure.covers(days)
    return abs(days / DAYS[figure.unit] - figure.value) < max(figure.slack * 2, 0.5)
