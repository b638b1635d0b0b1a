"""Mapping files: TOML as a person writes it, refused with the key and the cure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from knowledge.connectors.entities import ENTITY, Entity
from knowledge.connectors.headings import plain
from knowledge.connectors.mapping import Fill, ImportMapping, Output, Skip, SourceTable, Style
from knowledge.errors import BadMapping

_LONGEST_SOURCE = 64
_PACKAGED = Path(__file__).with_name("mappings")
_FILL_KEYS = {
    "from", "value", "template", "via", "values", "otherwise", "times", "shift_days",
    "date_formats", "decimal", "thousands",
}  # fmt: skip


def packaged_mappings() -> list[str]:
    """Give the names of the mappings that come with Steward."""
    return sorted(path.stem for path in _PACKAGED.glob("*.toml"))


def load_mapping(name: Path | str) -> ImportMapping:
    """Read a mapping file, or one of the packaged ones by name. Raises BadMapping."""
    path = Path(name)
    packaged = _PACKAGED / f"{name}.toml"
    if not path.suffix and packaged.exists():
        path = packaged
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        known = ", ".join(packaged_mappings())
        raise BadMapping(f"No mapping {str(name)!r}: give a file, or one of: {known}.") from None
    except OSError as error:
        raise BadMapping(f"{path} can't be read ({error.strerror}): check its rights.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path} isn't TOML ({error}): mend it there.") from error
    return _Reader(path.name).mapping(content)


@dataclass(frozen=True, slots=True)
class _Reader:
    file: str

    def mapping(self, content: Mapping[str, Any]) -> ImportMapping:
        known = {"source", "says", "currency", "date_formats", "decimal", "thousands"}
        self._only(content, known | {"constants", "tables"}, "")
        source = content.get("source")
        if not isinstance(source, str) or not 0 < len(source.strip()) <= _LONGEST_SOURCE:
            cure = f"name the system, such as 'salesforce', in {_LONGEST_SOURCE} characters"
            raise self._bad("source", "is missing or too long", cure)
        tables = tuple(
            self._table(name, spec, content.get("currency"))
            for name, spec in self._dict(content, "tables", "").items()
        )
        mapping = ImportMapping(
            source, tables, self._constants(content), self._style(content, "", Style())
        )
        self._check_joins(mapping)
        return mapping

    def _constants(self, content: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
        found = {}
        for name, rows in content.get("constants", {}).items():
            entity = self._entity(name, f"constants.{name}")
            for row in rows:
                self._only(row, {column.name for column in entity.columns}, f"constants.{name}")
            found[name] = [{key: _word(value) for key, value in row.items()} for row in rows]
        return found

    def _table(self, name: str, spec: Mapping[str, Any], currency: str | None) -> SourceTable:
        where = f"tables.{name}"
        self._only(spec, {"file", "key", "unused", "into"}, where)
        outputs = tuple(
            self._output(into, f"{where}.into", currency) for into in spec.get("into", ())
        )
        return SourceTable(
            name,
            plain(str(spec.get("file", name))),
            outputs,
            plain(str(spec.get("key", ""))),
            frozenset(plain(column) for column in spec.get("unused", ())),
        )

    def _output(self, spec: Mapping[str, Any], where: str, currency: str | None) -> Output:
        self._only(spec, {"entity", "columns", "skip"}, where)
        entity = self._entity(spec.get("entity", ""), f"{where}.entity")
        columns = self._dict(spec, "columns", where)
        names = {column.name for column in entity.columns}
        self._only(columns, names, f"{where}.columns")
        fills = {key: self._fill(value, f"{where}.columns.{key}") for key, value in columns.items()}
        if currency and "currency" in names:
            fills.setdefault("currency", Fill(value=currency))
        self._require(entity, fills, where)
        skips = tuple(self._skip(skip, f"{where}.skip") for skip in spec.get("skip", ()))
        return Output(entity, fills, skips)

    def _require(self, entity: Entity, fills: Mapping[str, Fill], where: str) -> None:
        for column in entity.columns:
            if column.required and column.name not in fills:
                cure = "say where it comes from"
                raise self._bad(f"{where}.columns.{column.name}", "is missing", cure)

    def _fill(self, spec: object, where: str) -> Fill:
        if isinstance(spec, str):
            return Fill(column=plain(spec))
        if not isinstance(spec, dict):
            cure = "write a column's name, or a table such as { value = 'x' }"
            raise self._bad(where, f"is {spec!r}", cure)
        self._only(spec, _FILL_KEYS, where)
        if sum(key in spec for key in ("from", "value", "template")) != 1:
            raise self._bad(where, "has no one origin", "give one of from, value, template")
        style = None
        if spec.keys() & {"date_formats", "decimal", "thousands"}:
            style = self._style(spec, where, Style())
        values = spec.get("values")
        return Fill(
            column=plain(str(spec.get("from", ""))),
            value=_word(spec["value"]) if "value" in spec else None,
            template=str(spec.get("template", "")),
            via=self._via(spec["via"], where) if "via" in spec else None,
            values=None if values is None else {k: _word(v) for k, v in values.items()},
            otherwise=_word(spec["otherwise"]) if "otherwise" in spec else None,
            times=self._factor(spec["times"], where) if "times" in spec else None,
            shift_days=int(spec.get("shift_days", 0)),
            style=style,
        )

    def _skip(self, spec: Mapping[str, Any], where: str) -> Skip:
        self._only(spec, {"column", "is", "is_not", "because"}, where)
        if ("is" in spec) == ("is_not" in spec) or "column" not in spec:
            cure = "give column, because, and one of is, is_not (a text or a list; '' is empty)"
            raise self._bad(where, "doesn't say which rows", cure)
        if not spec.get("because"):
            raise self._bad(f"{where}.because", "is missing", "say why: the report prints it")
        among = spec.get("is", spec.get("is_not"))
        texts = among if isinstance(among, list) else [among]
        column = plain(str(spec["column"]))
        return Skip(column, frozenset(map(_word, texts)), spec["because"], "is_not" in spec)

    def _style(self, spec: Mapping[str, Any], where: str, usual: Style) -> Style:
        decimal = spec.get("decimal", usual.decimal)
        thousands = spec.get("thousands", usual.thousands)
        if decimal not in (".", ",") or thousands not in ("", ".", ",", " ", "'", "\u00a0"):
            cure = "decimal is '.' or ',', thousands one of '', '.', ',', ' ', \"'\""
            raise self._bad(_join(where, "decimal"), f"is {decimal!r} with {thousands!r}", cure)
        if decimal == thousands:
            raise self._bad(_join(where, "thousands"), "is the decimal mark too", "choose another")
        return Style(decimal, thousands, tuple(spec.get("date_formats", ())))

    def _via(self, spec: object, where: str) -> tuple[str, str]:
        table, dot, column = str(spec).partition(".")
        if not (table and dot and column):
            raise self._bad(f"{where}.via", f"is {spec!r}", "write 'table.column'")
        return table, plain(column)

    def _factor(self, spec: object, where: str) -> Decimal:
        try:
            return Decimal(str(spec))
        except InvalidOperation:
            raise self._bad(f"{where}.times", f"is {spec!r}", "write a number") from None

    def _check_joins(self, mapping: ImportMapping) -> None:
        keys = {table.name: table.key for table in mapping.tables}
        for table in mapping.tables:
            for output in table.outputs:
                for name, fill in output.fills.items():
                    if fill.via is not None and not keys.get(fill.via[0]):
                        where = f"tables.{table.name}.into.columns.{name}.via"
                        cure = f"add [tables.{fill.via[0]}] with its key"
                        raise self._bad(where, "goes to a table that has no key", cure)

    def _entity(self, name: str, where: str) -> Entity:
        if name not in ENTITY:
            raise self._bad(where, f"is {name!r}", f"write one of {', '.join(ENTITY)}")
        return ENTITY[name]

    def _dict(self, spec: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        found = spec.get(key)
        if not isinstance(found, dict) or not found:
            raise self._bad(_join(where, key), "is missing", "write it as a table")
        return found

    def _only(self, spec: object, known: set[str], where: str) -> None:
        if not isinstance(spec, dict):
            raise self._bad(where, "isn't a table", "write it as one")
        for key in spec:
            if key not in known:
                cure = f"write one of {', '.join(sorted(known))}"
                raise self._bad(_join(where, key), "means nothing here", cure)

    def _bad(self, key: str, what: str, cure: str) -> BadMapping:
        return BadMapping(f"{self.file}: {key!r} {what}: {cure}.")


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _word(value: object) -> str:
    """A TOML value as the text of a cell."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
