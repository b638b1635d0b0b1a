"""What is stale, missing or contradictory in the records, by the ARR that hangs on it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from knowledge.facts import Fact
from knowledge.store.dossiers import Dossier, dossiers
from tools.about import About, share_of
from tools.desk import Desk
from tools.gap_groups import FEW, GapLine, gap_groups, gap_line, quick_fix
from tools.gap_words import flag_words
from tools.hygiene_of import hygiene_of_account
from tools.named import Named, named
from tools.result import Result
from tools.scope import Scope, scope_of
from tools.totals import totals_of

Segment = Literal["enterprise", "mid_market", "smb"]
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class FlagLine:
    """Rows that an import kept and found doubtful."""

    what: str
    rows: Fact
    count: Fact
    who: Named


@dataclass(frozen=True, slots=True)
class Hygiene:
    """The answer: how much ARR the gaps touch, the quick fix, then the gaps by ARR."""

    whose: str
    noun: str
    on: Fact
    considered: Fact
    affected: Fact
    affected_arr: Fact
    total_arr: Fact
    share: Fact
    quick: GapLine | None
    is_two_minutes: bool
    items: tuple[GapLine, ...]
    more: Fact | None
    flags: tuple[FlagLine, ...]
    converted: bool
    is_past: bool


def data_hygiene(
    desk: Desk,
    account: str | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """List what is stale, missing or contradictory in the records: dates, owners, buyers, goals,
    usage, contacts, ARR against contracts. By ARR affected, each with count, ARR and first names;
    the ARR touched and a two-minute fix come first.

    Use it for "what's missing in my data", "which accounts lack a renewal date", "can I trust the
    numbers", "what should I clean up", "what don't we know about Acme". For health risks rather
    than gaps in the records use at_risk_accounts.

    Args:
        account: only this account, such as "Acme".
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
    """
    if account:
        return hygiene_of_account(desk, account)
    with desk.view(segment=segment, region=region, csm=csm) as view:
        records = dossiers(view, desk.company, desk.rules)
    names = (d.position.account.csm for d in records if d.position.account.csm)
    owner = next(names, csm) if csm else None
    scope = scope_of(desk, segment=segment, region=region, csm=owner)
    answer = _answer(desk, scope, records)
    shown = [str(name.value) for line in answer.items for name in line.who.names]
    return Result("data_hygiene", answer, desk.today, accounts=tuple(dict.fromkeys(shown)))


def _answer(desk: Desk, scope: Scope, records: Sequence[Dossier]) -> Hygiene:
    about = scope.about
    totals = totals_of([d.position for d in records], desk.company)
    found = gap_groups(records, desk.company, desk.today)
    gappy = [(d, arr) for f in found for d, arr in f.accounts if d.position.is_customer]
    touched = {d.position.account.id: arr for d, arr in gappy}
    touched_arr = sum(touched.values(), Decimal(0))
    paid = [d.position.arr_reporting for d in records if d.position.is_customer]
    lines = [gap_line(about, totals, f) for f in found]
    quick = quick_fix(found)
    return Hygiene(
        whose=scope.whose,
        noun=scope.noun,
        on=about.day("as of", desk.today),
        considered=about.count("accounts", len(paid), "accounts"),
        affected=about.count("accounts with gaps", len(touched), "accounts"),
        affected_arr=totals.money(about, "ARR of the accounts with gaps", [touched_arr]),
        total_arr=totals.money(about, "ARR", paid),
        share=about.percent("share of ARR with gaps", share_of(touched_arr, sum(paid, Decimal(0)))),
        quick=gap_line(about, totals, quick) if quick else None,
        is_two_minutes=quick is not None and len(quick.accounts) <= FEW,
        items=tuple(lines[:MOST_SHOWN]),
        more=about.count("more kinds of gaps", len(lines) - MOST_SHOWN, "kinds")
        if len(lines) > MOST_SHOWN
        else None,
        flags=_flags(about, records),
        converted=totals.converted,
        is_past=desk.today < desk.rights_on,
    )


def _flags(about: About, records: Sequence[Dossier]) -> tuple[FlagLine, ...]:
    rows: dict[str, int] = defaultdict(int)
    holders: dict[str, list[Dossier]] = defaultdict(list)
    for dossier in records:
        for flag in dossier.flags:
            what = flag_words(flag.entity, flag.flag)
            rows[what] += flag.row_count
            holders[what].append(dossier)
    return tuple(
        FlagLine(
            what=what,
            rows=about.count(what, count, "rows"),
            count=about.count(f"accounts with {what}", len(holders[what]), "accounts"),
            who=named(about, what, [d.position.account for d in holders[what]]),
        )
        for what, count in sorted(rows.items(), key=lambda row: -row[1])
    )
