"""Health bands that a text gives an account: "red" of one whose band is green."""

import re
from collections.abc import Iterator

from bot.checker.ledger import Entry
from bot.checker.mentions import Mention

BANDS = frozenset(("green", "yellow", "red"))
_BAND = re.compile(r"(?<![\w-])(?:green|yellow|red)(?![\w-])", re.I)
_COUNTED = re.compile(r"(?:\d|\b(?:no|one|two|three|four|five|six|seven|eight|nine|ten|all|of))\s$")
_SUPPOSED = re.compile(
    r"\b(?:line to|below|above|for|cap(?:ped)?(?: it)? at|(?:would|could|might|should) (?:be|turn)"
    r"|until|not|no longer|never|than|if|or|and|the|into|neither|nor|back to|stay|stays)\s$",
    re.I,
)
_THING = re.compile(
    r"\s(?:light|tape|button|flag|herring|line|marks?|accounts?|band|ones?|but|list|or|and)\b", re.I
)


def band_words(bare: str) -> Iterator[Mention]:
    """Find the words that give something a band."""
    for match in _BAND.finditer(bare):
        before = bare[max(0, match.start() - 24) : match.start()]
        if _COUNTED.search(before) or _SUPPOSED.search(before) or _THING.match(bare, match.end()):
            continue
        yield Mention(match.start(), match.end(), match[0], "claim")


def false_band(word: str, own: list[Entry]) -> str:
    """Say what is wrong with a band of the entity of these entries; "" where nothing is."""
    bands = {
        str(entry.fact.value).casefold()
        for entry in own
        if entry.fact.unit == "band" and isinstance(entry.fact.value, str)
    }
    if not bands & {*BANDS, "unknown"} or word.casefold() in bands:
        return ""
    return f"the facts have {' and '.join(sorted(bands))}"
