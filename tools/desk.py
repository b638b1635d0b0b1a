"""The desk that a tool works at: who asks, who reads along, what day it is, and the one door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from knowledge.company import Company
from knowledge.errors import Adjust, NotAllowed
from knowledge.health import Rules
from knowledge.names import find_account
from knowledge.notes.embedder import Embedder
from knowledge.notes.index import NotesIndex
from knowledge.periods import Lean, Period, parse_period
from knowledge.periods.frame import Event
from knowledge.store.access import Person, View, csms, in_books_of, in_place, in_segment
from knowledge.store.accounts import Account, accounts_of, names_of
from knowledge.store.engine import Store

# What people say for a region, and the regions and countries that it means.
PLACES = {
    "europe": ("EMEA",), "middle east": ("EMEA",), "africa": ("EMEA",),
    "north america": ("NA",), "us": ("US", "USA", "United States"),
    "usa": ("US", "USA", "United States"), "america": ("NA",), "americas": ("NA", "LATAM"),
    "the americas": ("NA", "LATAM"), "asia": ("APAC",), "asia pacific": ("APAC",),
    "latin america": ("LATAM",), "south america": ("LATAM",),
    "uk": ("UK", "GB", "United Kingdom"), "united kingdom": ("UK", "GB", "United Kingdom"),
    "dach": ("DE", "AT", "CH", "Germany", "Austria", "Switzerland"),
    "germany": ("DE", "Germany"), "france": ("FR", "France"), "india": ("IN", "India"),
    "australia": ("AU", "Australia"), "canada": ("CA", "Canada"),
    "nordics": ("SE", "NO", "DK", "FI", "Sweden", "Norway", "Denmark", "Finland"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a tool may use. `audience` are the others who will read the answer.

    `today` is the day asked about; `rights_on` the real one, on which access is judged. Without
    `notes` they are searched by their words alone. With `about` this account is all there is.
    """

    store: Store
    company: Company
    rules: Rules
    viewer: Person
    today: date
    rights_on: date
    audience: tuple[Person, ...] = ()
    notes: NotesIndex | None = None
    about: int | None = None

    @contextmanager
    def view(
        self, *, segment: str | None = None, region: str | None = None, csm: str | None = None
    ) -> Iterator[View]:
        """What may be shown, narrowed to a segment, a place, or a CSM's or team's books."""
        with self.store.read() as connection:
            view = View(connection, (self.viewer, *self.audience), self.today, self.rights_on)
            if self.about is not None:
                view = view.only(self.about)
            if segment:
                view = in_segment(view, segment)
            if region:
                view = in_place(view, PLACES.get(region.casefold().strip(), (region,)))
            if csm:
                people = self._holders(view, csm)
                view = in_books_of(view, [person.id for person in people], self.today)
            yield view

    @contextmanager
    def account(self, name: str) -> Iterator[tuple[View, Account]]:
        """The one account that a name means, and a view of it alone.

        Raises AccountNotFound also where the account exists and the viewer may not see it.
        """
        with self.view() as view:
            found = find_account(name, names_of(view))
            only = view.only(found)
            yield only, accounts_of(only)[0]

    def period(
        self, phrase: str, lean: Lean, events: Mapping[Event, date] = MappingProxyType({})
    ) -> Period:
        """The dates that a time phrase means on this desk's day; `events` dates "our last QBR"."""
        return parse_period(phrase, self.today, self.company, lean=lean, events=events)

    @property
    def embedder(self) -> Embedder | None:
        """Who turns words into vectors on this machine; None where meaning can't be compared.

        Never a service: what customers said needn't leave to be grouped.
        """
        embedders = self.notes.embedders if self.notes else ()
        return next((e for e in embedders if ":" not in e.name), None)

    @property
    def sees_one_book(self) -> bool:
        return self.viewer.role == "csm"

    def _holders(self, view: View, name: str) -> list[Person]:
        """The CSMs whose books a name means: one CSM, or those of a team in the view.

        Raises as `csm_named` does; a team is nobody to a CSM, who sees but a part of it.
        """
        wanted = name.casefold().strip()
        ways = (wanted, wanted.removeprefix("team "))
        of_team = [p for p in csms(view) if p.team and p.team.casefold() in ways]
        if of_team and not self.sees_one_book:
            return of_team
        return [self.csm_named(view, name)]

    def csm_named(self, view: View, name: str) -> Person:
        """The one CSM that a name or an e-mail means, among those with accounts in the view.

        Raises Adjust where none or several fit, NotAllowed for a CSM who asks of others.
        """
        wanted = name.casefold().strip()
        people = csms(view)
        found = [p for p in people if wanted in (p.name.casefold(), p.email)]
        found = found or [p for p in people if wanted in p.name.casefold().split()]
        if len(found) == 1:
            return found[0]
        if not found and self.sees_one_book:
            raise NotAllowed(f"You see your own book, so I can't answer for {name!r}.")
        known = ", ".join(p.name for p in people) or "nobody"
        raise Adjust(f"No single CSM is called {name!r}. The books that you see: {known}.")
