"""Ordinary notes of calls and mails in which nobody leaves, threatens or compares."""

import pytest

from knowledge.notes.reading import read
from tests.knowledge.notes.reading.notes import FRAME, call_note, mail

ALARMS = {"departure", "competitor", "notice", "legal", "export", "risk", "price"}
CALM = (
    "Weekly call with the warehouse team. They walked us through the new intake screen.",
    "Two new colleagues joined the call to learn how approvals work.",
    "Training went well, eleven people took part and the questions were good.",
    "They leave early on Fridays, so the next call is on a Thursday.",
    "The report is exported to their data warehouse every night and arrives by six.",
    "She left a message that the parking garage is closed on Monday.",
    "The price list of their own products will be loaded next week.",
    "Their lawyers' association invited us to speak at the spring event.",
    "We looked at last quarter's figures: invoices take six days now, it was nine.",
    "He asked where the help pages are. Sent him the link.",
    "The pilot in Leeds is live. Antwerp follows when the scanners are there.",
    "They run a loyalty scheme and had a good month.",
    "Nobody had open questions; we ended ten minutes early.",
    "Ticket 4821 is solved and the customer confirmed it.",
    "They prefer mails over calls during the stock count.",
    "The board meets in April; our sponsor presents the results there.",
)


@pytest.mark.parametrize("words", CALM)
def test_a_calm_note_raises_no_alarm(words: str) -> None:
    for note in (call_note(words), mail(f"Hi Maya,\n\n{words}\n\nBest regards,\nRuth")):
        found = [f for f in read(note, FRAME).found if f.kind in ALARMS]
        assert found == []
