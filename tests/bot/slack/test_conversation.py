"""A question and its answer through Slack, end to end over HTTP."""

import json
import time

import pytest
from sqlalchemy import select

from bot.agent import Agent
from bot.answer import Answer, Step
from bot.running import Listener
from bot.slack.markdown import plain
from knowledge.store.engine import Store
from knowledge.store.tables import feedback, threads, turns
from tests.bot.slack.conftest import AT_RISK, Office
from tests.fakes.slack import FakeSlack, Message
from tools.desk import Desk


def shown(message: Message) -> str:
    """What a reader sees, without the markup."""
    texts = [block["text"] for block in message.blocks if block["type"] == "markdown"]
    return plain("\n\n".join(texts))


def footer(message: Message) -> str:
    return "".join(
        element["text"]
        for block in message.blocks
        if block["type"] == "context"
        for element in block["elements"]
    )


def test_a_direct_message_is_answered_in_its_thread(slack: FakeSlack, served: Office) -> None:
    said = slack.user_says("U1", "D1", AT_RISK)

    reply = slack.wait_for_answer(said)

    assert said.status == 200
    assert reply.thread_ts == said.ts
    assert "Halden Freight" in reply.shown
    assert "Globex" not in reply.shown


def test_slack_and_the_terminal_give_the_same_text_and_facts(
    slack: FakeSlack, served: Office, agent: Agent, store: Store
) -> None:
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))
    terminal = agent.ask(AT_RISK, served.steward.desk("maya@steward.test"))

    with store.read() as connection:
        query = select(turns.c.answer, turns.c.facts, threads.c.key).join(threads)
        kept = {row.key: row for row in connection.execute(query)}
    in_slack = kept[f"T1:D1:{reply.thread_ts}"]
    assert in_slack.answer == terminal.text == kept[terminal.thread].answer
    assert in_slack.facts == kept[terminal.thread].facts
    assert len(json.loads(in_slack.facts)) == len(terminal.facts) > 5
    assert shown(reply) == plain(terminal.text)


def test_a_follow_up_in_the_thread_is_understood(slack: FakeSlack, served: Office) -> None:
    said = slack.user_says("U1", "D1", AT_RISK)
    slack.wait_for_answer(said)

    follow_up = slack.user_says("U1", "D1", "and only EMEA?", thread_ts=said.ts)

    reply = slack.wait_for_answer(follow_up)
    assert "Northwind Labs" in reply.shown
    assert "Halden Freight" not in reply.shown


def test_a_follow_up_in_a_joined_thread_needs_no_mention(slack: FakeSlack, served: Office) -> None:
    slack.add_channel("C1", ["U1"])
    said = slack.user_says("U1", "C1", f"<@UBOT> {AT_RISK}")
    slack.wait_for_answer(said)
    slack.user_says("U1", "C1", "thanks!", thread_ts=said.ts)

    follow_up = slack.user_says("U1", "C1", "and only EMEA?", thread_ts=said.ts)

    assert "Halden Freight" not in slack.wait_for_answer(follow_up).shown
    assert len(slack.replies("C1")) == 2


def test_an_answer_says_as_of_when_it_is_and_that_it_can_be_wrong(
    slack: FakeSlack, served: Office
) -> None:
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))

    assert footer(reply).startswith("As of 2 Mar 2026.")
    assert "can be wrong" in footer(reply)


def test_the_first_words_of_the_notification_are_the_answer(
    slack: FakeSlack, served: Office
) -> None:
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))

    assert "accounts need a decision" in reply.text[:100]
    assert "*" not in plain(reply.text)[:100]


def test_each_tool_is_a_task_of_the_stream_and_done_with_the_answer(
    slack: FakeSlack, served: Office
) -> None:
    said = slack.user_says("U1", "D1", AT_RISK)
    reply = slack.wait_for_answer(said)
    served.settle()

    tasks = slack.state.streams["D1", reply.ts].tasks
    assert [task["status"] for task in tasks.values()] == ["complete"]
    assert "risk" in tasks["task1"]["title"]
    assert slack.state.sessions["D1", said.ts].status == "active"


