"""Slack's side towards the app: signed POSTs, three seconds to answer, and deliveries again."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.fakes.slack.errors import Json

ANSWER_SECONDS = 3.0
JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Post:
    """What is sent to the app, before it is signed."""

    body: bytes
    content_type: str
    event_id: str | None = None
    retry_num: int | None = None
    retry_reason: str = "http_timeout"
    secret: str | None = None
    age_seconds: float = 0.0

    def again(self, num: int, reason: str = "http_timeout") -> Post:
        """Make Slack's next try: the same body and event_id, with the retry headers."""
        return replace(self, retry_num=num, retry_reason=reason)


@dataclass(frozen=True)
class Delivery:
    """What became of a post. `status` is None where the app did not answer in time."""

    post: Post
    status: int | None
    body: str
    elapsed_ms: float

    @property
    def event_id(self) -> str | None:
        return self.post.event_id

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def event_post(envelope: Json) -> Post:
    return Post(json.dumps(envelope).encode(), JSON_TYPE, envelope.get("event_id"))


def form_post(fields: dict[str, str]) -> Post:
    return Post(urlencode(fields).encode(), FORM_TYPE)


def interaction_post(payload: Json) -> Post:
    return form_post({"payload": json.dumps(payload)})


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign as Slack does (v0: HMAC-SHA256 of version, timestamp and body)."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class AppLink:
    """Sends to one URL of the app with its signing secret. Safe to use from several threads."""

    def __init__(
        self, url: str, signing_secret: str, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname is None:
            raise ValueError(f"The app's URL must be plain http with a host, not {url!r}.")
        self._address = (parts.hostname, parts.port or 80)
        self._path = parts.path or "/"
        self._secret = signing_secret
        self._answer_seconds = answer_seconds

    def send(self, post: Post) -> Delivery:
        timestamp = str(int(time.time() - post.age_seconds))
        headers = {
            "Content-Type": post.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(post.secret or self._secret, timestamp, post.body),
        }
        if post.retry_num is not None:
            headers["X-Slack-Retry-Num"] = str(post.retry_num)
            headers["X-Slack-Retry-Reason"] = post.retry_reason
        started = time.perf_counter()
        status, body = self._exchange(post.body, headers)
        return Delivery(post, status, body, (time.perf_counter() - started) * 1000)

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
        connection = http.client.HTTPConnection(*self._address, timeout=self._answer_seconds)
        try:
            connection.request("POST", self._path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return None, str(error)
        finally:
            connection.close()
