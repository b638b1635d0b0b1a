"""A file's rows on their way in, each knowing where it stood."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.connectors.encoding import UnreadableFile
from knowledge.connectors.entities import Entity
from knowledge.connectors.files import NAMED_TWICE, Batch, TableFile, Unreadable, open_table
from knowledge.connectors.mapping import Fill, Output, SourceTable
from knowledge.connectors.rows import Row, RowReader
from knowledge.connectors.translate import Lookup, Translator
from knowledge.importing.context import Context
from knowledge.importing.report import FileReport
from knowledge.importing.sources import Source

Lookups = Mapping[tuple[str, str], Lookup]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch came from: what names a refused row's column and value as the file does."""

    report: FileReport
    fills: Mapping[str, Fill]
    headings: Mapping[str, str]
    read: Batch

    def refuse(self, context: Context, wrong: Unreadable) -> None:
        """Refuse a row in the words of its file."""
        fill = self.fills.get(wrong.column)
        if fill is None or not fill.needs or fill.needs[0] not in self.read.columns:
            context.refuse(self.report, wrong)
            return
        column = fill.needs[0]
        stood = self.read.columns[column][bisect_left(self.read.lines, wrong.line)]
        reason = wrong.reason
        if wrong.value and wrong.value != stood.strip():
            reason = f"{reason} (read as {wrong.value!r})"
        heading = self.headings.get(column, column)
        context.refuse(self.report, Unreadable(wrong.line, reason, heading, stood))


Placed = tuple[Origin, int, Row]


def read_rows(
    context: Context, source: Source, entity: Entity, lookups: Lookups
) -> Iterator[Placed]:
    """Yield the rows of an entity, from the mapping's constants and from its files."""
    reader = RowReader(entity)
    for origin, batch in _constants(context, source, entity):
        yield from _read(context, reader, origin, batch)
    for table, path, outputs in source.feeding(entity):
        for output in outputs:
            report = context.report(path.name, entity.name)
            feed = Feed(table, path, (output,))
            for read, translated in read_file(context, source, lookups, feed, report):
                origin = Origin(report, output.fills, feed.headings, read)
                yield from _read(context, reader, origin, translated[0])


@dataclass(slots=True)
class Feed:
    """A file and the outputs that read it; `headings` are known when its first batch comes."""

    table: SourceTable
    path: Path
    outputs: Sequence[Output]
    headings: Mapping[str, str] = None  # type: ignore[assignment]


def read_file(
    context: Context, source: Source, lookups: Lookups, feed: Feed, report: FileReport
) -> Iterator[tuple[Batch, list[Batch]]]:
    """Yield the file's batches: as they stand, and as each output has them.

    What can't be read is reported and, but for what an output says of its own rows, refused.
    """
    try:
        file = open_table(feed.path, feed.table.columns)
        feed.headings = file.headings
        _report_columns(report, file, feed.table)
        if not _complete(context, report, file, feed.outputs):
            return
        translators = [Translator(o, lookups, source.mapping.style) for o in feed.outputs]
        for batch in file.batches():
            report.read += len(batch.lines) + len(batch.unreadable)
            for wrong in batch.unreadable:
                context.refuse(report, wrong)
            read = Batch(batch.lines, batch.columns)
            yield read, [translator.translate(read) for translator in translators]
            last = batch.lines or [wrong.line for wrong in batch.unreadable]
            if context.progress is not None and last:
                context.progress(feed.path.name, last[-1], file.encoding.lines)
        for translator in translators:
            report.skipped.update(translator.skipped)
        report.ignored += sorted(file.keys.further.values())
        if file.keys.repeated:
            report.notes.append(f"{NAMED_TWICE}: {', '.join(sorted(file.keys.repeated.values()))}")
    except UnreadableFile as error:
        context.refuse(report, Unreadable(1, str(error)))


def _read(context: Context, reader: RowReader, origin: Origin, batch: Batch) -> Iterator[Placed]:
    found = reader.read(batch)
    for wrong in found.refused:
        origin.refuse(context, wrong)
    for line, row in zip(found.lines, found.rows, strict=True):
        yield origin, line, row


def _constants(context: Context, source: Source, entity: Entity) -> Iterator[tuple[Origin, Batch]]:
    rows = source.mapping.constants.get(entity.name)
    if not rows:
        return
    report = context.report("(the mapping)", entity.name)
    report.read = len(rows)
    columns = {c.name: [row.get(c.name, "") for row in rows] for c in entity.columns}
    batch = Batch(range(1, len(rows) + 1), columns)
    yield Origin(report, {}, {}, batch), batch


def _report_columns(report: FileReport, file: TableFile, table: SourceTable) -> None:
    report.notes += file.notes
    report.ignored += [
        heading for name, heading in file.headings.items() if name not in table.columns
    ]


def _complete(
    context: Context, report: FileReport, file: TableFile, outputs: Sequence[Output]
) -> bool:
    """Tell whether the file has the columns that its entities can't be without."""
    for output in outputs if file.headings else ():
        for column in output.entity.columns:
            fill = output.fills.get(column.name)
            missing = [need for need in fill.needs if need not in file.headings] if fill else []
            if missing and column.required:
                _refuse_all(context, report, file, missing[0])
                return False
    return True


def _refuse_all(context: Context, report: FileReport, file: TableFile, missing: str) -> None:
    rows = sum(len(batch.lines) + len(batch.unreadable) for batch in file.batches())
    report.read = rows
    reason = f"the file has no column {missing!r}: none of its rows can land ({rows:,} not read)"
    context.refuse(report, Unreadable(1, reason, missing), max(rows, 1))
