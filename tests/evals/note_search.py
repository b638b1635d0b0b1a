"""Score the search of notes on QMSum: meetings, questions, and the turns that answer them.

The set is QMSum's validation part (Zhong et al., NAACL 2021, MIT). Each meeting is the one note of
an account; a passage is relevant where half of its words lie in the gold span; questions whose
span holds half of no passage are left out. nDCG@10 is within the account. Run as

    STEWARD_SHARED_DATA=... python -m tests.evals.note_search [STORE.db]

where STORE.db keeps the embedded meetings for the next run.
"""

import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import select

from knowledge.notes.candidates import Candidates, Question, candidates
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.index import NotesIndex
from knowledge.notes.minilm import MiniLM
from knowledge.notes.stems import query_terms
from knowledge.store import tables
from knowledge.store.access import View, person_by_email
from knowledge.store.engine import Store, open_file
from knowledge.store.passage_search import Filters
from knowledge.store.schema import migrate
from tests.factories import TODAY, make_account, make_note, make_person

OPS = "ops@steward.test"
RANKERS: dict[str, Callable[[Candidates], np.ndarray]] = {
    "lexical": lambda found: found.words,
    "vector": lambda found: np.nan_to_num(found.cosine, nan=-1.0),
    "fused": lambda found: found.fused(),
}


@dataclass(frozen=True)
class Meeting:
    """A meeting as a note's text; `questions` are (words, spans of text that answer them)."""

    text: str
    questions: list[tuple[str, list[tuple[int, int]]]]


def data_folder() -> Path | None:
    """QMSum's folder, None where it isn't there."""
    shared = os.environ.get("STEWARD_SHARED_DATA", "")
    folder = Path(shared) / "qmsum_val"
    return folder if shared and folder.is_dir() else None


def meetings(folder: Path) -> list[Meeting]:
    """Every meeting, in the order of the files."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        found += [_meeting(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    return found


def _meeting(record: dict[str, object]) -> Meeting:
    turns = record["meeting_transcripts"]
    lines = [f"{turn['speaker']}: {' '.join(turn['content'].split())}" for turn in turns]  # type: ignore[attr-defined]
    starts = np.concatenate([[0], np.cumsum([len(line) + 1 for line in lines])])
    questions = []
    for query in record["specific_query_list"]:  # type: ignore[attr-defined]
        spans = [
            (int(starts[int(first)]), int(starts[min(int(last) + 1, len(lines))]))
            for first, last in query["relevant_text_span"]
        ]
        questions.append((query["query"], spans))
    return Meeting("\n".join(lines), questions)


def fill(store: Store, found: Sequence[Meeting], embedder: MiniLM | None) -> list[int]:
    """Put each meeting into an account of its own; return the accounts' ids."""
    with store.read() as connection:
        ids = list(connection.scalars(select(tables.notes.c.account_id).order_by("id")))
    if not ids:
        with store.write() as connection:
            make_person(connection, email=OPS, role="operations")
            ids = [make_account(connection) for _ in found]
            for account, meeting in zip(ids, found, strict=True):
                make_note(connection, account, meeting.text, kind="transcript", title=None)
    cut_notes(store)
    if embedder is not None:
        embed_passages(store, embedder)
    return ids


def ndcg_by_ranker(
    store: Store, found: Sequence[Meeting], ids: Sequence[int], embedder: MiniLM
) -> dict[str, list[float]]:
    """nDCG@10 of every question, by each ranker."""
    index = NotesIndex((embedder,))
    scores: dict[str, list[float]] = {name: [] for name in RANKERS}
    with store.read() as connection:
        viewer = person_by_email(connection, OPS)
        assert viewer is not None
        for account, meeting in zip(ids, found, strict=True):
            view = View(connection, (viewer,), TODAY, TODAY).only(account)
            p = tables.passages.c
            where = select(p.id, p.start, p.end).where(p.account_id == account)
            places = {row[0]: (row[1], row[2]) for row in connection.execute(where)}
            for query, spans in meeting.questions:
                gold = {k for k, place in places.items() if _inside(meeting.text, place, spans)}
                if not gold:
                    continue
                asked = Question(query_terms(query), embedder, index.embed_query(embedder, query))
                ranked = candidates(view, asked, Filters(), index)
                for name, ranker in RANKERS.items():
                    order = np.argsort(-ranker(ranked), kind="stable")
                    scores[name].append(
                        ndcg([int(ranked.ids[i]) in gold for i in order], len(gold))
                    )
    return scores


def ndcg(hits: Sequence[bool], relevant: int, depth: int = 10) -> float:
    """Normalised discounted cumulative gain of a ranking, with gains of 0 and 1."""
    gain = sum(1 / math.log2(rank + 2) for rank, hit in enumerate(hits[:depth]) if hit)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(relevant, depth)))


def bootstrap(
    first: Sequence[float], second: Sequence[float], rounds: int = 5_000
) -> tuple[float, float]:
    """The 95% interval of the mean difference, first minus second, over resampled questions."""
    rng = np.random.default_rng(7)
    difference = np.array(first) - np.array(second)
    means = difference[rng.integers(0, len(difference), (rounds, len(difference)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _inside(text: str, place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether half of a passage's words lie in the spans."""
    start, end = place
    words = len(text[start:end].split())
    within = sum(
        len(text[max(start, s) : min(end, e)].split()) for s, e in spans if s < end and e > start
    )
    return words > 0 and within >= words / 2


def main(path: str | None) -> None:
    """Print the table."""
    folder = data_folder()
    if folder is None:
        raise SystemExit("STEWARD_SHARED_DATA/qmsum_val is not there")
    with tempfile.TemporaryDirectory() as scratch:
        store = open_file(Path(path or Path(scratch) / "qmsum.db"))
        migrate(store)
        found, embedder = meetings(folder), MiniLM(threads=2)
        scores = ndcg_by_ranker(store, found, fill(store, found, embedder), embedder)
        for name, values in scores.items():
            line = f"{name:8} nDCG@10 {np.mean(values):.3f}"
            if name != "fused":
                low, high = bootstrap(scores["fused"], values)
                line += f"   fused is above by {low:+.3f} to {high:+.3f}"
            sys.stdout.write(f"{line}   ({len(values)} questions)\n")
        store.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
