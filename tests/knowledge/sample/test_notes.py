"""What the texts say is known, and where they say it."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from knowledge.sample import DEMO_CSM, World
from tests.knowledge.sample.conftest import Table


def texts(world: World) -> dict[str, str]:
    return {str(row["id"]): str(row["text"]) for row in world.tables["notes"]}


def test_every_fact_has_its_words(world: World) -> None:
    notes = texts(world)

    for note, facts in world.facts_by_note.items():
        for fact in facts:
            assert 0 <= fact.start < fact.end <= len(notes[note])
            assert notes[note][fact.start : fact.end].strip()


def test_every_fact_that_names_an_event_names_one_of_the_account(world: World) -> None:
    events = {
        event["id"]: (record["account"], event["day"])
        for record in world.truth
        for event in record["events"]  # type: ignore[attr-defined]
    }
    rows = {row["id"]: row for row in world.tables["notes"]}

    for note, facts in world.facts_by_note.items():
        for fact in facts:
            if fact.event:
                account, day = events[fact.event]
                assert account == rows[note]["account"]
                assert day <= str(rows[note]["day"])


def test_no_phrase_is_left_unfilled(world: World) -> None:
    assert [text for text in texts(world).values() if re.search(r"[{}|]|None", text)] == []


def test_texts_are_varied(world: World) -> None:
    told = Counter(texts(world).values())

    assert sum(count for count in told.values() if count > 1) < 0.05 * sum(told.values())


def test_a_named_leaver_has_left_by_the_day_of_the_note(world: World) -> None:
    rows = {row["id"]: row for row in world.tables["notes"]}
    left = {
        (record["account"], event["gone"]): event["day"]
        for record in world.truth
        for event in record["events"]  # type: ignore[attr-defined]
        if event["kind"] in ("champion_left", "buyer_left") and "gone" in event
    }

    for note, facts in world.facts_by_note.items():
        for fact in facts:
            if fact.kind in ("champion_left", "buyer_left"):
                row = rows[note]
                assert left[row["account"], fact.entity] <= str(row["day"])


def test_nobody_writes_after_leaving(table: Callable[[str], Table]) -> None:
    left = {(s["account"], s["name"]): s["left_on"] for s in table("stakeholders") if s["left_on"]}

    late = [n for n in table("notes") if n["day"] > left.get((n["account"], n["author"]), "9")]
    assert late == []


def test_there_are_distractors_and_contradictions(world: World) -> None:
    kinds = Counter(fact.kind for facts in world.facts_by_note.values() for fact in facts)
    titles = Counter(row["title"] for row in world.tables["notes"])

    assert kinds["heated"]
    assert kinds["parting"]
    assert kinds["date_clash"]
    assert titles["Automatic reply"]
    assert titles["Undeliverable mail"]


def test_a_mail_in_the_demo_book_carries_an_instruction(world: World) -> None:
    mine = {r["account"] for r in world.tables["ownership"] if r["person"] == DEMO_CSM}
    notes = {row["id"]: row for row in world.tables["notes"]}
    planted = [
        notes[note]
        for note, facts in world.facts_by_note.items()
        if any(fact.kind == "injection" for fact in facts)
    ]

    assert any(row["account"] in mine for row in planted)


def test_the_truth_is_written_apart_from_the_tables(folder: Path, world: World) -> None:
    lines = (folder / "truth" / "note_facts.jsonl").read_text(encoding="utf-8").splitlines()
    accounts = (folder / "truth" / "truth.jsonl").read_text(encoding="utf-8").splitlines()

    assert [json.loads(line)["note"] for line in lines] == list(world.facts_by_note)
    assert len(accounts) == 150
    assert {"value", "renewals", "events", "right_intervention", "expansion"} <= set(
        json.loads(accounts[0])
    )
