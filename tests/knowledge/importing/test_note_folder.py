from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.knowledge.importing.conftest import Folder

VTT = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
<v Howard Pruitt>Good morning.</v>

2
00:00:04.500 --> 00:00:07.000
<v Howard Pruitt>The portal is down again.</v>

01:02:03.000 --> 01:02:05.000
<v Maya Lindqvist>Since when?</v>
"""


@pytest.fixture
def notes(folder: Folder) -> Path:
    """Two accounts, and an empty folder for notes beside their table."""
    folder.write("accounts", "id,name,domain", "A-1,Acme Nimbus,acme.test", "A-2,Globex GmbH,")
    path = folder.path / "notes"
    path.mkdir()
    return path


def only(folder: Folder) -> dict[str, Any]:
    query = (
        "SELECT a.source_id, n.day, n.kind, n.title, n.author, n.text, n.people, n.source_id"
        " FROM notes n JOIN accounts a ON a.id = n.account_id"
    )
    [row] = folder.rows(query)
    names = ("account", "day", "kind", "title", "author", "text", "people", "id")
    return dict(zip(names, row, strict=True))


def test_front_matter_says_account_date_and_people(folder: Folder, notes: Path) -> None:
    text = (
        "---\naccount: Globex\ndate: 2026-02-11\nattendees: Ada Lund, Maya\n---\nBudget is tight."
    )
    (notes / "call.md").write_text(text, "utf-8")

    folder.load()

    note = only(folder)
    assert (note["account"], str(note["day"]), note["kind"]) == ("A-2", "2026-02-11", "call_note")
    assert (note["text"], note["people"]) == ("Budget is tight.", "Ada Lund, Maya")


def test_a_files_name_says_account_and_date(folder: Folder, notes: Path) -> None:
    (notes / "2026-02-11 Acme Nimbus call.txt").write_text("All fine.", "utf-8")

    folder.load()

    note = only(folder)
    assert (note["account"], str(note["day"])) == ("A-1", "2026-02-11")
    assert note["title"] == "Acme Nimbus call"


def test_a_folders_name_says_the_account(folder: Folder, notes: Path) -> None:
    (notes / "Globex GmbH").mkdir()
    (notes / "Globex GmbH" / "2026-02-11 weekly.txt").write_text("All fine.", "utf-8")

    folder.load()

    assert only(folder)["account"] == "A-2"


def test_a_recordings_captions_become_turns_with_times(folder: Folder, notes: Path) -> None:
    (notes / "2026-02-11 Acme Nimbus.vtt").write_text(VTT, "utf-8")

    folder.load()

    assert only(folder)["kind"] == "transcript"
    assert only(folder)["text"] == (
        "[00:00:01] Howard Pruitt: Good morning. The portal is down again.\n"
        "[01:02:03] Maya Lindqvist: Since when?"
    )
    assert folder.rows("SELECT speaker, at_seconds FROM passages") == [
        ("Howard Pruitt, Maya Lindqvist", 1)
    ]


def test_a_mail_is_placed_by_its_domain(folder: Folder, notes: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ada Lund <ada@acme.test>", "maya@steward.test"
    mail["Subject"], mail["Date"] = "Invoices", "Wed, 11 Feb 2026 09:00:00 +0000"
    mail.set_content("They arrive twice.\n\n> Do they arrive?\n")
    (notes / "x.eml").write_bytes(mail.as_bytes())

    folder.load()

    note = only(folder)
    assert (note["account"], note["kind"], note["title"]) == ("A-1", "email", "Invoices")
    assert note["author"] == "Ada Lund"
    assert folder.rows("SELECT speaker, text FROM passages") == [("Ada Lund", "They arrive twice.")]


def test_a_word_document_is_read(folder: Folder, notes: Path) -> None:
    document = Document()
    for line in ("Account: A-2", "Date: 2026-02-11", "", "Budget is tight."):
        document.add_paragraph(line)
    document.save(str(notes / "minutes.docx"))

    folder.load()

    assert only(folder)["account"] == "A-2"
    assert "Budget is tight." in only(folder)["text"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("2026-02-11 call.txt", "All fine.", "no account"),
        ("Acme Nimbus.txt", "All fine.", "no date"),
        ("2026-02-11 Acme Nimbus.txt", "  ", "no text"),
        ("2026-02-31 Acme Nimbus.txt", "All fine.", "not a date"),
        (
            "2026-02-11 Acme Nimbus and Globex Gmbh.txt",
            "Account: Initech\n\nHi",
            "No account named",
        ),
        ("2026-02-11 Acme Nimbus.docx", "no zip", "no Word document"),
    ],
)
def test_what_can_not_be_placed_is_refused_with_its_reason(
    folder: Folder, notes: Path, name: str, text: str, reason: str
) -> None:
    (notes / name).write_text(text, "utf-8")

    report = folder.load()

    assert report.refused == 1
    assert report.refusals[0].file == f"notes/{name}"
    assert reason in report.refusals[0].reason
    assert folder.rows("SELECT id FROM notes") == []


def test_the_same_folder_again_changes_nothing_and_an_edit_replaces_passages(
    folder: Folder, notes: Path
) -> None:
    file = notes / "2026-02-11 Acme Nimbus.txt"
    file.write_text("Zebras.", "utf-8")
    folder.load()
    before = folder.rows("SELECT id, text FROM passages")

    assert folder.load().written == 0
    assert folder.rows("SELECT id, text FROM passages") == before

    file.write_text("Okapis.", "utf-8")
    folder.load()
    assert folder.rows("SELECT text FROM passages") == [("Okapis.",)]


def test_readers_make_a_note_confidential(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "id,name", "A-1,Acme")
    sqlite_folder.write("people", "email,name,role", "maya@x.test,Maya,csm")
    head = "id,account,day,kind,text,confidential,readers"
    sqlite_folder.write(
        "notes", head,
        "N-1,A-1,2026-02-11,call_note,Secret.,yes,MAYA@x.test",
        "N-2,A-1,2026-02-11,call_note,Secret.,yes,",
        "N-3,A-1,2026-02-11,call_note,Secret.,yes,nobody@x.test",
        "N-4,A-1,2026-02-11,call_note,Open.,no,",
    )  # fmt: skip

    report = sqlite_folder.load()

    assert report.refused == 2
    rows = sqlite_folder.rows("SELECT source_id, confidential FROM notes ORDER BY source_id")
    assert rows == [("N-1", 1), ("N-4", 0)]
    assert sqlite_folder.one("SELECT count(*) FROM note_readers") == 1
