"""Measure the router on the phrasings: `python -m tests.evals.router_accuracy [--held]`.

Every tool that the router knows counts as being there. `--fresh` and `--personas` measure on the
files of phrasings that were written without looking at any result.

The tuned part is measured by cross-validation: an exemplar that is one of the questions asked is
left out of the fit. The held part was never looked at when exemplars and rules were written; with
`--held` only its figures and the table of confusions are printed, never a question.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bot.builtin.router import Call, Route, Router
from bot.builtin.router.intents import Intents, exemplars, fit
from bot.builtin.router.question import Reader
from bot.builtin.router.route import UNSUPPORTED, vocabulary
from bot.builtin.router.slots import SLOTS
from knowledge.company import load_company
from knowledge.errors import UnclearPeriod
from knowledge.notes.embedder import Embedder
from knowledge.notes.minilm import MiniLM
from knowledge.periods import parse_period

FOLDER = Path(__file__).parent
TODAY = date(2026, 3, 2)
COMPANY = load_company()
FOLDS = 5
BOOK = (
    "Acme Corporation",
    "Globex",
    "Initech GmbH",
    "Northwind Labs",
    "Halden Freight",
    "Brightwell Clinics",
    "Orca Payments",
    "Kestrel Aerospace",
    "Tallis Energy",
    "Verity Foods",
    "Lumen & Partners",
    "Quanta Retail Group",
    "Sable Insurance",
    "Zephyr Analytics",
    "Ostrava Steel",
    "Meridian Health",
    "3Fold Systems",
    "Maple Street Bank",
    "Blue Harbor Logistics",
    "Pine & Poe",
)
CSMS = ("Maya Lindqvist", "Tom Okafor", "Priya Raman", "Jonas Weber")


@dataclass(frozen=True, slots=True)
class Outcome:
    phrasing: dict[str, Any]
    intent: str
    args: dict[str, Any]
    confidence: float

    @property
    def intent_right(self) -> bool:
        return bool(self.intent == self.phrasing["tool"])

    @property
    def right(self) -> bool:
        return self.intent_right and same_args(self.args, self.phrasing["args"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_const", const="held", dest="split")
    parser.add_argument("--fresh", action="store_const", const="fresh", dest="split")
    parser.add_argument("--personas", action="store_const", const="personas", dest="split")
    parser.add_argument("--errors", action="store_true", help="list what goes wrong (tuned part)")
    options = parser.parse_args()
    embedder = MiniLM()
    for name, form in (("with the embedding", embedder), ("words alone", None)):
        if options.split:
            outcomes, figures = on_split(form, options.split)
        else:
            outcomes, figures = cross_validated(form), ""
        write(f"{name}: {figures_of(outcomes)} {figures}")
        if options.errors and options.split != "held":
            write_errors(outcomes)
        if options.split:
            write_confusions(outcomes)


def phrasings(split: str) -> list[dict[str, Any]]:
    files = sorted(FOLDER.glob("phrasings*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [row for row in map(json.loads, lines) if row["split"] == split]


def cross_validated(embedder: Embedder | None) -> list[Outcome]:
    asked = phrasings("tune")
    order = np.random.default_rng(0).permutation(len(asked))
    return [
        outcome
        for fold in range(FOLDS)
        for outcome in on_fold([asked[row] for row in order[fold::FOLDS]], embedder)
    ]


def on_fold(asked: Sequence[dict[str, Any]], embedder: Embedder | None) -> Iterator[Outcome]:
    reader = Reader(BOOK, CSMS, TODAY, COMPANY, vocabulary())
    left_out = {_plain(reader.read(phrasing["q"]).text) for phrasing in asked}
    kept = tuple(known for known in exemplars() if _plain(known.text) not in left_out)
    intents = Intents(embedder, fit(kept, _Remembering.of(embedder)))
    router = Router(embedder, intents, tools=SLOTS)
    return (outcome_of(phrasing, ask(router, phrasing)) for phrasing in asked)


def on_split(embedder: Embedder | None, split: str) -> tuple[list[Outcome], str]:
    router, asked = Router(embedder, tools=SLOTS), phrasings(split)
    ask(router, asked[0])
    outcomes, taken = [], []
    for phrasing in asked:
        start = time.perf_counter()
        route = ask(router, phrasing)
        taken.append(1000 * (time.perf_counter() - start))
        outcomes.append(outcome_of(phrasing, route))
    return outcomes, f"p50 {np.median(taken):.1f} ms, p99 {np.percentile(taken, 99):.1f} ms"


def ask(router: Router, phrasing: dict[str, Any]) -> Route:
    before = phrasing.get("previous")
    return router.route(
        phrasing["q"],
        accounts=BOOK,
        csms=CSMS,
        today=TODAY,
        company=COMPANY,
        previous=(Call(before["tool"], before["args"]),) if before else (),
        shown=phrasing.get("accounts", ()),
    )


def outcome_of(phrasing: dict[str, Any], route: Route) -> Outcome:
    if route.kind == "tools":
        call = route.calls[0]
        return Outcome(phrasing, call.name, call.args, route.confidence)
    intent = f"{UNSUPPORTED}{route.unsupported}" if route.unsupported else route.kind
    intent = route.wants_account or intent
    return Outcome(phrasing, intent, {}, route.confidence)


def same_args(got: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return got.keys() == wanted.keys() and all(_same(got[key], wanted[key]) for key in wanted)


def figures_of(outcomes: Sequence[Outcome]) -> str:
    several = {
        "all": outcomes,
        "first questions": [o for o in outcomes if "previous" not in o.phrasing],
        "follow-ups": [o for o in outcomes if "previous" in o.phrasing],
    }
    return "; ".join(
        f"{name} {len(some)}: intent {np.mean([o.intent_right for o in some]):.1%}, "
        f"intent and slots {np.mean([o.right for o in some]):.1%}"
        for name, some in several.items()
        if some
    )


def write_errors(outcomes: Sequence[Outcome]) -> None:
    for outcome in sorted(outcomes, key=lambda o: str(o.phrasing["tool"])):
        if not outcome.right:
            asked = outcome.phrasing
            write(
                f"  {asked['q']!r} after {asked.get('previous')}: wanted {asked['tool']}"
                f" {asked['args']}, got {outcome.intent} {outcome.args} ({outcome.confidence:.2f})"
            )


def write_confusions(outcomes: Sequence[Outcome]) -> None:
    wrong = Counter((o.phrasing["tool"], o.intent) for o in outcomes if not o.intent_right)
    for (wanted, got), times in wrong.most_common():
        write(f"  {times} x {wanted} taken for {got}")
    slots = Counter(
        (o.phrasing["tool"], key)
        for o in outcomes
        if o.intent_right and not o.right
        for key in o.args.keys() | o.phrasing["args"].keys()
        if not _same(o.args.get(key), o.phrasing["args"].get(key))
    )
    for (tool, key), times in slots.most_common():
        write(f"  {times} x {tool}: {key} wrong")


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class _Remembering:
    """An embedder that embeds each text once over all folds."""

    known: dict[str, Any]

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self._embedder = embedder

    @classmethod
    def of(cls, embedder: Embedder | None) -> "_Remembering | None":
        return cls(embedder) if embedder else None

    def embed(self, texts: Sequence[str]) -> Any:
        new = [text for text in dict.fromkeys(texts) if text not in _VECTORS]
        _VECTORS.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([_VECTORS[text] for text in texts])


_VECTORS: dict[str, Any] = {}


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _same(got: Any, wanted: Any) -> bool:
    if isinstance(got, str) and isinstance(wanted, str):
        return got.lower() == wanted.lower() or _days(got) == _days(wanted) is not None
    return bool(got == wanted)


def _days(phrase: str) -> Any:
    try:
        return parse_period(phrase, TODAY, COMPANY)
    except UnclearPeriod:
        return None


if __name__ == "__main__":
    main()
