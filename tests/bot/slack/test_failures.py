"""When there is no answer: a sentence, a reference, and the same reference in the log."""

import logging
import re

import pytest

from bot.answer import Answer, Step
from bot.running import Listener
from bot.slack.answering import Ask
from knowledge.errors import SourceUnavailable
from tests.bot.slack.conftest import AT_RISK, Office
from tests.fakes.slack import FakeSlack
from tools.desk import Desk

SECRET = "the renewal of Acme"


def failing(error: Exception) -> Ask:
    def ask(question: str, desk: Desk, thread: str, listener: Listener) -> Answer:
        listener.on_step(Step("at_risk_accounts", "Scanning your book for risk"))
        raise error

    return ask


def test_a_failing_agent_ends_in_a_sentence_with_the_logs_reference(
    slack: FakeSlack, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), office.serving(failing(ValueError(SECRET))):
        said = slack.user_says("U1", "D1", f"what about {SECRET}?")
        reply = slack.wait_for_answer(said)
        office.settle()

    reference = re.search(r"reference (\w{8})\.", reply.text)
    assert reference is not None
    assert f"[{reference[1]}]: ValueError" in caplog.text
    assert SECRET not in reply.text
    assert slack.status("D1", said.ts) == ""


def test_what_people_write_and_read_is_in_no_log(
    slack: FakeSlack, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), office.serving():
        slack.wait_for_answer(slack.user_says("U1", "D1", f"{AT_RISK} {SECRET}"))
        office.settle()

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.slack")]
    assert ours
    assert not [line for line in ours if SECRET in line or "Halden" in line]


def test_a_store_that_cant_be_reached_is_said_so(slack: FakeSlack, office: Office) -> None:
    with office.serving(failing(SourceUnavailable("the store at /secret/path can't be used"))):
        reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))

    assert "can't reach the account data" in reply.text
    assert "/secret/path" not in reply.text


def test_a_failure_in_a_channel_is_told_in_the_thread_that_asked(
    slack: FakeSlack, office: Office
) -> None:
    slack.add_channel("C1", ["U1"])
    with office.serving(failing(ValueError())):
        said = slack.user_says("U1", "C1", f"<@UBOT> {AT_RISK}")
        assert "reference" in slack.wait_for_answer(said).text


def test_an_asker_who_cant_be_looked_up_is_told_alone(slack: FakeSlack, served: Office) -> None:
    slack.add_channel("C1", ["U1", "U2"])
    slack.fail_next("users.info", "user_not_found", times=2)
    slack.user_says("U1", "C1", f"<@UBOT> {AT_RISK}")
    served.settle()

    [note] = slack.ephemerals("C1", "U1")
    assert "reference" in note.text
    assert slack.replies("C1") == []


def test_a_channel_that_the_bot_was_put_out_of_ends_quietly(
    slack: FakeSlack, office: Office
) -> None:
    slack.add_channel("C1", ["U1"])
    said = office.hears("U1", "C1", f"<@UBOT> {AT_RISK}")
    slack.state.channels["C1"].members.discard("UBOT")

    with office.serving():
        office.settle()

    assert said.status == 200
    assert slack.replies("C1") == []
