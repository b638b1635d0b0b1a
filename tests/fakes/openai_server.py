"""An OpenAI-compatible server on loopback that says what a test tells it to, in order."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = dict[str, Any]


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


@dataclass
class ModelServer:
    """`replies` are used up in order, the last one for ever; `requests` are the bodies received."""

    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def serving(*replies: Reply) -> Iterator[ModelServer]:
    """Run a server with these replies."""
    server = ModelServer(list(replies))
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


def _handler(server: ModelServer) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            server.requests.append(json.loads(asked))
            reply = server.next_reply()
            time.sleep(reply.get("sleep", 0))
            status = reply.get("status", 200)
            body = _body(reply, server.requests[-1]) if status == 200 else _error(status)
            payload = json.dumps(body).encode()
            try:
                self.send_response(status)
                for name, value in reply.get("headers", {}).items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)
            except BrokenPipeError:
                return

        def log_message(self, *_: object) -> None:
            return

    return Handler


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


def _completion(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.get("content")}
    if "tool_calls" in reply:
        message["tool_calls"] = reply["tool_calls"]
    reason = "tool_calls" if "tool_calls" in reply else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def _error(status: int) -> dict[str, Any]:
    return {"error": {"message": f"scripted {status}", "type": "scripted", "code": str(status)}}
