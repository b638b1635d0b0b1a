"""`steward doctor --data-flow`: what leaves this machine, to whom."""

from rich.markup import escape

from bot.data_policy import flows
from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.store.model_policy import policies
from knowledge.store.schema import require_current


def print_flows() -> int:
    """Print a paragraph for each receiver; that nothing leaves where there is none."""
    settings = Settings()
    steward = Steward(settings)
    require_current(steward.store)
    with steward.store.read() as connection:
        restricted = policies(connection)
    out = console()
    found = list(flows(settings, restricted, steward.data_rules))
    if not found:
        out.print("Nothing leaves this machine: the built-in model answers, notes are read here.")
    for flow in found:
        out.print(f"[bold]{escape(flow.to)}[/bold], {escape(flow.when)}", soft_wrap=True)
        out.print(f"  gets: {escape(flow.what)}.", soft_wrap=True)
        if flow.but:
            out.print(f"  kept back: {escape(flow.but)}.", soft_wrap=True)
    return 0
