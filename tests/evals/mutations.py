"""Change one thing in each of 200 true answers, and count how many changes the checker catches.

    python -m tests.evals.mutations [--home DIR] [--seed N] [--show]

What is changed is found by patterns of this file's own, not by the checker's. Every other change
swaps in another true value of the same answer: nothing in it is invented, it only stands wrong.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.checker import check
from tests.evals.answered import Answered, answers, say

# A turn: what is changed, and whether for another true value. An attribution is two that swap.
TURNS = (
    ("figure", False), ("date", True), ("name", False), ("attribution", True),
    ("figure", True), ("date", False), ("name", True), ("figure", False),
)  # fmt: skip
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_LATE = ("Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(rf"(?<![\w#])(\d{{1,2}}) ({_MONTH})(?: \d{{4}})?(?!\w)")
_FIGURE = re.compile(
    r"(?<![\w.,/:-])(?P<sign>[$€£+−-]?)(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>%| days?| weeks?| hours?| months?| points?)?(?![\w/:]|[.,]\d)"
)
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t*]*$")
_QUOTED = re.compile(r"“[^”]*”|#\d+|`[^`]*`|[Pp]er \d+|of 100\b|\d+ of 10\b|out of \d+")


@dataclass(frozen=True)
class Mutant:
    """A changed answer: `before` became `after` at `start`."""

    answer: Answered
    kind: str
    is_swap: bool
    text: str
    start: int
    before: str
    after: str

    def __str__(self) -> str:
        around = self.answer.text[max(0, self.start - 80) : self.start + 40].replace("\n", "⏎")
        kind = f"{self.kind}/swap" if self.is_swap else self.kind
        return f"{kind} {self.answer.tools} {self.before!r} -> {self.after!r} | {around}"


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    text: str
    sort: str


def main() -> int:
    """Print the shares caught and flagged, and each miss where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="where the world is kept for the next run")
    parser.add_argument("--most", type=int, default=1000, help="how many questions to ask")
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what is missed")
    options = parser.parse_args()
    found = mutants(answers(options.home, options.most), options.mutants, options.seed)
    caught = Counter[str]()
    total = Counter[str]()
    for mutant in found:
        group = f"{mutant.kind}, {'another true one' if mutant.is_swap else 'invented'}"
        total[group] += 1
        caught[group] += is_caught(mutant)
        if options.show and not is_caught(mutant):
            say(f"MISSED {mutant}")
    for group in sorted(total):
        say(f"{group}: {caught[group]} of {total[group]}")
    say(f"caught {caught.total()} of {total.total()} ({caught.total() / total.total():.1%})")
    flagged = sum(map(is_flagged, (mutant.answer for mutant in found)))
    say(f"untouched answers flagged: {flagged} of {len(found)}")
    return 0


def is_caught(mutant: Mutant) -> bool:
    """Say whether the changed text has a finding."""
    return bool(check(mutant.text, mutant.answer.facts, accounts=mutant.answer.accounts))


def is_flagged(answer: Answered) -> bool:
    """Say whether the answer as it was has one."""
    return bool(check(answer.text, answer.facts, accounts=answer.accounts))


def mutants(found: Sequence[Answered], most: int, seed: int) -> list[Mutant]:
    """Change one thing in each of `most` answers, the kinds in turn, every other a swap."""
    chance = random.Random(seed)
    order = list(dict.fromkeys(found))
    chance.shuffle(order)
    made: list[Mutant] = []
    for answer in order:
        kind, is_swap = TURNS[len(made) % len(TURNS)]
        mutant = _mutant(answer, kind, is_swap, chance)
        if mutant is not None:
            made.append(mutant)
        if len(made) == most:
            break
    return made


def _mutant(answer: Answered, kind: str, is_swap: bool, chance: random.Random) -> Mutant | None:
    choices = list(_WAYS[kind](answer, is_swap, chance))
    if not choices:
        return None
    changes = chance.choice(choices)
    text = answer.text
    for span, after in sorted(changes, key=lambda change: -change[0].start):
        text = text[: span.start] + after + text[span.end :]
    span, after = changes[0]
    return Mutant(answer, kind, is_swap, text, span.start, span.text, after)


_Change = tuple[tuple[_Span, str], ...]


