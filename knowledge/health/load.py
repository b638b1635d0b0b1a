"""Reading rules.toml: a bad file is refused with its line, its key and the reason."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import BadRules
from knowledge.health.lines import line_of
from knowledge.health.renewal_signals import RENEWAL_UNITS
from knowledge.health.rules import GROUPS, Rules
from knowledge.health.signals import STAGES, UNITS

_SHIPPED = Path(__file__).with_name("rules.toml")
_PLAIN_WORDS = {
    "missing": "it is missing",
    "extra_forbidden": "there is no such key: it may be misspelt",
    "string_too_short": "it is empty",
    "string_pattern_mismatch": "it is empty",
    "too_short": "it is too short; a ramp needs two pairs",
}


def load_rules(path: Path | None = None) -> Rules:
    """Read the rules at `path`, or the ones that Steward ships with.

    Raises BadRules, naming the file, the line, the key and the reason.
    """
    path = path or _SHIPPED
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except FileNotFoundError as error:
        raise BadRules(f"There is no rules file at {path}.") from error
    except UnicodeDecodeError as error:
        raise BadRules(f"{path} is not UTF-8 text; save it as such.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"{path} is not valid TOML: {error}.") from error
    try:
        rules = Rules.model_validate(_with_shipped(data, path))
    except ValidationError as error:
        worst = _worst(error)
        raise _bad(path, text, data, worst["loc"], _reason(worst)) from error
    for place, reason in _conflicts(rules):
        raise _bad(path, text, data, place, reason)
    return rules


def _with_shipped(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """A file that says nothing of alerts or of the renewal probability takes the shipped tables."""
    missing = [name for name in ("alerts", "renewal") if name not in data]
    if not missing or path == _SHIPPED:
        return data
    shipped = tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))
    return data | {name: shipped[name] for name in missing}


def _conflicts(rules: Rules) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen: set[str] = set()
    for i, measure in enumerate(rules.measures):
        if measure.id in seen:
            yield ("measure", i, "id"), "the measure stands here twice"
        if measure.unit != UNITS[measure.id]:
            yield ("measure", i, "unit"), f"it is measured in {UNITS[measure.id]!r}"
        seen.add(measure.id)
    cap_ids = [cap.id for cap in rules.caps]
    for i, cap_id in enumerate(cap_ids):
        if cap_id in cap_ids[:i]:
            yield ("cap", i, "id"), "the cap stands here twice"
    yield from _empty_groups(rules)
    yield from _renewal_conflicts(rules)


def _renewal_conflicts(rules: Rules) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen: set[str] = set()
    for i, signal in enumerate(rules.renewal.signals):
        if signal.id in seen:
            yield ("renewal", "signal", i, "id"), "the signal stands here twice"
        if signal.unit != RENEWAL_UNITS[signal.id]:
            unit = RENEWAL_UNITS[signal.id]
            yield ("renewal", "signal", i, "unit"), f"it is measured in {unit!r}"
        seen.add(signal.id)


def _empty_groups(rules: Rules) -> Iterator[tuple[tuple[str | int, ...], str]]:
    empty = set(GROUPS) - {measure.group for measure in rules.measures}
    for segment, weights in rules.weights:
        for stage in ("", *STAGES):
            table = weights if not stage else getattr(weights, stage)
            for group in sorted(empty):
                if table is not None and getattr(table, group):
                    where = (segment, stage, group) if stage else (segment, group)
                    yield ("weights", *where), "the group weighs something and has no measure"


def _worst(error: ValidationError) -> ErrorDetails:
    """Choose the error to show: a misspelt key explains the missing one beside it."""
    found = error.errors(include_url=False)
    return next((one for one in found if one["type"] == "extra_forbidden"), found[0])


def _reason(error: ErrorDetails) -> str:
    if error["type"] in _PLAIN_WORDS:
        return _PLAIN_WORDS[error["type"]]
    reason = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{reason}, and it is {error['input']!r}" if reason.startswith("should") else reason


def _bad(
    path: Path, text: str, data: dict[str, Any], place: tuple[str | int, ...], reason: str
) -> BadRules:
    names: list[str] = []
    here: Any = data
    for part in place:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(part, str):
            names.append(part)
        elif isinstance(here, dict) and "id" in here:
            names[-1] += f" {here['id']!r}"
    return BadRules(f"{path}, line {line_of(text, place)}, {' > '.join(names)}: {reason}.")
