import os
from pathlib import Path

import numpy as np
import pytest

from knowledge.notes.minilm import MiniLM, installed
from knowledge.store.engine import Store
from tests.evals.note_search import bootstrap, data_folder, fill, meetings, ndcg, ndcg_by_ranker

FOLDER = data_folder()


@pytest.mark.skipif(FOLDER is None, reason="STEWARD_SHARED_DATA/qmsum_val is not there")
@pytest.mark.skipif(not installed(), reason="the local embedding model is not installed")
@pytest.mark.skipif(
    "STEWARD_SLOW_EVALS" not in os.environ, reason="embedding the meetings takes minutes"
)
def test_words_and_meaning_together_find_more_than_either(sqlite_store: Store) -> None:
    assert FOLDER is not None
    found, embedder = meetings(Path(FOLDER)), MiniLM(threads=2)
    scores = ndcg_by_ranker(sqlite_store, found, fill(sqlite_store, found, embedder), embedder)

    assert np.mean(scores["fused"]) >= 0.45
    assert bootstrap(scores["fused"], scores["lexical"])[0] > 0
    assert bootstrap(scores["fused"], scores["vector"])[0] > 0


def test_the_gain_of_a_ranking_is_between_none_and_all() -> None:
    assert ndcg([True, True, False], 2) == 1.0
    assert ndcg([False, False], 2) == 0.0
    assert ndcg([False, True], 1) == pytest.approx(0.6309, abs=1e-4)
