"""From Markdown to messages: held against the strict fake's reading of Block Kit."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.markdown import escape_markup, plain
from bot.slack.views import Message, answer_messages, without_blocks
from tests.fakes.slack.blocks import check_message_blocks, pings_in, shown_texts

DAY = date(2026, 3, 2)
PINGS = ["<!channel>", "<!here|here>", "<@U123>", "<@W1|ada>", "<!subteam^S1>", "<#C1>"]


def messages(text: str, note: str = "") -> list[Message]:
    """The messages of an answer, each of which Slack takes."""
    made = answer_messages(text, DAY, note)
    for message in made:
        check_message_blocks(list(message.blocks))
        assert message.text
        assert len(message.text) <= 40_000
    return made


def body(text: str) -> str:
    """What one message says in its markdown blocks."""
    [message] = messages(text)
    return "\n\n".join(b["text"] for b in message.blocks if b["type"] == "markdown")


def words_of(made: list[Message]) -> str:
    blocks = [b for m in made for b in m.blocks if b["type"] != "context"]
    return "\n\n".join(shown_texts(blocks))


def table(rows: int, columns: int = 3, cell: str = "x") -> str:
    lines = ["|" + "|".join(f"c{n}" for n in range(columns)) + "|", "|" + "---|" * columns]
    lines += ["|" + "|".join(f"{cell}{r}-{n}" for n in range(columns)) + "|" for r in range(rows)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("markdown", "in_slack"),
    [
        ("**Two** of your *34*", "**Two** of your *34*"),
        ("# Acme", "# Acme"),
        ("- a\n- b\n  - c", "- a\n- b\n  - c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> said\n> so", "> said\n> so"),
        ("a  \nb", "a  \nb"),
        ("a\nb", "a\nb"),
        ("[Acme](https://crm.test/a?b=1)", "[Acme](https://crm.test/a?b=1)"),
        ("AT&T < 5 > 3", "AT&amp;T &lt; 5 &gt; 3"),
        ("AT&amp;T", "AT&amp;T"),
        (r"a\*b\_c 5\. d\!", r"a\*b\_c 5. d!"),
        ("`a<b`", "`a<b`"),
        ("```\na < b\n```", "```\na < b\n```"),
        ("![x](https://evil.test/p.png)", "x"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("---", "---"),
        ("~~no~~", "~~no~~"),
    ],
)
def test_markdown_is_written_as_slack_reads_it(markdown: str, in_slack: str) -> None:
    assert body(markdown) == in_slack


@pytest.mark.parametrize("ping", PINGS)
@pytest.mark.parametrize(
    "around",
    ["{}", "**{}**", "- {}", "> {}", "# {}", "`{}`", "```\n{}\n```", "|a|\n|---|\n|{}|", "[{}](http://a.b)"],
)  # fmt: skip
def test_a_name_that_looks_like_a_mention_pings_nobody(ping: str, around: str) -> None:
    for message in messages(around.format(ping)):
        assert pings_in(message.text, list(message.blocks)) == []


def test_a_table_becomes_a_table_with_its_numbers_to_the_right() -> None:
    [message] = messages("|Account|ARR|\n|---|--:|\n|**Acme**|$1|\n|Globex||\n")

    grid = message.blocks[0]
    assert grid["column_settings"] == [{"align": "left"}, {"align": "right"}]
    assert [[cell["text"] for cell in row] for row in grid["rows"]] == [
        ["Account", "ARR"], ["Acme", "$1"], ["Globex", "–"],
    ]  # fmt: skip


def test_a_message_has_one_table_and_the_title_goes_with_its_table() -> None:
    made = messages(f"first\n\n{table(2)}\n\nsecond\n\n{table(2)}\n\nlast")

    kinds = [[block["type"] for block in message.blocks] for message in made]
    assert kinds == [["markdown", "table"], ["markdown", "table", "markdown", "context"]]
    assert made[1].text.startswith("second")


def test_a_long_table_goes_on_with_its_column_names() -> None:
    made = messages(table(250))

    grids = [block for message in made for block in message.blocks if block["type"] == "table"]
    assert [len(grid["rows"]) for grid in grids] == [100, 100, 53]
    assert all(grid["rows"][0][0]["text"] == "c0" for grid in grids)


def test_a_table_too_wide_for_slack_becomes_a_list() -> None:
    made = messages(table(2, columns=25))

    assert [block["type"] for block in made[0].blocks] == ["markdown", "context"]
    assert "x1-24" in words_of(made)


def test_a_long_answer_goes_on_in_the_thread_between_paragraphs() -> None:
    paragraphs = [f"Account {n}: {'why ' * 60}".strip() for n in range(120)]

    made = messages("\n\n".join(paragraphs))

    assert len(made) > 2
    assert words_of(made).split("\n\n") == paragraphs


def test_only_the_last_message_says_as_of_when_it_is() -> None:
    made = messages("\n\n".join("word " * 500 for _ in range(12)), note="Only you.")

    assert [any(b["type"] == "context" for b in m.blocks) for m in made] == [
        *[False] * (len(made) - 1), True,
    ]  # fmt: skip
    assert made[-1].blocks[-1]["elements"][0]["text"].startswith("As of 2 Mar 2026. Only you.")


@pytest.mark.parametrize("text", ["x" * 30_000, "w " * 15_000, "```\n" + "line\n" * 6_000 + "```"])
def test_a_paragraph_longer_than_a_message_is_not_cut_short(text: str) -> None:
    told = words_of(messages(text)).replace("`", "")

    assert "".join(told.split()) == "".join(text.replace("`", "").split())


def test_without_blocks_all_words_are_still_there() -> None:
    [message] = messages("\n\n".join(f"Account {n}: {'why ' * 40}end" for n in range(30)))

    parts = without_blocks(message)

    assert len(parts) > 1
    assert "\n\n".join(part.text for part in parts) == message.text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
def test_any_name_is_shown_as_it_is(name: str) -> None:
    one_line = " ".join(name.split())

    assert " ".join(plain(f"x{escape_markup(one_line)}x").split()) == f"x{one_line}x"


MARKS = st.sampled_from(
    ["# ", "- ", "1. ", "> ", "**", "`", "```\n", "\n\n", "|", "|---|\n", "&lt;", "\\", *PINGS]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.one_of(MARKS, st.text("ab <>&_*[]()!", max_size=8)), max_size=40))
def test_whatever_stands_in_it_slack_takes_an_answer_and_nobody_is_pinged(parts: list[str]) -> None:
    for message in messages("So: " + "".join(parts)):
        assert pings_in(message.text, list(message.blocks)) == []


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.integers(1, 400).map(lambda n: "word " * n),
            st.integers(1, 300).map(table),
            st.integers(1, 60).map(lambda n: "# head\n\n" * n),
            st.integers(1, 80).map(lambda n: "\n".join("- item" for _ in range(n))),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_however_long_an_answer_is_nothing_of_it_is_left_out(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    made = messages(text)

    assert words_of(made).count("word") == text.count("word")
    assert words_of(made).count("item") == text.count("item")
    assert words_of(made).count("-0") == text.count("-0")
