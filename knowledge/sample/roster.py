"""The company's own people, and whose book each account is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random

from knowledge.sample.lives import Life
from knowledge.sample.names import address, person_name
from knowledge.sample.rows import Row
from knowledge.sample.vocabulary import vendor, words

DEMO_BOOK = 34
_ZONES = ("America/New_York", "Europe/London", "Europe/Berlin", "America/Chicago")


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of ours."""

    name: str
    email: str
    role: str
    team: str
    time_zone: str

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody of ours, and the book each account is in: by account index."""

    people: tuple[Colleague, ...]
    owners: tuple[Colleague, ...]
    before: dict[int, tuple[Colleague, int]]

    def of(self, role: str) -> list[Colleague]:
        return [person for person in self.people if person.role == role]

    def owner_on(self, index: int, day: int) -> Colleague:
        """Whose book the account was in on that day."""
        earlier = self.before.get(index)
        return earlier[0] if earlier and day <= earlier[1] else self.owners[index]


def make_roster(lives: Sequence[Life], csms: int, seed: int) -> Roster:
    """Name our people and share out the accounts; the demo's CSM gets her book first."""
    chance = Random(f"{seed}:roster")
    people = _people(csms, chance)
    team = [person for person in people if person.role == "csm"]
    owners = _share_out(lives, team)
    before = {}
    for i, life in enumerate(lives):
        stay = life.active_until - life.active_from
        if len(team) > 1 and stay > 200 and chance.random() < 0.14 and not life.account.story:
            day = life.active_from + chance.randint(60, stay - 90)
            other = chance.choice([person for person in team if person is not owners[i]])
            before[i] = (other, day)
    return Roster(tuple(people), tuple(owners), before)


def people_rows(roster: Roster) -> list[Row]:
    return [
        {
            "email": person.email, "name": person.name, "role": person.role,
            "team": person.team, "time_zone": person.time_zone, "active": True,
        }
        for person in roster.people
    ]  # fmt: skip


def ownership_rows(roster: Roster, lives: Sequence[Life]) -> list[Row]:
    """Who had each account from when to when; a lost account stays with whoever lost it."""
    rows: list[Row] = []
    for i, life in enumerate(lives):
        account, since = life.account.id, life.account.signed_on
        earlier = roster.before.get(i)
        if earlier:
            last = date.fromordinal(earlier[1])
            rows.append(_owned(account, earlier[0], since, last))
            since = last + timedelta(days=1)
        rows.append(_owned(account, roster.owners[i], since, None))
    return rows


def cover_rows(roster: Roster, lives: Sequence[Life]) -> list[Row]:
    """One book lent while its CSM is away, and one account lent out of another."""
    team = roster.of("csm")
    if len(team) < 4:
        return []
    today = lives[0].window.today
    away, cover = team[2], team[1]
    rows: list[Row] = [
        {
            "id": "COV-1", "owner": away.email, "cover": cover.email,
            "since": today - timedelta(days=11), "until": today + timedelta(days=17),
            "reason": f"{away.first} is on parental leave",
        }
    ]  # fmt: skip
    lent = next(
        (life for i, life in enumerate(lives) if roster.owners[i] is team[3] and not life.left_on),
        None,
    )
    if lent:
        rows.append({
            "id": "COV-2", "account": lent.account.id, "cover": team[-1].email,
            "since": today - timedelta(days=25), "until": today + timedelta(days=31),
            "reason": "speaks the customer's language",
        })  # fmt: skip
    return rows


def account_team_rows(roster: Roster, lives: Sequence[Life]) -> list[Row]:
    """The account executive sees the accounts that she works on, no others."""
    executives = roster.of("member")
    chosen = [life for life in lives if life.left_on is None][:: max(1, len(lives) // 14)]
    return [
        {
            "account": life.account.id, "person": executives[0].email,
            "role": "account executive", "since": life.account.signed_on,
        }
        for life in chosen
    ]  # fmt: skip


def _owned(account: str, person: Colleague, since: date, until: date | None) -> Row:
    return {"account": account, "person": person.email, "since": since, "until": until}


def _people(csms: int, chance: Random) -> list[Colleague]:
    ours, places = vendor(), words("people")["place"]
    taken = {*ours["csms"], *ours["managers"], ours["operations"], ours["executive"]}
    teams = max(1 if csms == 1 else 2, -(-csms // 8))

    def named(written: list[str], i: int) -> str:
        return written[i] if i < len(written) else person_name(chance.choice(places), chance, taken)

    def colleague(name: str, role: str, team: str, zone: str) -> Colleague:
        first = address(name.split()[0], ours["domain"])
        email = first if name in taken_first else address(name, ours["domain"])
        return Colleague(name, email, role, team, zone)

    taken_first = {*ours["csms"], *ours["managers"], ours["operations"], ours["executive"]}
    labels = [ours["teams"][i] if i < 2 else f"Team {i + 1}" for i in range(teams)]
    people = [
        colleague(named(ours["csms"], i), "csm", labels[i * teams // csms], _ZONES[i % 4])
        for i in range(csms)
    ]
    people += [
        colleague(named(ours["managers"], i), "manager", labels[i], _ZONES[i % 4])
        for i in range(teams)
    ]
    people.append(colleague(ours["operations"], "operations", "", _ZONES[0]))
    people.append(colleague(ours["executive"], "member", "", _ZONES[0]))
    return people


def _share_out(lives: Sequence[Life], team: Sequence[Colleague]) -> list[Colleague]:
    demo, others = team[0], team[1:] or team
    owners: list[Colleague | None] = [None] * len(lives)
    if any(life.account.story for life in lives):
        for i in _demo_book(lives):
            owners[i] = demo
        turns = cycle(others)
    else:
        turns = cycle(team)
    return [owner or next(turns) for owner in owners]


def _demo_book(lives: Sequence[Life]) -> list[int]:
    scripted = [i for i, life in enumerate(lives) if life.account.story]
    room = DEMO_BOOK - sum(lives[i].left_on is None for i in scripted)
    more = [
        i
        for i, life in enumerate(lives)
        if not life.account.story and life.segment == "mid_market" and life.left_on is None
    ]
    return scripted + more[:room]
