"""One row of an import table, by column name; empty cells are None or missing."""

Row = dict[str, object]
