"""Where an account's renewal stands: whom to ask, what is silent, and which act answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.acts import ActKind
from knowledge.ranking import CALLED
from knowledge.store.access import View, among
from knowledge.store.people import KEY_ROLES, Contact, Stakeholder, contacts_of, stakeholders_of
from knowledge.store.portfolio import Position
from knowledge.store.records import by_account
from knowledge.store.snapshots import Health, Part
from knowledge.store.usage import is_stale

# A measure that stands at this or better, or costs less than this, isn't a reason worth reading.
FINE_FROM = 60.0
WORTH_POINTS = 4.0
MEASURES_SHOWN = 2
QUIET_DAYS = 60
LATELY_DAYS = 120
# So many accounts are named one by one in a query; more are read with the whole view.
FEW = 200
# These are told by a reason of their own.
_TOLD_ELSEWHERE = ("p1_age", "contact_recency")
_OF_USAGE = ("usage_trend", "seat_utilisation", "feature_breadth")


@dataclass(frozen=True, slots=True)
class Standing:
    """One account's position, with who is there to ask and how recent what we know is."""

    position: Position
    person: Stakeholder | None
    newest_usage: date | None
    last_contact: date | None
    today: date

    @property
    def has_no_usage(self) -> bool:
        return is_stale(self.newest_usage, self.today)

    @property
    def is_quiet(self) -> bool:
        last = self.last_contact
        return last is None or (self.today - last).days > QUIET_DAYS

    @property
    def is_unknown(self) -> bool:
        health = self.position.health
        return health is None or health.band == "unknown"

    @property
    def worst(self) -> tuple[Part, ...]:
        """The measures that cost the most, the dearest first."""
        found = worst_measures(self.position.health)
        if self.position.alert is None:
            return found
        return tuple(part for part in found if part.measure != "usage_trend")

    @property
    def act(self) -> ActKind:
        """The one act that answers what matters most."""
        position = self.position
        if "notice_served" in position.exposure.flags:
            return "win_back"
        if position.vacancies:
            return "find_owner"
        if position.auto_renew_off:
            return "ask_intent"
        if position.open_p1s:
            return "escalate"
        if self.is_unknown:
            return "check_feed" if self.has_no_usage else "call"
        if CALLED & set(position.exposure.flags):
            return "plan"
        if position.alert or any(part.measure in _OF_USAGE for part in self.worst):
            return "lift_usage"
        return "call" if self.is_quiet else "plan"

    @property
    def evidence(self) -> tuple[str, ...]:
        """The records, with their values, that give rise to the act.

        The term's deadline is among them: next year's risk is new. A red band holds a yellow one,
        so that getting better is no new evidence and getting worse is.
        """
        position, act = self.position, self.act
        if act == "lift_usage" and position.alert and not position.exposure.is_at_risk:
            return (position.alert.home,)
        if act == "win_back":
            served = [c for c in position.contracts if c.notice_was_served(self.today)]
            return tuple(f"{c.home} notice served {c.notice_served_on}" for c in served)
        if act == "find_owner":
            return tuple(f"{p.home} left {p.left_on}" for p in position.vacancies)
        if act == "ask_intent" and position.auto_renew_off:
            return (f"{position.auto_renew_off.home} auto-renew off",)
        if act == "escalate":
            return tuple(ticket.home for ticket in position.open_p1s)
        due = position.deadline
        term = f"{due.contract.home} {due.contract.start}" if due else "no deadline"
        return (term, *self._state)

    @property
    def _state(self) -> tuple[str, ...]:
        if self.is_unknown:
            return (f"usage until {self.newest_usage}", f"contact until {self.last_contact}")
        health = self.position.health
        bands = ("yellow", "red") if health and health.band == "red" else ("yellow",)
        call, alert = self.position.call, self.position.alert
        called = (f"{call.home} {call.call}",) if call else ()
        return (*bands, *called, *((alert.home,) if alert else ()))


def standings_of(
    view: View, positions: Sequence[Position], newest_usage: Mapping[int, date]
) -> dict[int, Standing]:
    """The standing of each of the positions, by account, in a fixed number of queries."""
    if len(positions) <= FEW:
        view = among(view, [position.account.id for position in positions])
    people = by_account(stakeholders_of(view))
    contacts = by_account(contacts_of(view))
    return {
        key: Standing(
            position,
            _who_to_ask(people.get(key, []), contacts.get(key, []), view.today),
            newest_usage.get(key),
            _last_contact(contacts.get(key, [])),
            view.today,
        )
        for position in positions
        for key in [position.account.id]
    }


def _last_contact(contacts: Sequence[Contact]) -> date | None:
    return max((c.last_two_way for c in contacts if c.last_two_way), default=None)


def worst_measures(health: Health | None) -> tuple[Part, ...]:
    """The measures worth reading as reasons, the one that costs the most points first."""
    parts = health.parts if health else ()
    found = [part for part in parts if _is_worth(part)]
    return tuple(sorted(found, key=lambda part: -part.points_lost)[:MEASURES_SHOWN])


def _is_worth(part: Part) -> bool:
    bad = part.points < FINE_FROM and part.points_lost >= WORTH_POINTS
    return bad and part.measure not in _TOLD_ELSEWHERE


def _who_to_ask(
    people: list[Stakeholder], contacts: list[Contact], today: date
) -> Stakeholder | None:
    """Who is still there: somebody in a key role spoken to lately, else whom we spoke to last."""
    last = {c.stakeholder_id: c.last_two_way for c in contacts if c.last_two_way}
    present = [p for p in people if not p.has_left(today)]

    def standing(person: Stakeholder) -> tuple[bool, date]:
        spoken = last.get(person.id, date.min)
        lately = spoken > today - timedelta(days=LATELY_DAYS)
        return lately and person.role in KEY_ROLES, spoken

    return max(present, key=standing, default=None)
