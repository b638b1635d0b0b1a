"""Which account a person means: forgiving case, suffixes and typos, never guessing between two."""

import re
from collections.abc import Mapping
from functools import lru_cache

from knowledge.errors import AccountNotFound, AmbiguousAccount

_SUFFIXES = re.compile(
    r"\b(inc|incorporated|corp|corporation|co|company|llc|ltd|limited|plc|gmbh|ag|kg|sa|sas|sarl"
    r"|bv|nv|ab|as|oy|oyj|srl|spa|pty|group|holdings?|the)\b\.?"
)
_NUMBER = re.compile(r"\d+")
_NOT_WORD = re.compile(r"[^\w]+")
# Measured on the sample world's names with one and two typos: right at 86, wrong ones under 80.
_SURE, _MARGIN, _NEAR = 86.0, 5.0, 60.0


def find_account(name: str, names: Mapping[int, str]) -> int:
    """The id of the one account that `name` means among `names` (id to name).

    Raises AccountNotFound with the nearest names, and AmbiguousAccount where several fit.
    """
    from rapidfuzz import fuzz, process

    wanted = plain(name)
    if not wanted:
        raise AccountNotFound(name)
    plains = {key: plain(value) for key, value in names.items()}
    for tier in (_same, _begins, _contains):
        found = [key for key, value in plains.items() if tier(wanted, value)]
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousAccount(name, sorted(names[key] for key in found)[:6])
    numbers = _NUMBER.findall(wanted)
    # "Company 12" is no misspelling of "Company 11".
    alike = {key: value for key, value in plains.items() if _NUMBER.findall(value) == numbers}
    scored = process.extract(wanted, alike, scorer=fuzz.WRatio, limit=6, score_cutoff=_NEAR)
    if not scored:
        raise AccountNotFound(name)
    best = scored[0][1]
    close = [key for _, score, key in scored if score >= max(_SURE, best - _MARGIN)]
    if len(close) == 1:
        return close[0]
    if close:
        raise AmbiguousAccount(name, sorted(names[key] for key in close))
    raise AccountNotFound(name, [names[key] for _, _, key in scored[:3]])


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """The name without case, punctuation and legal form; the whole name where nothing is left."""
    lowered = _NOT_WORD.sub(" ", name.casefold().replace("&", " and ")).strip()
    return _NOT_WORD.sub(" ", _SUFFIXES.sub(" ", lowered)).strip() or lowered


def _same(wanted: str, name: str) -> bool:
    return wanted == name


def _begins(wanted: str, name: str) -> bool:
    return name.startswith(wanted + " ")


def _contains(wanted: str, name: str) -> bool:
    return len(wanted) > 2 and f" {wanted} " in f" {name} "
