"""Is a book too big: accounts against what one CSM can carry, and which accounts go short."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.facts import Fact
from knowledge.store.dossiers import Dossier, dossiers
from knowledge.store.ownership import Owner, owners_on
from tools.about import About
from tools.desk import Desk
from tools.load_books import BookLoad, book_of_csm, loads_table, short_table
from tools.positions import book_of
from tools.result import Result
from tools.totals import totals_of


@dataclass(frozen=True, slots=True)
class Loads:
    """The answer: one book in full, or a row for each CSM, the fullest first.

    `others`: accounts that a CSM sees and doesn't own, lent or by account team; they don't count.
    """

    is_own: bool
    on: Fact
    touch_every: Fact
    goals: Fact
    books: tuple[BookLoad, ...]
    book_count: Fact | None
    over: Fact | None
    unowned: Fact | None
    others: Fact | None
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
    with desk.view() as view:
        person = desk.csm_named(view, csm) if csm else None
        records = [d for d in dossiers(view, desk.company, desk.rules) if d.position.is_customer]
        owners = owners_on(view, desk.today)
    wanted = person or (desk.viewer if desk.sees_one_book else None)
    books, unowned = _by_owner(records, owners)
    mine = [d for owner, held in books.items() if wanted and owner.id == wanted.id for d in held]
    others = len(records) - len(mine)
    if wanted:
        books = {Owner(wanted.id, wanted.name): mine}
    is_own = wanted is not None and wanted.id == desk.viewer.id
    answer = _answer(desk, books, is_own=is_own, unowned=unowned, others=others if is_own else 0)
    tables = [loads_table(answer.books)] if len(answer.books) > 1 else []
    if len(answer.books) == 1 and answer.books[0].items:
        tables.append(short_table(answer.books[0]))
    names = [str(i.account.value) for book in answer.books for i in book.items]
    shown = tuple(names) if len(answer.books) == 1 else ()
    return Result("book_load", answer, desk.today, tuple(tables), accounts=shown)


def _by_owner(
    records: Sequence[Dossier], owners: Mapping[int, Owner]
) -> tuple[dict[Owner, list[Dossier]], list[Dossier]]:
    """The accounts by owner, and those that nobody owns."""
    books: dict[Owner, list[Dossier]] = defaultdict(list)
    unowned = []
    for dossier in records:
        owner = owners.get(dossier.position.account.id)
        if owner is None:
            unowned.append(dossier)
        else:
            books[owner].append(dossier)
    return dict(books), unowned


def _answer(
    desk: Desk,
    owned: Mapping[Owner, Sequence[Dossier]],
    *,
    is_own: bool,
    unowned: Sequence[Dossier],
    others: int,
) -> Loads:
    every, company = book_of(desk), desk.company
    of_csm = {o: every if is_own else About(o.name, desk.today, every.source) for o in owned}
    books = [book_of_csm(of_csm[o], o.name, held, company) for o, held in owned.items()]
    about = every if len(books) != 1 else next(iter(of_csm.values()))
    books.sort(key=lambda b: (-Decimal(str(b.load.value or 0)), str(b.csm.value)))
    over = sum(book.is_over for book in books)
    everything = [d.position for held in owned.values() for d in held]
    return Loads(
        is_own=is_own,
        on=about.day("as of", desk.today),
        touch_every=about.days("two-way contact wanted every", company.touch_every_days),
        goals=about.count("goals wanted", company.goals_per_account, "goals"),
        books=tuple(books),
        book_count=about.count("books", len(books), "books") if len(books) > 1 else None,
        over=about.count("books over a full load", over, "books") if len(books) > 1 else None,
        unowned=about.count("accounts without an owner", len(unowned), "accounts")
        if unowned and not is_own
        else None,
        others=about.count("accounts of others that you see", others, "accounts")
        if others
        else None,
        converted=totals_of(everything, company).converted,
        is_past=desk.today < desk.rights_on,
    )
