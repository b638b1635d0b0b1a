"""Generated answers: what is written from facts holds, and one changed figure is found."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checker import check
from knowledge.facts import Fact

TODAY = date(2026, 3, 3)
NAMES = ("Northwind Labs", "Halden Freight", "Brightwell Clinics", "Orca Payments", "Kestrel")


@dataclass(frozen=True)
class Account:
    arr: int
    renewal: date
    nps: int
    seats: int
    users: int
    utilisation: Decimal
    tickets: int


ACCOUNTS = st.builds(
    Account,
    arr=st.integers(1_000, 5_000_000),
    renewal=st.dates(TODAY, TODAY + timedelta(days=300)),
    nps=st.integers(-100, 100),
    seats=st.integers(13, 9_000),
    users=st.integers(13, 9_000),
    utilisation=st.decimals(1, 99, places=1),
    tickets=st.integers(13, 400),
)
BOOKS = st.lists(ACCOUNTS, min_size=2, max_size=len(NAMES))
WORDED = {
    "arr": "ARR",
    "renewal": "renewal date",
    "nps": "NPS",
    "seats": "seats",
    "users": "weekly users",
    "utilisation": "seat utilisation",
    "tickets": "open tickets",
}
UNITS = dict(
    zip(WORDED, ("USD", "date", "points", "seats", "users", "percent", "tickets"), strict=True)
)


def facts_of(book: list[Account]) -> list[Fact]:
    facts = [Fact("today", "date", TODAY, "date")]
    for name, account in zip(NAMES, book, strict=False):
        for field in fields(account):
            value = getattr(account, field.name)
            value = Decimal(value) if field.name == "arr" else value
            facts.append(Fact(name, WORDED[field.name], value, UNITS[field.name]))
    return facts


def as_list(book: list[Account]) -> str:
    return "\n".join(
        f"{at}. **{name}** · ${a.arr:,} ARR · renews {a.renewal:%a} {a.renewal.day} {a.renewal:%b} "
        f"({(a.renewal - TODAY).days} days) · NPS {minus(a.nps)}\n"
        f"   {a.users:,} weekly users of {a.seats:,} seats ({a.utilisation}%); "
        f"{a.tickets} open tickets."
        for at, (name, a) in enumerate(zip(NAMES, book, strict=False), start=1)
    )


def as_prose(book: list[Account]) -> str:
    return " ".join(
        f"{name} pays ${a.arr:,} and renews on {a.renewal.day} {a.renewal:%B %Y}. It has {a.seats} "
        f"seats, {a.users} weekly users, seat utilisation of {a.utilisation}%, "
        f"an NPS of {minus(a.nps)} and {a.tickets} open tickets."
        for name, a in zip(NAMES, book, strict=False)
    )


def as_table(book: list[Account]) -> str:
    head = "| Account | ARR | Renews | NPS | Seats | Weekly users | Utilisation | Open tickets |\n"
    return (
        head
        + "|---" * 8
        + "|\n"
        + "".join(
            f"| {name} | ${a.arr:,} | {a.renewal.isoformat()} | {minus(a.nps)} | {a.seats:,} "
            f"| {a.users:,} | {a.utilisation}% | {a.tickets} |\n"
            for name, a in zip(NAMES, book, strict=False)
        )
    )


def as_cards(book: list[Account]) -> str:
    return "\n\n".join(
        f"## {name}\n- ARR: ${a.arr:,}\n- Renewal: {a.renewal.day} {a.renewal:%b %Y}"
        f"\n- Seats: {a.seats}\n- Weekly users: {a.users}\n- Seat utilisation: {a.utilisation}%"
        f"\n- NPS: {minus(a.nps)}\n- Open tickets: {a.tickets}"
        for name, a in zip(NAMES, book, strict=False)
    )


def minus(number: int) -> str:
    return f"−{-number}" if number < 0 else str(number)


Form = Callable[[list[Account]], str]
FORMS = [as_list, as_prose, as_table, as_cards]


@pytest.mark.parametrize("form", FORMS)
@given(book=BOOKS)
def test_a_text_written_from_facts_holds(form: Form, book: list[Account]) -> None:
    assert check(form(book), facts_of(book), accounts=NAMES) == []


@pytest.mark.parametrize("form", FORMS)
@given(
    book=BOOKS,
    at=st.integers(0, 4),
    field=st.sampled_from(sorted(WORDED)),
    by=st.integers(1, 12),
)
def test_one_shifted_figure_is_found(
    form: Form, book: list[Account], at: int, field: str, by: int
) -> None:
    account = book[at % len(book)]
    step = timedelta(days=by) if field == "renewal" else by
    shifted = replace(account, **{field: getattr(account, field) + step})
    text = form([shifted if one is account else one for one in book])
    assert check(text, facts_of(book), accounts=NAMES)


@pytest.mark.parametrize("form", FORMS)
@given(book=BOOKS, field=st.sampled_from(sorted(WORDED)))
def test_another_accounts_figure_is_found(form: Form, book: list[Account], field: str) -> None:
    theirs = getattr(book[1], field)
    if theirs == getattr(book[0], field):
        return
    text = form([replace(book[0], **{field: theirs}), *book[1:]])
    assert check(text, facts_of(book), accounts=NAMES)


@given(arr=st.integers(1_000_000, 9_000_000))
def test_a_rounded_amount_holds_and_the_next_one_does_not(arr: int) -> None:
    facts = [Fact("Kestrel", "ARR", Decimal(arr), "USD")]
    shown = round(arr / 1e6, 1)
    assert check(f"Kestrel pays ${shown:.1f}M.", facts) == []
    assert check(f"Kestrel pays ${shown + 0.2:.1f}M.", facts)


PIECES = st.sampled_from(
    ["**", "_", "|", "\n", "> ", "1. ", "- ", "# ", "“", '"', "$", "€", "%", "12", "3.5", "14 Mar",
     "2026-13-45", "99/99/2026", "Q3", "Kestrel", "'s", "ARR", " ", "→", "–", "(", ")", "[", "](x)",
     "#4", "one", "of", "a dozen", "31 Feb 2026", "\\", "🙂", "\r\n", "\t"]
)  # fmt: skip


@settings(max_examples=300)
@given(text=st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_no_text_breaks_it_and_spans_fit(text: str) -> None:
    facts = [Fact("Kestrel", "ARR", Decimal(12), "USD"), Fact("your book", "accounts", 3)]
    for found in check(text, facts, accounts=["Kestrel", "Orca"]):
        assert text[found.start : found.end] == found.text
        assert found.reason
