"""Lands usage: a whole batch at a time by column, and row by row only where something is wrong.

A row without an id is told from others by account, metric, feature and day; one with an id by the
id and the metric, so that a corrected row leaves nothing behind on the day that it had before.
"""

from collections.abc import Iterable
from math import isfinite

from knowledge.connectors.cells import looks_like_formula
from knowledge.connectors.entities import Entity
from knowledge.connectors.files import Batch
from knowledge.connectors.json_lines import YesNo
from knowledge.connectors.rows import Row, RowReader
from knowledge.importing.context import Context
from knowledge.importing.forgotten import refuse_forgotten
from knowledge.importing.not_landing import NotLanding
from knowledge.importing.reading import Feed, Lookups, Origin, read_file
from knowledge.importing.report import FileReport
from knowledge.importing.sources import Source
from knowledge.importing.usage_keys import Days, Parsed, ParsedColumns, Seen, Series
from knowledge.importing.usage_writer import Writer
from knowledge.store.landing_usage import metric_id, metric_ids

# The column holds 100; a derived key adds a number.
_LONGEST_KEY = 94
_LONGEST_FEATURE = 100
_NOT_PLAIN = ("_", "n", "N")


def import_usage(context: Context, source: Source, entity: Entity, lookups: Lookups) -> None:
    """Land all usage rows."""
    importer = _UsageImporter(context, entity)
    for table, path, outputs in source.feeding(entity):
        report = context.report(path.name, entity.name)
        feed = Feed(table, path, outputs)
        importer.writer.report = report
        for read, translated in read_file(context, source, lookups, feed, report):
            for output, batch in zip(outputs, translated, strict=True):
                importer.take(Origin(report, output.fills, feed.headings, read), batch)
        importer.writer.finish()
    importer.writer.finish_all()


class _UsageImporter:
    def __init__(self, context: Context, entity: Entity) -> None:
        self.context = context
        self.seen = Seen()
        self.writer = Writer(context, self.seen)
        self._reader = RowReader(entity)
        self._series = _AllSeries(context, entity)
        self._days = Days()

    def take(self, origin: Origin, batch: Batch) -> None:
        """Land a batch; bad rows are refused."""
        for wrong in batch.unreadable:
            origin.refuse(self.context, wrong)
        batch = Batch(batch.lines, batch.columns)
        try:
            rows = self._rows(batch)
        except (KeyError, ValueError, NotLanding):
            rows = self._row_by_row(origin, batch)
        count = len(self._series.numbers)
        fresh, again = self.seen.split(rows, count, self.context.import_id)
        self.writer.add(fresh, again)
        self._flag(origin.report, batch)

    def _rows(self, batch: Batch) -> ParsedColumns:
        """Read the whole batch by column. Raises where a single cell isn't plain."""
        columns = batch.columns
        blank = ("",) * len(batch.lines)
        metrics, features = columns["metric"], columns.get("feature", blank)
        named = zip(columns["account"], metrics, features, strict=True)
        series = [self._series[name] for name in named]
        days = [self._days[text] for text in columns["day"]]
        texts = columns["value"]
        _require_plain(texts)
        values = list(map(float, texts))
        if values and not (min(values) >= 0 and isfinite(max(values))):
            raise ValueError
        if YesNo in {*map(type, features), *map(type, columns.get("id", ()))}:
            raise ValueError
        keys = [key.strip() for key in columns["id"]] if "id" in columns else blank
        if max(map(len, keys), default=0) > _LONGEST_KEY:
            raise ValueError
        return ParsedColumns(series, days, keys, values)

    def _row_by_row(self, origin: Origin, batch: Batch) -> ParsedColumns:
        found = self._reader.read(batch)
        for wrong in found.refused:
            origin.refuse(self.context, wrong)
        rows: list[Parsed] = []
        for line, row in zip(found.lines, found.rows, strict=True):
            try:
                rows.append(self._row(row))
            except NotLanding as not_landing:
                origin.refuse(self.context, not_landing.on(line))
        return ParsedColumns(
            [row.series for row in rows],
            [row.day for row in rows],
            [row.key for row in rows],
            [row.value for row in rows],
        )

    def _row(self, row: Row) -> Parsed:
        key = str(row["id"] or "")
        if len(key) > _LONGEST_KEY:
            raise NotLanding("id", key, f"longer than {_LONGEST_KEY} characters")
        series = self._series[str(row["account"]), str(row["metric"]), str(row["feature"] or "")]
        return Parsed(series, self._days[str(row["day"])], key, float(str(row["value"])))

    def _flag(self, report: FileReport, batch: Batch) -> None:
        features = {text for text in set(batch.columns.get("feature", ())) if text}
        for text in features:
            if looks_like_formula(text):
                report.flagged["formula"] += 1
                self.context.flag_formula("usage", None, text)


class _AllSeries(dict[tuple[str, str, str], Series]):
    """The series by what a row calls them: account, metric, feature."""

    def __init__(self, context: Context, entity: Entity) -> None:
        super().__init__()
        self._context = context
        self._accounts = context.ids_of("accounts")
        self._choices = set(entity.column("metric").choices)
        with context.store.read() as connection:
            self._metrics = metric_ids(connection)
        self.numbers: dict[tuple[int, int], Series] = {}

    def __missing__(self, name: tuple[str, str, str]) -> Series:
        account, metric, feature = (text.strip() for text in name)
        account_id = self._accounts.get(account)
        if account_id is None:
            refuse_forgotten(self._context.stones, "account", account)
            raise NotLanding("account", account, "no such row of accounts, here or in the store")
        if metric not in self._choices:
            raise KeyError(metric)
        if len(feature) > _LONGEST_FEATURE:
            raise NotLanding("feature", feature, f"longer than {_LONGEST_FEATURE} characters")
        place = account_id, self._metric_id(metric, feature)
        found = self.numbers.get(place)
        if found is None:
            found = self.numbers[place] = Series(*place, metric, len(self.numbers))
        self[name] = found
        return found

    def _metric_id(self, metric: str, feature: str) -> int:
        if (metric, feature) not in self._metrics:
            with self._context.store.write() as connection:
                self._metrics[metric, feature] = metric_id(connection, metric, feature)
        return self._metrics[metric, feature]


def _require_plain(texts: Iterable[str]) -> None:
    """Raise ValueError where float() would read what isn't a number to a person (1_000, nan)."""
    joined = "".join(texts)
    if any(mark in joined for mark in _NOT_PLAIN):
        raise ValueError
