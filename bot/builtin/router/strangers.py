"""Finds a name that no list holds: by its capital, by its place, or as no word of the field."""

import re
from collections.abc import Callable, Collection, Sequence

from bot.builtin.router.name_words import ENTITY_WORDS, NEVER_NAMES
from bot.builtin.router.names import TOKEN, Mention, fold
from bot.builtin.router.words import OF_A_PERSON

_UP, _LOW = "A-ZÀ-ÖØ-ÞŁŚŞŽŠČĆŻŘĐİ", "a-zß-öø-ÿłśşžščćżřđığńęąěňůő"
_UNKNOWN_NAME = re.compile(
    r"\b(?:about|with|for|at|of|on|from|regarding|is|did|has|does|pull up|how's|who's|how are)\s+"
    r"(?P<after>"
    rf"(?:[{_UP}]|\d+[A-Z])[\w&.-]*(?:\s+(?:[{_UP}][\w&.-]*|&|of)(?=\s|$|[?!.,;:'’]))*)"
    rf"|(?P<owner>[{_UP}][\w&.-]*(?:\s+[{_UP}][\w&.-]*)*)(?=['’]s\b)"
)
_LED_TO = re.compile(
    r"\b(?:of|at|for|with|on|about|from|regarding|inside|hows|how's|how is|how are|is|does|did|has)"
    r" (?:the )?$",
    re.I,
)
_LED_FROM = re.compile(
    r"(?:'s\b| (?:status|account|renewals?|usage|tickets|arr|nps|health)\b)", re.I
)
_PERSON = rf"(?P<name>[{_UP}][{_LOW}]+ [{_UP}][\w-]+|[{_UP}][{_LOW}]+)"
_TWO_NAMES = rf"(?P<name>[{_UP}][{_LOW}]+ [{_UP}][\w-]+)"
_WHOSE_BOOK = (
    re.compile(
        rf"\b{_PERSON}'s (?:whole |entire )?"
        r"(?:book|accounts|customers|clients|team|portfolio|load)\b"
    ),
    re.compile(rf"\b{_TWO_NAMES}'s (?:\w+ )?(?:renewals|risks|numbers|retention|NRR|GRR)\b"),
    re.compile(
        r"\b(?:[Bb]ook(?: load)?|[Aa]ccounts|[Cc]ustomers|[Ww]orkload|[Ll]oad) (?:of|for) "
        rf"{_TWO_NAMES}"
    ),
)

_SPEAKER = re.compile(
    rf"(?<![.!?] )(?<!^)\b(?P<name>(?!Acme\b)[{_UP}][{_LOW}]+(?: [{_UP}][\w-]+)?) "
    r"(?:ever |also |first |last )?"
    r"(?:said|says|mentioned|mentions|mention|wrote|writes|brought up|talked|spoke|raised)\b"
)
_WHO_IS = re.compile(
    rf"^(?:and |so )?who(?: is|'s|s| was) (?P<name>[{_UP}][\w-]+ [{_UP}][\w-]+)\W*$", re.M
)
_PEOPLE = (
    _WHO_IS,
    _SPEAKER,
    *(
        re.compile(f"(?i:{before}){_TWO_NAMES}(?i:{after})")
        for before, _, after in (wording.partition("NAME") for wording in OF_A_PERSON)
    ),
)
# A name after these, in a question about talk, is what the talk was of.
_TOPIC_AT = re.compile(
    r"\b(?:about|abt|bout|mention(?:s|ed|ing)?(?: of)?|regarding|concerning|ask(?:s|ed|ing)? for"
    r"|wants?|needs?|using|evaluating|discuss(?:ed|es|ing)?|brought up|bring up|voc on) "
    r"(?:the |an? )?$",
    re.I,
)
_TALKED_ABOUT = re.compile(r"\b(?:about|regarding|concerning) (?:the |our )?$", re.I)
_OF_TALK = re.compile(
    r"\b(?:said|says?|saying|talk(?:ed|s|ing)?|mention(?:ed|s|ing)?|discuss\w*|complain\w*|asks?|asked"
    r"|asking|wants?|spoken?|brought up|bring up|voc|feedback|search|notes|calls|emails|wrote)\b",
    re.I,
)


