from tests.knowledge.importing.conftest import Folder


def test_parents_may_come_after_their_children(folder: Folder) -> None:
    folder.write("accounts", "id,name,parent", "A-1,Leaf,A-2", "A-2,Branch,A-3", "A-3,Root,")

    first, again = folder.load(), folder.load()

    query = (
        "SELECT child.name, parent.name FROM accounts child"
        " JOIN accounts parent ON parent.id = child.parent_id ORDER BY 1"
    )
    assert folder.rows(query) == [("Branch", "Root"), ("Leaf", "Branch")]
    assert (first.refused, again.written) == (0, 0)


def test_parents_in_a_circle_are_refused(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "id,name,parent", "A-1,a,A-2", "A-2,b,A-1", "A-3,c,")

    report = sqlite_folder.load()

    assert report.landed == 1
    assert {refusal.reason for refusal in report.refusals} == {"parents go round in a circle"}


def test_segments_are_given_by_arr_where_the_file_gives_none(folder: Folder) -> None:
    folder.write("accounts", "id,name,segment", "A-1,a,", "A-2,b,", "A-3,c,smb", "A-4,d,")
    folder.write(
        "contracts",
        "id,account,start,arr",
        *(f"C-{i},A-{i},2024-01-01,{arr}" for i, arr in ((1, 500_000), (2, 50_000), (3, 500_000))),
    )

    folder.load()
    again = folder.load()

    assert folder.rows("SELECT segment FROM accounts ORDER BY source_id") == [
        ("enterprise",),
        ("mid_market",),
        ("smb",),
        ("smb",),
    ]
    assert again.written == 0


def test_an_account_without_a_segment_moves_with_its_arr(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "id,name", "A-1,a")
    sqlite_folder.write("contracts", "id,account,start,arr", "C-1,A-1,2024-01-01,500000")
    sqlite_folder.load()
    sqlite_folder.write("contracts", "id,account,start,arr", "C-1,A-1,2024-01-01,50")

    sqlite_folder.load()

    assert sqlite_folder.one("SELECT segment FROM accounts") == "smb"
