"""Words from outside lead nowhere: no answer, and no message in Slack, makes a link of them."""

import pytest

from bot.checker import check
from bot.slack.markdown import WORD_JOINER
from bot.slack.views import answer_messages
from knowledge.facts import Fact
from knowledge.store.engine import Store
from tests.factories import TODAY
from tests.tools.books import MAYA
from tests.tools.conftest import answer, make_desk
from tests.tools.test_hostile_text import TOOLS, make_world
from tools.show import said, show

ADDRESSES = [
    "https://evil.example/bye", "http://evil.example", "ftp://evil.example/x", "www.evil.example",
    "evil.example/path", "ht\u200btps://evil.example", "evil\u200b.example/path",
    "<https://evil.example|our page>", "[here](https://evil.example)", "bye@evil.example",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_quote_shows_no_address_and_is_still_verbatim(address: str) -> None:
    words = f"My last day is March 20, see {address} for more."
    fact = Fact("Halden Freight", "words", words, "quote", TODAY, "files:N-1")
    text = f"Halden Freight: “{show(fact, TODAY)}”"
    assert "evil" not in text
    assert "“My last day is March 20, see … for more.”" in text
    assert check(text, [fact]) == []


@pytest.mark.parametrize(
    "words", ["and/or", "24/7", "v2.1/beta", "Booking.com", "CPU_usage", "e.g."]
)
def test_what_only_looks_like_an_address_stays(words: str) -> None:
    assert said(f"We use {words} now") == f"We use {words} now"


def test_letters_that_nobody_sees_are_left_out_of_a_quote() -> None:
    fact = Fact("Halden Freight", "words", "The re\u200bnewal is safe", "quote")
    text = f"Halden Freight: “{show(fact, TODAY)}”"
    assert "“The renewal is safe”" in text
    assert check(text, [fact]) == []


@pytest.mark.parametrize(
    "address", ["https://evil.example/bye", "www.evil.example", "FTP://evil.x"]
)
def test_slack_makes_no_link_of_an_address_in_words(address: str) -> None:
    [message] = answer_messages(f"Called {address} by them.", TODAY)
    shown = [block["text"] for block in message.blocks if block["type"] == "markdown"]
    for text in (*shown, message.text):
        assert address not in text
        assert address in text.replace(WORD_JOINER, "")


@pytest.mark.parametrize("tool", ["survey_results", "support_issues", "explain_health"])
def test_tools_quote_records_without_their_links(sqlite_store: Store, tool: str) -> None:
    make_world(sqlite_store, "Goodbye, see ht\u200btps://evil.example/bye now")
    desk = make_desk(sqlite_store, MAYA)
    text = answer(TOOLS[tool](desk, "Halden Freight"), desk)
    assert "“Goodbye, see … now”" in text
