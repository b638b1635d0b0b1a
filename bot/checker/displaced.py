"""A true value told twice while another that would fit is told nowhere: one took its place."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.checker.borne import Borne
from bot.checker.ledger import Entry, Ledger, is_group
from bot.checker.lexicon import Words
from bot.checker.mentions import Mention
from bot.checker.rivals import around_of
from bot.checker.trace import agrees, comparable


def displaced(bare: str, told: Sequence[Borne], ledger: Ledger) -> Iterator[tuple[Mention, str]]:
    """Give each mention whose facts its words fit less than those of another mention do, where a
    fact of the same sort that no mention bears fits it as well or better.
    """
    around = [around_of(bare, told, at) for at in range(len(told))]
    where: dict[Entry, list[int]] = defaultdict(list)
    for at, borne in enumerate(told):
        for entry in borne.entries or ():
            where[entry].append(at)
    for at, borne in enumerate(told):
        if not borne.entries or (borne.mention.joined and borne.mention.figure is None):
            continue
        if not all(_is_better_there(e, at, where[e], around) for e in borne.entries):
            continue
        lost = _lost(borne, around[at], where, told, ledger)
        if lost is not None:
            yield borne.mention, f"the words beside it may tell {lost.fact.attribute}"


def _is_better_there(entry: Entry, at: int, places: Sequence[int], around: Sequence[Words]) -> bool:
    here = len(entry.words & around[at])
    return any(len(entry.words & around[place]) > here for place in places if place != at)


def _lost(
    borne: Borne,
    around: Words,
    where: dict[Entry, list[int]],
    told: Sequence[Borne],
    ledger: Ledger,
) -> Entry | None:
    """Give the fact that fits the place and stands nowhere in the text."""
    entries = borne.entries or []
    most = max(len(entry.words & around) for entry in entries)
    for other in ledger.of((*borne.scope.near, *borne.scope.wide)):
        if other in where or not any(_is_of_a_sort(other, entry) for entry in entries):
            continue
        if not comparable(borne.mention, borne.cue, other):
            continue
        is_headline = borne.mention.day is not None and is_group(other.fact.entity)
        fits = len(other.words & around)
        is_fit = bool(other.words) and other.words <= around
        if most == 0 and not is_fit:
            is_fit = is_headline or fits > (1 if borne.mention.day is not None else 0)
        is_fitter = fits > max(most, 1) and borne.mention.day is None
        if other.number == 0 or not (is_fit or is_fitter):
            continue
        if not _is_told(other, told, ledger):
            return other
    return None


def _is_of_a_sort(one: Entry, other: Entry) -> bool:
    same = one.fact.entity == other.fact.entity
    groups = is_group(one.fact.entity) and is_group(other.fact.entity)
    return (same or groups) and one.unit == other.unit


def _is_told(entry: Entry, told: Sequence[Borne], ledger: Ledger) -> bool:
    """Say whether some mention of the text has the entry's value."""
    return any(
        agrees(one.mention, one.cue, entry, ledger.today)
        for one in told
        if comparable(one.mention, one.cue, entry)
    )
