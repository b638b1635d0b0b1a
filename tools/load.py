"""Is a book too big: accounts against what one CSM can carry, and which accounts go short."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from knowledge.facts import Fact
from knowledge.store.access import Person
from knowledge.store.dossiers import Dossier, dossiers
from knowledge.store.ownership import Owner, owners_on, seen_in_part
from tools.about import About
from tools.desk import Desk
from tools.load_books import BookLoad, book_of_csm, loads_table, short_table
from tools.positions import book_of
from tools.result import Result
from tools.totals import totals_of

Untold = Literal["", "no_book", "in_part"]
_HOLDERS = ("csm", "manager", "operations")


@dataclass(frozen=True, slots=True)
class Loads:
    """The answer: one book in full, or a row for each CSM, the fullest first.

    `others`: accounts that a CSM sees and doesn't own, lent or by account team; they don't count.
    `untold` says why there is no answer: the asker holds no book ("no_book"), or not everybody
    who reads sees a book whole ("in_part"). `in_part` are the books left out for that.
    """

    is_own: bool
    untold: Untold
    whose: Fact | None
    on: Fact
    touch_every: Fact
    goals: Fact
    books: tuple[BookLoad, ...]
    book_count: Fact | None
    over: Fact | None
    unowned: Fact | None
    others: Fact | None
    in_part: Fact | None
    is_shared: bool
    converted: bool
    is_past: bool


def book_load(desk: Desk, csm: str | None = None) -> Result:
    """Tell whether a book is too big: accounts per segment against what one CSM usually carries,
    ARR, accounts without a recent two-way contact and accounts with too few goals. For a manager,
    a row for each CSM.

    Use it for "is my book too big", "am I overloaded", "who on my team has room", "which accounts
    haven't I touched". For the accounts themselves use list_accounts; for missing data,
    data_hygiene.

    Args:
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
    """
    if desk.viewer.role not in _HOLDERS:
        return Result("book_load", _answer(desk, _Books({}, untold="no_book")), desk.today)
    with desk.view() as view:
        person = desk.csm_named(view, csm) if csm else None
        records = [d for d in dossiers(view, desk.company, desk.rules) if d.position.is_customer]
        owners = owners_on(view, desk.today)
        in_part = seen_in_part(view, desk.today)
    wanted = person or (desk.viewer if desk.sees_one_book else None)
    held, unowned = _by_owner(records, owners)
    books = (
        _one_book(wanted, held, in_part, is_own=wanted.id == desk.viewer.id)
        if wanted
        else _whole_books(held, in_part, unowned)
    )
    answer = _answer(desk, books)
    tables = [loads_table(answer.books)] if len(answer.books) > 1 else []
    if len(answer.books) == 1 and answer.books[0].items:
        tables.append(short_table(answer.books[0]))
    names = [str(i.account.value) for book in answer.books for i in book.items]
    shown = tuple(names) if len(answer.books) == 1 else ()
    return Result("book_load", answer, desk.today, tuple(tables), accounts=shown)


@dataclass(frozen=True, slots=True)
class _Books:
    """The paying accounts of the books to judge, and counts of the accounts and books besides."""

    held: Mapping[Owner, Sequence[Dossier]]
    unowned: int = 0
    others: int = 0
    in_part: int = 0
    is_own: bool = False
    whose: str = ""
    untold: Untold = ""


def _by_owner(
    records: Sequence[Dossier], owners: Mapping[int, Owner]
) -> tuple[dict[Owner, list[Dossier]], int]:
    """The accounts by owner, and how many nobody owns."""
    books: dict[Owner, list[Dossier]] = defaultdict(list)
    unowned = 0
    for dossier in records:
        owner = owners.get(dossier.position.account.id)
        if owner is None:
            unowned += 1
        else:
            books[owner].append(dossier)
    return dict(books), unowned


def _one_book(
    person: Person, held: Mapping[Owner, list[Dossier]], in_part: Set[int], *, is_own: bool
) -> _Books:
    if person.id in in_part:
        return _Books({}, is_own=is_own, whose=person.name, untold="in_part")
    mine = next((book for owner, book in held.items() if owner.id == person.id), [])
    others = sum(map(len, held.values())) - len(mine) if is_own else 0
    return _Books({Owner(person.id, person.name): mine}, others=others, is_own=is_own)


def _whole_books(held: Mapping[Owner, list[Dossier]], in_part: Set[int], unowned: int) -> _Books:
    whole = {owner: book for owner, book in held.items() if owner.id not in in_part}
    rest = len(held) - len(whole)
    untold: Untold = "in_part" if rest and not whole else ""
    return _Books(whole, unowned=unowned, in_part=rest, untold=untold)


def _answer(desk: Desk, found: _Books) -> Loads:
    every, company, is_own = book_of(desk), desk.company, found.is_own
    of_csm = {o: every if is_own else About(o.name, desk.today, every.source) for o in found.held}
    books = [book_of_csm(of_csm[o], o.name, held, company) for o, held in found.held.items()]
    about = every if len(books) != 1 else next(iter(of_csm.values()))
    books.sort(key=lambda b: (-Decimal(str(b.load.value or 0)), str(b.csm.value)))
    over = sum(book.is_over for book in books)
    everything = [d.position for held in found.held.values() for d in held]

    def counted(words: str, count: int, unit: str = "accounts") -> Fact | None:
        return about.count(words, count, unit) if count else None

    several = len(books) > 1
    return Loads(
        is_own=is_own,
        untold=found.untold,
        whose=about.text("CSM", found.whose) if found.whose else None,
        on=about.day("as of", desk.today),
        touch_every=about.days("two-way contact wanted every", company.touch_every_days),
        goals=about.count("goals wanted", company.goals_per_account, "goals"),
        books=tuple(books),
        book_count=about.count("books", len(books), "books") if several else None,
        over=about.count("books over a full load", over, "books") if several else None,
        unowned=counted("accounts without an owner", found.unowned),
        others=counted("accounts of others that you see", found.others),
        in_part=counted("books seen only in part", found.in_part, "books"),
        is_shared=bool(desk.audience),
        converted=totals_of(everything, company).converted,
        is_past=desk.today < desk.rights_on,
    )
