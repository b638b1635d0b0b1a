"""What people write, as Slack hands it over."""

import pytest

from bot.slack.messages import is_spoken, said

PERSON = {"user": "U1", "text": "hi", "ts": "1.0"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@UBOT> who is at risk?", "who is at risk?"),
        ("<@UBOT|steward>: who is at risk?", "who is at risk?"),
        ("hey <@UBOT>, and Acme?", "hey and Acme?"),
        ("what about AT&amp;T &lt;3", "what about AT&T <3"),
        ("see <https://acme.test/x|their site>", "see their site"),
        ("see <https://acme.test/x>", "see https://acme.test/x"),
        ("mail <mailto:a@acme.test|a@acme.test>", "mail a@acme.test"),
        ("<@U2|tom>'s book in <#C1|sales>", "tom's book in sales"),
        ("<@U2>'s book", "@U2's book"),
        ("<!channel|channel> at risk?", "channel at risk?"),
        ("&lt;@UBOT&gt; is text", "<@UBOT> is text"),
        ("<@UBOT>", ""),
        ("at\x00 risk?", "at risk?"),
    ],
)
def test_a_text_is_read_as_its_writer_saw_it(text: str, read: str) -> None:
    assert said(text, "UBOT") == read


@pytest.mark.parametrize(
    ("event", "spoken"),
    [
        (PERSON, True),
        ({**PERSON, "subtype": "file_share"}, True),
        ({**PERSON, "subtype": "message_changed"}, False),
        ({**PERSON, "subtype": "bot_message"}, False),
        ({**PERSON, "bot_id": "B2"}, False),
        ({"text": "joined", "ts": "1.0"}, False),
    ],
    ids=["plain", "with a file", "an edit", "a bot's", "by a bot's user", "nobody's"],
)
def test_only_what_a_person_says_counts(event: dict[str, str], spoken: bool) -> None:
    assert is_spoken(event) is spoken
