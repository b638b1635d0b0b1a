"""The system prompt: what stays first, so that providers' caches work, what changes last."""

from functools import cache

from bot.seat import Seat
from bot.toolbox import catalogue
from prompts import Prompt, load, load_brief

ROLES = {
    "csm": "a CSM",
    "manager": "a manager of CSMs",
    "operations": "in customer success operations",
    "member": "on account teams",
}


def system_prompt(seat: Seat) -> str:
    """Role, rules, tools and glossary; then who asks, the day, the fiscal quarter, who reads.

    Where a draft is to be written: the rules of drafting and its brief in place of the first.
    """
    fixed = _of_draft(seat.brief) if seat.brief else _fixed()
    return f"{fixed}\n\n{_now(seat)}"


@cache
def _of_draft(kind: str) -> str:
    return f"{load(Prompt.DRAFTING)}\n\n{load_brief(kind)}"


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
