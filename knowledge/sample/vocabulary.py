"""The words of the sample world, read from the TOML files beside this one."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

Words = dict[str, Any]


@cache
def words(name: str) -> Words:
    """Read words/<name>.toml: companies, people, product, topics or frames."""
    path = Path(__file__).parent / "words" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def modules() -> tuple[str, ...]:
    """The product's modules, the most used first."""
    return tuple(module["name"] for module in words("product")["module"])


def vendor() -> Words:
    """The company whose CSMs these are."""
    people: Words = words("people")["vendor"]
    return people
