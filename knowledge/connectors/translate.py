"""A mapping at work: a batch of a source table becomes a batch of an entity's columns."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from knowledge.connectors.cells import read_day, read_number
from knowledge.connectors.entities import Column
from knowledge.connectors.files import Batch, Unreadable
from knowledge.connectors.mapping import Fill, Output, Style

Lookup = Mapping[str, str]
Step = Callable[[str], str]
_MOST_KNOWN = 50_000


class _Wrong(str):
    """In a column, the reason why there is no text."""

    __slots__ = ()


class Translator:
    """Turns the batches of one table into those of one entity.

    `lookups`: for each (table, column) that the output's fills go via, the texts by their key.
    """

    def __init__(
        self, output: Output, lookups: Mapping[tuple[str, str], Lookup], style: Style
    ) -> None:
        self.output = output
        self.skipped: Counter[str] = Counter()
        self._fills = [
            (name, fill, _steps(fill, output.entity.column(name), lookups, style))
            for name, fill in output.fills.items()
        ]

    def translate(self, batch: Batch) -> Batch:
        """Give the entity's columns for the rows that aren't skipped."""
        batch = self._without_skipped(batch)
        columns: dict[str, Sequence[str]] = {}
        wrong: dict[int, Unreadable] = {}
        for name, fill, known in self._fills:
            texts = _texts(fill, batch)
            if texts is None:
                continue
            if known is not None:
                texts = [known[text] for text in texts]
                _collect(texts, batch, name, wrong)
            columns[name] = texts
        if not wrong:
            return Batch(batch.lines, columns, batch.unreadable)
        return _without(Batch(batch.lines, columns, batch.unreadable), wrong)

    def _without_skipped(self, batch: Batch) -> Batch:
        for skip in self.output.skips:
            column = batch.columns.get(skip.column)
            if column is None:
                continue
            keep = [
                i for i, text in enumerate(column) if (text.strip() in skip.among) == skip.negated
            ]
            if len(keep) < len(column):
                self.skipped[skip.because] += len(column) - len(keep)
                batch = _only(batch, keep)
        return batch


class _Known(dict[str, str]):
    """What became of a text, by the text. An empty one stays empty but for a value map."""

    def __init__(self, steps: Sequence[Step], of_empty: str) -> None:
        super().__init__({"": of_empty})
        self._steps = steps

    def __missing__(self, text: str) -> str:
        try:
            found = text.strip()
            for step in self._steps if found else ():
                found = step(found)
        except ValueError as error:
            found = _Wrong(error)
        if len(self) < _MOST_KNOWN:
            self[text] = found
        return found


def _texts(fill: Fill, batch: Batch) -> Sequence[str] | None:
    if fill.value is not None:
        return [fill.value] * len(batch.lines)
    if not fill.template:
        return batch.columns.get(fill.column)
    needs = fill.needs
    if any(need not in batch.columns for need in needs):
        return None
    rows = zip(*(batch.columns[need] for need in needs), strict=True)
    return [
        fill.template.format_map(dict(zip(needs, row, strict=True))) if any(row) else ""
        for row in rows
    ]


def _collect(texts: Sequence[str], batch: Batch, name: str, wrong: dict[int, Unreadable]) -> None:
    if _Wrong not in set(map(type, texts)):
        return
    for i, text in enumerate(texts):
        if isinstance(text, _Wrong):
            wrong.setdefault(i, Unreadable(batch.lines[i], str(text), name))


def _without(batch: Batch, wrong: Mapping[int, Unreadable]) -> Batch:
    kept = _only(batch, [i for i in range(len(batch.lines)) if i not in wrong])
    return Batch(kept.lines, kept.columns, (*kept.unreadable, *wrong.values()))


def _only(batch: Batch, keep: Sequence[int]) -> Batch:
    columns = {name: [texts[i] for i in keep] for name, texts in batch.columns.items()}
    return Batch([batch.lines[i] for i in keep], columns, batch.unreadable)


def _steps(
    fill: Fill, column: Column, lookups: Mapping[tuple[str, str], Lookup], style: Style
) -> _Known | None:
    """The steps from the source's text to the entity's; None where the text stays as it is."""
    steps: list[Step] = []
    if fill.via is not None:
        steps.append(partial(_joined, fill.via[0], lookups[fill.via]))
    if fill.values is not None:
        folded = {key.casefold(): value for key, value in fill.values.items()}
        steps.append(partial(_valued, {**folded, **fill.values}, fill.otherwise))
    style = fill.style or style
    if fill.value is None:
        steps += _styled(column, style)
    if fill.times is not None:
        steps.append(partial(_multiplied, fill.times))
    if fill.shift_days:
        steps.append(partial(_shifted, timedelta(days=fill.shift_days)))
    return _Known(steps, (fill.values or {}).get("", "")) if steps else None


def _styled(column: Column, style: Style) -> list[Step]:
    if column.kind in ("int", "decimal", "money") and (style.decimal, style.thousands) != (".", ""):
        return [partial(_number, style)]
    if column.kind in ("date", "instant") and style.date_formats:
        return [partial(_dated, style.date_formats, column.kind == "date")]
    return []


def _joined(table: str, lookup: Lookup, text: str) -> str:
    found = lookup.get(text)
    if found is None:
        raise ValueError(f"no row of {table!r} has it as its key")
    return found


def _valued(values: Lookup, otherwise: str | None, text: str) -> str:
    found = values.get(text, values.get(text.casefold(), otherwise))
    if found is None:
        raise ValueError("the mapping gives no value for it: add it under `values`")
    return found


def _number(style: Style, text: str) -> str:
    """Rewrite "1.234,56" as "1234.56"; the marks must stand where that style has them."""
    whole, _, fraction = text.partition(style.decimal)
    if style.thousands and style.thousands in whole:
        first, *groups = whole.split(style.thousands)
        if not 1 <= len(first.lstrip("+-")) <= 3 or any(len(group) != 3 for group in groups):
            raise ValueError(f"not a number as the mapping writes them ({style.decimal!r})")
        whole = first + "".join(groups)
    if "." in whole or "." in fraction:
        raise ValueError(f"not a number as the mapping writes them ({style.decimal!r})")
    return f"{whole}.{fraction}" if fraction else whole


def _dated(formats: Sequence[str], whole_day: bool, text: str) -> str:
    for form in formats:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - a source's days have no zone
        except ValueError:
            continue
        return found.date().isoformat() if whole_day else found.isoformat()
    return text


def _multiplied(factor: Decimal, text: str) -> str:
    return f"{read_number(text) * factor:f}"


def _shifted(by: timedelta, text: str) -> str:
    return (read_day(text) + by).isoformat()
