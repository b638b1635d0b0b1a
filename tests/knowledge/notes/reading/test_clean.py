from hypothesis import given
from hypothesis import strategies as st

from knowledge.notes.reading import NoteText, read
from knowledge.notes.reading.clean import sentences_of, source_of
from tests.knowledge.notes.reading.notes import FRAME, MAYA, MONDAY, call_note, mail, transcript

THREAD = """Hi Maya,

Thursday works.

Best regards,
Ruth
Senior Angry Customer, Tallis

On Fri, 27 Feb 2026 at 10:12, Maya Lindqvist <maya@steward.test> wrote:
> I am sorry that you are furious.
"""


def said(note: NoteText) -> list[str]:
    return [sentence.text for sentence in sentences_of(note, FRAME)]


def test_greeting_signature_and_quoted_mail_are_left_out() -> None:
    assert said(mail(THREAD)) == ["Thursday works."]


def test_an_outlook_thread_is_cut_at_its_header() -> None:
    text = "Fine with me.\n\nFrom: Maya Lindqvist\nSent: Monday\nSubject: x\n\nWe will cancel."
    assert said(mail(text)) == ["Fine with me."]


def test_a_postscript_after_the_signature_counts() -> None:
    text = "All good.\n\nRegards,\nRuth\n\nPS: my last day is Friday."
    assert said(mail(text))[-1] == "PS: my last day is Friday."


def test_answers_between_quoted_lines_are_read() -> None:
    text = "On Monday Maya wrote:\n> Can you send it?\nYes, tomorrow.\n> And the list?\nLater."
    assert said(mail(text)) == ["Yes, tomorrow.", "Later."]


def test_a_transcripts_turns_say_who_speaks() -> None:
    note = transcript("Maya Lindqvist: How was it?\n[00:12] Erik Sund: Slow. Very slow.\nand late.")
    assert [(s.side, s.name, s.text) for s in sentences_of(note, FRAME)] == [
        ("us", MAYA, "How was it?"),
        ("client", "Erik Sund", "Slow."),
        ("client", "Erik Sund", "Very slow."),
        ("client", "Erik Sund", "and late."),
    ]


def test_what_is_quoted_in_our_note_is_the_customers() -> None:
    note = call_note('Anna: "I will send it." I will check.')
    first, second = sentences_of(note, FRAME)
    assert first.side_at(note.text.index("I will send")) == "client"
    assert second.side_at(second.start) == "us"


def test_a_machine_is_told_from_a_person() -> None:
    away = "I'm out of the office until 9 March with limited access to e-mail."
    assert source_of(mail(away)) == "auto_reply"
    assert source_of(mail("550 5.1.1 user unknown")) == "bounce"
    assert source_of(mail("I'm out of the office on Friday, so let's say Monday.")) == "person"
    assert source_of(call_note("He set an automatic reply, on leave until May.")) == "person"


@given(st.text(max_size=400), st.sampled_from(["email", "call_note", "transcript"]))
def test_every_span_lies_in_the_note_as_it_was_written(text: str, kind: str) -> None:
    note = NoteText(text, kind, MONDAY, MAYA)
    for sentence in sentences_of(note, FRAME):
        assert text[sentence.start : sentence.end] == sentence.text
    result = read(note, FRAME)
    spans = [*result.found, *(result.tone.spans if result.tone else ())]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
