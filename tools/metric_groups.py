"""The figures of a book split by segment, region, CSM, plan or industry."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.facts import Fact
from knowledge.movement import Movement, movement
from tools.about import About, share_of
from tools.arr_book import Book, BookAccount
from tools.result import Table
from tools.totals import Totals

_KEYS: dict[str, Callable[[BookAccount], str | None]] = {
    "segment": lambda a: a.account.segment,
    "region": lambda a: a.account.region,
    "csm": lambda a: a.owner.name if a.owner else None,
    "plan": lambda a: a.account.plan,
    "industry": lambda a: a.account.industry,
}
GROUP_WORDS = {"csm": "CSM"}
_NONE = "none"


@dataclass(frozen=True, slots=True)
class GroupNow:
    """A group's ARR today."""

    group: Fact
    accounts: Fact
    arr: Fact
    share: Fact


@dataclass(frozen=True, slots=True)
class GroupKept:
    """A group's retention; the ratios are unknown where nobody of it paid at the start."""

    group: Fact
    starting_accounts: Fact
    starting_arr: Fact
    churned_arr: Fact
    contraction_arr: Fact
    expansion_arr: Fact
    grr: Fact
    nrr: Fact
    logo_retention: Fact


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups, the largest ARR first."""

    now: tuple[GroupNow, ...]
    retention: tuple[GroupKept, ...]


def grouped(about: About, totals: Totals, by: str, book: Book) -> Groups:
    """Split a book; by CSM, ARR now is the owner's today and retention the owner's at the start."""
    key = _KEYS[by]
    then = _owner_then if by == "csm" else key
    whole = sum((a.now for a in book.now), Decimal(0))
    now = [
        _now(_about(name, about), by, accounts, totals, whole)
        for name, accounts in _split(book.now, key, lambda a: a.now)
    ]
    kept = [
        _kept(_about(name, about), by, movement([a.span for a in accounts]), totals)
        for name, accounts in _split(book.then, then, lambda a: a.span.starting)
    ]
    return Groups(tuple(now), tuple(kept))


def tables_of(groups: Groups, by: str) -> tuple[Table, Table]:
    """The groups as tables: ARR now, and retention."""
    return _table_now(by, groups.now), _table_kept(by, groups.retention)


def _owner_then(account: BookAccount) -> str | None:
    return account.owner_then.name if account.owner_then else None


def _split(
    book: Sequence[BookAccount],
    key: Callable[[BookAccount], str | None],
    amount: Callable[[BookAccount], Decimal],
) -> list[tuple[str, list[BookAccount]]]:
    """The paying accounts by key, the group with the largest amount first."""
    groups: dict[str, list[BookAccount]] = defaultdict(list)
    for account in book:
        if amount(account) > 0:
            groups[key(account) or _NONE].append(account)
    return sorted(groups.items(), key=lambda group: (-sum(map(amount, group[1])), group[0]))


def _about(name: str, about: About) -> About:
    return About(name, about.as_of, about.source)


def _now(
    about: About, by: str, accounts: Sequence[BookAccount], totals: Totals, whole: Decimal
) -> GroupNow:
    arr = sum((a.now for a in accounts), Decimal(0))
    return GroupNow(
        group=about.text(GROUP_WORDS.get(by, by), about.entity),
        accounts=about.count("accounts", len(accounts), ""),
        arr=totals.money(about, "ARR", [arr]),
        share=about.percent("share of ARR", share_of(arr, whole)),
    )


def _kept(about: About, by: str, moved: Movement, totals: Totals) -> GroupKept:
    found = moved.retention
    assert found is not None  # every account of the group paid at the start
    return GroupKept(
        group=about.text(GROUP_WORDS.get(by, by), about.entity),
        starting_accounts=about.count("accounts at the start", found.starting_accounts, ""),
        starting_arr=totals.money(about, "starting ARR", [found.starting_arr]),
        churned_arr=totals.money(about, "churned ARR", [found.churned_arr]),
        contraction_arr=totals.money(about, "contraction ARR", [found.contraction_arr]),
        expansion_arr=totals.money(about, "expansion ARR", [found.expansion_arr]),
        grr=about.percent("GRR", found.grr * 100),
        nrr=about.percent("NRR", found.nrr * 100),
        logo_retention=about.percent("logo retention", found.logo_retention * 100),
    )


def _table_now(by: str, rows: Sequence[GroupNow]) -> Table:
    heading = GROUP_WORDS.get(by, by.capitalize())
    return Table(
        f"ARR by {GROUP_WORDS.get(by, by)}",
        (heading, "Accounts", "ARR", "Share of ARR"),
        tuple((r.group, r.accounts, r.arr, r.share) for r in rows),
    )


def _table_kept(by: str, rows: Sequence[GroupKept]) -> Table:
    heading = GROUP_WORDS.get(by, by.capitalize())
    return Table(
        f"Retention by {GROUP_WORDS.get(by, by)}",
        (
            heading, "At the start", "Starting ARR", "Churned", "Contraction", "Expansion",
            "GRR", "NRR", "Logo retention",
        ),
        tuple(
            (
                r.group, r.starting_accounts, r.starting_arr, r.churned_arr, r.contraction_arr,
                r.expansion_arr, r.grr, r.nrr, r.logo_retention,
            )
            for r in rows
        ),
    )  # fmt: skip