def spot_speaker(text: str) -> Mention | None:
    """Return a person who is asked after, or whose words are, and whom no list holds."""
    match = next((m for wording in _PEOPLE if (m := wording.search(text))), None)
    if match is None or any(_no_person(word) for word in fold(match["name"]).split()):
        return None
    return Mention(match["name"], *match.span("name"), known=False)


def is_topic(text: str, mention: Mention) -> bool:
    """Tell whether a name that no list holds is what was talked about, not an account."""
    return bool(_TOPIC_AT.search(text[: mention.start]) and _OF_TALK.search(text))


def is_talk_about(text: str, start: int) -> bool:
    """Tell whether what begins at `start` is what was talked about: "say about month end"."""
    return bool(_TALKED_ABOUT.search(text[:start]) and _OF_TALK.search(text[:start]))


def spot_person(text: str) -> Mention | None:
    """Return a colleague whose book is asked for, and whom no list holds."""
    for wording in _WHOSE_BOOK:
        match = wording.search(text)
        if match and not any(_no_person(word) for word in fold(match["name"]).split()):
            return Mention(match["name"], *match.span("name"), known=False)
    return None


def spot_uncommon(text: str, is_plain: Callable[[str], bool]) -> Mention | None:
    """Return a name without a capital: words that are no words of ordinary questions."""
    words = list(TOKEN.finditer(text))
    for number, word in enumerate(words):
        if not _may_be_name(word.group(), is_plain):
            continue
        last = number
        while last + 1 < len(words) and _goes_on(text, words[last], words[last + 1], is_plain):
            last += 1
        start, end = word.start(), words[last].end()
        placed = _LED_TO.search(text[:start]) or _LED_FROM.match(text[end:])
        if placed or last > number:
            return Mention(text[start:end], start, end, known=False)
    return None


def _may_be_name(word: str, is_plain: Callable[[str], bool]) -> bool:
    return len(word) >= 4 and word.isalpha() and not is_plain(word)


def _goes_on(
    text: str, last: re.Match[str], word: re.Match[str], is_plain: Callable[[str], bool]
) -> bool:
    if text[last.end() : word.start()] != " ":
        return False
    return fold(word.group()) in ENTITY_WORDS or _may_be_name(word.group(), is_plain)


def _no_person(word: str) -> bool:
    return word in NEVER_NAMES or word in ENTITY_WORDS or word in ("acme", "dana", "team")


def spot_unknown(text: str, vocabulary: Collection[str]) -> Mention | None:
    """Return a capitalised name in a name's place that no list holds, as it stands."""
    for match in _UNKNOWN_NAME.finditer(text):
        start = match.start(match.lastgroup or 0)
        words = list(TOKEN.finditer(text, start, match.end()))
        while words and _ordinary(words[-1].group(), vocabulary):
            words.pop()
        if words and not _ordinary(words[0].group(), vocabulary):
            end = words[-1].end()
            return Mention(text[start:end], start, end, known=False)
    return None


def _ordinary(word: str, vocabulary: Collection[str]) -> bool:
    folded = fold(word)
    if folded in NEVER_NAMES or folded in vocabulary:
        return True
    return word.isupper() and len(word) < 4


def described(text: str, accounts: Sequence[str]) -> list[Mention]:
    """Return "the bank" where one account alone is a bank by its name."""
    for match in re.finditer(r"\bthe (\w+)", text.lower()):
        fits = [name for name in accounts if match[1] in fold(name).split()]
        if match[1] in ENTITY_WORDS and len(fits) == 1:
            return [Mention(fits[0], *match.span())]
    return []
