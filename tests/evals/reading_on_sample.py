"""Scores the reader of notes against the sample world's fact lists.

Run with `python -m tests.evals.reading_on_sample ACCOUNTS SEED`. The world's phrases are few and
come again, so its figures say more about coverage than about real mail: for that there is
`tests/evals/messages.jsonl`, scored by the same command.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.company import load_company
from knowledge.notes.reading import RISKS, Found, Frame, NoteReading, NoteText, read
from knowledge.sample import make_world
from knowledge.sample.page import NoteFact
from tests.evals.messages import Message, all_messages, read_message

COMPANY = load_company()
# What the world calls it, and what the reader does.
KINDS = {
    "champion_left": "departure", "buyer_left": "departure", "champion_replaced": "arrival",
    "buyer_replaced": "arrival", "introduction": "arrival", "competitor": "competitor",
    "price_pushback": "price", "notice_clause": "notice", "parting": "export", "reorg": "risk",
    "our_promise": "commitment", "their_promise": "commitment", "request": "request",
}  # fmt: skip
# What else is right to read in a fact of that kind.
ALSO = {
    "competitor": {"legal", "risk"}, "notice_clause": {"legal"}, "buyer_left": {"risk"},
    "parting": {"competitor", "notice"}, "reorg": {"legal"}, "price_pushback": {"risk"},
    "champion_replaced": {"departure"}, "buyer_replaced": {"departure"},
    "introduction": {"departure"},
}  # fmt: skip
WORST = 10


@dataclass
class Tally:
    """Counts of one kind, and what went wrong."""

    right: int = 0
    found: int = 0
    met: int = 0
    there: int = 0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        precision = f"{self.right / self.found:.2f}" if self.found else "   -"
        recall = f"{self.met / self.there:.2f}" if self.there else "   -"
        return f"{name:<14}{precision:>9} ({self.found:>4}){recall:>8} ({self.there:>4})"


def main(accounts: int, seed: int) -> None:
    """Print precision and recall by kind, the tone's, and the worst misses."""
    world = make_world(accounts=accounts, seed=seed)
    ours = frozenset(str(row["name"]) for row in world.tables["people"])
    frame = Frame(COMPANY, ours)
    tallies: dict[str, Tally] = defaultdict(Tally)
    tones: dict[str, Tally] = defaultdict(Tally)
    sides = Counter[bool]()
    for row in world.tables["notes"]:
        note = note_of(row)
        facts = world.facts_by_note.get(str(row["id"]), [])
        reading = read(note, frame)
        count_kinds(note, facts, reading, tallies)
        _count_tone(note, facts, reading, tones)
        sides.update(_sides(note, facts, reading))
    print(f"sample world, {accounts} accounts, seed {seed}: {len(world.tables['notes'])} notes")  # noqa: T201
    _print(tallies)
    print(f"side of a promise right: {sides[True]} of {sides.total()}")  # noqa: T201
    _print(tones)
    _print_worst({**tallies, **tones})
    for half in ("shaped on", "held apart"):
        _score_messages(half)


def note_of(row: Mapping[str, object]) -> NoteText:
    day = row["day"]
    assert isinstance(day, date)
    return NoteText(
        str(row["text"]), str(row["kind"]), day, str(row["author"] or ""), str(row["title"] or "")
    )


def count_kinds(
    note: NoteText, facts: Sequence[NoteFact], reading: NoteReading, tallies: dict[str, Tally]
) -> None:
    for fact in facts:
        kind = KINDS.get(fact.kind)
        if kind is None:
            continue
        tally, words = tallies[kind], note.text[fact.start : fact.end]
        tally.there += 1
        if any(f.kind == kind and _overlap(f, fact) for f in reading.found):
            tally.met += 1
        else:
            tally.missed.append(f"{fact.kind}: {words}")
    for found in reading.found:
        tally = tallies[found.kind]
        tally.found += 1
        if any(_is_right(found, fact, note) for fact in facts):
            tally.right += 1
        else:
            tally.invented.append(f"{note.text[found.start : found.end]} {dict(found.detail)}")


