"""The kinds of gaps in a book's records, by the ARR that hangs on them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.store.dossiers import Dossier
from knowledge.store.gaps import GapKind, arr_affected, gaps_of
from tools.about import About
from tools.gap_words import GAPS, what_is_wrong
from tools.named import Named, named
from tools.totals import Totals

FEW = 5


@dataclass(frozen=True, slots=True)
class GapLine:
    """One kind of gap: how many accounts have it, what they pay, the largest of them."""

    what: str
    mend: str
    count: Fact
    arr: Fact
    who: Named


@dataclass(frozen=True, slots=True)
class GapGroup:
    """The accounts with one kind of gap, the largest ARR first."""

    kind: GapKind
    what: str
    accounts: list[tuple[Dossier, Decimal]]

    @property
    def arr(self) -> Decimal:
        return sum((arr for _, arr in self.accounts), Decimal(0))


def gap_groups(records: Sequence[Dossier], company: Company, today: date) -> list[GapGroup]:
    """The kinds of gaps that there are, the one with the most ARR first."""
    by_kind: dict[GapKind, list[tuple[Dossier, Decimal]]] = defaultdict(list)
    for dossier in records:
        arr = arr_affected(dossier, company)
        for gap in gaps_of(dossier, company, today):
            by_kind[gap.kind].append((dossier, arr))
    found = [
        GapGroup(
            kind,
            what_is_wrong(kind, company),
            sorted(by_kind[kind], key=lambda pair: -pair[1]),
        )
        for kind in GAPS
        if kind in by_kind
    ]
    return sorted(found, key=lambda f: -f.arr)


def quick_fix(found: Sequence[GapGroup]) -> GapGroup | None:
    """The quick fix that most ARR hangs on, among those for a few accounts where there is one."""
    quick = [f for f in found if GAPS[f.kind].is_quick]
    few = [f for f in quick if len(f.accounts) <= FEW] or quick
    return few[0] if few else None


def gap_line(about: About, totals: Totals, found: GapGroup) -> GapLine:
    return GapLine(
        what=found.what,
        mend=GAPS[found.kind].mend,
        count=about.count(f"accounts: {found.what}", len(found.accounts), "accounts"),
        arr=totals.money(about, f"ARR of accounts: {found.what}", [found.arr]),
        who=named(about, found.what, [d.position.account for d, _ in found.accounts]),
    )
