"""A CSM's override of a health score or band: beside the computed one, never in it.

A row is written once; all that changes later is that it is withdrawn. So the table is its own
audit: who said what, why, until when, what was computed then, and who took it back.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from knowledge.errors import BadInput
from knowledge.store.access import Person, View
from knowledge.store.records import fetch
from knowledge.store.snapshots import Health
from knowledge.store.tables import overrides, people

Scope = Literal["score", "band"]
REASONS: dict[str, str] = {
    "data_wrong": "the data is wrong or missing",
    "planned_change": "a planned or seasonal change",
    "recovery_plan": "a plan is agreed and not yet in the data",
    "sponsor_confirmed": "the decision maker confirmed",
    "hidden_risk": "a risk that no data shows",
    "other": "another reason",
}
OVERRIDE_BANDS = ("green", "yellow", "red")
LONGEST_DAYS = 90
LAPSE_TOLD_DAYS = 14


@dataclass(frozen=True, slots=True)
class NewOverride:
    """What a person says instead. `value` is a band, or a score 0-100; it holds to `expires_on`."""

    scope: Scope
    value: str
    reason: str
    words: str
    expires_on: date
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """An override as it was kept; `computed` and `computed_band` are what it was said against."""

    id: int
    account_id: int
    scope: Scope
    value: str
    reason: str
    words: str
    evidence: str | None
    made_on: date
    expires_on: date
    withdrawn_on: date | None
    computed: float | None
    computed_band: str | None
    by: str | None

    def holds(self, day: date) -> bool:
        return not self.is_withdrawn(day) and self.made_on <= day <= self.expires_on

    def is_withdrawn(self, day: date) -> bool:
        return self.withdrawn_on is not None and self.withdrawn_on <= day

    def just_lapsed(self, day: date) -> bool:
        """It ran out, not longer ago than the answers still tell."""
        days = (day - self.expires_on).days
        return not self.is_withdrawn(day) and 0 < days <= LAPSE_TOLD_DAYS

    @property
    def home(self) -> str:
        return f"steward:override-{self.id}"


def overrides_of(view: View) -> dict[int, Override]:
    """The override that each account's answers tell of: the newest one, while it holds and for
    `LAPSE_TOLD_DAYS` after. An older one never comes back."""
    newest = {found.account_id: found for found in override_history(view)}
    day = view.today
    return {key: o for key, o in newest.items() if o.holds(day) or o.just_lapsed(day)}


def override_history(view: View) -> list[Override]:
    """Every override made by the view's day, the oldest first."""
    o = overrides.c
    query = (
        select(
            o.id, o.account_id, o.scope, o.value, o.reason, o.words, o.evidence, o.made_on,
            o.expires_on, o.withdrawn_on, o.computed, o.computed_band, people.c.name,
        )
        .outerjoin(people, people.c.id == o.person_id)
        .where(view.sees(o.account_id), o.made_on <= view.today)
        .order_by(o.made_on, o.id)
    )  # fmt: skip
    return fetch(view.connection, query, Override)


def keep_override(
    connection: Connection, account_id: int, new: NewOverride, health: Health | None,
    by: Person, at: datetime, today: date,
) -> None:  # fmt: skip
    """Write an override down, with what is computed now. Raises BadInput where it can't be one."""
    _require_valid(new, today)
    connection.execute(
        insert(overrides).values(
            account_id=account_id,
            person_id=by.id,
            scope=new.scope,
            value=str(int(new.value)) if new.scope == "score" else new.value,
            reason=new.reason,
            words=new.words.strip(),
            evidence=new.evidence,
            made_on=today,
            made_at=at,
            expires_on=new.expires_on,
            computed=health.score if health else None,
            computed_band=health.band if health else "unknown",
        )
    )


def withdraw_override(connection: Connection, override: Override, by: Person, today: date) -> None:
    """Take an override back; the row stays."""
    o = overrides.c
    taken = {"withdrawn_on": today, "withdrawn_by": by.id}
    query = update(overrides).where(o.id == override.id, o.withdrawn_on.is_(None)).values(taken)
    connection.execute(query)


def _require_valid(new: NewOverride, today: date) -> None:
    if new.scope == "band" and new.value not in OVERRIDE_BANDS:
        raise BadInput(f"No band {new.value!r}: say {', '.join(OVERRIDE_BANDS)}.")
    if new.scope == "score" and not (new.value.isdecimal() and int(new.value) <= 100):
        raise BadInput(f"{new.value!r} is no score: give a whole number from 0 to 100.")
    if new.reason not in REASONS:
        known = "; ".join(f"{code} ({words})" for code, words in REASONS.items())
        raise BadInput(f"No reason {new.reason!r}: say one of {known}.")
    if not new.words.strip():
        raise BadInput("An override needs words: say why, so that others can judge it.")
    latest = today + timedelta(days=LONGEST_DAYS)
    if not today < new.expires_on <= latest:
        raise BadInput(
            f"An override ends after today and within {LONGEST_DAYS} days: "
            f"{new.expires_on.isoformat()} isn't from {(today + timedelta(days=1)).isoformat()} "
            f"to {latest.isoformat()}."
        )
