"""Time Slack's acknowledgements with the event written down, against the same app without.

python -m tests.benchmarks.bench_slack_ack [events a second] [seconds]
"""

import asyncio
import hashlib
import hmac
import json
import multiprocessing
import socket
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

from bot.settings import Settings
from bot.slack.answering import ask_with
from bot.slack.app import make_app
from bot.slack.intake import Intake
from bot.slack.messages import Edge
from bot.slack.serve import PATH, Service
from bot.wiring import Steward
from knowledge.store.engine import open_file
from knowledge.store.schema import migrate
from tests.fakes.slack import SIGNING_SECRET, FakeSlack

SLACK_SIDE = 8
WARM_UP = 50


def main(rate: int, seconds: int) -> None:
    """Run each app in a process of its own and print its times, then the ratios."""
    _say(f"{rate} signed events a second for {seconds} s, then as fast as {SLACK_SIDE} can")
    found = {}
    for name, writes in (("acknowledge only", False), ("write down, then acknowledge", True)):
        with tempfile.TemporaryDirectory() as home, FakeSlack() as slack:
            paced, throughput = _measure(Path(home), slack.api_url, writes, rate, seconds)
        p50, p99 = statistics.median(paced), statistics.quantiles(paced, n=100)[98]
        found[name] = p99, throughput
        _say(f"{name:30} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   {throughput:6.0f} events/s")
    (bare_p99, bare), (p99, written) = found.values()
    _say(f"{'ratio':30} p99 {p99 / bare_p99:.2f}   throughput {written / bare:.2f}")


def _measure(
    home: Path, api_url: str, writes: bool, rate: int, seconds: int
) -> tuple[list[float], float]:
    store = open_file(home / "steward.db")
    migrate(store)
    store.close()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(home, api_url, writes, port), daemon=True
    )
    process.start()
    try:
        return asyncio.run(_load(port, rate, seconds))
    finally:
        process.terminate()
        process.join()


def _serve(home: Path, api_url: str, writes: bool, port: int) -> None:
    settings = Settings(
        STEWARD_HOME=home,
        SLACK_BOT_TOKEN="xoxb-fake-1",
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        SLACK_API_URL=api_url,
        _env_file=None,
    )
    if writes:
        steward = Steward(settings)
        app: object = Service(steward, ask_with(steward), workers=0)
    else:
        bare = Intake(Steward(settings).store, lambda _: True)
        edge = Edge(bare, ThreadPoolExecutor(1))
        app = AsyncSlackRequestHandler(make_app(settings, edge), path=PATH)
    uvicorn.run(app, port=port, log_level="error", access_log=False, ws="none")  # type: ignore[arg-type]


async def _load(port: int, rate: int, seconds: int) -> tuple[list[float], float]:
    await _until_up(port)
    for number in range(WARM_UP):
        await _post(port, -number)
    started = time.perf_counter()
    tasks = []
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(_post(port, number)))
    paced = await asyncio.gather(*tasks)
    numbers = iter(range(1_000_000, 1_000_000 + rate * seconds))
    started = time.perf_counter()
    await asyncio.gather(*(_drain(port, numbers) for _ in range(SLACK_SIDE)))
    return paced, rate * seconds / (time.perf_counter() - started)


async def _drain(port: int, numbers: object) -> None:
    for number in numbers:  # type: ignore[attr-defined]
        await _post(port, number)


async def _until_up(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise SystemExit("the app did not start")


async def _post(port: int, number: int) -> float:
    """Send one event; return the milliseconds until its 200."""
    body = _event(number)
    timestamp = str(int(time.time()))
    base = b"v0:" + timestamp.encode() + b":" + body
    signature = "v0=" + hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: {signature}\r\n\r\n"
    )
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + body)
    status = await reader.readline()
    elapsed = (time.perf_counter() - started) * 1000
    writer.close()
    if b" 200 " not in status:
        raise SystemExit(f"the app answered {status!r}")
    return elapsed


def _event(number: int) -> bytes:
    event = {
        "type": "app_mention",
        "user": f"U{number % 40}",
        "channel": f"C{number % 25}",
        "ts": f"{1_700_000_000 + number}.000100",
        "text": "<@UBOT> which accounts are at risk?",
    }
    envelope = {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A0STEWARD",
        "event_id": f"Ev{number}",
        "event_time": 1_700_000_000,
        "event": event,
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
    }
    return json.dumps(envelope).encode()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 100,
        int(sys.argv[2]) if len(sys.argv) > 2 else 10,
    )
