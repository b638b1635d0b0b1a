"""What every part of one import shares."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from knowledge.company import Company
from knowledge.connectors.files import Unreadable
from knowledge.importing.not_landing import FORGOTTEN
from knowledge.importing.report import FileReport, Refusal, Refusals
from knowledge.store.engine import Store
from knowledge.store.landing import ids
from knowledge.store.landing_after import account_currencies
from knowledge.store.tombstones import Tombstones

Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Context:
    """One import: where it lands, what it has refused and flagged, whose rows it can refer to."""

    store: Store
    source: str
    import_id: int
    now: datetime
    today: date
    company: Company
    refusals: Refusals
    progress: Progress | None = None
    reports: list[FileReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formulas: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    formula_examples: dict[tuple[str, int | None], str] = field(default_factory=dict)
    stones: Tombstones | None = None
    without_segment: set[str] = field(default_factory=set)
    _ids: dict[str, dict[str, int]] = field(default_factory=dict)
    _currencies: dict[int, str] = field(default_factory=dict)

    def ids_of(self, name: str) -> dict[str, int]:
        """Give a table's row ids by source id, people's by e-mail."""
        if name not in self._ids:
            column = "email" if name == "people" else "source_id"
            with self.store.read() as connection:
                self._ids[name] = ids(connection, name, self.source, column)
        return self._ids[name]

    def currency_of(self, account_id: int | None) -> str:
        """Give the account's currency, the company's where there is no account."""
        if not self._currencies:
            with self.store.read() as connection:
                self._currencies.update(account_currencies(connection))
        return self._currencies.get(account_id or 0, self.company.currency)

    def landed(self, name: str) -> None:
        """Forget what was known of a table that has new rows."""
        self._ids.pop(name, None)
        if name == "accounts":
            self._currencies.clear()

    def report(self, file: str, entity: str) -> FileReport:
        """Begin the report of a file's rows in an entity."""
        report = FileReport(file, entity)
        self.reports.append(report)
        return report

    def refuse(self, report: FileReport, wrong: Unreadable, rows: int = 1) -> None:
        """Refuse a row, or for one reason a whole file's `rows`; skip one that was forgotten."""
        if wrong.reason.startswith(FORGOTTEN):
            report.skipped[FORGOTTEN] += 1
            return
        refusal = Refusal(report.file, wrong.line, wrong.column, wrong.value, wrong.reason)
        report.refused += rows * self.refusals.add(refusal, report.entity, rows)

    def progress_of(self, what: str) -> Callable[[int, int], None] | None:
        """Give what tells of the progress of work that no file stands for."""
        tell = self.progress
        return None if tell is None else lambda done, total: tell(what, done, total)

    def note(self, words: str) -> None:
        """Add a sentence to the report, once."""
        if words not in self.notes:
            self.notes.append(words)

    def flag_formula(self, entity: str, account_id: int | None, text: str) -> None:
        """Count a text that looks like a formula."""
        self.formulas[entity, account_id] += 1
        self.formula_examples.setdefault((entity, account_id), text)
