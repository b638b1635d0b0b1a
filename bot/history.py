"""A thread's earlier turns as a model reads them: the last one whole, older ones in a line each.

By rule, without a model: what is kept of an older turn is its question, the sentence that answered
it with its figures, and the accounts that it listed in their order.
"""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from knowledge.store.threads import Turn

WHOLE = 1
_LONGEST = 400


def history(earlier: Sequence[Turn]) -> list[BaseMessage]:
    """The turns as messages; their calls and accounts stand beside, for the built-in model."""
    messages: list[BaseMessage] = []
    for place, turn in enumerate(earlier, start=1):
        kept = {"calls": turn.calls, "accounts": turn.accounts, "picks": turn.picks}
        text = turn.answer if place > len(earlier) - WHOLE else summary(turn)
        messages.append(HumanMessage(turn.question))
        messages.append(AIMessage(text, additional_kwargs={"steward": kept}))
    return messages


def summary(turn: Turn) -> str:
    """The answer's first line, and the accounts that it listed in order."""
    lines = [line for line in turn.answer.splitlines() if line.strip()]
    first = lines[0][:_LONGEST] if lines else ""
    if not turn.accounts:
        return first
    return f"{first}\n(Accounts shown, in order: {', '.join(turn.accounts)}.)"
