import pytest

from tests.evals.number_errors import data_folder, scores

FOLDER = data_folder()


@pytest.mark.skipif(FOLDER is None, reason="STEWARD_SHARED_DATA/number_errors is not there")
def test_the_checker_finds_most_annotated_number_errors_in_texts_it_was_not_tuned_on() -> None:
    assert FOLDER is not None
    number = scores(FOLDER, keep={0})["NUMBER"]
    assert number.hit / number.gold >= 0.55
    assert number.right / number.flagged >= 0.70
