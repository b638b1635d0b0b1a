"""From a text to its terms: words without case, accents and endings; no words that say nothing.

The stemmer is Porter's (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980),
so that "integrations", "integrate" and "integrating" are one term on every database.
"""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PLAIN = re.compile(r"[a-z]{3,}")
_DOUBLED = re.compile(r"([^aeiouylsz])\1$")
_SHORT_END = re.compile(r"^(?:.*[^aeiou])?(?:[aeiouy]|(?<=[^aeiou])y)[^aeiouwxy]$")
_VOWEL = re.compile(r"[aeiou]|(?<=[^aeiou])y")
_MEASURE = re.compile(r"(?:[aeiou]|(?<=[^aeiou])y)+(?:(?:[^aeiouy]|^y|(?<=[aeiou])y)+)")

_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("bli", "ble"), ("logi", "log"), ("alli", "al"), ("entli", "ent"), ("eli", "e"),
    ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
    ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""),
    ("ness", ""),
)  # fmt: skip
_STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip

# Words that stand in nearly every text, and those that a question is dressed in.
_SAYING_NOTHING = """
a about after again all also am an and any anyone anything are as at be because been before
being both but by can could d did do does doing done down during each few for from further get
give had has have having he her here hers him his how i if in into is it its itself just let ll
m me more most my myself no nor not now of off on once one only or other our out over own re s
same say said says she should so some somebody such t talk talked tell than that the their them
then there these they thing things this those through to too under until up us ve very was we
were what when where which while who whom why will with would you your yours please discuss
discussed discussion mention mentioned regarding concerning summarize summarise summary
"""
STOP_WORDS = frozenset(_SAYING_NOTHING.split())


def terms_of(text: str) -> list[str]:
    """The terms of a text in order, each as often as it stands there."""
    words = (_word(found) for found in _WORD.findall(text))
    return [stem(word) for word in words if word and word not in STOP_WORDS]


def query_terms(text: str) -> list[str]:
    """The terms of a question, each once; all its words where nothing else is left."""
    found = terms_of(text) or [stem(_word(word)) for word in _WORD.findall(text)]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=65_536)
def _word(found: str) -> str:
    """The word in small letters, without accents and without "'s"."""
    word = found.replace("’", "'").casefold().removesuffix("'s").replace("'", "")
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without its endings; one with digits or other letters than a-z as it is."""
    if not _PLAIN.fullmatch(word):
        return word
    word = _plural(word)
    word = _past(word)
    if word.endswith("y") and _VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, _STEP_2)
    word = _replaced(word, _STEP_3)
    word = _dropped(word)
    return _tidied(word)


def _measure(word: str) -> int:
    """Porter's m: how many times a vowel run is followed by a consonant run."""
    return len(_MEASURE.findall(word))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        root = word.removesuffix(ending)
        if root != word and _VOWEL.search(root):
            return _mended(root)
    return word


def _mended(root: str) -> str:
    if root.endswith(("at", "bl", "iz")):
        return root + "e"
    if _DOUBLED.search(root):
        return root[:-1]
    if _measure(root) == 1 and _SHORT_END.match(root):
        return root + "e"
    return root


def _replaced(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, other in endings:
        if word.endswith(ending):
            root = word.removesuffix(ending)
            return root + other if _measure(root) > 0 else word
    return word


def _dropped(word: str) -> str:
    ending = max((e for e in _STEP_4 if word.endswith(e)), key=len, default="")
    root = word.removesuffix(ending) if ending else word
    if not ending or _measure(root) <= 1 or (ending == "ion" and not root.endswith(("s", "t"))):
        return word
    return root


def _tidied(word: str) -> str:
    if word.endswith("e"):
        root, measure = word[:-1], _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _SHORT_END.match(root)):
            word = root
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word
