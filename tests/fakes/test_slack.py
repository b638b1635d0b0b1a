"""The fake's Web API, held against the real client of slack_sdk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT, FakeSlack, Install


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.add_user("U1", "dana@example.com", tz="America/New_York")
        fake.add_user("U2", "eli@example.com")
        fake.add_im("D1", "U1")
        fake.add_channel("C1", ["U1", "U2"])
        yield fake


def call(slack: FakeSlack, method: str, token: str = BOT.token, **args: Any) -> Any:
    """Call one method through slack_sdk; what Slack answered, or SlackApiError."""
    client = AsyncWebClient(token, base_url=slack.api_url)
    return asyncio.run(getattr(client, method)(**args)).data


def refused(slack: FakeSlack, method: str, token: str = BOT.token, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(slack, method, token, **args)
    return str(caught.value.response["error"])


def says(slack: FakeSlack, channel: str = "D1") -> str:
    """Let Dana write in a channel with no app listening; the ts of her message."""
    channel_state = slack.state.channels[channel]
    bot_was_in = BOT.bot_user in channel_state.members
    channel_state.members.discard(BOT.bot_user)
    ts = slack.user_says("U1", channel, "which accounts are at risk?").ts
    if bot_was_in:
        channel_state.members.add(BOT.bot_user)
    return ts


def test_it_starts_within_three_tenths_of_a_second() -> None:
    started = time.perf_counter()
    with FakeSlack():
        elapsed = time.perf_counter() - started
    assert elapsed < 0.3


def test_auth_test_names_the_bot(slack: FakeSlack) -> None:
    answer = call(slack, "auth_test")
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("UBOT", "B1", "T1")


def test_a_call_is_refused_without_a_token_with_a_wrong_one_and_with_a_revoked_one(
    slack: FakeSlack,
) -> None:
    assert refused(slack, "auth_test", token="") == "not_authed"
    assert refused(slack, "auth_test", token="xoxb-wrong") == "invalid_auth"
    slack.revoke(BOT.token)
    assert refused(slack, "auth_test") == "token_revoked"


def test_a_method_that_the_fake_lacks_is_unknown(slack: FakeSlack) -> None:
    assert refused(slack, "conversations_list") == "unknown_method"
    slack.gate.remove(["chat.startStream"])
    assert refused(slack, "chat_startStream", channel="D1", thread_ts="1.0") == "unknown_method"


def test_scopes_are_held_against_each_method() -> None:
    with FakeSlack(scopes=["users:read"]) as slack:
        slack.add_user("U1", "dana@example.com")
        assert "email" not in call(slack, "users_info", user="U1")["user"]["profile"]
        with pytest.raises(SlackApiError) as caught:
            call(slack, "chat_postMessage", channel="U1", text="hello")
        assert caught.value.response["error"] == "missing_scope"
        assert caught.value.response["needed"] == "chat:write"


def test_users_info_tells_email_and_zone(slack: FakeSlack) -> None:
    user = call(slack, "users_info", user="U1")["user"]
    assert user["profile"]["email"] == "dana@example.com"
    assert user["tz"] == "America/New_York"
    assert user["is_email_confirmed"] is True
    assert refused(slack, "users_info", user="U404") == "user_not_found"


def test_a_stranger_is_seen_only_in_a_shared_channel_and_without_email(slack: FakeSlack) -> None:
    slack.add_user("UX", "x@elsewhere.example", team_id="T9")
    assert refused(slack, "users_info", user="UX") == "user_not_found"
    slack.add_channel("CX", ["U1", "UX"], is_ext_shared=True)
    user = call(slack, "users_info", user="UX")["user"]
    assert user["is_stranger"] is True
    assert "email" not in user["profile"]
    assert call(slack, "conversations_info", channel="CX")["channel"]["is_ext_shared"] is True


def test_a_person_is_found_by_email_whatever_its_case(slack: FakeSlack) -> None:
    found = call(slack, "users_lookupByEmail", email="Dana@Example.com")
    assert found["user"]["id"] == "U1"
    slack.add_user("U1", "dana@example.com", deleted=True)
    assert refused(slack, "users_lookupByEmail", email="dana@example.com") == "users_not_found"


def test_a_message_is_posted_in_its_thread_with_a_later_ts(slack: FakeSlack) -> None:
    asked = says(slack)
    answer = call(slack, "chat_postMessage", channel="D1", text="Three.", thread_ts=asked)
    assert answer["ts"] > asked
    [reply] = slack.replies("D1", asked)
    assert (reply.text, reply.thread_ts, reply.bot_id) == ("Three.", asked, "B1")


def test_a_message_to_a_person_goes_to_their_direct_message(slack: FakeSlack) -> None:
    assert call(slack, "chat_postMessage", channel="U1", text="hello")["channel"] == "D1"
    opened = call(slack, "conversations_open", users=["U2"])["channel"]["id"]
    assert slack.state.channels[opened].members == {"U2", "UBOT"}


def test_a_post_is_refused_where_the_app_is_not(slack: FakeSlack) -> None:
    slack.add_channel("C2", ["U1"], with_bot=False)
    slack.add_channel("G2", ["U1"], with_bot=False, kind="private")
    assert refused(slack, "chat_postMessage", channel="C2", text="x") == "not_in_channel"
    assert refused(slack, "chat_postMessage", channel="G2", text="x") == "channel_not_found"
    assert refused(slack, "chat_postMessage", channel="C404", text="x") == "channel_not_found"


def test_one_workspace_does_not_see_the_other(slack: FakeSlack) -> None:
    other = slack.install(Install("xoxb-fake-2", "T2", "UBOT2", "B2"))
    refusal = refused(slack, "chat_postMessage", other.token, channel="C1", text="x")
    assert refusal == "channel_not_found"


@pytest.mark.filterwarnings("ignore:The top-level `text` argument:UserWarning")
def test_a_message_needs_words_and_not_too_many(slack: FakeSlack) -> None:
    assert refused(slack, "chat_postMessage", channel="D1", text="") == "no_text"
    too_long = "x" * 40_001
    assert refused(slack, "chat_postMessage", channel="D1", text=too_long) == "msg_too_long"


def test_a_reply_needs_a_parent_that_exists_and_is_no_reply(slack: FakeSlack) -> None:
    asked = says(slack)
    reply = call(slack, "chat_postMessage", channel="D1", text="a", thread_ts=asked)["ts"]
    for thread_ts, error in (("1.000000", "thread_not_found"), (reply, "cannot_reply_to_message")):
        post = {"channel": "D1", "text": "b", "thread_ts": thread_ts}
        assert refused(slack, "chat_postMessage", **post) == error


def test_an_update_changes_an_own_message_only(slack: FakeSlack) -> None:
    asked = says(slack)
    ts = call(slack, "chat_postMessage", channel="D1", text="A moment.")["ts"]
    call(slack, "chat_update", channel="D1", ts=ts, text="Three.")
    assert slack.replies("D1")[0].text == "Three."
    update = {"channel": "D1", "text": "x"}
    assert refused(slack, "chat_update", ts=asked, **update) == "cant_update_message"
    assert refused(slack, "chat_update", ts="1.000000", **update) == "message_not_found"
    long = {"channel": "D1", "ts": ts, "text": "x" * 4001}
    assert refused(slack, "chat_update", **long) == "msg_too_long"


def test_an_update_without_blocks_keeps_those_that_stand(slack: FakeSlack) -> None:
    blocks = [{"type": "divider"}]
    ts = call(slack, "chat_postMessage", channel="D1", text="a", blocks=blocks)["ts"]
    call(slack, "chat_update", channel="D1", ts=ts, text="b")
    assert slack.replies("D1")[0].blocks == blocks
    call(slack, "chat_update", channel="D1", ts=ts, text="b", blocks=[])
    assert slack.replies("D1")[0].blocks == []


def test_a_deleted_message_is_gone(slack: FakeSlack) -> None:
    ts = call(slack, "chat_postMessage", channel="D1", text="a")["ts"]
    call(slack, "chat_delete", channel="D1", ts=ts)
    assert slack.replies("D1") == []


def test_an_ephemeral_message_reaches_one_member_only(slack: FakeSlack) -> None:
    call(slack, "chat_postEphemeral", channel="C1", user="U1", text="for you")
    assert [note.text for note in slack.ephemerals("C1", "U1")] == ["for you"]
    assert slack.ephemerals("C1", "U2") == []
    slack.add_user("U3")
    post = {"channel": "C1", "user": "U3", "text": "x"}
    assert refused(slack, "chat_postEphemeral", **post) == "user_not_in_channel"


def test_replies_come_in_pages_with_their_parent_first(slack: FakeSlack) -> None:
    asked = says(slack)
    for text in ("one", "two"):
        call(slack, "chat_postMessage", channel="D1", text=text, thread_ts=asked)
    first = call(slack, "conversations_replies", channel="D1", ts=asked, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = call(slack, "conversations_replies", channel="D1", ts=asked, limit=2, cursor=cursor)
    texts = [message["text"] for message in first["messages"] + second["messages"]]
    assert texts == ["which accounts are at risk?", "one", "two"]
    assert second["has_more"] is False


def test_members_of_a_channel_include_the_bot(slack: FakeSlack) -> None:
    assert call(slack, "conversations_members", channel="C1")["members"] == ["U1", "U2", "UBOT"]


def test_metadata_is_kept_when_small_and_lost_without_a_word_when_large(slack: FakeSlack) -> None:
    for size, kept in ((10, True), (5000, False)):
        metadata = {"event_type": "answer", "event_payload": {"event_id": "E" * size}}
        call(slack, "chat_postMessage", channel="D1", text="a", metadata=metadata)
        assert (slack.replies("D1")[-1].metadata == metadata) is kept


def test_a_reaction_is_added_once_and_removed_once(slack: FakeSlack) -> None:
    asked = says(slack)
    eyes = {"channel": "D1", "timestamp": asked, "name": "eyes"}
    call(slack, "reactions_add", **eyes)
    assert refused(slack, "reactions_add", **eyes) == "already_reacted"
    call(slack, "reactions_remove", **eyes)
    assert refused(slack, "reactions_remove", **eyes) == "no_reaction"


def test_a_file_is_uploaded_in_three_steps(slack: FakeSlack) -> None:
    upload: dict[str, Any] = {"filename": "qbr.pptx", "content": b"slides", "title": "QBR"}
    call(slack, "files_upload_v2", channel="D1", initial_comment="Here.", **upload)
    [file] = slack.state.files.values()
    assert (file.content, file.title, file.shared_in) == (b"slides", "QBR", ["D1"])
    assert slack.replies("D1")[0].files[0]["id"] == file.id
    unknown = [{"id": "F404", "title": "x"}]
    assert refused(slack, "files_completeUploadExternal", files=unknown) == "file_not_found"
