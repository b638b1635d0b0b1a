"""The people of one account: who is there, who left, which key role is empty, who talks to us."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.facts import Fact
from knowledge.metrics import is_single_threaded
from knowledge.store.people import KEY_ROLES, Contact, Stakeholder, vacant
from tools.about import About, share_of
from tools.reasons import ROLES
from tools.result import Source

_WANTED = {"enterprise": 3}
_USUALLY_WANTED = 2


@dataclass(frozen=True, slots=True)
class PersonItem:
    """Somebody at the account. `left` only where they have gone; `successor` as recorded."""

    account: Fact
    name: Fact
    title: Fact | None
    role: Fact
    is_key: bool
    left: Fact | None
    ago: Fact | None
    successor: Fact | None
    last_contact: Fact
    contacts: Fact


@dataclass(frozen=True, slots=True)
class Thread:
    """How many people carry the relationship: `active` in 180 days, and the busiest one's share."""

    is_single: bool
    is_silent: bool
    active: Fact
    who: Fact | None
    share: Fact | None


@dataclass(frozen=True, slots=True)
class Relations:
    """One account's people as the store has them on a day."""

    account: str
    segment: str
    people: tuple[Stakeholder, ...]
    contacts: Mapping[int, Contact]
    today: date

    @property
    def present(self) -> list[Stakeholder]:
        """Those who are there, key roles first, then whom we spoke to last."""
        here = [p for p in self.people if not p.has_left(self.today)]
        return sorted(here, key=lambda p: (p.role not in KEY_ROLES, -self._last(p).toordinal()))

    @property
    def gone(self) -> list[Stakeholder]:
        """Those who have left, the newest first."""
        left = [p for p in self.people if p.has_left(self.today)]
        return sorted(left, key=lambda p: p.left_on or date.min, reverse=True)

    @property
    def vacancies(self) -> list[Stakeholder]:
        """Key people who left and whose role nobody has taken: one for each role."""
        newest = {p.role: p for p in reversed(vacant(list(self.people), self.today))}
        return list(newest.values())

    def missing(self, role: str | None = None) -> list[str]:
        """Key roles (or this one) that nobody fills, whether somebody did or not."""
        filled = {p.role for p in self.present}
        return [name for name in ((role,) if role else KEY_ROLES) if name not in filled]

    @property
    def active(self) -> int:
        """How many of those present we had two-way contact with in 180 days."""
        return sum(self._count(p) > 0 for p in self.present)

    @property
    def last_contact(self) -> date | None:
        """The newest two-way contact with anybody, also where it isn't said with whom."""
        return max((c.last_two_way for c in self.contacts.values() if c.last_two_way), default=None)

    @property
    def is_single_threaded(self) -> bool | None:
        """One of those present carries it; None where there was no two-way contact in 180 days."""
        wanted = _WANTED.get(self.segment, _USUALLY_WANTED)
        return is_single_threaded((self._count(p) for p in self.present), wanted=wanted)

    def busiest(self) -> tuple[Stakeholder, int, int] | None:
        """Who has the most two-way contact in 180 days, how much, and how much there was."""
        counted = [(self._count(p), p) for p in self.present if self._count(p)]
        if not counted:
            return None
        most, person = max(counted, key=lambda pair: pair[0])
        return person, most, sum(count for count, _ in counted)

    def _count(self, person: Stakeholder) -> int:
        contact = self.contacts.get(person.id)
        return contact.two_way_180d if contact else 0

    def _last(self, person: Stakeholder) -> date:
        contact = self.contacts.get(person.id)
        return (contact.last_two_way if contact else None) or date.min


def relations_of(
    accounts: Iterable[tuple[int, str, str]],
    people: Sequence[Stakeholder],
    contacts: Sequence[Contact],
    today: date,
) -> dict[int, Relations]:
    """The people of each account, given as (id, name, segment)."""
    by_account: dict[int, list[Stakeholder]] = {}
    for person in people:
        by_account.setdefault(person.account_id, []).append(person)
    spoken: dict[int, dict[int, Contact]] = {}
    for contact in contacts:
        spoken.setdefault(contact.account_id, {})[contact.stakeholder_id or 0] = contact
    return {
        key: Relations(name, segment, tuple(by_account.get(key, ())), spoken.get(key, {}), today)
        for key, name, segment in accounts
    }


def person_item(person: Stakeholder, relations: Relations) -> PersonItem:
    today = relations.today
    about = About(relations.account, today, person.home)
    contact = relations.contacts.get(person.id)
    has_left = person.has_left(today) and person.left_on is not None
    ago = (today - person.left_on).days if has_left and person.left_on else None
    return PersonItem(
        account=about.name(),
        name=about.text("stakeholder", person.name),
        title=about.text("title", person.title) if person.title else None,
        role=about.text("role", ROLES[person.role]),
        is_key=person.role in KEY_ROLES,
        left=about.day(f"{person.name} left on", person.left_on) if has_left else None,
        ago=about.days(f"{person.name} left, days ago", ago) if has_left else None,
        successor=about.text("successor", person.successor) if person.successor else None,
        last_contact=about.day(
            f"last two-way contact with {person.name}", contact.last_two_way if contact else None
        ),
        contacts=about.count(
            f"two-way contacts with {person.name} in 180 days",
            contact.two_way_180d if contact else 0,
            "contacts",
        ),
    )


def thread(relations: Relations) -> Thread:
    about = About(relations.account, relations.today, "touchpoints")
    verdict, busiest = relations.is_single_threaded, relations.busiest()
    share = share_of(Decimal(busiest[1]), Decimal(busiest[2])) if busiest else None
    return Thread(
        is_single=verdict is True,
        is_silent=verdict is None,
        active=about.count("people in two-way contact in 180 days", relations.active, "people"),
        who=about.text("stakeholder", busiest[0].name, busiest[0].home) if busiest else None,
        share=about.percent("share of two-way contact", round(share or 0)) if busiest else None,
    )


def people_sources(people: Sequence[Stakeholder], account: str) -> tuple[Source, ...]:
    return tuple(
        Source(p.home, f"{p.name}, {ROLES[p.role]}", p.left_on or p.since, account) for p in people
    )


def person_source(person: PersonItem) -> Source:
    left = person.left.value if person.left else None
    day = left if isinstance(left, date) else None
    title = f"{person.name.value}, {person.role.value}"
    return Source(person.name.source, title, day, person.account.entity)
