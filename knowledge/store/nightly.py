"""What a night does, step by step: everything that is derived from the rows as of a day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.health import Rules
from knowledge.store.alerts_raised import RaisedAlerts, raise_alerts
from knowledge.store.engine import Store
from knowledge.store.snapshots import Refreshed, refresh_health
from knowledge.store.working_set import WorkingSet, refresh_working_set


@dataclass(frozen=True, slots=True)
class Nightly:
    """What a night did. `usage` is None where SQL counted the usage by itself."""

    usage: WorkingSet | None
    health: Refreshed
    alerts: RaisedAlerts


def nightly(store: Store, day: date, rules: Rules, home: Path) -> Nightly:
    """Do the night's work as of `day`; derived files are kept under `home`.

    The steps in their order, each resting on those before it. Each may be killed at any moment and
    done again; a second run changes nothing.
    """
    usage = refresh_working_set(store, day, home)
    health = refresh_health(store, day, rules, usage.counted if usage else None)
    return Nightly(usage, health, raise_alerts(store, day, rules))
