import csv
from pathlib import Path

import pytest

from tests.knowledge.importing.conftest import Folder

ACCOUNTS = ("id,name", "A-1,Northwind")
TICKETS = "id,account,opened_on,closed_on,priority,first_response_minutes,subject"


def refused(folder: Folder) -> list[tuple[str, int, str, str, str]]:
    return [(r.file, r.line, r.column, r.value, r.reason) for r in folder.load().refusals]


@pytest.mark.parametrize(
    ("table", "header", "line", "column", "value", "says"),
    [
        ("tickets", TICKETS, "T-1,A-9,2024-01-01,,P1,,", "account", "A-9", "no such row of acc"),
        ("tickets", TICKETS, "T-1,A-1,2024-13-01,,P1,,", "opened_on", "2024-13-01", "not a date"),
        ("tickets", TICKETS, "T-1,A-1,2024-01-02,2024-01-01,P1,,", "closed_on", "2024-01-01",
         "before opened_on"),
        ("tickets", TICKETS, "T-1,A-1,2024-01-01,,urgent,,", "priority", "urgent", "not one of P1"),
        ("tickets", TICKETS, ",A-1,2024-01-01,,P1,,", "id", "", "empty, and it is required"),
        ("tickets", TICKETS, "T-1,A-1,2024-01-01,,P1,99999999999,", "first_response_minutes",
         "99999999999", "more than"),
        ("contracts", "id,account,start,end,arr", "C-1,A-1,2024-01-02,2024-01-01,5", "end",
         "2024-01-01", "before start"),
        ("contracts", "id,account,start,end,arr", "C-1,A-1,2024-01-02,,-5", "arr", "-5",
         "negative"),
        ("contracts", "id,account,start,end,arr", "C-1,A-1,2024-01-02,,5.001", "arr", "5.001",
         "more decimals"),
        ("contracts", "id,account,start,arr,currency", "C-1,A-1,2024-01-02,5,XXZ", "currency",
         "XXZ", "not a currency"),
        ("contracts", "id,account,start,arr", "C-1,A-1,2024-01-02,\"1.234,56\"", "arr",
         "1.234,56", "decimal and thousands in a mapping"),
        ("people", "email,name,role,time_zone", "a@x.com,Ann,csm,Mars/Olympus", "time_zone",
         "Mars/Olympus", "not a time zone"),
        ("accounts", "id,name,plan", f"A-2,x,{'p' * 101}", "plan", "p" * 101, "longer than 100"),
        ("accounts", "id,name,parent", "A-2,x,A-2", "parent", "A-2", "the account itself"),
        ("surveys", "id,account,kind,answered_on,score", "S-1,A-1,CSAT,2024-01-01,7", "score",
         "7", "CSAT goes from 1 to 5"),
        ("covers", "id,cover,since,until", "K-1,a@x.com,2024-01-01,2024-01-02", "owner", "",
         "says what is lent"),
        ("usage", "account,day,metric,value", "A-9,2024-01-01,events,1", "account", "A-9",
         "no such row"),
        ("usage", "account,day,metric,value", "A-1,2024-01-01,clicks,1", "metric", "clicks",
         "not one of active_users"),
        ("usage", "account,day,metric,value", "A-1,2024-01-01,events,-1", "value", "-1",
         "negative"),
        ("usage", "account,day,metric,value", "A-1,2024-01-01,events,1_0", "value", "1_0",
         "not a number"),
        ("usage", "account,day,metric,value", "A-1,2024-01-01,events,nan", "value", "nan",
         "not a number"),
        ("usage", "account,day,metric,value", "A-1,yesterday,events,1", "day", "yesterday",
         "not a date"),
        ("usage", "account,day,metric,value,id", f"A-1,2024-01-01,events,1,{'u' * 99}", "id",
         "u" * 99, "longer than"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_place_and_reason(
    folder: Folder, table: str, header: str, line: str, column: str, value: str, says: str
) -> None:
    folder.write("accounts", *ACCOUNTS)
    if table == "accounts":
        folder.write("accounts", header, "A-1,Northwind,", line)
    else:
        folder.write(table, header, line)

    [(file, number, named, stood, reason)] = refused(folder)

    assert (file, number, named, stood) == (
        f"{table}.csv",
        3 if table == "accounts" else 2,
        column,
        value,
    )
    assert says in reason


def test_the_good_rows_land_and_every_row_is_accounted_for(folder: Folder) -> None:
    folder.write("accounts", *ACCOUNTS)
    folder.write(
        "tickets",
        "id,account,opened_on,priority,subject",
        'T-1,A-1,2024-01-01,P1,"two\nlines"',
        "T-2,A-1,soon,P1,x",
        "T-3,A-1,2024-01-01,P1",
        "T-4,A-1,2024-01-01,P2,x",
        "T-4,A-1,2024-01-01,P2,x",
    )

    report = next(f for f in folder.load().files if f.entity == "tickets")

    assert (report.read, report.new, report.refused, report.repeated) == (5, 2, 2, 1)


def test_the_line_is_the_physical_one_on_which_the_row_begins(folder: Folder) -> None:
    folder.write("accounts", *ACCOUNTS)
    folder.write(
        "tickets",
        "id,account,opened_on,priority,subject",
        'T-1,A-1,2024-01-01,P1,"a',
        "",
        'b"',
        "T-2,A-1,soon,P1,x",
    )

    assert [line for _, line, *_ in refused(folder)] == [5]


def test_refused_rows_are_written_and_formulas_escaped(folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "refused.csv"
    folder.write("accounts", "id,name,signed_on", "A-1,a,=1+1", "A-2,b,")

    folder.load(refused_to=out)

    with out.open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [
            ["file", "line", "column", "value", "reason"],
            [
                "accounts.csv", "2", "signed_on", "'=1+1",
                "not a date: write YYYY-MM-DD, or give date_formats in a mapping",
            ],
        ]  # fmt: skip


def test_no_file_is_left_where_nothing_is_refused(sqlite_folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "refused.csv"
    out.write_text("of last time")
    sqlite_folder.write("accounts", *ACCOUNTS)

    sqlite_folder.load(refused_to=out)

    assert not out.exists()


def test_all_refusals_are_written_and_the_first_thousand_kept(
    sqlite_folder: Folder, tmp_path: Path
) -> None:
    sqlite_folder.write("accounts", "id,name", *(f"A-{i}," for i in range(1500)))

    report = sqlite_folder.load(refused_to=tmp_path / "refused.csv")

    assert (report.refused, len(report.refusals)) == (1500, 1000)
    assert (tmp_path / "refused.csv").read_text().count("\n") == 1501


def test_a_file_without_a_required_column_is_refused_once(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "id,title", "A-1,a", "A-2,b")

    [(_, line, column, _, reason)] = refused(sqlite_folder)

    assert (line, column) == (1, "name")
    assert "no column 'name'" in reason


def test_a_damaged_file_is_refused_and_the_others_land(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", *ACCOUNTS)
    (sqlite_folder.path / "tickets.csv.gz").write_bytes(b"no archive")

    report = sqlite_folder.load()

    assert (report.landed, report.refused) == (1, 1)
    assert "damaged" in report.refusals[0].reason


def test_a_row_whose_account_was_refused_is_refused(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "id,name", "A-1,")
    sqlite_folder.write("tickets", "id,account,opened_on,priority", "T-1,A-1,2024-01-01,P1")

    assert [place[0] for place in refused(sqlite_folder)] == ["accounts.csv", "tickets.csv"]


def test_an_address_twice_in_people_is_refused(folder: Folder) -> None:
    folder.write("people", "email,name,role", "a@x.com,Ann,csm", "A@X.com,Anna,csm")

    [(_, line, column, _, reason)] = refused(folder)

    assert (line, column) == (3, "email")
    assert "there already" in reason


def test_a_table_with_only_its_header_gives_no_rows(sqlite_folder: Folder) -> None:
    progress: list[str] = []
    sqlite_folder.write("accounts", "id,name")
    sqlite_folder.write("usage", "account,day,metric,value")

    report = sqlite_folder.load(progress=lambda file, *_: progress.append(file))

    assert (report.read, report.refused, progress) == (0, 0, [])


def test_rows_that_a_missing_column_keeps_out_are_counted(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "name,title", "a,x", "b,y", "c,z")

    report = sqlite_folder.load()

    [refusal] = report.refusals
    assert (report.read, report.refused, report.files[0].refused) == (3, 3, 3)
    assert "no column 'id'" in refusal.reason
    assert "3 not read" in refusal.reason


def test_true_is_no_text(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts.jsonl", '{"id": "A-1", "name": true}', '{"id":"A-2","name":"b"}')
    usage = '{"account": "A-2", "day": "2024-01-01", "metric": "events", "value": 1, '
    sqlite_folder.write("usage.jsonl", usage + '"feature": false}', usage + '"id": true}')

    found = refused(sqlite_folder)

    assert [(file, line, column) for file, line, column, _, _ in found] == [
        ("accounts.jsonl", 1, "name"),
        ("usage.jsonl", 1, "feature"),
        ("usage.jsonl", 2, "id"),
    ]
    assert {reason for *_, reason in found} == {"true or false, where a text belongs"}


def test_of_a_key_twice_in_an_object_the_first_is_read(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts.jsonl", '{"id": "A-1", "name": "First", "Name": "Last"}')

    [report] = sqlite_folder.load().files

    assert report.notes == ["columns named twice, the first one read: Name"]
    assert sqlite_folder.one("SELECT name FROM accounts") == "First"
