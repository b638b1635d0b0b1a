"""A note that says who may read it is never open to others, whatever kind of file it is."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document

from tests.knowledge.importing.conftest import Folder

MARKED = "Confidential: yes\nReaders: tom@x.test\n"
NAME = "2026-02-11 Acme Nimbus"
CUE = "00:00:01.000 --> 00:00:04.000\n<v Ada>The CFO leaves.</v>\n"


@pytest.fixture
def notes(sqlite_folder: Folder) -> Path:
    sqlite_folder.write("accounts", "id,name,domain", "A-1,Acme Nimbus,acme.test")
    sqlite_folder.write("people", "email,name,role", "tom@x.test,Tom,csm")
    path = sqlite_folder.path / "notes"
    path.mkdir()
    return path


def landed(folder: Folder) -> list[tuple[int, str, str]]:
    return folder.rows("SELECT confidential, readers, text FROM notes")


def mail(body: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ada Lund <ada@acme.test>", "Hello"
    message["Date"] = "Wed, 11 Feb 2026 09:00:00 +0000"
    for name, value in headers.items():
        message[name] = value
    message.set_content(body)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("name", "written", "text"),
    [
        (f"{NAME}.txt", f"{MARKED}\nThe CFO leaves.", "The CFO leaves."),
        (f"{NAME}.txt", "Readers: tom@x.test\n\nThe CFO leaves.", "The CFO leaves."),
        (f"{NAME}.txt", "Classification: secret\nReaders: tom@x.test\n\nHi.", "Hi."),
        (f"{NAME}.txt", f"Confidential: no\n{MARKED}\nHi.", "Hi."),
        ("x.md", f"Mood: low\nAccount: A-1\nDate: 2026-02-11\n{MARKED}\nHi.", "Mood: low\n\nHi."),
        ("x.md", f"Mood: low\n\nAccount: A-1\n\nDate: 2026-02-11\n{MARKED}Hi.", "Mood: low\nHi."),
        (f"{NAME}.md", "---\ntags: a\nreaders:\n  - tom@x.test\n---\nHi.", "Hi."),
        (f"{NAME}.md", "---\nconfidential: true\nreaders: [tom@x.test]\n---\nHi.", "Hi."),
        (f"{NAME}.vtt", f"WEBVTT\n{MARKED}\n{CUE}", "[00:00:01] Ada: The CFO leaves."),
        (f"{NAME}.vtt", f"WEBVTT\n\nNOTE\n{MARKED}\n{CUE}", "[00:00:01] Ada: The CFO leaves."),
        (f"{NAME}.vtt", f"---\n{MARKED}---\nWEBVTT\n\n{CUE}", "[00:00:01] Ada: The CFO leaves."),
    ],
)
def test_a_marked_file_is_for_its_readers_alone(
    sqlite_folder: Folder, notes: Path, name: str, written: str, text: str
) -> None:
    (notes / name).write_text(written, "utf-8")

    assert sqlite_folder.load().refused == 0
    [(confidential, readers, stored)] = landed(sqlite_folder)
    assert (confidential, readers) == (1, "tom@x.test")
    assert "".join(stored.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (f"{MARKED}\nThe CFO leaves.", {}),
        ("Readers: tom@x.test\n\nThe CFO leaves.", {"Sensitivity": "Company-Confidential"}),
        (f"Confidential: no\n{MARKED}\nThe CFO leaves.", {"Sensitivity": "Private"}),
    ],
)
def test_a_marked_mail_is_for_its_readers_alone(
    sqlite_folder: Folder, notes: Path, body: str, headers: dict[str, str]
) -> None:
    (notes / "x.eml").write_bytes(mail(body, **headers))

    assert sqlite_folder.load().refused == 0
    assert landed(sqlite_folder) == [(1, "tom@x.test", "The CFO leaves.")]


@pytest.mark.parametrize("sensitivity", ["Company-Confidential", "Private", "Personal"])
def test_a_private_mail_that_names_no_readers_is_refused(
    sqlite_folder: Folder, notes: Path, sensitivity: str
) -> None:
    (notes / "x.eml").write_bytes(mail("Confidential: no\n\nHi.", Sensitivity=sensitivity))

    report = sqlite_folder.load()

    assert "name who may read" in report.refusals[0].reason
    assert landed(sqlite_folder) == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Confidential: maybe\n\nHi.", "neither yes nor no"),
        ("Confidential: yes\n\nHi.", "name who may read"),
        ("Visibility: private\n\nHi.", "name who may read"),
        ("Readers: nobody@x.test\n\nHi.", "nobody in people"),
        ("Readers: Tom\n\nHi.", "nobody in people"),
        ("# Call\n\nConfidential: yes\nReaders: tom@x.test\n\nHi.", "seems confidential"),
        ("**Confidential:** yes\n\nHi.", "seems confidential"),
        ("STRICTLY CONFIDENTIAL\n\nHi.", "seems confidential"),
        ("Private and confidential.\n\nHi.", "seems confidential"),
        ("---\nConfidential: yes\n\nHi.", "seems confidential"),
        ("---\ntags: a\nis_confidential: true\n---\nHi.", "seems confidential"),
        ("+++\nconfidential = true\n+++\nHi.", "seems confidential"),
        ("Summary.\nReaders: tom@x.test\nHi.", "seems confidential"),
        ("Summary.\nSensitivity: company confidential\nHi.", "seems confidential"),
    ],
)
def test_a_marking_that_can_not_be_read_refuses_the_file(
    sqlite_folder: Folder, notes: Path, written: str, reason: str
) -> None:
    (notes / f"{NAME}.txt").write_text(written, "utf-8")

    report = sqlite_folder.load()

    assert report.refused == 1
    assert reason in report.refusals[0].reason
    assert landed(sqlite_folder) == []


def test_a_marking_in_a_word_table_refuses_the_document(sqlite_folder: Folder, notes: Path) -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Confidential", "yes"
    document.add_paragraph("The CFO leaves.")
    document.save(str(notes / f"{NAME}.docx"))

    assert "seems confidential" in sqlite_folder.load().refusals[0].reason


@pytest.mark.parametrize(
    "written",
    [
        "They asked whether this is confidential: it isn't.",
        "Confidential: no\n\nCONFIDENTIAL\n\nThe old deck says so.",
        "Ada: Is it confidential?\nTom: No.\nAda: Good.\nTom: Bye.",
        "Hi.\n\nThis e-mail is confidential and for its recipients alone.",
        "Mood: fine.\nNext: call again.",
    ],
)
def test_a_note_that_marks_nothing_is_open_and_whole(
    sqlite_folder: Folder, notes: Path, written: str
) -> None:
    (notes / f"{NAME}.txt").write_text(written, "utf-8")

    assert sqlite_folder.load().refused == 0
    text = written.removeprefix("Confidential: no\n\n")
    assert landed(sqlite_folder) == [(0, None, text)]


def test_headers_that_are_not_known_stay_in_the_text(sqlite_folder: Folder, notes: Path) -> None:
    written = "Account: A-1\nMood: low\nDate: 2026-02-11\n\nSummary: fine.\nTopic: prices."
    (notes / "x.txt").write_text(written, "utf-8")

    sqlite_folder.load()

    assert landed(sqlite_folder)[0][2] == "Mood: low\n\nSummary: fine.\nTopic: prices."


def test_an_author_without_an_address_keeps_the_whole_name(
    sqlite_folder: Folder, notes: Path
) -> None:
    (notes / f"{NAME}.txt").write_text("Account: A-1\nAuthor: Maya Lindqvist\n\nHi.", "utf-8")
    (notes / f"{NAME} 2.txt").write_text("Account: A-1\nAuthor: Ada <a@x.test>\n\nYes.", "utf-8")

    sqlite_folder.load()

    authors = sqlite_folder.rows("SELECT author FROM notes ORDER BY author")
    assert authors == [("Ada",), ("Maya Lindqvist",)]
