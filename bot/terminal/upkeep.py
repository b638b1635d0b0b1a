"""`steward refresh`, `migrate` and `health scores`: the store's upkeep from the terminal."""

import json
from datetime import date, timedelta

from rich.table import Table

from bot.settings import Settings
from bot.terminal.expiring import expire_old
from bot.terminal.notes import index_notes
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.notes.read_notes import read_notes
from knowledge.store.accounts import accounts_of
from knowledge.store.nightly import nightly
from knowledge.store.schema import HEAD, require_current
from knowledge.store.schema import migrate as migrate_store
from knowledge.store.snapshots import health_of, operations_view


def refresh(as_of: date | None) -> None:
    """Score every account on a day, today where none is named."""
    steward = Steward(Settings())
    require_current(steward.store)
    day = as_of or steward.today_now()
    night = nightly(steward.store, day, steward.rules, steward.settings.home)
    done = night.health
    read = read_notes(steward.store, steward.company)
    bands = ", ".join(f"{count} {band}" for band, count in done.bands.items())
    alerts = night.alerts
    console().print(f"{done.accounts} accounts scored as of {day.isoformat()}: {bands}.")
    if night.usage and night.usage.repaired:
        console().print(
            f"The working set of usage differed from its rows in {night.usage.repaired} accounts: "
            "it was made anew.",
            soft_wrap=True,
        )
    console().print(f"Alerts: {alerts.raised} raised, {alerts.ended} ended, {alerts.open} open.")
    for line in index_notes(steward):
        console().print(line, soft_wrap=True)
    if read.notes:
        console().print(f"{read.notes} new or changed notes read.")
    for line in expire_old(steward):
        console().print(line, soft_wrap=True)


def refresh_weeks(steward: Steward, weeks: int) -> None:
    """Score the last weeks too, oldest first, so that changes can be shown from the start."""
    today = steward.today_now()
    for back in range(weeks, -1, -1):
        day = today - timedelta(weeks=back)
        nightly(steward.store, day, steward.rules, steward.settings.home)


def migrate() -> None:
    """Bring the store to this version's schema."""
    backup = migrate_store(Steward(Settings()).store)
    said = f"; the store as it was is in {backup}" if backup else ""
    console().print(f"The store is at schema {HEAD}{said}.", soft_wrap=True)


def print_scores(as_of: date | None, *, as_json: bool) -> None:
    """A row per account: account_id, score, coverage, band, p_renew (null where there is none)."""
    steward = Steward(Settings())
    require_current(steward.store)
    day = as_of or steward.today_now()
    with steward.store.read() as connection:
        view = operations_view(connection, day)
        health = health_of(view, steward.rules)
        accounts = [account for account in accounts_of(view) if account.id in health]
    rows = [
        {
            "account_id": account.source_id,
            "account": account.name,
            "score": health[account.id].score,
            "coverage": health[account.id].coverage,
            "band": health[account.id].band,
            "p_renew": health[account.id].p_renew,
        }
        for account in accounts
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))  # noqa: T201
        return
    title = f"Health as of {day.isoformat()}"
    table = Table("account", "score", "coverage", "band", "chance to renew", title=title)
    for row in rows:
        score = "-" if row["score"] is None else f"{row['score']:.0f}"
        chance = "-" if row["p_renew"] is None else f"{row['p_renew']:.0%}"
        coverage = f"{row['coverage']:.0%}"
        table.add_row(str(row["account"]), score, coverage, str(row["band"]), chance)
    console().print(table)
