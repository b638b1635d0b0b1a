from knowledge.notes.reading import Frame
from knowledge.sample import make_world
from tests.evals.reading_on_sample import COMPANY, KINDS, Tally, count_kinds, note_of, read


def test_a_small_world_of_another_seed_is_read() -> None:
    world = make_world(accounts=40, months=12, seed=1234)
    frame = Frame(COMPANY, frozenset(str(row["name"]) for row in world.tables["people"]))
    tallies = {kind: Tally() for kind in (*KINDS.values(), "legal")}
    for row in world.tables["notes"]:
        note = note_of(row)
        facts = world.facts_by_note.get(str(row["id"]), [])
        count_kinds(note, facts, read(note, frame), tallies)
    there, met = (sum(getattr(t, name) for t in tallies.values()) for name in ("there", "met"))
    found, right = (sum(getattr(t, name) for t in tallies.values()) for name in ("found", "right"))
    assert met / there >= 0.9
    assert right / found >= 0.8
