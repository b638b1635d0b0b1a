"""company.toml as it was written: values by dotted key, and complaints that name the line."""

import difflib
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.errors import BadCompany

_SEGMENT: dict[str, Any] = {"name": {}, "from_arr": {}, "accounts_per_csm": {}}
_KNOWN: dict[str, Any] = {
    "name": {},
    "currency": {},
    "fiscal_year_start": {},
    "time_zone": {},
    "working_days": {},
    "holidays": {},
    "touch_every_days": {},
    "goals_per_account": {},
    "plan_rates": None,
    "segments": {"enterprise": _SEGMENT, "mid_market": _SEGMENT, "smb": _SEGMENT},
}


@dataclass(frozen=True, slots=True)
class CompanyFile:
    """The values of one file; `written` is its text, where a complaint finds the line."""

    path: Path
    written: str
    values: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "CompanyFile":
        """Read the file. Raises BadCompany where it can't be read or is not TOML."""
        try:
            written = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as err:
            raise BadCompany(f"{path} can't be read ({err}): give a TOML file in UTF-8.") from err
        try:
            return cls(path, written, tomllib.loads(written, parse_float=Decimal))
        except tomllib.TOMLDecodeError as err:
            raise BadCompany(f"{path} is not TOML: {err}. Mend that line.") from err

    def over(self, default: "CompanyFile") -> "CompanyFile":
        """Fill what this file leaves out from `default`, but for the plan rates."""
        values = {**default.values, "plan_rates": {}, **self.values}
        if isinstance(values["segments"], dict):
            values["segments"] = _merged_segments(default.values["segments"], values["segments"])
        return CompanyFile(self.path, self.written, values)

    def bad(self, key: str, is_what: str, cure: str) -> BadCompany:
        """Make the complaint about one key."""
        line = self._line_of(key)
        where = f"{self.path}, line {line}" if line else str(self.path)
        return BadCompany(f"{where}: {key} {is_what}; {cure}")

    def has(self, key: str) -> bool:
        """Tell whether the file, or the default under it, gives the key."""
        return self._get(key) is not None

    def text(self, key: str) -> str:
        """Give a non-empty text."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, f"is {value!r}", "write a text in quotes.")
        return value.strip()

    def whole(self, key: str, lowest: int, highest: int) -> int:
        """Give a whole number within bounds, both inclusive."""
        value = self._get(key)
        if type(value) is not int or not lowest <= value <= highest:
            cure = f"write a whole number from {lowest} to {highest}."
            raise self.bad(key, f"is {value!r}", cure)
        return value

    def number(self, key: str) -> Decimal:
        """Give a number as it was written, exactly."""
        value = self._get(key)
        if type(value) is int or (isinstance(value, Decimal) and value.is_finite()):
            return Decimal(value)
        written = value if isinstance(value, Decimal) else repr(value)
        raise self.bad(key, f"is {written}", "write a plain number, such as 1.08.")

    def items(self, key: str, cure: str) -> list[object]:
        """Give a list."""
        value = self._get(key)
        if not isinstance(value, list):
            raise self.bad(key, f"is {value!r}", cure)
        return value

    def table(self, key: str) -> dict[str, Any]:
        """Give a table."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self.bad(key, f"is {value!r}", f"write it as a table, under [{key}].")
        return value

    def currency_code(self, key: str, code: str) -> str:
        """Give an ISO 4217 code in capitals."""
        if not re.fullmatch("[A-Za-z]{3}", code):
            raise self.bad(key, f"is {code!r}", "write a three-letter code such as 'EUR'.")
        return code.upper()

    def refuse_unknown(self) -> None:
        """Raise BadCompany at the first key that nothing reads."""
        self._refuse_unknown(self.values, _KNOWN, "")

    def _refuse_unknown(self, values: dict[str, Any], known: dict[str, Any], under: str) -> None:
        for key, value in values.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}."
                raise self.bad(under + key, "is not a key of this file", meant)
            if known[key] and isinstance(value, dict):
                self._refuse_unknown(value, known[key], f"{under}{key}.")

    def _get(self, key: str) -> Any:
        value: Any = self.values
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def _line_of(self, key: str) -> int | None:
        table, _, name = key.rpartition(".")
        here = ""
        for number, line in enumerate(self.written.splitlines(), start=1):
            if header := re.match(r"\s*\[\s*([\w.\s-]+?)\s*\]", line):
                here = header[1]
                if here == key:
                    return number
            elif here == table and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]", line):
                return number
        return None


def _merged_segments(default: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(own)
    for key, rule in default.items():
        given = own.get(key, {})
        if isinstance(given, dict):
            merged[key] = {**rule, **given}
    return merged
