"""The fault table: `python -m tests.evals.fault_table --as EMAIL`.

Provokes each fault over HTTP against a workspace (`steward demo` makes one), and prints what the
person saw, which model wrote it, and the seconds until it was there, with the limits of the
settings.
"""

import argparse
import sys
import time

from bot.agent import Agent
from bot.limits import Limits
from bot.models import make_model
from bot.settings import Settings
from bot.wiring import Steward
from tests.fakes.openai_server import (
    Reply,
    breaks_off,
    calls,
    calls_raw,
    cut_short,
    fails,
    hangs,
    refuses,
    says,
    serving,
    trickles,
)

QUESTION = "which accounts are at risk?"
MODEL = "openai:faulty"
TIMEOUT, SECONDS = 4.0, 8.0
GOOD = (calls("at_risk_accounts"), says("Here is what the tool says."))
FAULTS: dict[str, tuple[Reply, ...]] = {
    "none": GOOD,
    "401": (fails(401),),
    "429, once": (fails(429, Retry_After="1"), *GOOD),
    "429, Retry-After 60": (fails(429, Retry_After="60"),),
    "500, once": (fails(500), *GOOD),
    "500, for ever": (fails(500),),
    "hang": (hangs(20),),
    "trickle of bytes": (trickles(20),),
    "half a stream, once": (breaks_off("**Four of"), *GOOD),
    "half a stream, for ever": (breaks_off("**Four of"),),
    "stream that ends early": (breaks_off("**Four of", politely=True),),
    "malformed arguments, once": (calls_raw("at_risk_accounts", "{not"), *GOOD),
    "malformed arguments, for ever": (calls_raw("at_risk_accounts", "{not"),),
    "wrong arguments": (calls("at_risk_accounts", limit="many"), *GOOD),
    "tool that doesn't exist": (calls("no_such_tool"), *GOOD),
    "endless loop": (calls("at_risk_accounts"),),
    "refusal": (refuses("I can't help with that."),),
    "empty answer": (says(""),),
    "cut short": (cut_short("**Four of"),),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--as", dest="email", required=True)
    steward = Steward(Settings())
    desk = steward.desk(parser.parse_args().email)
    steward.agent("builtin").ask(QUESTION, desk)
    say = sys.stdout.write
    say("| fault | written by | seconds | last line |\n| --- | --- | --- | --- |\n")
    for fault, replies in FAULTS.items():
        with serving(*replies) as server:
            settings = Settings(
                OPENAI_API_KEY="key", OPENAI_BASE_URL=server.url, STEWARD_MODEL_TIMEOUT=TIMEOUT
            )
            model = make_model(MODEL, settings)
            agent = Agent(model, MODEL, steward.builtin, Limits(seconds=SECONDS))
            began = time.perf_counter()
            answer = agent.ask(QUESTION, desk, on_text=lambda _: None)
            seconds = time.perf_counter() - began
        last = answer.text.splitlines()[-1]
        say(f"| {fault} | {answer.model} | {seconds:.1f} | {last} |\n")
    missing = Agent(make_model(MODEL, Settings(OPENAI_API_KEY="")), MODEL, steward.builtin)
    answer = missing.ask(QUESTION, desk)
    last = answer.text.splitlines()[-1]
    say(f"| no key | {answer.model} | {answer.elapsed_ms / 1000:.1f} | {last} |\n")


if __name__ == "__main__":
    main()
