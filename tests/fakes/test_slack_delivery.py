"""The fake's deliveries, held against a real AsyncApp of slack_bolt behind uvicorn."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT, FakeSlack, Said, running
from tests.fakes.test_slack import call, refused

MODAL = {
    "type": "modal",
    "callback_id": "edit",
    "title": {"type": "plain_text", "text": "Edit"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "label": {"type": "plain_text", "text": "Draft"},
            "element": {"type": "plain_text_input", "action_id": "draft"},
        }
    ],
}
CARD = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "edit",
                "value": "draft-7",
                "text": {"type": "plain_text", "text": "Edit"},
            }
        ],
    }
]


def make_app(slack: FakeSlack) -> AsyncApp:
    app = AsyncApp(
        client=AsyncWebClient(BOT.token, base_url=slack.api_url),
        signing_secret=slack.signing_secret,
    )

    @app.event("app_mention")
    async def answer_mention(event: dict[str, Any], say: Any) -> None:
        await say(text="Three.", blocks=CARD, thread_ts=event.get("thread_ts") or event["ts"])

    @app.event("message")
    async def answer_message(event: dict[str, Any], say: Any) -> None:
        if event["channel_type"] == "im":
            await say(text="Four.", thread_ts=event.get("thread_ts") or event["ts"])

    @app.event("agent_session_stopped")
    async def note_stop(event: dict[str, Any], say: Any) -> None:
        await say(text="Stopped.", thread_ts=event["thread_ts"])

    @app.command("/steward")
    async def answer_command(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"You asked: {command['text']}")

    @app.action("edit")
    async def open_modal(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("edit")
    async def take_draft(ack: Any, view: dict[str, Any], say: Any) -> None:
        [inputs] = view["state"]["values"].values()
        if inputs["draft"]["value"] == "bad":
            await ack(response_action="errors", errors={view["blocks"][0]["block_id"]: "No."})
            return
        await ack()
        await say(channel="D1", text=inputs["draft"]["value"])

    return app


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.add_user("U1", "dana@example.com")
        fake.add_im("D1", "U1")
        fake.add_channel("C1", ["U1"])
        with running(AsyncSlackRequestHandler(make_app(fake))) as url:
            fake.connect(f"{url}/slack/events")
            yield fake


def mention(slack: FakeSlack) -> Said:
    return slack.user_says("U1", "C1", "<@UBOT> which accounts are at risk?")


def test_a_signed_mention_is_answered_in_its_thread(slack: FakeSlack) -> None:
    said = mention(slack)
    assert said.status == 200
    reply = slack.wait_for_reply("C1", said.thread_ts)
    assert (reply.text, reply.thread_ts, reply.user) == ("Three.", said.ts, "UBOT")


def test_a_follow_up_waits_for_its_own_answer(slack: FakeSlack) -> None:
    said = slack.user_says("U1", "D1", "which accounts are at risk?")
    first = slack.wait_for_answer(said)
    follow_up = slack.user_says("U1", "D1", "and only EMEA?", thread_ts=said.ts)
    assert slack.wait_for_answer(follow_up).ts > follow_up.ts > first.ts


def test_one_mention_makes_two_events_of_one_ts(slack: FakeSlack) -> None:
    said = mention(slack)
    events = [json.loads(delivery.post.body)["event"] for delivery in said.deliveries]
    assert [event["type"] for event in events] == ["app_mention", "message"]
    assert {event["ts"] for event in events} == {said.ts}
    assert len({delivery.event_id for delivery in said.deliveries}) == 2


def test_a_direct_message_makes_no_mention(slack: FakeSlack) -> None:
    said = slack.user_says("U1", "D1", "<@UBOT> which accounts are at risk?")
    assert len(said.deliveries) == 1
    assert slack.wait_for_reply("D1", said.thread_ts).text == "Four."


def test_the_app_hears_nothing_of_a_channel_that_it_is_not_in(slack: FakeSlack) -> None:
    slack.add_channel("C2", ["U1"], with_bot=False)
    assert slack.user_says("U1", "C2", "<@UBOT> hello").deliveries == ()


def test_a_wrong_signature_and_an_old_timestamp_are_refused(slack: FakeSlack) -> None:
    post = mention(slack).deliveries[0].post
    assert slack.deliver(replace(post, secret="not the secret")).status == 401
    assert slack.deliver(replace(post, age_seconds=400)).status == 401


def test_bolt_answers_a_repeated_event_again(slack: FakeSlack) -> None:
    said = mention(slack)
    again = slack.deliver(said.deliveries[0].post.again(1))
    assert again.status == 200
    assert again.event_id == said.deliveries[0].event_id
    slack.wait_until(lambda: len(slack.replies("C1", said.ts)) == 2, "the second answer")


def test_the_url_is_verified(slack: FakeSlack) -> None:
    assert slack.verify_url("abc").json == {"challenge": "abc"}


def test_bolt_passes_over_the_apps_own_messages(slack: FakeSlack) -> None:
    said = slack.user_says("U1", "D1", "hello")
    reply = slack.wait_for_reply("D1", said.thread_ts)
    assert slack.acts.echo(slack.bot, reply).status == 200
    slack.user_says("U1", "D1", "again")
    slack.wait_until(lambda: len(slack.replies("D1")) == 2, "the second answer")
    assert len(slack.replies("D1")) == 2


def test_a_command_answers_at_its_response_url(slack: FakeSlack) -> None:
    assert slack.user_commands("U1", "C1", "/steward", "at risk").status == 200
    note = slack.wait_until(lambda: slack.ephemerals("C1", "U1"))[0]
    assert note.text == "You asked: at risk"


def test_a_click_opens_a_modal_that_closes_when_it_is_taken(slack: FakeSlack) -> None:
    reply = slack.wait_for_reply("C1", mention(slack).thread_ts)
    assert slack.user_clicks("U1", reply, "edit").status == 200
    modal = slack.wait_until(lambda: slack.modal_of("U1"), "the modal")
    refusal = slack.user_submits(modal.id, draft="bad")
    assert refusal.json["response_action"] == "errors"
    assert slack.modal_of("U1") is not None
    slack.user_submits(modal.id, draft="Dear Ana")
    assert slack.modal_of("U1") is None
    assert slack.wait_for_reply("D1").text == "Dear Ana"


def test_nothing_can_be_clicked_that_is_not_there(slack: FakeSlack) -> None:
    reply = slack.wait_for_reply("C1", mention(slack).thread_ts)
    with pytest.raises(LookupError, match="share"):
        slack.user_clicks("U1", reply, "share")


def test_a_trigger_opens_one_modal_within_three_seconds(slack: FakeSlack) -> None:
    fresh, stale = slack.state.new_trigger("U1"), slack.state.new_trigger("U1")
    call(slack, "views_open", trigger_id=fresh, view=MODAL)
    assert refused(slack, "views_open", trigger_id=fresh, view=MODAL) == "exchanged_trigger_id"
    slack.state.advance(3.1)
    assert refused(slack, "views_open", trigger_id=stale, view=MODAL) == "expired_trigger_id"
    assert refused(slack, "views_open", trigger_id="1.2", view=MODAL) == "invalid_trigger_id"


def test_a_home_tab_is_published_and_clicked(slack: FakeSlack) -> None:
    home = {"type": "home", "blocks": CARD}
    call(slack, "views_publish", user_id="U1", view=home)
    slack.user_clicks_home("U1", "edit")
    assert slack.wait_until(lambda: slack.modal_of("U1"), "the modal")
    stale: dict[str, Any] = {"user_id": "U1", "view": home, "hash": "1.000000"}
    assert refused(slack, "views_publish", **stale) == "hash_conflict"


def test_stop_ends_the_streams_of_a_thread_and_tells_the_app(slack: FakeSlack) -> None:
    said = slack.user_says("U1", "D1", "hello")
    slack.wait_for_reply("D1", said.thread_ts)
    assert slack.user_stops("U1", "D1", said.thread_ts).status == 200
    stopped = slack.wait_for_reply(
        "D1", said.thread_ts, where=lambda message: message.text == "Stopped."
    )
    assert stopped.thread_ts == said.ts


def test_an_app_that_does_not_answer_in_time_gets_no_status(slack: FakeSlack) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        slack.connect(f"http://127.0.0.1:{deaf.getsockname()[1]}", answer_seconds=0.2)
        assert slack.verify_url("abc").status is None


def test_waiting_in_vain_tells_what_the_app_did_last(slack: FakeSlack) -> None:
    said = mention(slack)
    slack.wait_for_reply("C1", said.thread_ts)
    with pytest.raises(AssertionError, match=r"chat\.postMessage \(ok\)"):
        slack.wait_for_reply("D1", timeout=0.05)
