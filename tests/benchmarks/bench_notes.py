"""Time the import of notes and their search, against floors of the same run.

python -m tests.benchmarks.bench_notes [passages]

Passages are sentences put together from the sample world's notes, and their vectors random
mixtures of the true ones: embedding 100,000 passages would take the better part of an hour. The
floor of a search is to read one account's passages by SQL and multiply their vectors; for the
company, to multiply all vectors in memory. Import and filling run in processes of their
own, so that the peak memory is that of the search: store, encoder, Chroma, and its index made.
"""

import csv
import multiprocessing
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import insert, select

from knowledge.company import load_company
from knowledge.importing import import_folder
from knowledge.notes.cutting import cut_notes
from knowledge.notes.index import NotesIndex
from knowledge.notes.minilm import MiniLM
from knowledge.notes.search import search
from knowledge.notes.stems import terms_of
from knowledge.notes.wide import WideIndex
from knowledge.sample.vocabulary import words
from knowledge.store import tables
from knowledge.store.access import View, person_by_email
from knowledge.store.engine import open_file
from knowledge.store.passage_search import Filters
from knowledge.store.schema import migrate
from tests.factories import TODAY, make_account, make_note, make_person

A_NOTE, AN_ACCOUNT = 20, 100
OPS = "ops@steward.test"
QUERIES = (
    "unhappy about the price", "single sign-on", "what did they say about training",
    "electronic invoices", "is the champion leaving", "supplier portal problems",
    "competitor offers", "budget for next year", "export of the archive", "month-end report",
)  # fmt: skip


def main(passages: int) -> None:
    with tempfile.TemporaryDirectory(prefix="steward-bench-") as name:
        folder = Path(name)
        _apart(_import, folder, passages // 10)
        _apart(_fill, folder, passages)
        _search(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(f"{'peak memory':44}{peak:8.0f} MB")


def _apart(work: Callable[[Path, int], None], folder: Path, count: int) -> None:
    child = multiprocessing.get_context("spawn").Process(target=work, args=(folder, count))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(child.exitcode)


def _import(folder: Path, notes: int) -> None:
    rng = Random(7)
    sentences = _sentences()
    with (folder / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [("id", "name"), *((f"A-{i}", f"Account {i}") for i in range(100))]
        )
    with (folder / "notes.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "account", "day", "kind", "text"))
        for i in range(notes):
            text = " ".join(rng.choices(sentences, k=30))
            writer.writerow((f"N-{i}", f"A-{i % 100}", "2026-01-05", "call_note", text))
    store = open_file(folder / "import.db")
    migrate(store)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    began = perf_counter()
    import_folder(store, folder, now=now, company=load_company())
    _say(f"{f'import of {notes:,} notes, cut and indexed':44}{perf_counter() - began:8.1f} s")
    began = perf_counter()
    import_folder(store, folder, now=now, company=load_company())
    _say(f"{'the same again':44}{perf_counter() - began:8.1f} s")
    store.close()


def _search(folder: Path) -> None:
    store, embedder = open_file(folder / "search.db"), MiniLM()
    with store.read() as connection:
        ids = list(connection.scalars(select(tables.accounts.c.id).order_by(tables.accounts.c.id)))
        viewer = person_by_email(connection, OPS)
        assert viewer is not None
        company = View(connection, (viewer,), TODAY, TODAY)
        one = company.only(ids[len(ids) // 2])
        _compare("one account, by words", one, NotesIndex(), embedder, fresh=False)
        _compare("one account, with the query's embedding", one, NotesIndex([embedder]), embedder)
        _compare("one account, query known", one, NotesIndex([embedder]), embedder, fresh=False)
        _compare("company, by words", company, NotesIndex(), embedder, fresh=False)
        _compare("company, exact", company, NotesIndex([embedder]), embedder, fresh=False)
        wide = WideIndex(store, folder / "notes")
        assert wide.take()
        began = perf_counter()
        wide.bring_in_line()
        _say(f"{'the wide index made':44}{perf_counter() - began:8.1f} s")
        index = NotesIndex([embedder], wide)
        _compare("company, wide index", company, index, embedder, fresh=False)
    wide.give_up()
    store.close()


def _compare(
    what: str, view: View, index: NotesIndex, embedder: MiniLM, *, fresh: bool = True
) -> None:
    """Time a search; `fresh`: each query is embedded anew."""
    taken = []
    for round_ in range(4):
        for query in QUERIES:
            asked = f"{query} {round_}" if fresh else query
            began, worked = perf_counter(), process_time()
            search(view, asked, Filters(), index)
            taken.append(((perf_counter() - began) * 1000, (process_time() - worked) * 1000))
    wall, work = zip(*taken[len(QUERIES) :], strict=True)
    middle, busy = statistics.median(wall), statistics.median(work)
    high = sorted(wall)[int(len(wall) * 0.95)]
    _say(f"{what:44}{middle:8.1f} ms p50{high:8.1f} ms p95{busy:8.1f} ms of work")


def _fill(folder: Path, passages: int) -> None:
    store, embedder = open_file(folder / "search.db"), MiniLM()
    migrate(store)
    rng, numbers = Random(7), np.random.default_rng(7)
    sentences = _sentences()
    with store.write() as connection:
        make_person(connection, email=OPS, role="operations")
        ids = [make_account(connection) for _ in range(max(1, passages // AN_ACCOUNT))]
        for account in ids:
            for _ in range(AN_ACCOUNT // A_NOTE):
                paragraphs = (" ".join(rng.choices(sentences, k=15)) for _ in range(A_NOTE))
                make_note(connection, account, "\n\n".join(paragraphs))
    began = perf_counter()
    cut_notes(store)
    true = embedder.embed([" ".join(rng.choices(sentences, k=5)) for _ in range(300)])
    with store.read() as connection:
        keys = list(connection.scalars(select(tables.passages.c.id)))
    for start in range(0, len(keys), 2_000):
        some = keys[start : start + 2_000]
        picked = numbers.integers(0, len(true), (len(some), 3))
        rows = true[picked].mean(axis=1) + numbers.normal(0, 0.02, (len(some), true.shape[1]))
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("<f4")
        values = [
            {"passage_id": key, "model": embedder.name, "vector": row.tobytes()}
            for key, row in zip(some, rows, strict=True)
        ]
        with store.write() as connection:
            connection.execute(insert(tables.vectors), values)
    _say(f"{f'{len(keys):,} passages made':44}{perf_counter() - began:8.1f} s")
    store.close()


def _sentences() -> list[str]:
    """What the sample world's people say, without the names in it."""
    found: list[str] = []
    stack: list[object] = [words("frames"), words("topics")]
    while stack:
        node = stack.pop()
        if isinstance(node, str) and len(node.split()) > 3:
            found.append(node.replace("{", "").replace("}", ""))
        elif isinstance(node, dict):
            stack += node.values()
        elif isinstance(node, list):
            stack += node
    return [sentence for sentence in found if terms_of(sentence)]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
