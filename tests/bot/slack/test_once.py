"""Each question is answered once: repeated deliveries, kills, lost answers, Slack's bad days."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from bot.answer import Answer
from bot.running import Listener
from knowledge.store.engine import Store
from knowledge.store.inbox import claim
from knowledge.store.tables import inbox
from tests.bot.slack.conftest import AT_RISK, Office
from tests.fakes.slack import FakeSlack, Fault, Message, Said
from tools.desk import Desk


def posted_part(slack: FakeSlack, said: Said, part: int, of: int) -> None:
    """Post what a process posted before it was killed."""
    ts = slack.state.next_ts()
    payload = {"event": said.deliveries[0].event_id, "part": part, "of": of}
    metadata = {"event_type": "steward_answer", "event_payload": payload}
    slack.state.channels[said.channel].messages[ts] = Message(
        said.channel,
        ts,
        "UBOT",
        text=f"part {part}",
        thread_ts=said.ts,
        bot_id="B1",
        metadata=metadata,
    )


def killed_in_hand(store: Store) -> None:
    """Leave the open event as a process does that was killed while it answered."""
    now = datetime.now(UTC)
    assert claim(store, now, now)


def test_a_post_delivered_four_times_is_answered_once(slack: FakeSlack, served: Office) -> None:
    said = slack.user_says("U1", "D1", AT_RISK)
    again = [slack.deliver(said.deliveries[0].post.again(number)) for number in (1, 2, 3)]
    served.settle()

    assert [delivery.status for delivery in again] == [200, 200, 200]
    assert len(slack.replies("D1")) == 1


def test_a_mention_that_comes_as_a_message_too_is_answered_once(
    slack: FakeSlack, served: Office
) -> None:
    slack.add_channel("C1", ["U1"])
    said = slack.user_says("U1", "C1", f"<@UBOT> {AT_RISK}")
    mention = json.loads(said.deliveries[0].post.body)["event"]
    double = slack.send_event({**mention, "type": "message", "channel_type": "channel"})
    served.settle()

    assert double.status == 200
    assert len(slack.replies("C1")) == 1


def test_a_post_is_written_down_before_it_is_acknowledged(
    slack: FakeSlack, office: Office, store: Store
) -> None:
    said = office.hears("U1", "D1", AT_RISK)

    assert said.status == 200
    with store.read() as connection:
        row = connection.execute(select(inbox)).one()
    assert (row.state, row.text, row.ts) == ("open", AT_RISK, said.ts)


def test_what_cant_be_written_down_is_not_acknowledged_and_comes_again(
    slack: FakeSlack, served: Office, store: Store
) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO elsewhere")
    said = slack.user_says("U1", "D1", AT_RISK)
    with store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO inbox")
    again = slack.deliver(said.deliveries[0].post.again(1, "http_error"))

    assert (said.status, again.status) == (500, 200)
    assert slack.wait_for_answer(said)


def test_an_event_that_comes_while_slack_cant_be_asked_comes_again(
    slack: FakeSlack, served: Office
) -> None:
    slack.fail_next("auth.test", "internal_error")

    said = slack.user_says("U1", "D1", AT_RISK)
    again = slack.deliver(said.deliveries[0].post.again(1, "http_error"))

    assert (said.status, again.status) == (500, 200)
    assert slack.wait_for_answer(said)


def test_a_kill_before_the_answer_means_one_answer_after_the_restart(
    slack: FakeSlack, office: Office, store: Store
) -> None:
    office.hears("U1", "D1", AT_RISK)
    killed_in_hand(store)

    with office.serving():
        office.settle()

    assert len(slack.replies("D1")) == 1


def test_a_kill_after_the_answer_means_no_second_one(
    slack: FakeSlack, office: Office, store: Store
) -> None:
    said = office.hears("U1", "D1", AT_RISK)
    killed_in_hand(store)
    posted_part(slack, said, 1, of=1)

    with office.serving():
        office.settle()

    assert [reply.text for reply in slack.replies("D1")] == ["part 1"]


def test_a_kill_between_the_parts_means_the_missing_ones(
    slack: FakeSlack, office: Office, store: Store
) -> None:
    def ask(question: str, desk: Desk, thread: str, listener: Listener) -> Answer:
        table = "\n\n| a |\n|---|\n| b |\n\n"
        answer = office.ask(question, desk, thread, listener)
        return replace(answer, text=f"one{table}two{table}three{table}")

    said = office.hears("U1", "D1", AT_RISK)
    killed_in_hand(store)
    posted_part(slack, said, 1, of=3)

    with office.serving(ask):
        office.settle()

    texts = [reply.text.split("\n")[0] for reply in slack.replies("D1", said.ts)]
    assert texts == ["part 1", "two", "three"]


def test_where_no_history_can_be_read_the_noted_reply_stands_for_the_answer(
    slack: FakeSlack, office: Office, store: Store
) -> None:
    slack.add_channel("C1", ["U1"])
    office.hears("U1", "C1", f"<@UBOT> {AT_RISK}")
    killed_in_hand(store)
    with store.write() as connection:
        [said] = slack.state.channels["C1"].messages
        begun = Message("C1", slack.state.next_ts(), "UBOT", thread_ts=said, bot_id="B1")
        slack.state.channels["C1"].messages[begun.ts] = begun
        connection.execute(inbox.update().values(reply_ts=begun.ts))
    slack.fail_next("conversations.replies", "missing_scope")

    with office.serving():
        office.settle()

    [reply] = slack.replies("C1")
    assert reply.ts == begun.ts
    assert "Halden Freight" in reply.shown


def test_an_answer_that_landed_though_the_line_dropped_stands_once(
    slack: FakeSlack, served: Office
) -> None:
    slack.gate.plan("chat.postMessage", Fault(drop=True, lands=True))
    slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))
    served.settle()

    assert len(slack.replies("D1")) == 1


def test_a_post_is_answered_when_slack_is_back(slack: FakeSlack, served: Office) -> None:
    slack.gate.plan("users.info", Fault(status=503))
    slack.gate.plan("chat.postMessage", Fault(status=503))
    slack.user_says("U1", "D1", AT_RISK)
    served.settle()

    assert len(slack.replies("D1")) == 1


def test_an_answer_waits_out_a_rate_limit(slack: FakeSlack, served: Office) -> None:
    slack.gate.plan("chat.postMessage", Fault(retry_after=1))

    assert slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))
    assert len(slack.replies("D1")) == 1


def test_blocks_that_slack_refuses_go_out_as_words(slack: FakeSlack, served: Office) -> None:
    slack.gate.remove(["chat.startStream"])
    slack.fail_next("chat.postMessage", "invalid_blocks")

    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))

    assert reply.blocks == []
    assert "Halden Freight" in reply.text
