"""An OpenAI-compatible server on loopback that says what a test tells it to, in order."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = dict[str, Any]
Script = Callable[[dict[str, Any]], Reply]


def says(text: str) -> Reply:
    """The model answers with text."""
    return {"content": text}


def calls(name: str, **arguments: Any) -> Reply:
    """The model calls a tool."""
    return calls_raw(name, json.dumps(arguments))


def calls_raw(name: str, arguments: str) -> Reply:
    """The model calls a tool with arguments that may be no JSON at all."""
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
    return {"content": None, "tool_calls": [call]}


def embeds(*vectors: Sequence[float]) -> Reply:
    """The server embeds any texts: with these vectors in turn, the last text's first in its answer.

    Servers needn't keep the order; each vector says which text it is of.
    """
    return {"vectors": vectors}


def fails(status: int, **headers: str) -> Reply:
    """The server answers with an HTTP error."""
    return {"status": status, "headers": headers}


def hangs(seconds: float) -> Reply:
    """The server doesn't answer for a while."""
    return {"sleep": seconds, "content": "too late"}


def breaks_off(text: str, *, politely: bool = False) -> Reply:
    """The server stops in the middle of a streamed text: the line breaks, or just ends."""
    return {"content": text, "broken": "ends" if politely else "breaks"}


def trickles(seconds: float) -> Reply:
    """The server keeps the line open with bytes that say nothing."""
    return {"trickle": seconds, "content": "too late"}


def refuses(why: str) -> Reply:
    """The model declines."""
    return {"content": None, "refusal": why}


def cut_short(text: str) -> Reply:
    """The model ran out of tokens in the middle of its text."""
    return {"content": text, "finish": "length"}


@dataclass
class ModelServer:
    """`replies` are used up in order, the last one for ever; one may be made from the request.

    `requests` are the bodies received, `received` every byte of them, `counts` whether it tells
    how many tokens it took.
    """

    replies: list[Reply | Script]
    requests: list[dict[str, Any]] = field(default_factory=list)
    received: bytearray = field(default_factory=bytearray)
    counts: bool = True
    url: str = ""

    def next_reply(self, asked: dict[str, Any]) -> Reply:
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(asked) if callable(reply) else reply


@contextmanager
def serving(*replies: Reply | Script, counts: bool = True) -> Iterator[ModelServer]:
    """Run a server with these replies."""
    server = ModelServer(list(replies), counts=counts)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Speaks OpenAI's chat completions and embeddings; `_handler` gives it its server."""

    model: ModelServer

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.model.received.extend(str(self.headers).encode() + raw)
        asked = json.loads(raw)
        self.model.requests.append(asked)
        reply = self.model.next_reply(asked)
        time.sleep(reply.get("sleep", 0))
        try:
            if asked.get("stream") and reply.get("status", 200) == 200:
                self._stream(reply, asked)
            else:
                self._whole(reply, asked)
        except (BrokenPipeError, ConnectionResetError):
            return

    def _whole(self, reply: Reply, asked: dict[str, Any]) -> None:
        if "trickle" in reply or "broken" in reply:
            self._open(reply.get("trickle", 0))
            return
        status = reply.get("status", 200)
        body = _body(reply, asked) if status == 200 else _error(status)
        if not self.model.counts:
            body.pop("usage", None)
        payload = json.dumps(body).encode()
        self.send_response(status)
        for name, value in reply.get("headers", {}).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def _open(self, trickle: float) -> None:
        """Half an answer: fewer bytes than were promised."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "5000")
        self.end_headers()
        ends = time.monotonic() + trickle
        while time.monotonic() < ends:
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.02)
        self.close_connection = True

    def _stream(self, reply: Reply, asked: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        if reply.get("broken") == "breaks":
            self.send_header("Content-Length", "100000")
        self.end_headers()
        self.close_connection = True
        ends = time.monotonic() + reply.get("trickle", 0)
        while time.monotonic() < ends:
            self._send(": still here")
            time.sleep(0.02)
        wants_usage = asked.get("stream_options", {}).get("include_usage")
        for event in _events(reply, usage=self.model.counts and bool(wants_usage)):
            self._send(f"data: {event}")

    def _send(self, line: str) -> None:
        self.wfile.write(f"{line}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        return


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"model": server})


def _body(reply: Reply, asked: dict[str, Any]) -> dict[str, Any]:
    if "vectors" not in reply:
        return _completion(reply)
    count, vectors = len(asked["input"]), reply["vectors"]
    rows = [
        {"object": "embedding", "index": i, "embedding": list(vectors[i % len(vectors)])}
        for i in reversed(range(count))
    ]
    usage = {"prompt_tokens": count, "total_tokens": count}
    return {"object": "list", "model": asked["model"], "data": rows, "usage": usage}


_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def _completion(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.get("content")}
    for key in ("tool_calls", "refusal"):
        if key in reply:
            message[key] = reply[key]
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": _finish(reply)}],
        "usage": _USAGE,
    }


def _events(reply: Reply, *, usage: bool) -> Iterator[str]:
    """The reply word by word, as server-sent events."""
    words = re.findall(r"\S+\s*", reply.get("content") or "")
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": word} for word in words]
    if "refusal" in reply:
        deltas.append({"refusal": reply["refusal"]})
    if "tool_calls" in reply:
        deltas.append(
            {"tool_calls": [{**c, "index": i} for i, c in enumerate(reply["tool_calls"])]}
        )
    for delta in deltas:
        yield json.dumps(_chunk({"index": 0, "delta": delta, "finish_reason": None}))
    if "broken" in reply:
        return
    yield json.dumps(_chunk({"index": 0, "delta": {}, "finish_reason": _finish(reply)}))
    if usage:
        yield json.dumps({**_chunk(), "usage": _USAGE})
    yield "[DONE]"


def _chunk(*choices: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": list(choices),
    }


def _finish(reply: Reply) -> str:
    return str(reply.get("finish", "tool_calls" if "tool_calls" in reply else "stop"))


def _error(status: int) -> dict[str, Any]:
    return {"error": {"message": f"scripted {status}", "type": "scripted", "code": str(status)}}
