"""Names of companies and of people, invented and told apart easily."""

import unicodedata
from random import Random

from knowledge.sample.vocabulary import Words, words


def company_names(count: int, seed: int, taken: set[str]) -> list[tuple[str, str]]:
    """Give `count` (industry, name) pairs without those taken; the written ones come first."""
    chance = Random(f"{seed}:companies")
    written = [
        (industry, name)
        for industry, names in words("companies")["by_industry"].items()
        for name in names
        if name not in taken
    ]
    chance.shuffle(written)
    return written[:count] + _made(count - len(written), chance)


def domain_of(name: str) -> str:
    """The mail domain of a company."""
    return f"{_slug(name.replace('&', ' and '), '-')}.example"


def person_name(place: Words, chance: Random, taken: set[str]) -> str:
    """A name of the place that nobody in `taken` has, nor its first name where others are left;
    it is added there."""
    used = {name.split()[0] for name in taken}
    firsts = [first for first in place["first"] if first not in used] or place["first"]
    while (name := f"{chance.choice(firsts)} {chance.choice(place['last'])}") in taken:
        pass
    taken.add(name)
    return name


def address(name: str, domain: str) -> str:
    """The mail address of a person."""
    return f"{_slug(name, '.')}@{domain}"


def _made(count: int, chance: Random) -> list[tuple[str, str]]:
    if count <= 0:
        return []
    made = words("companies")["made"]
    stems = [head + tail for head in made["heads"] for tail in made["tails"]]
    chance.shuffle(stems)
    industries = list(made["words"])
    names: list[tuple[str, str]] = []
    for i in range(count):
        industry = industries[(i + i // len(stems)) % len(industries)]
        kinds = made["words"][industry]
        turn = i // (len(stems) * len(industries))
        names.append((industry, f"{stems[i % len(stems)]} {kinds[(i + turn) % len(kinds)]}"))
    return list(dict.fromkeys(names))


def _slug(text: str, joint: str) -> str:
    special = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ı": "i", "Ø": "O"})
    plain = unicodedata.normalize("NFKD", text.translate(special))
    kept = "".join(c for c in plain.lower() if c.isascii() and (c.isalnum() or c == " "))
    return joint.join(kept.split())
