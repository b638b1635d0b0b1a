"""The system prompt: what stays first, so that providers' caches work, what changes last."""

from functools import cache

from bot.seat import Seat
from bot.toolbox import catalogue
from prompts import Prompt, load

ROLES = {
    "csm": "a CSM",
    "manager": "a manager of CSMs",
    "operations": "in customer success operations",
    "member": "on account teams",
}


def system_prompt(seat: Seat) -> str:
    """Role, rules, tools and glossary; then who asks, the day, the fiscal quarter, who reads."""
    return f"{_fixed()}\n\n{_now(seat)}"


@cache
def _fixed() -> str:
    return "\n\n".join([f"{load(Prompt.SYSTEM)}\n\n{catalogue()}", load(Prompt.GLOSSARY)])


def _now(seat: Seat) -> str:
    desk = seat.desk
    return load(
        Prompt.NOW,
        today=desk.today.isoformat(),
        weekday=f"{desk.today:%A}",
        quarter=desk.period("this quarter", "future").label,
        fiscal_year_start=desk.company.fiscal_year_start,
        currency=desk.company.currency,
        viewer=desk.viewer.name,
        role=ROLES.get(desk.viewer.role, "a colleague"),
        accounts=len(seat.accounts),
        readers=_readers(len(desk.audience)),
    )


def _readers(others: int) -> str:
    if not others:
        return "Only they will read it."
    return f"{others} other{'s' if others > 1 else ''} will read the answer."
