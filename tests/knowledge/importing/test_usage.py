from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from knowledge.importing.report import FileReport
from knowledge.store.tables import usage
from tests.knowledge.importing.conftest import Folder

HEADER = "account,day,metric,feature,value,id"
ROWS = (
    "SELECT day, metric, feature, value, source_key FROM usage"
    " JOIN usage_metrics ON usage_metrics.id = metric_id ORDER BY day, metric, feature, source_key"
)


@pytest.fixture
def accounts(folder: Folder, two_accounts: Callable[[Folder], None]) -> Folder:
    two_accounts(folder)
    return folder


def load(folder: Folder, *lines: str, header: str = HEADER) -> FileReport:
    folder.write("usage", header, *lines)
    return next(report for report in folder.load().files if report.entity == "usage")


def stored(folder: Folder) -> list[tuple[str, ...]]:
    return [tuple(str(cell) for cell in row) for row in folder.rows(ROWS)]


def test_usage_is_told_by_account_metric_feature_and_day(accounts: Folder) -> None:
    report = load(
        accounts,
        "A-1,2024-01-01,events,,3,",
        "A-1,2024-01-01,events,export,2,",
        "A-1,2024-01-01,errors,export,0,",
        "A-1, 2024-01-02 ,events,,3,",
    )

    assert report.new == 4
    assert stored(accounts) == [
        ("2024-01-01", "errors", "export", "0.0", ""),
        ("2024-01-01", "events", "", "3.0", ""),
        ("2024-01-01", "events", "export", "2.0", ""),
        ("2024-01-02", "events", "", "3.0", ""),
    ]


def test_a_corrected_value_updates_its_row_alone(accounts: Folder) -> None:
    load(accounts, "A-1,2024-01-01,events,,3,", "A-2,2024-01-01,events,,3,")

    report = load(accounts, "A-1,2024-01-01,events,,4,", "A-2,2024-01-01,events,,3,")

    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)


def test_unchanged_rows_are_not_rewritten(accounts: Folder) -> None:
    load(accounts, "A-1,2024-01-01,events,,3,")
    load(accounts, "A-1,2024-01-01,events,,3,", "A-1,2024-01-02,events,,3,")

    assert accounts.rows("SELECT import_id FROM usage ORDER BY day") == [(1,), (2,)]


def test_a_place_twice_lands_once_or_under_a_key_of_its_own(accounts: Folder) -> None:
    lines = (
        "A-1,2024-01-01,events,,3,",
        "A-1,2024-01-01,events,,3.0,",
        "A-1,2024-01-01,events,,5,",
        "A-1,2024-01-01,events,,7,",
        "A-1,2024-01-01,events,,5,",
    )

    report = load(accounts, *lines)
    again = load(accounts, *lines)

    assert (report.new, report.repeated, report.derived_keys) == (3, 2, 2)
    assert report.notes == ["1 places twice with different content: both kept"]
    assert [(row[3], row[4]) for row in stored(accounts)] == [
        ("3.0", ""),
        ("5.0", "#2"),
        ("7.0", "#3"),
    ]
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)


def test_an_id_twice_lands_once_or_under_a_key_of_its_own(accounts: Folder) -> None:
    lines = (
        "A-1,2024-01-01,events,,3,U-1",
        "A-2,2024-01-05,events,,3,U-1",
        "A-1,2024-01-01,events,,3,U-1",
        "A-1,2024-01-01,errors,,3,U-1",
    )

    report = load(accounts, *lines)
    again = load(accounts, *lines)

    assert (report.new, report.repeated, report.derived_keys) == (3, 1, 1)
    assert report.notes == ["1 ids twice with different content: both kept"]
    assert sorted(row[4] for row in stored(accounts)) == ["U-1", "U-1", "U-1#2"]
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)


@pytest.mark.parametrize(
    "corrected",
    [
        "A-1,2024-02-02,events,,3,U-1",
        "A-2,2024-01-01,events,,3,U-1",
        "A-1,2024-01-01,events,export,3,U-1",
        "A-1,2024-01-01,events,,8,U-1",
    ],
    ids=["another day", "another account", "another feature", "another value"],
)
def test_a_corrected_row_with_an_id_leaves_nothing_behind(accounts: Folder, corrected: str) -> None:
    load(accounts, "A-1,2024-01-01,events,,3,U-1", "A-1,2024-01-01,errors,,3,U-1")

    report = load(accounts, corrected, "A-1,2024-01-01,errors,,3,U-1")

    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert len(stored(accounts)) == 2


def test_rows_with_derived_keys_move_too(accounts: Folder) -> None:
    load(accounts, "A-1,2024-01-01,events,,3,U-1", "A-1,2024-01-02,events,,3,U-1")

    report = load(accounts, "A-1,2024-01-01,events,,3,U-1", "A-1,2024-03-03,events,,3,U-1")

    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert [(row[0], row[4]) for row in stored(accounts)] == [
        ("2024-01-01", "U-1"),
        ("2024-03-03", "U-1#2"),
    ]


def test_an_import_that_broke_off_is_made_good_by_the_next(accounts: Folder) -> None:
    load(accounts, "A-1,2024-01-01,events,,3,U-1")
    with accounts.store.write() as connection:
        connection.execute(text("UPDATE imports SET finished_at = NULL"))
        [row] = connection.execute(select(usage)).mappings()
        connection.execute(insert(usage).values({**row, "day": date(2024, 1, 9)}))

    load(accounts, "A-1,2024-01-01,events,,3,U-1")

    assert [row[0] for row in stored(accounts)] == ["2024-01-01"]


def test_another_source_s_row_of_the_same_id_stays(accounts: Folder) -> None:
    load(accounts, "A-1,2024-01-01,events,,3,7")
    accounts.write("usage", HEADER, "A-1,2024-01-09,events,,3,7")

    accounts.load(source="another")

    assert len(stored(accounts)) == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A-1", "A-2", "A-9"]),
            st.sampled_from(["2024-01-01", "2024-01-02", "soon"]),
            st.sampled_from(["events", "errors"]),
            st.sampled_from(["1", "2", "", "-1"]),
            st.sampled_from(["", "u", "v"]),
        ),
        max_size=12,
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_usage_row_is_accounted_for_and_the_second_time_is_idle(
    sqlite_folder: Folder, two_accounts: Callable[[Folder], None], cells: list[tuple[str, ...]]
) -> None:
    two_accounts(sqlite_folder)
    lines = [f"{a},{day},{metric},,{value},{key}" for a, day, metric, value, key in cells]

    report = load(sqlite_folder, *lines)
    again = load(sqlite_folder, *lines)

    assert report.read == len(lines) == report.landed + report.refused + report.repeated
    assert again.new == again.changed == 0


def test_a_corrected_file_removes_usage_that_stood_twice(folder: Folder) -> None:
    header = "id,account,day,metric,value"
    folder.write("accounts", "id,name", "A-1,Northwind")
    folder.write("usage", header, "u1,A-1,2024-01-01,events,5", "u1,A-1,2024-01-01,events,6")
    folder.load()
    again = folder.load()
    folder.write("usage", header, "u1,A-1,2024-01-01,events,5")

    report = folder.load()

    assert again.written == 0
    assert folder.rows("SELECT source_key, value FROM usage") == [("u1", 5)]
    assert "usage: 1 row of ids that no longer stand twice removed: u1#2" in report.notes
