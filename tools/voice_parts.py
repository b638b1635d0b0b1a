"""A theme of feedback as an answer shows it: its words, who is behind it, what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz.fuzz import token_set_ratio

from knowledge.facts import Fact
from knowledge.notes.themes import Theme
from knowledge.store.feedback import ProductItem, Voice
from tools.about import About

QUOTES = 2
MOST_NAMED = 5
_SAME = 92.0
KINDS = {
    "request": ("request", "requests"),
    "complaint": ("complaint", "complaints"),
    "praise": ("praise", "praise"),
    "churn_reason": ("reason for leaving", "reasons for leaving"),
    "comment": ("comment", "comments"),
}


@dataclass(frozen=True, slots=True)
class VoiceQuote:
    """What one account said."""

    account: Fact
    quote: Fact
    on: Fact
    where: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many accounts said it in this way."""

    words: str
    count: Fact


@dataclass(frozen=True, slots=True)
class TiedItem:
    """What product makes of a theme; `asked` counts the accounts whose feedback is tied to it,
    `by` are the first of them."""

    name: Fact
    status: Fact
    shipped: Fact | None
    link: Fact | None
    asked: Fact
    by: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ThemeItem:
    """A theme: its most telling words, the accounts behind it and their ARR, a few quotes, and the
    product items that its feedback is tied to."""

    words: Fact
    accounts: Fact
    arr: Fact
    kinds: tuple[KindCount, ...]
    quotes: tuple[VoiceQuote, ...]
    tied: tuple[TiedItem, ...]


def once_per_account(voices: Sequence[Voice]) -> list[Voice]:
    """Leave out what an account said before in nearly the same words: the newest stays."""
    kept: dict[int, list[Voice]] = {}
    for voice in voices:
        mine = kept.setdefault(voice.account_id, [])
        if not any(_is_same(voice.text, other.text) for other in mine):
            mine.append(voice)
    return [voice for voice in voices if voice in kept[voice.account_id]]


def theme_item(
    theme: Theme,
    voices: Sequence[Voice],
    names: Mapping[int, str],
    arr: Mapping[int, Decimal],
    currency: str,
    about: About,
) -> ThemeItem:
    """`voices` are those that the theme's members point into; `arr` in the reporting currency."""
    mine = [voices[i] for i in theme.members]
    accounts = {voice.account_id for voice in mine}
    label = theme.name
    total = sum((arr.get(key, Decimal(0)) for key in accounts), Decimal(0))
    return ThemeItem(
        words=about.text("theme", label),
        accounts=about.count(f"accounts behind {label}", len(accounts), "accounts"),
        arr=about.total(f"ARR behind {label}", total, currency),
        kinds=tuple(_kinds(mine, label, about)),
        quotes=tuple(_quote(v, names[v.account_id], about) for v in _telling(mine)),
        tied=tuple(_tied(mine, names, about)),
    )


def _tied(voices: Sequence[Voice], names: Mapping[int, str], about: About) -> list[TiedItem]:
    """The product items of these voices, the most asked for first."""
    asked: dict[int, set[int]] = {}
    items = {v.item.id: v.item for v in voices if v.item}
    for voice in voices:
        if voice.item:
            asked.setdefault(voice.item.id, set()).add(voice.account_id)
    ordered = sorted(items.values(), key=lambda item: (-len(asked[item.id]), item.name))
    return [
        _tied_item(item, sorted(names[key] for key in asked[item.id]), about) for item in ordered
    ]


def _tied_item(item: ProductItem, asked: Sequence[str], about: About) -> TiedItem:
    mine = About(about.entity, about.as_of, item.home)
    later = item.shipped_on is not None and item.shipped_on > about.as_of
    has_shipped = item.status == "shipped" and item.shipped_on is not None and not later
    status = "not shipped yet" if later else item.status.replace("_", " ")
    return TiedItem(
        name=mine.quote("product item", item.name),
        status=mine.text(f"status of {item.name}", status),
        shipped=mine.day(f"{item.name} shipped on", item.shipped_on) if has_shipped else None,
        link=mine.text("link", item.link) if item.link else None,
        asked=mine.count(f"accounts that asked for {item.name}", len(asked), "accounts"),
        by=tuple(About(name, about.as_of, item.home).name() for name in asked[:MOST_NAMED]),
    )


def _kinds(voices: Sequence[Voice], label: str, about: About) -> list[KindCount]:
    found = []
    for kind, (one, several) in KINDS.items():
        count = len({v.account_id for v in voices if v.kind == kind})
        if count:
            words = one if count == 1 else several
            found.append(KindCount(words, about.count(f"{several} of {label}", count, "")))
    return found


def _telling(voices: Sequence[Voice]) -> list[Voice]:
    """The most central words of different accounts."""
    chosen: dict[int, Voice] = {}
    for voice in voices:
        chosen.setdefault(voice.account_id, voice)
    return list(chosen.values())[:QUOTES]


def _quote(voice: Voice, account: str, about: About) -> VoiceQuote:
    mine = About(account, about.as_of, voice.home)
    return VoiceQuote(
        mine.name(), mine.quote("words", voice.text), mine.day("said on", voice.day), voice.origin
    )


def _is_same(one: str, other: str) -> bool:
    return token_set_ratio(one.casefold(), other.casefold()) >= _SAME
