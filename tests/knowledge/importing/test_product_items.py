from collections.abc import Callable

from tests.knowledge.importing.conftest import Folder


def test_feedback_is_tied_to_what_product_makes_of_it(
    sqlite_folder: Folder, two_accounts: Callable[[Folder], None]
) -> None:
    two_accounts(sqlite_folder)
    sqlite_folder.write("product_items", "id,name,status", "I-1,Split invoices,planned")
    sqlite_folder.write(
        "product_feedback",
        "id,account,day,text,item",
        "F-1,A-1,2026-05-01,Split them,I-1",
        "F-2,A-2,2026-05-01,Other,",
        "F-3,A-2,2026-05-01,Lost,I-9",
    )
    report = sqlite_folder.load()
    assert report.refused == 1
    tied = (
        "SELECT f.source_id, p.name FROM product_feedback f JOIN product_items p ON p.id = item_id"
    )
    assert sqlite_folder.rows(tied) == [("F-1", "Split invoices")]
