"""The people at an account: who they are, when they came, when they left, who followed."""

from dataclasses import dataclass
from datetime import date
from random import Random

from knowledge.sample.lives import Event, Life
from knowledge.sample.names import address, person_name
from knowledge.sample.population import Account, place_of
from knowledge.sample.rows import Row
from knowledge.sample.vocabulary import Words, words

# A departure that nobody put into the CRM: what the records say and what people write differ.
_UNRECORDED = 0.15


@dataclass(slots=True)
class Stakeholder:
    """Somebody at an account. `recorded`: the CRM knows that they left."""

    id: str
    name: str
    email: str
    title: str
    role: str
    since: int
    left_on: int | None = None
    successor: str = ""
    recorded: bool = True

    @property
    def first(self) -> str:
        return self.name.split()[0]

    def is_there(self, day: int) -> bool:
        return self.since <= day and (self.left_on is None or self.left_on > day)


class Cast:
    """Everybody at one account, over time."""

    def __init__(self, life: Life, seed: int) -> None:
        self.life = life
        self.chance = life.account.random(seed, "cast")
        self.place: Words = place_of(life.account.country)
        self.taken: set[str] = set()
        self.people: list[Stakeholder] = []
        self._hire_all()
        for event in life.events:
            self._follow(event)

    def on(self, role: str, day: int) -> Stakeholder | None:
        """Who has the role on that day."""
        found = [p for p in self.people if p.role == role and p.is_there(day)]
        return found[-1] if found else None

    def contact(self, day: int, chance: Random) -> Stakeholder:
        """Somebody to talk to on that day, most often the champion."""
        role = chance.choices(
            ("champion", "economic_buyer", "executive_sponsor", "admin", "user"),
            (66, 9, 3, 14, 8),
        )[0]
        for wanted in (role, "champion", "admin", "user"):
            if found := self.on(wanted, day):
                return found
        return self.people[-1]

    def rows(self) -> list[Row]:
        """The stakeholders as the CRM has them."""
        last = self.life.window.last
        return [self._row(person, last) for person in self.people if person.since <= last]

    def _row(self, person: Stakeholder, last: int) -> Row:
        left = person.left_on
        known = left is not None and left <= last and person.recorded
        return {
            "id": person.id,
            "account": self.life.account.id,
            "name": person.name,
            "email": person.email,
            "title": person.title,
            "role": person.role,
            "since": date.fromordinal(person.since),
            "left_on": date.fromordinal(left) if known and left is not None else None,
            "successor": person.successor if known else "",
        }

    def _hire_all(self) -> None:
        account, story = self.life.account, self.life.account.story
        start = account.signed_on.toordinal()
        self.hire("champion", start, story.champion if story else "")
        self.hire("economic_buyer", start, story.buyer if story else "")
        self.hire("admin", start)
        for role in _more_roles(account, self.chance):
            self.hire(role, start + self.chance.randint(0, 60))
        if story and story.buyer_title:
            self.people[1].title = story.buyer_title

    def hire(self, role: str, since: int, name: str = "") -> Stakeholder:
        """Somebody new in the role."""
        name = name or person_name(self.place, self.chance, self.taken)
        self.taken.add(name)
        person = Stakeholder(
            id=f"{self.life.account.id}-P{len(self.people) + 1}",
            name=name,
            email=address(name, self.life.account.domain),
            title=self.chance.choice(words("people")["titles"][role]),
            role=role,
            since=since,
        )
        self.people.append(person)
        return person

    def _follow(self, event: Event) -> None:
        for role, word in (("champion", "champion"), ("economic_buyer", "buyer")):
            if event.kind == f"{word}_left":
                self._leave(role, event)
            elif event.kind == f"{word}_replaced":
                self._replace(role, event)

    def _leave(self, role: str, event: Event) -> None:
        person = self.on(role, event.day)
        if person is None:
            return
        person.left_on = event.day
        scripted = self.life.account.story is not None
        person.recorded = scripted or self.chance.random() > _UNRECORDED
        event.detail |= {"gone": person.name, "title": person.title}

    def _replace(self, role: str, event: Event) -> None:
        gone = [p for p in self.people if p.role == role][-1]
        new = self.hire(role, event.day)
        new.title = gone.title
        gone.successor = new.name
        event.detail |= {
            "gone": gone.name, "new": new.name, "newfirst": new.first, "title": new.title,
        }  # fmt: skip


def _more_roles(account: Account, chance: Random) -> list[str]:
    if account.segment == "smb":
        return ["user"] if chance.random() < 0.5 else []
    roles = ["user"]
    if chance.random() < 0.72 or account.segment == "enterprise":
        roles.append("executive_sponsor")
    if chance.random() < 0.45:
        roles.append("procurement")
    if account.segment == "enterprise":
        roles += ["user", "user"]
    return roles
