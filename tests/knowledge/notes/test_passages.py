from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.notes.passages import LONG_WORDS, MOST_CHARACTERS, cut
from knowledge.notes.quoting import quote_of
from knowledge.notes.stems import query_terms, stem, terms_of
from knowledge.notes.turns import blocks_of, is_transcript

NAMES = st.sampled_from(["Howard Pruitt", "Maya", "Speaker 2", "Ada Lund-Öz"])
SENTENCE = st.lists(
    st.sampled_from(["the", "portal", "was", "down", "again", "on", "Monday"]), min_size=1
)
TURN = st.tuples(NAMES, st.lists(SENTENCE, min_size=1, max_size=30))
KINDS = st.sampled_from(["call_note", "transcript", "email"])


def written(turns: list[tuple[str, list[list[str]]]]) -> str:
    said = ((name, " ".join(" ".join(words) + "." for words in lines)) for name, lines in turns)
    return "\n".join(f"{name}: {words}" for name, words in said)


@given(st.lists(TURN, min_size=1, max_size=12))
def test_passages_hold_every_word_of_a_transcript_once_and_in_order(
    turns: list[tuple[str, list[list[str]]]],
) -> None:
    text = written(turns)
    passages = cut(text, "transcript")

    assert " ".join(text[p.start : p.end] for p in passages).split() == text.split()
    assert all(len(text[p.start : p.end].split()) <= LONG_WORDS for p in passages)


@given(st.lists(TURN, min_size=1, max_size=12))
def test_a_turn_that_is_not_long_stands_in_one_passage(
    turns: list[tuple[str, list[list[str]]]],
) -> None:
    text = written(turns)
    ends = {p.end for p in cut(text, "transcript")}
    for block in blocks_of(text, "transcript"):
        inner = {end for end in ends if block.start < end < len(text[: block.end].rstrip())}
        assert not inner or len(text[block.start : block.end].split()) > LONG_WORDS


@given(st.text(max_size=400), KINDS)
def test_any_text_is_cut_into_places_inside_it(text: str, kind: str) -> None:
    last = 0
    for passage in cut(text, kind, "Ada"):
        assert last <= passage.start < passage.end <= len(text)
        last = passage.end


RUNS = st.tuples(
    st.sampled_from(["word", ".", " ", "\n", "\n\n", "a.b", "x"]), st.integers(1, 3_000)
)


@given(st.lists(RUNS, min_size=1, max_size=5), KINDS)
def test_no_passage_is_too_long_and_no_letter_is_lost(
    runs: list[tuple[str, int]], kind: str
) -> None:
    text = "Go. ".join(part * count for part, count in runs)
    passages = cut(text, kind)

    assert all(0 < p.end - p.start <= MOST_CHARACTERS for p in passages)
    said = "".join(text[p.start : p.end] for p in passages)
    assert "".join(said.split()) == "".join(text.split())


@given(st.text(min_size=1, max_size=400), KINDS, st.lists(st.text(max_size=8), max_size=3))
@example("\r", "call_note", [])
def test_a_quote_stands_in_its_passage(text: str, kind: str, wanted: list[str]) -> None:
    quote = quote_of(text, kind, wanted)

    assert text[quote.start : quote.end] == quote.words


def test_a_turn_keeps_its_speaker_and_its_time() -> None:
    text = "[00:01:02] Ada Lund: Hello.\nTom (01:00:05): Hi.\nPrices: as agreed."
    turns = blocks_of(text, "transcript")

    assert [(turn.speaker, turn.at_seconds) for turn in turns] == [
        ("Ada Lund", 62), ("Tom", 3605), ("Prices", None),
    ]  # fmt: skip


def test_what_a_mail_quotes_of_others_is_no_passage() -> None:
    text = "Yes, on Monday.\n\n> Can you come?\n\nAda\n\nOn 3 Feb Tom wrote:\nDear Ada, ..."
    said = [text[p.start : p.end] for p in cut(text, "email", "Ada")]

    assert said == ["Yes, on Monday.", "Ada"]


def test_a_note_with_headed_lines_is_no_transcript() -> None:
    assert not is_transcript("Mood: fine.\nNext: call again.\nSpoke to Ada.")
    assert is_transcript("Ada: Hi.\nTom: Hello.\nAda: How are you?\nTom: Fine.")


def test_a_quote_is_the_turn_that_answers_without_its_label() -> None:
    text = "Ada: Hello there.\nTom: The portal is down.\nAda: I see."

    quote = quote_of(text, "transcript", query_terms("portal"))

    assert (quote.words, quote.speaker) == ("The portal is down.", "Tom")
    assert quote_of(text, "transcript", [], said_by="ada").speaker == "Ada"


def test_words_with_other_endings_accents_and_cases_are_one_term() -> None:
    assert len({*map(stem, ("integrate", "integrates", "integrated", "integrating"))}) == 1
    assert terms_of("Société's INVOICES") == terms_of("societe invoice")
    assert query_terms("What did they say about SSO?") == ["sso"]
    assert query_terms("who is he") == ["who", "is", "he"]


def test_half_a_megabyte_of_the_same_sign_are_cut_in_one_go() -> None:
    size = 500_000
    for text in (f"a{' ' * size}b", f"{'x' * size}.y", f"a{'.' * size}b", f"a{' - ' * size}"):
        assert cut(text, "transcript")[-1].end == len(text.rstrip())
