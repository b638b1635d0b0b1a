from hypothesis import given
from hypothesis import strategies as st

from knowledge.notes.themes import about, stem, tf_idf, themes

TEXTS = [
    "Please let us split one invoice over several budgets.",
    "The search finds nothing.",
    "We have to split an invoice between budgets.",
    "Search never finds anything.",
]


def test_like_texts_are_one_theme() -> None:
    assert [sorted(theme.members) for theme in themes(TEXTS)] == [[0, 2], [1, 3]]


def test_a_theme_is_called_by_words_of_its_own() -> None:
    first, second = themes(TEXTS)
    assert first.name == "split an invoice between budgets"
    assert second.name == "Search never finds anything"


def test_a_topic_finds_its_forms() -> None:
    assert about("splitting", TEXTS) == [0, 2]
    assert about("pricing", TEXTS) == []
    assert stem("approvals") == stem("approval")


@given(st.lists(st.text(max_size=60), max_size=30))
def test_every_text_is_in_exactly_one_theme(texts: list[str]) -> None:
    members = [place for theme in themes(texts) for place in theme.members]
    assert sorted(members) == list(range(len(texts)))


@given(st.lists(st.text(max_size=60), min_size=1, max_size=30))
def test_rows_have_unit_length_or_none(texts: list[str]) -> None:
    lengths = (tf_idf(texts) ** 2).sum(axis=1)
    assert all(abs(length - 1) < 1e-4 or length == 0 for length in lengths)