def _is_right(found: Found, fact: NoteFact, note: NoteText) -> bool:
    if found.kind not in {KINDS.get(fact.kind), *ALSO.get(fact.kind, ())}:
        return False
    said = note.text[fact.start : fact.end].lower()
    return _overlap(found, fact) or found.detail.get("what", "\0").lower() in said


def _sides(note: NoteText, facts: Sequence[NoteFact], reading: NoteReading) -> Iterator[bool]:
    wanted = {"our_promise": "us", "their_promise": "client"}
    for fact in facts:
        for found in reading.found:
            if fact.kind in wanted and found.kind == "commitment" and _overlap(found, fact):
                yield found.detail["side"] == wanted[fact.kind]


def _count_tone(
    note: NoteText, facts: Sequence[NoteFact], reading: NoteReading, tones: dict[str, Tally]
) -> None:
    for fact in facts:
        if fact.kind == "injection" or note.author == "Mail Delivery System":
            continue
        spans = reading.tone.spans if reading.tone else ()
        score = sum(s.score for s in spans if s.start < fact.end and s.end > fact.start)
        risky = any(f.kind in RISKS and _overlap(f, fact) for f in reading.found)
        words = (
            f"{fact.kind} ({fact.polarity:+d}, read {score:+.2f}): "
            + note.text[fact.start : fact.end]
        )
        _count_sign(tones, "tone", fact.polarity, _sign(score), words)
        _count_sign(tones, "tone+signs", fact.polarity, -1 if risky else _sign(score), words)


def _count_sign(tones: dict[str, Tally], name: str, wanted: int, said: int, words: str) -> None:
    for sign, label in ((-1, "bad"), (1, "good")):
        tally = tones[f"{name} {label}"]
        tally.there += wanted == sign
        tally.found += said == sign
        tally.met += wanted == said == sign
        tally.right += wanted == said == sign
        if wanted == sign and said != sign:
            tally.missed.append(words)
        if said == sign and wanted != sign:
            tally.invented.append(words)


def _sign(score: float) -> int:
    return (score > 0) - (score < 0)


def _overlap(found: Found, fact: NoteFact) -> bool:
    return found.start < fact.end and found.end > fact.start


def _print(tallies: dict[str, Tally]) -> None:
    print(f"{'':<14}{'precision':>9} (found){'recall':>7} (there)")  # noqa: T201
    for name in sorted(tallies):
        print(tallies[name].line(name))  # noqa: T201


def _print_worst(tallies: dict[str, Tally]) -> None:
    """The commonest misses and inventions, each phrase once, with how often it comes."""
    wrong = Counter[str]()
    for name, tally in tallies.items():
        wrong.update(f"missed {name}: {words}" for words in tally.missed)
        wrong.update(f"invented {name}: {words}" for words in tally.invented)
    for words, count in wrong.most_common(WORST):
        print(f"{count:>4} x {words}")  # noqa: T201


def _score_messages(half: str) -> None:
    messages = [m for m in all_messages() if m.half == half]
    tallies: dict[str, Tally] = defaultdict(Tally)
    tone_right = 0
    for message in messages:
        reading = read_message(message)
        tone_right += _tone_is_right(message, reading)
        found = {f.kind for f in reading.found}
        for kind in {*found, *message.kinds}:
            tally = tallies[kind]
            tally.there += kind in message.kinds
            tally.found += kind in found
            both = kind in found and kind in message.kinds
            tally.met += both
            tally.right += both
            if not both:
                told = "missed" if kind in message.kinds else "invented"
                print(f"  {told} {kind}: {message.text[:160]!r}")  # noqa: T201
        if not _tone_is_right(message, reading):
            print(f"  tone {message.tone:+d}, read {reading.tone}: {message.text[:160]!r}")  # noqa: T201
    print(f"messages, {half}: tone right in {tone_right} of {len(messages)}")  # noqa: T201
    _print(tallies)


def _tone_is_right(message: Message, reading: NoteReading) -> bool:
    score = reading.tone.score if reading.tone else 0.0
    said = 0 if abs(score) < 0.15 else _sign(score)
    return said == message.tone


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 150, int(sys.argv[2]) if len(sys.argv) > 2 else 7
    )
