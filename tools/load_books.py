"""One CSM's book: how full it is, and which accounts go short."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.company import SEGMENTS, Company, Segment
from knowledge.facts import Fact
from knowledge.load import load_of
from knowledge.store.dossiers import Dossier
from tools.about import About
from tools.named import Named, named
from tools.positions import SEGMENT_WORDS
from tools.result import Table
from tools.totals import totals_of

_SHORT_SHOWN = 10
_FULL = Decimal(1)


@dataclass(frozen=True, slots=True)
class SegmentLoad:
    """A book's accounts of one segment; `lowest` and `highest` are None where it is pooled."""

    segment: str
    accounts: Fact
    lowest: Fact | None
    highest: Fact | None


@dataclass(frozen=True, slots=True)
class ShortAccount:
    """An account without a recent two-way contact, or with too few goals."""

    account: Fact
    arr: Fact
    last_contact: Fact
    goals: Fact


@dataclass(frozen=True, slots=True)
class BookLoad:
    """One CSM's book. `load` is in percent of a full book, unknown where all of it is pooled.

    `untouched`: no two-way contact for longer than the company wants. `items` are the accounts
    that go short of contact or goals, the longest without contact first.
    """

    csm: Fact
    load: Fact
    is_over: bool
    accounts: Fact
    arr: Fact
    segments: tuple[SegmentLoad, ...]
    untouched: Fact
    untouched_arr: Fact
    untouched_who: Named | None
    short_of_goals: Fact
    short: Fact
    shown: Fact
    items: tuple[ShortAccount, ...]


def book_of_csm(about: About, csm: str, records: Sequence[Dossier], company: Company) -> BookLoad:
    """The facts about one book; `records` are its paying accounts."""
    today = about.as_of
    totals = totals_of([d.position for d in records], company)
    counts = Counter(d.position.account.segment for d in records)
    load = load_of(counts, company)
    untouched = [d for d in records if _is_untouched(d, company, today)]
    few = [d for d in records if len(d.objectives) < company.goals_per_account]
    short = sorted(
        (d for d in records if d in untouched or d in few),
        key=lambda d: (d.last_contact or date.min, -d.position.arr_reporting),
    )
    return BookLoad(
        csm=about.text("CSM", csm),
        load=about.percent("load, share of a full load", None if load is None else load * 100),
        is_over=load is not None and load > _FULL,
        accounts=about.count("accounts", len(records), "accounts"),
        arr=totals.money(about, "ARR", [d.position.arr_reporting for d in records]),
        segments=tuple(
            _segment(about, key, counts[key], company) for key in SEGMENTS if counts[key]
        ),
        untouched=about.count("accounts without two-way contact", len(untouched), "accounts"),
        untouched_arr=totals.money(
            about,
            "ARR of accounts without two-way contact",
            [d.position.arr_reporting for d in untouched],
        ),
        untouched_who=named(
            about, "without two-way contact", [d.position.account for d in untouched]
        )
        if untouched
        else None,
        short_of_goals=about.count("accounts with too few goals", len(few), "accounts"),
        short=about.count("accounts that go short", len(short), "accounts"),
        shown=about.count("accounts shown", min(len(short), _SHORT_SHOWN), "accounts"),
        items=tuple(_short(d, today) for d in short[:_SHORT_SHOWN]),
    )


def short_table(book: BookLoad) -> Table:
    rows = tuple(
        (i.account, i.arr, "none on record" if i.last_contact.value is None else i.last_contact,
         _plain(i.goals))
        for i in book.items
    )  # fmt: skip
    return Table(
        "Accounts that go short", ("Account", "ARR", "Last two-way contact", "Goals"), rows
    )


def loads_table(books: Sequence[BookLoad]) -> Table:
    columns = ("CSM", "Load", "Accounts", "ARR", "Without two-way contact", "With too few goals")
    rows = tuple(
        (
            b.csm, "–" if b.load.value is None else b.load, _plain(b.accounts), b.arr,
            _plain(b.untouched), _plain(b.short_of_goals),
        )
        for b in books
    )  # fmt: skip
    return Table("Load by CSM", columns, rows)


def _plain(count: Fact) -> Fact:
    """A count without its noun, which stands in the column's head."""
    return replace(count, unit="")


def _is_untouched(dossier: Dossier, company: Company, today: date) -> bool:
    last = dossier.last_contact
    return last is None or (today - last).days > company.touch_every_days


def _segment(about: About, key: Segment, count: int, company: Company) -> SegmentLoad:
    words = SEGMENT_WORDS[key]
    usual = company.segment(key).accounts_per_csm
    lowest, highest = usual or (None, None)
    return SegmentLoad(
        words,
        about.count(f"{words} accounts", count, "accounts"),
        None
        if lowest is None
        else about.count(f"{words} accounts a CSM, from", lowest, "accounts"),
        None
        if highest is None
        else about.count(f"{words} accounts a CSM, to", highest, "accounts"),
    )


def _short(dossier: Dossier, today: date) -> ShortAccount:
    position = dossier.position
    about = About(position.account.name, today, position.account.home)
    return ShortAccount(
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        last_contact=about.day("last two-way contact", dossier.last_contact, "touchpoints"),
        goals=about.count("goals", len(dossier.objectives), "goals", "success plan"),
    )
