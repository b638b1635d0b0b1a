"""What a question costs in tokens.

`python -m tests.evals.token_budget --as EMAIL [--account NAME]`

Asks about a workspace (`steward demo` makes one) through the real client and a server on loopback
that calls the tools that the router would, and counts what the server received: the largest
prompt of each question, all tools described. Beside it the naive way: every tool as LangChain
describes it, all that the tool found as JSON, and the ten newest notes verbatim. Exact where
TIKTOKEN_CACHE_DIR has the vocabulary, else estimated.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langchain_core.utils.function_calling import convert_to_openai_tool
from sqlalchemy import select

from bot.agent import Agent
from bot.answer import Answer
from bot.builtin.model import BuiltinModel
from bot.limits import Limits
from bot.models import make_model
from bot.prompting import system_prompt
from bot.seat import Seat
from bot.settings import Settings
from bot.tokens import chat_counter, counts_exactly
from bot.toolbox import toolbox
from bot.wiring import Steward
from knowledge.store.tables import accounts, notes
from tests.fakes.openai_server import Reply, calls, says, serving
from tools.desk import Desk

MODEL = "openai:counted"
MOST, MOST_FOR_A_SUMMARY, SHARE = 3_000, 6_000, 1 / 3
QUESTIONS = (
    "which accounts are at risk?", "who might churn in EMEA?",
    "show me my accounts", "my reds, biggest first",
    "what's my NRR this year?", "ARR by segment",
    "what should I do today?", "give me the rundown on {a}", "where do we stand with {a}?",
    "why did {a} drop?", "what is missing in {a}'s score?",
    "how is usage trending at {a}?", "whose usage fell since January?",
    "any open P1s?", "open tickets at {a}",
    "who are the stakeholders at {a}?", "which accounts are single-threaded?",
    "what NPS did we get?", "CSAT at {a}",
    "what did {a} say about price?", "who mentioned a competitor?",
    "what renews next quarter?", "when does {a} renew?",
    "how much ARR will renew this quarter?", "how does {a} compare with its peers?",
    "where is room to grow?", "how is the success plan at {a}?",
    "how is onboarding going?", "what did we promise {a}?", "prep me for {a}",
    "how is the tone at {a}?", "what do customers complain about?",
    "what is missing in my data?", "is my book too big?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """The largest prompt of a question, and the naive way's."""

    question: str
    tools: tuple[str, ...]
    prompt: int
    naive: int


def measure(steward: Steward, desk: Desk, question: str, count: Callable[[str], int]) -> Cost:
    """Ask one question, with the tools that the router calls."""
    builtin: BuiltinModel = steward.builtin
    script = _Routed(steward.agent("builtin").ask(question, desk).tools)
    with serving(script) as server:
        settings = Settings(OPENAI_API_KEY="key", OPENAI_BASE_URL=server.url, _env_file=None)
        agent = Agent(make_model(MODEL, settings), MODEL, builtin, Limits(), count)
        answer = agent.ask(question, desk)
    assert answer.model == MODEL, answer.text
    prompt = max(_tokens(body, count) for body in server.requests)
    names = tuple(call["name"] for call in answer.tools)
    return Cost(question, names, prompt, _naive(question, answer, desk, count))


class _Routed:
    """Calls what the router called, then answers."""

    def __init__(self, made: tuple[dict[str, Any], ...]) -> None:
        self._left = [calls(call["name"], **call["args"]) for call in made]

    def __call__(self, _: dict[str, Any]) -> Reply:
        return self._left.pop(0) if self._left else says("Done.")


def _tokens(body: dict[str, Any], count: Callable[[str], int]) -> int:
    parts = (body["messages"], body.get("tools", []))
    return count(json.dumps(parts, ensure_ascii=False))


def _naive(question: str, answer: Answer, desk: Desk, count: Callable[[str], int]) -> int:
    tools = [convert_to_openai_tool(tool) for tool in toolbox()]
    found = {key: answer.to_json()[key] for key in ("facts", "tables", "sources")}
    named = [c["args"]["account"] for c in answer.tools if "account" in c["args"]]
    texts = [
        system_prompt(Seat.at(desk)),
        question,
        json.dumps(found, default=str),
        *_notes(desk, named),
    ]
    return count(json.dumps([texts, tools], ensure_ascii=False))


def _notes(desk: Desk, named: list[str]) -> list[str]:
    with desk.view() as view:
        query = select(notes.c.text).join(accounts, accounts.c.id == notes.c.account_id)
        query = query.where(view.sees(accounts.c.id)).order_by(notes.c.day.desc()).limit(10)
        if named:
            query = query.where(accounts.c.name.in_(named))
        return list(view.connection.scalars(query))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--as", dest="email", required=True)
    parser.add_argument("--account", default="Halvorsen Freight")
    asked = parser.parse_args()
    steward = Steward(Settings())
    folder = steward.settings.tiktoken_folder
    desk, count = steward.desk(asked.email), chat_counter(folder)
    questions = [question.replace("{a}", asked.account) for question in QUESTIONS]
    costs = [measure(steward, desk, question, count) for question in questions]
    say = sys.stdout.write
    say(f"tokens {'counted' if counts_exactly(folder) else 'estimated'}\n")
    say("| question | tools | largest prompt | naive | share |\n| --- | --- | --- | --- | --- |\n")
    for cost in costs:
        share = cost.prompt / cost.naive
        names = ", ".join(cost.tools)
        say(f"| {cost.question} | {names} | {cost.prompt:,} | {cost.naive:,} | {share:.2f} |\n")
    single = [cost for cost in costs if len(cost.tools) == 1]
    summaries = [cost.prompt for cost in single if cost.tools == ("account_summary",)]
    median = statistics.median(cost.prompt for cost in single)
    share = statistics.median(cost.prompt / cost.naive for cost in single)
    say(f"\nmedian of {len(single)} single-tool questions: {median:,.0f} (at most {MOST:,})\n")
    say(f"largest account summary: {max(summaries):,} (at most {MOST_FOR_A_SUMMARY:,})\n")
    say(f"median share of the naive way: {share:.2f} (at most {SHARE:.2f})\n")


if __name__ == "__main__":
    main()
