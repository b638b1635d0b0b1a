"""The scorecard: shares by kind and scorer, what failed and why; Markdown and JSON."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.golden.asking import Scored
from bot.golden.bars import BUILTIN, Bars
from bot.golden.score import SCORERS

_LONGEST = 160


def card(scored: Sequence[Scored], bars: Bars, *, show_held: bool = False) -> str:
    """The scorecard in Markdown. Failures of the held part are listed with `show_held` alone."""
    lines = [
        f"**{_right(scored)} of {len(scored)} golden questions answered right** "
        f"({_percent(share(scored))}), by {_models(scored)}.",
        "",
        *_table(scored),
        "",
        *_parts(scored),
        *_costs(scored),
    ]
    if below := missed(scored, bars):
        lines += ["", "Below the bar:", *(f"- {says}" for says in below)]
    listed = [s for s in scored if s.faults and (show_held or not s.golden.is_held)]
    hidden = sum(1 for s in scored if s.faults) - len(listed)
    if listed or hidden:
        lines += ["", f"Failed ({hidden} more in the part held apart):" if hidden else "Failed:"]
        lines += [line for found in listed for line in _failure(found)]
    return "\n".join(lines)


def card_json(scored: Sequence[Scored], bars: Bars) -> dict[str, Any]:
    """The scorecard as JSON: figures, and one object for each question, in a fixed order."""
    return {
        "questions": len(scored),
        "right": _right(scored),
        "model": _models(scored),
        "by_scorer": {name: share(scored, name) for name in SCORERS},
        "by_kind": {kind: share(some) for kind, some in _kinds(scored)},
        "tuned": share([s for s in scored if not s.golden.is_held]),
        "held": share([s for s in scored if s.golden.is_held]),
        "missed": missed(scored, bars),
        "results": [_result(found) for found in sorted(scored, key=lambda s: s.golden.id)],
    }


def share(scored: Sequence[Scored], scorer: str | None = None) -> float:
    """The share of answers with nothing wrong, for one scorer or all; 1 where there are none."""
    if not scored:
        return 1.0
    wrong = sum(any(scorer in (None, f.scorer) for f in found.faults) for found in scored)
    return 1 - wrong / len(scored)


def missed(scored: Sequence[Scored], bars: Bars) -> list[str]:
    """The bars that weren't reached, in words."""
    below = []
    for name, least in bars.least.items():
        got = share(scored, None if name == "all" else name)
        if got < least:
            below.append(f"{name}: {_percent(got)}, at least {_percent(least)}")
    for found in scored:
        if found.golden.kind in bars.never_kinds:
            # No more than the id: the question may be held apart.
            below += [
                f"{found.golden.id}: {fault.scorer}, where nothing may fail"
                for fault in found.faults
                if fault.scorer in bars.never_scorers
            ]
    slow = _late(scored) if scored and _models(scored) == BUILTIN else 0
    if slow > bars.builtin_elapsed_ms:
        below.append(f"time: {slow} ms at the 95th percentile, at most {bars.builtin_elapsed_ms}")
    return below


def _table(scored: Sequence[Scored]) -> Iterator[str]:
    yield f"| kind | asked | right | {' | '.join(SCORERS)} | ms |"
    yield "| --- |" + " ---: |" * (len(SCORERS) + 3)
    for kind, some in [*_kinds(scored), ("**all**", scored)]:
        cells = " | ".join(_percent(share(some, name)) for name in SCORERS)
        took = round(statistics.median(s.answer.elapsed_ms for s in some))
        yield f"| {kind} | {len(some)} | {_percent(share(some))} | {cells} | {took} |"


def _parts(scored: Sequence[Scored]) -> Iterator[str]:
    for name, held in (("Looked at while mending", False), ("Held apart", True)):
        part = [s for s in scored if s.golden.is_held is held]
        if part:
            yield f"{name}: {_right(part)} of {len(part)} right ({_percent(share(part))})."


def _costs(scored: Sequence[Scored]) -> Iterator[str]:
    first = round(statistics.median(s.first_ms for s in scored))
    took = round(statistics.median(s.answer.elapsed_ms for s in scored))
    late = _late(scored)
    yield f"First text after {first} ms, the whole after {took} ms (median), {late} ms (95%)."
    prompts = [s.answer.usage.prompt_tokens for s in scored if s.answer.usage.prompt_tokens]
    if prompts:
        written = statistics.median(s.answer.usage.completion_tokens for s in scored)
        yield f"Tokens read {statistics.median(prompts):,.0f}, written {written:,.0f} (median)."


def _failure(found: Scored) -> Iterator[str]:
    golden = found.golden
    after = f" (after “{golden.before[-1]}”)" if golden.before else ""
    yield f"- {golden.id} “{golden.ask}”{after}, {golden.email.partition('@')[0]}"
    for fault in found.faults:
        says = fault.says if len(fault.says) <= _LONGEST else f"{fault.says[:_LONGEST]}…"
        yield f"    - {fault.scorer}: {' '.join(says.split())}"


def _result(found: Scored) -> dict[str, Any]:
    answer = found.answer
    return {
        "id": found.golden.id,
        "kind": found.golden.kind,
        "question": found.golden.ask,
        "as": found.golden.email,
        "held": found.golden.is_held,
        "tools": list(answer.tools),
        "model": answer.model,
        "faults": [{"scorer": fault.scorer, "says": fault.says} for fault in found.faults],
        "first_ms": found.first_ms,
        "elapsed_ms": answer.elapsed_ms,
        "prompt_tokens": answer.usage.prompt_tokens,
        "completion_tokens": answer.usage.completion_tokens,
        "characters": len(answer.text),
    }


def _kinds(scored: Sequence[Scored]) -> list[tuple[str, list[Scored]]]:
    kinds = dict.fromkeys(found.golden.kind for found in scored)
    return [(kind, [s for s in scored if s.golden.kind == kind]) for kind in kinds]


def _right(scored: Sequence[Scored]) -> int:
    return sum(found.is_right for found in scored)


def _models(scored: Sequence[Scored]) -> str:
    counted = Counter(found.answer.model for found in scored)
    return ", ".join(name for name, _ in counted.most_common())


def _late(scored: Sequence[Scored]) -> int:
    times = sorted(found.answer.elapsed_ms for found in scored)
    return times[min(len(times) - 1, int(len(times) * 0.95))]


def _percent(value: float) -> str:
    return f"{value:.0%}" if value in (0, 1) else f"{value:.1%}"
