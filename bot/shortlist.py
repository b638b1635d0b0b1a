"""Which tools a question is likely to need: a model reads the parameters of those alone."""

from collections.abc import Sequence
from functools import cache

from bot.builtin.router import Call, Router
from bot.builtin.router.intents import Intents
from bot.builtin.router.question import Reader
from bot.builtin.router.route import vocabulary
from bot.seat import Seat
from tools import TOOLS

# Measured on the phrasings: three hold the right tool in 95 to 96%, four in 95 to 97%; each costs
# 240 tokens in every call, and a tool that is missing one more call.
LIKELY = 3


def likely_tools(
    question: str, seat: Seat, router: Router, previous: Sequence[Call], shown: Sequence[str]
) -> tuple[str, ...]:
    """The names of the likeliest tools: the router's own, the thread's last ones, the next best."""
    desk = seat.desk
    route = router.route(
        question,
        accounts=seat.accounts,
        csms=seat.csms,
        today=desk.today,
        company=desk.company,
        previous=previous,
        shown=shown,
    )
    reader = Reader(seat.accounts, seat.csms, desk.today, desk.company, vocabulary())
    scores = _intents().scores(reader.read(question, shown).text)
    best = sorted((name for name in scores if name in TOOLS), key=scores.__getitem__)[::-1]
    first = [call.name for call in (*route.calls, *previous) if call.name in TOOLS]
    return tuple(dict.fromkeys([*first, *best]))[: max(LIKELY, len(set(first)))]


def named_accounts(question: str, seat: Seat, shown: Sequence[str]) -> tuple[str, ...]:
    """The accounts that a question names, as people write names; whole names."""
    desk = seat.desk
    reader = Reader(seat.accounts, seat.csms, desk.today, desk.company, vocabulary())
    return tuple(reader.read(question, shown).accounts)


@cache
def _intents() -> Intents:
    """By words alone: it takes a millisecond, and what it misses can be opened by the model."""
    return Intents(None)
