"""A strict Slack on the loopback, for the real slack_sdk and slack_bolt to talk to.

with FakeSlack() as slack, running(asgi_app) as url:
    slack.add_user("U1", "dana@example.com")
    slack.add_im("D1", "U1")
    slack.connect(f"{url}/slack/events")
    said = slack.user_says("U1", "D1", "which accounts are at risk?")
    reply = slack.wait_for_answer(said)
"""

from tests.fakes.slack.acts import EVENTS, Said
from tests.fakes.slack.app_host import running
from tests.fakes.slack.deliver import Delivery, Post
from tests.fakes.slack.fake import BOT, SIGNING_SECRET, FakeSlack
from tests.fakes.slack.gate import Fault
from tests.fakes.slack.state import Call, Ephemeral, Install, Message, User

__all__ = [
    "BOT",
    "EVENTS",
    "SIGNING_SECRET",
    "Call",
    "Delivery",
    "Ephemeral",
    "FakeSlack",
    "Fault",
    "Install",
    "Message",
    "Post",
    "Said",
    "User",
    "running",
]
