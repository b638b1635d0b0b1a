"""What a question costs with the settings' model, reckoned from what would be sent."""

import json
from dataclasses import dataclass

from bot.prompting import system_prompt
from bot.seat import Seat
from bot.settings import Settings
from bot.tokens import chat_counter, counts_exactly
from bot.toolbox import described
from knowledge.errors import NotConfigured
from tools.desk import Desk
from tools.risk import at_risk_accounts

# Tokens of an answer: 250 words, and the call before it.
_WRITTEN = 450


@dataclass(frozen=True, slots=True)
class Cost:
    """Tokens read and written for one question with one tool; `dollars` where the price is set."""

    read: int
    written: int
    is_exact: bool
    dollars: float | None


def cost_of_a_question(settings: Settings, desk: Desk) -> Cost:
    """The cost of "which accounts are at risk?" here: two calls, the second with the result.

    Raises NotConfigured where STEWARD_MODEL_PRICE is no pair of numbers.
    """
    count = chat_counter(settings.tiktoken_folder)
    tools = json.dumps(described(("at_risk_accounts", "list_accounts", "priorities")))
    first = count(system_prompt(Seat.at(desk))) + count(tools)
    read = 2 * first + count(at_risk_accounts(desk).for_model())
    price = _price(settings.model_price)
    dollars = (read * price[0] + _WRITTEN * price[1]) / 1_000_000 if price else None
    return Cost(read, _WRITTEN, counts_exactly(settings.tiktoken_folder), dollars)


def _price(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    read, _, written = text.partition("/")
    try:
        return float(read), float(written)
    except ValueError:
        raise NotConfigured(
            f"STEWARD_MODEL_PRICE {text!r} isn't READ/WRITTEN in US dollars for a million tokens, "
            'such as "1.75/14".'
        ) from None
