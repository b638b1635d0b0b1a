import io
import re
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.connectors.encoding import UnreadableFile
from knowledge.connectors.note_files import SUFFIXES, read_note
from knowledge.store.tombstones import REMOVED, bury, tombstones
from tests.knowledge.importing.conftest import Folder

NAME = "2026-02-11 Acme Nimbus"
MAIL = b"From: ada@acme.test\nDate: Wed, 11 Feb 2026 09:00:00 +0000\nSubject: Hi\n"


@pytest.fixture
def notes(sqlite_folder: Folder) -> Path:
    sqlite_folder.write("accounts", "id,name,domain", "A-1,Acme Nimbus,acme.test", "A-2,Globex,")
    path = sqlite_folder.path / "notes"
    path.mkdir()
    return path


def damaged(part: str, content: bytes | None) -> bytes:
    """A Word document of which one part has other content, or is missing."""
    whole = io.BytesIO()
    Document().save(whole)
    made = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
            elif content is not None:
                new.writestr(name, content)
    return made.getvalue()


def with_a_damaged_stream() -> bytes:
    whole = io.BytesIO()
    Document().save(whole)
    content = bytearray(whole.getvalue())
    content[60:400] = b"\xff" * 340
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.eml", MAIL + b"Content-Type: text/plain; charset=klingon\n\nHi."),
        ("x.eml", MAIL + b"Content-Type: text/plain; charset=unknown-8bit\n\nHi."),
        ("x.eml", MAIL + b"To: ,,,<\n\nHi."),
        (f"{NAME}.docx", damaged("word/document.xml", b"<w:document")),
        (f"{NAME}.docx", damaged("word/document.xml", None)),
        (f"{NAME}.docx", damaged("[Content_Types].xml", None)),
        (f"{NAME}.docx", with_a_damaged_stream()),
        (f"{NAME}.docx", b"PK\x03\x04 no zip"),
    ],
)
def test_a_damaged_file_is_refused_and_the_others_land(
    sqlite_folder: Folder, notes: Path, name: str, content: bytes
) -> None:
    (notes / name).write_bytes(content)
    (notes / f"{NAME}.txt").write_text("All fine.", "utf-8")

    report = sqlite_folder.load()

    assert [refusal.file for refusal in report.refusals] == [f"notes/{name}"]
    assert report.refusals[0].reason
    assert sqlite_folder.rows("SELECT text FROM notes") == [("All fine.",)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(SUFFIXES),
    st.sampled_from([b"", MAIL, b"PK\x03\x04", b"WEBVTT\n", b"---\n", b"\xff\xfe"]),
    st.binary(max_size=200),
)
def test_any_bytes_are_a_note_or_refused(
    tmp_path: Path, suffix: str, begin: bytes, rest: bytes
) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(begin + rest)
    with suppress(UnreadableFile):
        assert "\x00" not in read_note(path).text


def test_a_file_never_replaces_another_accounts_note(
    sqlite_folder: Folder, notes: Path, tmp_path: Path
) -> None:
    (notes / "a.txt").write_text("Account: A-1\nDate: 2026-02-11\n\nOf Acme.", "utf-8")
    sqlite_folder.load()
    other = Folder(tmp_path / "other", sqlite_folder.store)
    (other.path / "notes").mkdir(parents=True)
    (other.path / "notes" / "a.txt").write_text(
        "Account: A-2\nDate: 2026-02-11\n\nOf Globex.", "utf-8"
    )

    report = other.load()

    assert "rename the file" in report.refusals[0].reason
    assert sqlite_folder.rows("SELECT text FROM notes") == [("Of Acme.",)]
    (other.path / "notes" / "a.txt").rename(other.path / "notes" / "b.txt")
    other.load()
    assert sqlite_folder.rows("SELECT text FROM notes ORDER BY text") == [
        ("Of Acme.",),
        ("Of Globex.",),
    ]


def test_tables_of_a_word_document_stand_where_they_stood(
    sqlite_folder: Folder, notes: Path
) -> None:
    document = Document()
    document.add_paragraph("Before.")
    table = document.add_table(3, 2)
    for row, words in zip(table.rows, [("Who", "What"), ("Ada", ""), ("", "")], strict=True):
        row.cells[0].text, row.cells[1].text = words
    table.add_row().cells[0].merge(table.rows[3].cells[1]).text = "Both"
    document.add_paragraph("After.")
    document.save(str(notes / f"{NAME}.docx"))

    sqlite_folder.load()

    text = "Before.\n\nWho | What\nAda | \nBoth\n\nAfter."
    assert sqlite_folder.one("SELECT text FROM notes") == text


def test_two_megabytes_without_a_blank_land_where_somebody_was_forgotten(
    sqlite_folder: Folder, notes: Path
) -> None:
    with sqlite_folder.store.write() as connection:
        bury(connection, "email", ["ada@acme.test"], date(2026, 2, 1))
        bury(connection, "name", ["Ada Lund"], date(2026, 2, 1))
    written = f"Ask ada@acme.test. {'x' * 2_000_000}"
    (notes / f"{NAME}.txt").write_text(written, "utf-8")
    people = f"Account: A-1\nDate: 2026-02-11\nPeople: {'x' * 1_000_000}\n\nHi."
    (notes / "people.txt").write_text(people, "utf-8")

    assert sqlite_folder.load().refused == 0
    longest = sqlite_folder.one("SELECT max(length(text)) FROM passages")
    assert longest <= 2_000
    assert sqlite_folder.one("SELECT count(*) FROM passages") > 1_000


def test_addresses_of_forgotten_people_are_found_beside_other_signs(
    sqlite_folder: Folder,
) -> None:
    longest = f"{'a' * 64}@acme.test"
    with sqlite_folder.store.write() as connection:
        bury(connection, "email", ["ada@acme.test", longest], date(2026, 2, 1))
        stones = tombstones(connection)
    assert stones is not None

    for before, after in (("", ""), ("<", ">"), ("mailto:", ","), ("(", ").")):
        for address in ("ada@acme.test", "ADA@Acme.test", longest):
            assert stones.redact(f"{before}{address}{after}") == f"{before}{REMOVED}{after}"
    assert stones.redact("nada@acme.test") == "nada@acme.test"


PIECES = ("<script>", "</script>", "<STYLE a>", "</style>", "<head>", "</head>", "said ", "<b>")


@given(st.lists(st.sampled_from(PIECES)).map("".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_scripts_and_styles_of_a_mail_are_left_out(tmp_path: Path, html: str) -> None:
    mail = tmp_path / "2026-02-11 Acme.eml"
    mail.write_text(f"Subject: x\nContent-Type: text/html\n\n<p>Hello</p>{html}", "utf-8")
    unseen = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", "", html)
    words = re.sub(r"<[^<>]+>", "", unseen).split()
    assert read_note(mail).text.split() == ["Hello", *words]


def test_many_scripts_that_never_end_are_read_in_one_pass(tmp_path: Path) -> None:
    mail = tmp_path / "2026-02-11 Acme.eml"
    html = "<p>Hello</p>" + "<script>\n" * 200_000
    mail.write_text(f"Subject: x\nContent-Type: text/html\n\n{html}", "utf-8")
    assert read_note(mail).text.split() == ["Hello"]
