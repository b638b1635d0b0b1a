"""Who asks, and who reads along."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.slack.answering import UNKNOWN
from bot.slack.seats import ONLY_SHARED, ONLY_YOU
from knowledge.store.engine import Store
from knowledge.store.slack import link_channel, map_user
from knowledge.store.tables import threads
from tests.bot.slack.conftest import AT_RISK, Office
from tests.bot.slack.test_conversation import footer
from tests.fakes.slack import FakeSlack, Install

MENTION = f"<@UBOT> {AT_RISK}"


def test_nobody_by_that_email_is_told_what_to_do(slack: FakeSlack, served: Office) -> None:
    slack.add_user("U9", "newcomer@steward.test")
    slack.add_im("D9", "U9")

    reply = slack.wait_for_answer(slack.user_says("U9", "D9", AT_RISK))

    assert reply.text == UNKNOWN


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"is_email_confirmed": False}, "Confirm it"),
    ],
    ids=["unconfirmed e-mail"],
)
def test_whose_email_says_nothing_is_told_so_alone(
    slack: FakeSlack, served: Office, traits: dict[str, bool], words: str
) -> None:
    slack.add_user("U1", "maya@steward.test", **traits)
    slack.add_channel("C1", ["U1", "U2"])
    slack.user_says("U1", "C1", MENTION)
    served.settle()

    [note] = slack.ephemerals("C1", "U1")
    assert words in note.text
    assert slack.replies("C1") == []


@pytest.mark.parametrize(
    "traits",
    [
        {"team_id": "T9"},
        {"is_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"deleted": True},
    ],
    ids=["stranger", "bot", "guest", "single-channel guest", "deactivated"],
)
def test_strangers_bots_and_guests_get_nothing(
    slack: FakeSlack, served: Office, traits: dict[str, object]
) -> None:
    slack.add_user("UX", "maya@steward.test", **traits)
    slack.add_channel("C1", ["U1", "UX"])
    said = slack.user_says("UX", "C1", MENTION)
    served.settle()

    assert said.status == 200
    assert slack.replies("C1") == []
    assert slack.ephemerals("C1", "UX") == []


def test_a_workspace_that_isnt_listed_gets_nothing(slack: FakeSlack, served: Office) -> None:
    slack.install(Install("xoxb-fake-2", "T2", "UBOT2", "B2"))
    slack.add_user("V1", "maya@steward.test", team_id="T2")
    slack.add_channel("C2", ["V1"], install=slack.state.installs["xoxb-fake-2"])
    said = slack.user_says("V1", "C2", f"<@UBOT2> {AT_RISK}")
    served.settle()

    assert said.status == 200
    assert slack.calls("users.info") == []
    assert slack.replies("C2") == []


@pytest.mark.parametrize("subtype", ["message_changed", "channel_join", "bot_message"])
def test_what_nobody_said_to_it_is_passed_over(
    slack: FakeSlack, served: Office, subtype: str
) -> None:
    event = {
        "type": "message", "subtype": subtype, "channel": "D1", "channel_type": "im",
        "user": "U1", "ts": "1700000000.000001", "text": AT_RISK,
    }  # fmt: skip

    assert slack.send_event(event).status == 200
    served.settle()
    assert slack.calls("users.info") == []


def test_its_own_message_is_passed_over(slack: FakeSlack, served: Office) -> None:
    reply = slack.wait_for_answer(slack.user_says("U1", "D1", AT_RISK))

    assert slack.acts.echo(slack.bot, reply).status == 200
    served.settle()
    assert len(slack.replies("D1")) == 1


def test_a_channel_of_people_with_the_same_rights_is_answered_for_all(
    slack: FakeSlack, served: Office
) -> None:
    slack.add_channel("C1", ["U1", "U3"])

    reply = slack.wait_for_answer(slack.user_says("U1", "C1", MENTION))

    assert "Halden Freight" in reply.shown
    assert ONLY_SHARED not in footer(reply)


def test_an_answer_in_a_channel_holds_only_what_everybody_there_may_see(
    slack: FakeSlack, served: Office
) -> None:
    slack.add_channel("C1", ["U2", "U3"])

    reply = slack.wait_for_answer(slack.user_says("U3", "C1", MENTION))

    assert "Vandermeer Textiles" in reply.shown
    assert "Halden Freight" not in reply.shown
    assert ONLY_SHARED in footer(reply)


def test_where_they_share_no_account_the_asker_alone_is_answered(
    slack: FakeSlack, served: Office
) -> None:
    slack.add_channel("C1", ["U1", "U2"])
    slack.user_says("U1", "C1", MENTION)
    served.settle()

    [note] = slack.ephemerals("C1", "U1")
    assert "Halden Freight" in note.text
    assert ONLY_YOU in str(note.blocks)
    assert slack.replies("C1") == []
    assert slack.ephemerals("C1", "U2") == []


@pytest.mark.parametrize(
    ("traits", "shared"),
    [
        ({"is_restricted": True, "email": "ida@steward.test"}, False),
        ({"email": "nobody@steward.test"}, False),
        ({"is_bot": True}, False),
    ],
    ids=["a guest", "somebody unknown", "another bot"],
)
def test_where_anyone_may_not_know_the_asker_alone_is_answered(
    slack: FakeSlack, served: Office, traits: dict[str, object], shared: bool
) -> None:
    slack.add_user("U9", **traits)  # type: ignore[arg-type]
    slack.add_channel("C1", ["U1", "U9"], is_ext_shared=shared)
    slack.user_says("U1", "C1", MENTION)
    served.settle()

    [note] = slack.ephemerals("C1", "U1")
    assert "Halden Freight" in note.text
    assert slack.replies("C1") == []


def test_what_was_said_to_one_alone_is_remembered_apart(
    slack: FakeSlack, served: Office, store: Store
) -> None:
    slack.add_channel("C1", ["U1", "U2"])
    said = slack.user_says("U1", "C1", MENTION)
    served.settle()

    with store.read() as connection:
        keys = list(connection.scalars(select(threads.c.key)))
    assert keys == [f"T1:C1:{said.ts}:alone"]


def test_members_that_cant_be_listed_mean_an_answer_to_the_asker_alone(
    slack: FakeSlack, served: Office
) -> None:
    slack.add_channel("C1", ["U1"])
    slack.fail_next("conversations.members", "missing_scope")
    slack.user_says("U1", "C1", MENTION)
    served.settle()

    assert len(slack.ephemerals("C1", "U1")) == 1
    assert slack.replies("C1") == []


def test_a_private_answer_in_a_thread_stands_in_the_thread(
    slack: FakeSlack, served: Office
) -> None:
    slack.add_channel("C1", ["U1", "U2"])
    first = slack.user_says("U2", "C1", "about that customer")
    slack.user_says("U1", "C1", MENTION, thread_ts=first.ts)
    served.settle()

    [note] = slack.ephemerals("C1", "U1")
    assert note.thread_ts == first.ts


def test_an_externally_shared_channel_hears_nothing(slack: FakeSlack, served: Office) -> None:
    slack.add_channel("C1", ["U1"], is_ext_shared=True)
    slack.user_says("U1", "C1", MENTION)
    served.settle()

    assert slack.replies("C1") == []
    assert slack.ephemerals("C1", "U1") == []


def test_a_linked_channel_is_about_its_account_alone(
    slack: FakeSlack, served: Office, store: Store
) -> None:
    slack.add_channel("C1", ["U1", "U3"])
    desk = served.steward.desk("maya@steward.test")
    with desk.account("Northwind Labs") as (_, account):
        pass
    link_channel(store, "T1", "C1", account.id, desk.viewer, datetime.now(UTC))

    reply = slack.wait_for_answer(slack.user_says("U1", "C1", "<@UBOT> what renews next quarter?"))

    assert "Halden Freight" not in reply.shown
    assert "Northwind Labs" in reply.shown


def test_an_administrators_word_says_who_a_user_is(
    slack: FakeSlack, served: Office, store: Store
) -> None:
    slack.add_user("U9", "private@elsewhere.test")
    slack.add_im("D9", "U9")
    maya = served.steward.desk("maya@steward.test").viewer
    map_user(store, "T1", "U9", maya, maya, datetime.now(UTC))

    assert "Halden" in slack.wait_for_answer(slack.user_says("U9", "D9", AT_RISK)).shown


def test_sharing_checks_again_and_refuses_what_others_may_not_see(
    slack: FakeSlack, served: Office
) -> None:
    slack.add_channel("C1", ["U1", "U2"])
    slack.user_says("U1", "C1", MENTION)
    served.settle()
    [note] = slack.ephemerals("C1", "U1")
    slack.user_clicks("U1", note, "share")
    served.settle()

    assert slack.replies("C1") == []
    assert "can't share" in slack.ephemerals("C1", "U1")[-1].text