def _figures(answer: Answered, is_swap: bool, chance: random.Random) -> Iterator[_Change]:
    spans = list(_figure_spans(answer.text))
    yield from _changed(spans, is_swap, lambda span: _shifted(span, chance))


def _dates(answer: Answered, is_swap: bool, chance: random.Random) -> Iterator[_Change]:
    spans = list(_date_spans(answer.text))
    yield from _changed(spans, is_swap, lambda span: _other_day(span, chance))


def _names(answer: Answered, is_swap: bool, chance: random.Random) -> Iterator[_Change]:
    spans = list(_name_spans(answer))
    told = {fact.entity for fact in answer.facts}
    strange = [name for name in answer.accounts if name not in told]
    if is_swap:
        yield from _changed(spans, True, lambda span: span.text)
    elif strange:
        yield from _changed(spans, False, lambda _: chance.choice(strange))


def _attributions(answer: Answered, is_swap: bool, chance: random.Random) -> Iterator[_Change]:
    """Let two figures or dates of one sort change places."""
    spans = [*_figure_spans(answer.text), *_date_spans(answer.text)]
    pairs = [
        (one, two)
        for one in spans
        for two in spans
        if one.start < two.start and one.sort == two.sort and one.text != two.text
    ]
    for one, two in pairs:
        yield ((one, two.text), (two, one.text))


_WAYS: dict[str, Callable[[Answered, bool, random.Random], Iterator[_Change]]] = {
    "figure": _figures,
    "date": _dates,
    "name": _names,
    "attribution": _attributions,
}


def _changed(
    spans: Sequence[_Span], is_swap: bool, other: Callable[[_Span], str]
) -> Iterator[_Change]:
    for span in spans:
        if not is_swap:
            yield ((span, other(span)),)
            continue
        alike = {two.text for two in spans if two.sort == span.sort}
        for text in sorted(alike - {span.text}):
            if _is_same_day(span.text, text):
                continue
            yield ((span, text),)


def _is_same_day(one: str, other: str) -> bool:
    """Whether two dates differ by a year alone that the reader would add: "31 Dec", the last one.

    A date without its year is the one within half a year of the sample world's last day.
    """
    short, long = sorted((one, other), key=len)
    if not _DATE.fullmatch(short) or not long.startswith(f"{short} "):
        return False
    return long.removeprefix(f"{short} ") == ("2025" if short[-3:] in _LATE else "2026")


def _figure_spans(text: str) -> Iterator[_Span]:
    skipped = [*_spans(_QUOTED, text), *_spans(_DATE, text)]
    for match in _FIGURE.finditer(text):
        start, end = match.span()
        is_number = text[end : end + 1] in (".", ")") and _LIST_NUMBER.search(text[:start])
        is_year = re.fullmatch(r"20\d\d", match[0])
        if is_number or is_year or any(a < end and start < b for a, b in skipped):
            continue
        sort = "".join(c for c in match["sign"] if c in "$€£") + (match["unit"] or "").rstrip("s")
        yield _Span(start, end, match[0], sort)


def _date_spans(text: str) -> Iterator[_Span]:
    quoted = _spans(_QUOTED, text)
    for match in _DATE.finditer(text):
        if not any(a < match.end() and match.start() < b for a, b in quoted):
            yield _Span(*match.span(), match[0], "date")


def _name_spans(answer: Answered) -> Iterator[_Span]:
    quoted = _spans(_QUOTED, answer.text)
    for name in dict.fromkeys(fact.entity for fact in answer.facts):
        if name not in answer.accounts:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", answer.text):
            if not any(a < match.end() and match.start() < b for a, b in quoted):
                yield _Span(*match.span(), name, "name")


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _shifted(span: _Span, chance: random.Random) -> str:
    """The figure with one digit changed, its sign, separators and unit as they were."""
    at = chance.choice([i for i, char in enumerate(span.text) if char.isdigit()])
    first = re.search(r"\d", span.text)
    low = 1 if first is not None and at == first.start() and len(span.text) > 1 else 0
    digit = chance.choice([d for d in "0123456789"[low:] if d != span.text[at]])
    return span.text[:at] + digit + span.text[at + 1 :]


def _other_day(span: _Span, chance: random.Random) -> str:
    day, rest = span.text.split(" ", 1)
    return f"{chance.choice([d for d in range(1, 29) if d != int(day)])} {rest}"


if __name__ == "__main__":
    sys.exit(main())