@pytest.mark.parametrize("error", ["unknown_method", "ratelimited", "team_not_found"])
def test_where_no_stream_begins_a_status_and_a_post_do(
    slack: FakeSlack, served: Office, error: str
) -> None:
    slack.fail_next("chat.startStream", error)
    said = slack.user_says("U1", "D1", AT_RISK)
    reply = slack.wait_for_answer(said)
    served.settle()

    [call] = slack.calls("assistant.threads.setStatus")
    assert "risk" in call.args["status"]
    assert "Halden Freight" in reply.shown
    assert len(slack.replies("D1")) == 1
    assert slack.status("D1", said.ts) == ""


def test_a_stream_that_died_is_updated_to_the_answer(slack: FakeSlack, served: Office) -> None:
    slack.state.stream_seconds = 0.0
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))
    served.settle()

    assert "Halden Freight" in slack.replies("D1")[0].shown
    assert [message.ts for message in slack.replies("D1")] == [reply.ts]


def test_stop_ends_an_answer_that_is_being_made(slack: FakeSlack, office: Office) -> None:
    def endless(question: str, desk: Desk, thread: str, listener: Listener) -> Answer:
        listener.on_step(Step("at_risk_accounts", "Scanning your book for risk"))
        for _ in range(200):
            listener.check()
            time.sleep(0.05)
        raise AssertionError("never stopped")

    with office.serving(endless):
        said = slack.user_says("U1", "D1", AT_RISK)
        slack.wait_until(lambda: slack.state.streams, "a stream")
        slack.user_stops("U1", "D1", said.ts)
        office.settle()

    assert [reply.text for reply in slack.replies("D1")] == ["Stopped, as you asked."]
    assert slack.state.sessions["D1", said.ts].status == "active"


def test_whoever_opens_the_tab_gets_prompts_of_their_own_book(
    slack: FakeSlack, served: Office
) -> None:
    event = {"type": "app_home_opened", "user": "U2", "channel": "D2", "tab": "messages"}
    slack.send_event({**event, "event_ts": slack.state.next_ts()})
    served.settle()

    titles = " ".join(prompt["title"] for prompt in slack.state.prompts["D2"])
    assert "My day" in titles
    assert "Halden" not in titles


def test_something_wrong_is_kept_with_its_reason(
    slack: FakeSlack, served: Office, store: Store
) -> None:
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))
    served.settle()
    [turn] = _negative_values(reply)
    slack.user_clicks("U1", reply, "feedback", turn)
    modal = slack.modal_of("U1")
    assert modal is not None
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "wrong_data"}
    slack.user_submits(modal.id, reason=option, details="It is 5")
    served.settle()

    with store.read() as connection:
        row = connection.execute(select(feedback)).one()
    assert (row.useful, row.reason) == (False, "wrong_data: It is 5")


def _negative_values(message: Message) -> list[str]:
    return [
        element["negative_button"]["value"]
        for block in message.blocks
        if block["type"] == "context_actions"
        for element in block["elements"]
    ]


def test_a_workspace_that_shows_no_status_gets_its_answer(slack: FakeSlack, served: Office) -> None:
    slack.gate.remove(["assistant.threads.setStatus"])

    assert slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))


def test_a_mention_without_words_is_greeted(slack: FakeSlack, served: Office) -> None:
    slack.add_channel("C1", ["U1"])

    assert slack.wait_for_answer(slack.user_says("U1", "C1", "<@UBOT>")).shown


def test_nothing_in_an_answer_pings_or_unfurls(slack: FakeSlack, served: Office) -> None:
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", "<!channel> who is at risk?"))

    slack.gate.remove(["chat.startStream"])
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", "<!channel> who is at risk?"))
    [call] = slack.calls("chat.postMessage")
    assert reply.pings == []
    sent = {key: call.args[key] for key in ("link_names", "parse", "unfurl_links", "unfurl_media")}
    assert {str(value).lower() for value in sent.values()} <= {"0", "false", "none"}
