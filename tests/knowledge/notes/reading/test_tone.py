import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.notes.reading import PLAIN
from tests.knowledge.notes.reading.notes import call_note, mail, reading, transcript


def score(text: str) -> float:
    tone = reading(mail(text)).tone
    assert tone is not None
    return tone.score


@pytest.mark.parametrize(
    "text",
    ["We are not happy with the answers.", "It isn't working.", "My team is fed up.",
     "The screen is great, but the sync is slow and nobody answers."],
)  # fmt: skip
def test_it_is_bad(text: str) -> None:
    assert score(text) < -PLAIN


@pytest.mark.parametrize(
    "text",
    ["No complaints from the plants.", "It hasn't crashed once.", "We love the new screen.",
     "It was slow in January, but now the team is really pleased."],
)  # fmt: skip
def test_it_is_good(text: str) -> None:
    assert score(text) > PLAIN


@pytest.mark.parametrize(
    "text",
    ["Thank you for your message.", "I'd be happy to talk on Monday.", "Is it any good?",
     "It would be great if it were faster.", "Best wishes for the weekend"],
)  # fmt: skip
def test_manners_questions_and_wishes_tell_nothing(text: str) -> None:
    assert score(text) == 0


def test_an_intensifier_raises_and_a_hedge_lowers() -> None:
    assert score("We are a bit disappointed.") > score("We are disappointed.")
    assert score("We are very disappointed.") < score("We are disappointed.")


def test_a_polite_farewell_is_no_good_tone() -> None:
    tone = reading(
        mail("You've been wonderful. How do we export the complete archive before May?")
    ).tone
    assert tone is not None
    assert tone.manner == "polite, and leaving"
    assert tone.score < 0


def test_anger_of_somebody_who_stays_is_said_and_weighs_less() -> None:
    angry = "I am furious about the third outage."
    tone = reading(mail(f"{angry} We're not going anywhere.")).tone
    assert tone is not None
    assert tone.manner == "angry, and staying"
    assert score(angry) < tone.score < 0


def test_our_own_words_have_no_tone_of_theirs() -> None:
    assert reading(mail("We are so sorry about the terrible outage.", "Tom Okafor")).tone is None
    tone = reading(transcript("Maya Lindqvist: That was terrible.\nErik Sund: It was fine.")).tone
    assert tone is not None
    assert tone.score == 0


def test_the_words_that_show_it_come_with_it() -> None:
    note = call_note("Routine call. Ruth is very disappointed with the sync. Next call in May.")
    tone = reading(note).tone
    assert tone is not None
    assert [note.text[s.start : s.end] for s in tone.spans] == [
        "Ruth is very disappointed with the sync."
    ]


@given(st.text(max_size=300))
def test_a_score_is_between_minus_one_and_one(text: str) -> None:
    tone = reading(mail(text)).tone
    assert tone is None or -1 <= tone.score <= 1
