import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.connectors.encoding import UnreadableFile
from knowledge.connectors.files import Batch, open_table, table_name

KNOWN = {"id", "name", "arr"}


def write(folder: Path, content: str | bytes, name: str = "accounts.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(batches: Iterable[Batch]) -> list[tuple[Any, ...]]:
    return [
        (line, *cells)
        for batch in batches
        for line, cells in zip(batch.lines, zip(*batch.columns.values(), strict=True), strict=True)
    ]


def bad(batches: Iterable[Batch]) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for batch in batches for row in batch.unreadable]


def test_a_row_knows_the_physical_line_on_which_it_begins(tmp_path: Path) -> None:
    path = write(tmp_path, 'id,name\n1,"a\nb\r\nc"\n\n2,d\n3,"e\n"\n4,f\n')

    found = rows(open_table(path, KNOWN).batches(size=2))

    assert [(row[0], row[1]) for row in found] == [(2, "1"), (6, "2"), (7, "3"), (9, "4")]


@given(
    st.lists(st.lists(st.text("ab,\"\n\r '=", max_size=6), min_size=2, max_size=2), max_size=12),
    st.integers(1, 5),
)
def test_what_a_spreadsheet_writes_is_read_back_whole(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], size: int
) -> None:
    path = tmp_path_factory.mktemp("t") / "accounts.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    text = "\r\n".join(["id,name", *quoted]) + "\r\n"
    path.write_bytes(text.encode())

    found = rows(open_table(path, KNOWN).batches(size))

    assert [list(row[1:]) for row in found] == cells
    starts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert all(starts[row[0] - 1].startswith('"') for row in found)


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        pytest.param("utf-8", [], id="UTF-8"),
        pytest.param("utf-8-sig", [], id="UTF-8 with a mark"),
        pytest.param("utf-16", ["read as UTF-16"], id="UTF-16 with a mark"),
        pytest.param("cp1252", ["not UTF-8: read as Windows-1252"], id="Windows-1252"),
    ],
)
def test_encodings_are_told_and_said(tmp_path: Path, encoding: str, note: list[str]) -> None:
    path = write(tmp_path, "id,name\n1,Müller – Söhne\n".encode(encoding))

    table = open_table(path, KNOWN)

    assert list(table.headings) == ["id", "name"]
    assert rows(table.batches()) == [(2, "1", "Müller – Söhne")]
    assert table.notes == note


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_the_delimiter_is_the_one_that_gives_known_columns(tmp_path: Path, delimiter: str) -> None:
    heading = delimiter.join(["id", "name", '"a;b,c,d"'])
    path = write(tmp_path, f"{heading}\n{delimiter.join(['1', 'x', 'y'])}\n")

    assert list(open_table(path, KNOWN).headings)[:2] == ["id", "name"]


def test_headers_forgive_case_and_spaces(tmp_path: Path) -> None:
    path = write(tmp_path, " ID , Account Name,first-seen\n1,a,b\n")

    assert list(open_table(path, KNOWN).headings) == ["id", "account_name", "first_seen"]


def test_of_two_columns_of_one_name_the_first_is_read_and_said(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "id,name,Name\n1,a,b\n"), KNOWN)

    [batch] = table.batches()

    assert list(batch.columns["name"]) == ["a"]
    assert table.notes == ["columns named twice, the first one read: Name"]


def test_ragged_rows_are_bad_and_the_others_are_read(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "id,name\n1,a\n2\n3,c,d\n4,e\n"), KNOWN)

    assert rows(table.batches()) == [(2, "1", "a"), (5, "4", "e")]
    assert bad(table.batches()) == [
        (3, "1 cells where the header has 2"),
        (4, "3 cells where the header has 2"),
    ]


def test_a_quote_that_never_closes_swallows_nothing_in_silence(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, 'id,name\n1,a\n2,"b\n3,c\n4,d\n'), KNOWN)

    assert rows(table.batches()) == [(2, "1", "a")]
    [(line, reason)] = bad(table.batches())
    assert line == 3
    assert "swallows the lines up to 5" in reason


def test_rows_after_a_bad_quote_are_read(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, 'id,name\n1,"a"x\n2,b\n'), KNOWN)

    assert rows(table.batches()) == [(3, "2", "b")]
    assert [line for line, _ in bad(table.batches())] == [2]


def test_a_nul_character_makes_its_row_bad(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, b"id,name\n1,a\n2,b\0c\n"), KNOWN)

    assert rows(table.batches()) == [(2, "1", "a")]
    assert bad(table.batches()) == [(3, "a NUL character in the column 'name'")]


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"], ids=["nothing", "blank", "a mark"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: str) -> None:
    table = open_table(write(tmp_path, content), KNOWN)

    assert table.notes == ["it is empty"]
    assert rows(table.batches()) == []


def test_a_header_alone_is_no_rows(tmp_path: Path) -> None:
    assert rows(open_table(write(tmp_path, "id,name"), KNOWN).batches()) == []


def test_compressed_files_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"id,name\n1,a\n"), "accounts.csv.gz")

    assert rows(open_table(path, KNOWN).batches()) == [(2, "1", "a")]


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    whole = gzip.compress(b"id,name\n1,a\n" * 100)
    path = write(tmp_path, whole[:-12], "accounts.csv.gz")

    with pytest.raises(UnreadableFile, match="damaged"):
        open_table(path, KNOWN)


def test_json_lines_are_read_as_their_text(tmp_path: Path) -> None:
    lines = [
        '{"id": 7, "Name": "a", "arr": 12.50}',
        "",
        '{"id": "8", "name": null, "arr": true, "Colour": ["x", 1]}',
    ]
    table = open_table(write(tmp_path, "\n".join(lines), "accounts.jsonl"), ["id", "name", "arr"])

    assert rows(table.batches()) == [(1, "7", "a", "12.50"), (3, "8", "", "yes")]
    assert table.keys.further == {"colour": "Colour"}


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '{"id": {"a": 1}}', '{"id": "\\ud800"}', '{"id": "\\u0000"}'],
    ids=["broken", "no object", "nested", "half a character", "NUL"],
)
def test_a_bad_line_of_json_is_bad_alone(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f'{{"id": 1}}\n{line}\n{{"id": 2}}\n', "accounts.jsonl")

    batches = list(open_table(path, ["id"]).batches())

    assert [row[1] for row in rows(batches)] == ["1", "2"]
    assert [row[0] for row in bad(batches)] == [2]


def test_a_table_is_named_by_its_file() -> None:
    assert table_name(Path("a/Account Team.CSV.gz")) == "account_team"
