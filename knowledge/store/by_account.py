"""A query's rows as arrays, one number for each account: what the health engine works on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select

from knowledge.health.signals import FloatArray


def columns_by_account(
    connection: Connection, query: Select[Any], ids: Sequence[int]
) -> dict[str, FloatArray]:
    """Run a query whose first column is the account's id and give its other columns by name.

    Each array has one entry for each of `ids`, in their order; NaN where the query has no row or
    null. A date is its ordinal, so that two dates differ by days. Rows of other accounts are left
    out.
    """
    result = connection.execute(query)
    names = list(result.keys())[1:]
    places = {account_id: i for i, account_id in enumerate(ids)}
    rows = [row for row in result if row[0] in places]
    at = [places[row[0]] for row in rows]
    found = {name: np.full(len(ids), np.nan) for name in names}
    for i, name in enumerate(names, start=1):
        found[name][at] = [_number(row[i]) for row in rows]
    return found


def _number(value: Any) -> float:
    if value is None:
        return np.nan
    return float(value.toordinal() if isinstance(value, date) else value)
