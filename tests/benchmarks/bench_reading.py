"""Time the reading of notes against splitting the same notes into words.

python -m tests.benchmarks.bench_reading [accounts] [seed]
"""

import re
import sys
from time import perf_counter

from knowledge.company import load_company
from knowledge.notes.reading import Frame, read
from knowledge.sample import make_world
from tests.evals.reading_on_sample import note_of

_WORD = re.compile(r"\w+")


def main(accounts: int, seed: int) -> None:
    """Print milliseconds a note, and the ratio to the floor."""
    world = make_world(accounts=accounts, seed=seed)
    frame = Frame(load_company(), frozenset(str(row["name"]) for row in world.tables["people"]))
    notes = [note_of(row) for row in world.tables["notes"]]
    read(notes[0], frame)
    began = perf_counter()
    for note in notes:
        _WORD.findall(note.text)
    floor = perf_counter() - began
    began = perf_counter()
    for note in notes:
        read(note, frame)
    took = perf_counter() - began
    print(  # noqa: T201
        f"{len(notes)} notes: {took / len(notes) * 1000:.2f} ms a note, "
        f"{took / floor:.0f} times the floor of finding its words"
    )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 150, int(sys.argv[2]) if len(sys.argv) > 2 else 7
    )
