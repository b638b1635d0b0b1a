"""data_policy.toml: which models may read what of a source, a field or an attribute.

    [sources]                       a system, or a kind of record
    zendesk = "none"
    "call notes" = ["openai:gpt-5.2"]
    [fields]
    amounts = "openai:*"
    people = "none"
    [attributes]                    words of a fact's own name
    "uplift" = "none"

A value is "any" (as for whatever the file leaves out), "none", or names of models and embedders,
as `accounts.models` has them. What runs on this machine is always allowed.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.errors import BadPolicy
from knowledge.store.model_policy import allows
from knowledge.store.record_kinds import KINDS

FILE = "data_policy.toml"
FIELDS = {
    "amounts": "amounts of money",
    "people": "names of customers' people",
    "quotes": "words of customers and notes",
    "health": "health scores and bands",
    "dates": "dates",
}
TABLES = ("sources", "fields", "attributes")
_SYSTEM = re.compile(r"[\w.-]+")
_SYSTEMS = [
    "salesforce",
    "hubspot",
    "zendesk",
    "intercom",
    "jira",
    "gainsight",
    "gmail",
    "outlook",
    "slack",
    "csv",
    "files",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one model may not read."""

    systems: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any((self.systems, self.kinds, self.fields, self.attributes))

    @property
    def said(self) -> tuple[str, ...]:
        """What it names, in a reader's words."""
        told = [f"what comes from {system}" for system in sorted(self.systems)]
        told += [*sorted(self.kinds), *(FIELDS[name] for name in FIELDS if name in self.fields)]
        return (*told, *(f"“{words}”" for words in sorted(self.attributes)))


@dataclass(frozen=True, slots=True)
class DataRules:
    """The whole file: who may read each, by name; empty where there is no file."""

    sources: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)

    def against(self, model: str) -> Rule:
        """What the model (or embedder) of that name may not read."""
        names = frozenset(n for n, policy in self.sources.items() if not allows(policy, model))
        kinds = names & frozenset(KINDS)
        return Rule(
            names - kinds,
            kinds,
            frozenset(n for n, policy in self.fields.items() if not allows(policy, model)),
            frozenset(n for n, policy in self.attributes.items() if not allows(policy, model)),
        )


def load_data_rules(path: Path) -> DataRules:
    """Read the file; no rules where there is none. Raises BadPolicy, which names what is wrong."""
    if not path.exists():
        return DataRules()
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{path} can't be read ({error}): give a TOML file in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"{path} is not TOML: {error}. Mend that line.") from error
    for name in written:
        if name not in TABLES:
            raise BadPolicy(f"{path}: there is no table [{name}]; {_meant(name, TABLES)}")
    return DataRules(*(dict(_entries(path, n, written)) for n in TABLES))


def _entries(path: Path, table: str, written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    values = written.get(table, {})
    if not isinstance(values, dict):
        raise BadPolicy(f"{path}: {table} is {values!r}; write it as a table, under [{table}].")
    for name, value in values.items():
        key = " ".join(name.casefold().split())
        where = f"{path}: [{table}] {name!r}"
        if table == "fields" and key not in FIELDS:
            raise BadPolicy(f"{where} is no field; {_meant(key, tuple(FIELDS))}")
        if table == "sources":
            _require_source(where, key)
        if table == "attributes" and not re.search(r"\w{2}", key):
            raise BadPolicy(f"{where} has no word; write words of a fact's name, such as 'uplift'.")
        yield key, _policy(where, value)


def _require_source(where: str, key: str) -> None:
    known = (*KINDS, *_SYSTEMS)
    if key in known:
        return
    if difflib.get_close_matches(key, known, 1, 0.75) or not _SYSTEM.fullmatch(key):
        raise BadPolicy(f"{where} is no source; {_meant(key, known)}")


def _policy(where: str, value: object) -> str:
    given = value if isinstance(value, list) else [value]
    names = [name for name in given if isinstance(name, str) and name.strip()]
    if not names or len(names) < len(given):
        raise BadPolicy(f"{where} is {value!r}; write 'any', 'none', or names of models.")
    for name in names:
        if name not in ("any", "none") and not re.fullmatch(r"[\w-]+:\S+", name):
            cure = "write it with its provider, such as 'openai:gpt-5.2' or 'openai:*'."
            raise BadPolicy(f"{where} names {name!r}; {cure}")
    if len(names) > 1 and {"any", "none"} & set(names):
        raise BadPolicy(f"{where} mixes 'any' or 'none' with names; write one or the other.")
    return " ".join(names)


def _meant(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}."
