import pytest

from knowledge.notes.reading import NoteText
from tests.evals.messages import all_messages, read_message
from tests.knowledge.notes.reading.notes import MAYA, call_note, found, kinds, mail, transcript


def promise(note: NoteText) -> dict[str, str]:
    (one,) = found(note, "commitment")
    return dict(one.detail)


CALL = transcript("Maya Lindqvist: And?\nErik Sund: We'll name an owner next week.")
PROMISES = [
    (mail("I'll send the list by 12 March."), "client|Ruth Osei|send the list|2026-03-12"),
    (mail("You wanted to share the sheet by Friday."), "us||share the sheet|2026-03-06"),
    (mail("I'll check it by EOD Thursday.", MAYA), f"us|{MAYA}|check it|2026-03-05"),
    (call_note("I promised: send it all by March 20."), f"us|{MAYA}|send it all|2026-03-20"),
    (call_note("Ravi will open the box within 5 days."), "client|Ravi|open the box|2026-03-07"),
    (call_note("Tom to send a price by the 3rd of April"), "us|Tom|send a price|2026-04-03"),
    (call_note('Anna: "We will confirm the savings."'), "client||confirm the savings|"),
    (CALL, "client|Erik Sund|name an owner|2026-03-15"),
]


@pytest.mark.parametrize(("note", "said"), PROMISES)
def test_a_promise_is_who_what_and_when(note: NoteText, said: str) -> None:
    side, by, what, due = said.split("|")
    assert promise(note) == {"side": side, "by": by, "what": what, "due": due}


@pytest.mark.parametrize(
    "text",
    ["If I get it I will send it.", "I can't promise to send it.", "Would you send it by Friday?",
     "I'll be out until Friday.", "We might share it in May.", "Okay, let me write that down."],
)  # fmt: skip
def test_it_is_no_promise(text: str) -> None:
    assert found(mail(text), "commitment") == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Friday is my last day here.", "Ruth Osei"),
        ("Dana Whitfield has left the company.", "Dana Whitfield"),
        ("Joel Sands resigned on Monday.", "Joel Sands"),
        ("Our sponsor has left.", ""),
        ("Please don't send the contract to Ian Moss any more.", "Ian Moss"),
    ],
)
def test_who_has_left(text: str, who: str) -> None:
    (one,) = found(mail(text), "departure")
    assert one.detail["who"] == who


@pytest.mark.parametrize(
    "text",
    ["Dana left me a note.", "Lars is on parental leave.", "Still slow on the last day.",
     "He left early for the airport.", "If Dana leaves, tell me.", "We have ten seats left."],
)  # fmt: skip
def test_nobody_has_left(text: str) -> None:
    assert found(mail(text), "departure") == []


def test_a_bounce_and_an_automatic_reply_can_tell_of_a_departure() -> None:
    bounce = mail(
        "Delivery has failed:\n\nDana Kold <d@x.test>\n550 5.1.1 user unknown", "postmaster"
    )
    assert found(bounce, "departure")[0].detail["who"] == "Dana Kold"
    away = mail(
        "Thank you for your email. I no longer work at Holm. Please contact Bo.", "Elsa Holm"
    )
    assert found(away, "departure")[0].detail["who"] == "Elsa Holm"
    full = mail("552 5.2.2 mailbox full. Delivery has been delayed.", "postmaster")
    assert found(full, "departure") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please send us the notice clause of our agreement.", "notice"),
        ("We will not be extending the agreement.", "notice"),
        ("Our general counsel has questions.", "legal"),
        ("How do we get a full export of our data?", "export"),
        ("We've had a demo of Brightstack.", "competitor"),
        ("They are looking at the landscape before May.", "competitor"),
        ("We can't take another 8% on this.", "price"),
        ("Budget is frozen, there's a hiring freeze.", "risk"),
        ("Finance is being centralised.", "risk"),
        ("It would be great if it worked offline.", "request"),
        ("Sofia Lang succeeds Mr Adler.", "arrival"),
    ],
)
def test_a_sign_is_found(text: str, kind: str) -> None:
    assert kind in kinds(mail(text))


@pytest.mark.parametrize(
    "text",
    ["How do I export a report to CSV?", "Our legal people take three weeks.",
     "They know a rival product from their last job.", "It reduced our costs by 8%.",
     "Compared with last year the tickets are down.", "The amendment is with my manager."],
)  # fmt: skip
def test_it_is_no_sign(text: str) -> None:
    assert kinds(mail(text)) == []


def test_what_we_say_ourselves_is_no_sign_of_theirs() -> None:
    assert kinds(mail("Are you looking at another vendor before the notice date?", MAYA)) == []


INJECTIONS = [m.text for m in all_messages() if m.text.startswith(("Ignore", "Assistant"))]


@pytest.mark.parametrize("text", INJECTIONS)
def test_an_order_in_a_note_is_only_text(text: str) -> None:
    assert set(kinds(mail(text))) <= {"commitment"}


@pytest.mark.parametrize(("half", "floor"), [("shaped on", 0.9), ("held apart", 0.6)])
def test_messages_in_other_styles_are_read(half: str, floor: float) -> None:
    messages = [m for m in all_messages() if m.half == half]
    right = wrong = 0
    for message in messages:
        read = {one.kind for one in read_message(message).found}
        right += len(read & set(message.kinds))
        wrong += len(read ^ set(message.kinds))
    assert right / (right + wrong / 2) >= floor
