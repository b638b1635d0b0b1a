"""The import columns for a person: empty files to fill, and the tables of the documentation."""

import csv
from pathlib import Path

from knowledge.connectors.entities import ENTITIES, Column, Entity


def write_templates(folder: Path) -> list[Path]:
    """Write an empty CSV with its header for every table; return those that weren't there."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for entity in ENTITIES:
        path = folder / f"{entity.name}.csv"
        if path.exists():
            continue
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow([column.name for column in entity.columns])
        written.append(path)
    return written


def columns_in_markdown() -> str:
    """Write what every table holds, for knowledge/README.md."""
    return "\n".join(_section(entity) for entity in ENTITIES)


def _section(entity: Entity) -> str:
    lines = [f"#### `{entity.name}`", ""]
    says = [entity.says] if entity.says else []
    if entity.key != ("id",):
        says.append(f"rows are told apart by {', '.join(entity.key)}")
    if says:
        lines += [f"{'; '.join(says)[0].upper()}{'; '.join(says)[1:]}.", ""]
    lines += ["| column | holds | |", "|---|---|---|"]
    lines += [_row(column) for column in entity.columns]
    return "\n".join([*lines, ""])


def _row(column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    return f"| {name} | {_holds(column)} | {_says(column)} |"


def _holds(column: Column) -> str:
    if column.kind == "choice":
        return ", ".join(f"`{choice}`" for choice in column.choices)
    if column.kind == "ref":
        return f"e-mail in `{column.of}`" if column.of == "people" else f"id in `{column.of}`"
    return column.kind


def _says(column: Column) -> str:
    says = [column.says] if column.says else []
    if column.default:
        says.append(f"`{column.default}` when empty")
    if column.least is not None and column.most is not None:
        says.append(f"{column.least} to {column.most}")
    elif column.least is not None:
        says.append("not negative" if column.least == 0 else f"at least {column.least}")
    return "; ".join(says)
